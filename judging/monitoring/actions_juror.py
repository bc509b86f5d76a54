"""One more juror for a proposal about which two of them differ widely."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from competitions.locks import lock_edition
from competitions.models import Stage
from judging.assigning.actions import hand_out
from judging.models import Assignment, Origin
from submissions.models import Proposal

from .spreads import Extras, beyond_limit


@transaction.atomic
def add_juror(*, stage: Stage, proposal: Proposal, juror: User, by: User) -> Assignment:
    """Give the proposal to one more member of the stage's panels, whom nothing keeps from it.

    Refused with the reason while the final sheets are within the stage's limit, while one is open, when somebody was
    added already, and when this juror is in conflict, was given it before or does not sit here.
    """
    edition = lock_edition(stage.edition_id)
    if not by.has_perm("judging.add_juror", stage):
        raise PermissionDenied
    extras = Extras(stage, [proposal.pk])
    if not beyond_limit(stage).filter(assignment__proposal=proposal).exists():
        raise ValidationError(_("Nilai para juri untuk usulan ini tidak berbeda lebih dari batas."), code="within")
    if waiting := extras.waiting_for(proposal.pk):
        names = ", ".join(str(one.juror) for one in waiting)
        raise ValidationError(_("Masih ada lembar yang terbuka: %(names)s.") % {"names": names}, code="open")
    if added := extras.added(proposal.pk):
        names = ", ".join(str(one.juror) for one in added)
        raise ValidationError(_("Juri tambahan sudah ditugaskan: %(names)s.") % {"names": names}, code="added")
    if juror.pk not in {one.juror.pk for one in extras.candidates(proposal.pk)}:
        raise ValidationError(
            _("%(juror)s tidak dapat menilai usulan ini: berbenturan, sudah pernah ditugasi, atau bukan anggota panel.")
            % {"juror": juror},
            code="juror",
        )

    (assignment,) = hand_out(stage, [(proposal.pk, juror.pk)], origin=Origin.EXTRA, by=by, edition=edition)
    return assignment
