"""What a stage needs of its jury before it starts; the edition opens without."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from competitions.checklist import Gap, requirement
from competitions.models import Edition

from .models import Seat, SeatRole


@requirement
def stages_have_a_jury(edition: Edition) -> Iterator[Gap]:
    """Each stage needs as many members as its quorum asks for sheets, and somebody to chair the plenary."""
    url = reverse("judging:panel-update", args=[edition.slug])
    standing = Seat.objects.standing().filter(panel__stage__edition=edition)
    seats = list(standing.values_list("panel__stage", "role", "user"))
    for stage in edition.stages.all():
        members = {user for where, role, user in seats if where == stage.pk and role == SeatRole.MEMBER}
        if not members:
            yield Gap(_("Tahap “%(stage)s” belum punya juri.") % {"stage": stage}, url, blocks=False, kind=stage.kind)
        elif len(members) < stage.quorum:
            text = _("Juri tahap “%(stage)s” baru %(members)d, kuorumnya %(quorum)d.")
            words = text % {"stage": stage, "members": len(members), "quorum": stage.quorum}
            yield Gap(words, url, blocks=False, kind=stage.kind)
    if edition.stages.all() and not any(role == SeatRole.CHAIR for _where, role, _user in seats):
        yield Gap(_("Belum ada ketua panel."), url, blocks=False)
