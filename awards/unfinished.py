"""What the plenary leaves undone: a ranking that nobody confirmed, a result that nobody published."""

from collections.abc import Collection, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competitions.models import Edition, PhaseKind
from competitions.published import result_register
from competitions.unfinished import Unfinished, Weight, unfinished_work

from .models import Plenary, Publication

SECRETARIAT = gettext_lazy("Bagian Organisasi")


@result_register
def published(edition_ids: Collection[int]) -> set[int]:
    return set(Publication.objects.filter(edition__in=edition_ids).values_list("edition", flat=True))


@unfinished_work
def results_left_undone(editions: Sequence[Edition]) -> Iterator[Unfinished]:
    """Of an edition whose plenary has begun; what is published already is not asked about."""
    begun = [edition for edition in editions if edition.has_begun(PhaseKind.PLENARY)]
    if not begun:
        return
    held = Plenary.objects.confirmed().filter(edition__in=begun)
    confirmed = set(held.values_list("edition", flat=True))
    for edition in begun:
        yield unpublished(edition) if edition.pk in confirmed else unconfirmed(edition)


def unconfirmed(edition: Edition) -> Unfinished:
    return Unfinished(
        edition=edition,
        kind=PhaseKind.PLENARY,
        key="ranking",
        count=1,
        text=_("Peringkat belum ditetapkan"),
        url=reverse("awards:plenary-detail", args=[edition.slug]),
        action=gettext_lazy("Buka pleno"),
        loss=_("peringkat tidak ditetapkan"),
        fate=gettext_lazy("Hasil tidak dapat terbit. Peringkat ditetapkan bila pleno dibuka lagi."),
        waits_for=SECRETARIAT,
        weight=Weight.HOLDS,
    )


def unpublished(edition: Edition) -> Unfinished:
    """It is published while the plenary or the announcement runs."""
    announcing = edition.has_begun(PhaseKind.ANNOUNCEMENT)
    return Unfinished(
        edition=edition,
        kind=PhaseKind.ANNOUNCEMENT if announcing else PhaseKind.PLENARY,
        key="result",
        count=1,
        text=_("Hasil belum diterbitkan"),
        url=reverse("awards:plenary-detail", args=[edition.slug]),
        action=gettext_lazy("Terbitkan hasil"),
        loss=_("hasil tidak diterbitkan"),
        fate=gettext_lazy("Hasil diterbitkan bila pengumuman dibuka lagi.")
        if announcing
        else gettext_lazy("Hasil diterbitkan selama masa pengumuman."),
        waits_for=SECRETARIAT,
        weight=Weight.HOLDS if announcing else Weight.NOTE,
    )
