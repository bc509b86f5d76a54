"""What the jury has built on a proposal, and its open sheets let go when the verdict beneath is taken back."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queue import enqueue
from judging.locks import lock_assignments
from judging.models import Assignment, Promotion, Ranking
from submissions.models import Proposal, Undoing
from submissions.stakes import Stake, on_release, refuse_stakes, stake_register

from . import planning
from .actions import take_back
from .actions_excuse import excuse_held
from .mail import send_released_mail


@stake_register
def what_the_jury_built(proposal: Proposal) -> Iterator[Stake]:
    """Locked sheets, promotions and a confirmed ranking block; open sheets go, and the sentence says how."""
    given = Assignment.objects.active().filter(proposal=proposal)
    if Ranking.objects.confirmed().filter(edition=proposal.edition_id).exists():
        yield Stake(_("Peringkat edisi ini sudah ditetapkan pleno."), blocks=True)
    for promotion in Promotion.objects.filter(proposal=proposal).select_related("stage"):
        yield Stake(_("Usulan ini sudah naik ke tahap “%(stage)s”.") % {"stage": promotion.stage}, blocks=True)
    if locked := given.filter(sheet__finalised_at__isnull=False).count():
        text = ngettext("%(count)d lembar nilainya sudah dikunci.", "%(count)d lembar nilainya sudah dikunci.", locked)
        yield Stake(text % {"count": locked}, blocks=True)
    still_open = given.unfinished()
    if blank := still_open.filter(planning.blank()).count():
        text = ngettext(
            "%(count)d lembar kosong dicabut dari jurinya.", "%(count)d lembar kosong dicabut dari jurinya.", blank
        )
        yield Stake(text % {"count": blank})
    if filled := still_open.exclude(planning.blank()).count():
        text = ngettext(
            "%(count)d lembar yang sedang diisi dibebaskan; nilainya tetap tersimpan.",
            "%(count)d lembar yang sedang diisi dibebaskan; nilainya tetap tersimpan.",
            filled,
        )
        yield Stake(text % {"count": filled})


@on_release
def let_go_of_sheets(undoing: Undoing) -> None:
    """Blank sheets are removed and can be handed out again; filled ones are excused with their marks.

    The sheets are held first, so that a juror who locks one at this moment comes before the act, which then refuses.
    """
    proposal = undoing.proposal
    held = list(lock_assignments(Assignment.objects.active().filter(proposal=proposal)))
    refuse_stakes(proposal)
    if not held:
        return
    still_open = Assignment.objects.filter(pk__in=[one.pk for one in held])
    blank = set(still_open.filter(planning.blank()).values_list("pk", flat=True))
    for stage in dict.fromkeys(one.stage for one in held):
        if filled := [one for one in held if one.stage == stage and one.pk not in blank]:
            excuse_held(filled, reason=undoing.reason, by=undoing.undone_by)
    take_back(Assignment.objects.filter(pk__in=blank), by=undoing.undone_by, edition=proposal.edition)
    enqueue(send_released_mail, undoing.pk, sorted({one.juror_id for one in held if one.pk in blank}))
