"""What the agencies and the verifiers leave undone: entries that were not sent, and sent ones without a verdict."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from competitions.models import Edition, PhaseKind
from competitions.unfinished import Unfinished, Weight, Words, unfinished_work

from .models import Proposal, State

TAKEN_UP_IN_REGISTRATION = gettext_lazy(
    "Tidak terkirim. Tulisannya tersimpan; dilanjutkan bila pendaftaran dibuka lagi atau waktu OPD-nya diperpanjang."
)
TAKEN_UP_IN_CHECK = gettext_lazy("Tidak dinilai juri. Dilanjutkan bila seleksi administrasi dibuka lagi.")


@dataclass(frozen=True)
class LeftInState:
    """What proposals in one state mean for the phase in which they were to leave it."""

    kind: PhaseKind
    key: str
    says: Callable[[int], str]
    page: Callable[[Edition], str]
    action: Words
    loses: Callable[[int], str]
    fate: Words
    waits_for: Words
    weight: Weight


def funnel(edition: Edition) -> str:
    return reverse("submissions:overview-detail", args=[edition.slug])


def returned(edition: Edition) -> str:
    return f"{funnel(edition)}?saring=dikembalikan"


def checks(edition: Edition) -> str:
    return reverse("submissions:check-list")


def unsent(count: int) -> str:
    return ngettext("%(count)d usulan tidak terkirim", "%(count)d usulan tidak terkirim", count)


def unchecked(count: int) -> str:
    return ngettext("%(count)d usulan tidak diperiksa", "%(count)d usulan tidak diperiksa", count)


def unmended(count: int) -> str:
    return ngettext("%(count)d usulan tidak diperbaiki", "%(count)d usulan tidak diperbaiki", count)


LEFT = {
    (State.DRAFT, False): LeftInState(
        PhaseKind.REGISTRATION,
        "drafts",
        lambda count: ngettext("%(count)d usulan masih draf", "%(count)d usulan masih draf", count),
        funnel,
        gettext_lazy("Lihat rekap usulan"),
        unsent,
        TAKEN_UP_IN_REGISTRATION,
        gettext_lazy("operator OPD"),
        Weight.NOTE,
    ),
    (State.HANDED, False): LeftInState(
        PhaseKind.REGISTRATION,
        "handed",
        lambda count: ngettext("%(count)d usulan menunggu kepala OPD", "%(count)d usulan menunggu kepala OPD", count),
        funnel,
        gettext_lazy("Lihat rekap usulan"),
        unsent,
        TAKEN_UP_IN_REGISTRATION,
        gettext_lazy("kepala OPD"),
        Weight.NOTE,
    ),
    (State.SUBMITTED, True): LeftInState(
        PhaseKind.ADMINISTRATION,
        "unchecked",
        lambda count: ngettext("%(count)d usulan belum diperiksa", "%(count)d usulan belum diperiksa", count),
        checks,
        gettext_lazy("Lihat pemeriksaan"),
        unchecked,
        TAKEN_UP_IN_CHECK,
        gettext_lazy("verifikator"),
        Weight.DECIDE,
    ),
    (State.RETURNED, True): LeftInState(
        PhaseKind.ADMINISTRATION,
        "returned",
        lambda count: ngettext(
            "%(count)d usulan menunggu perbaikan OPD", "%(count)d usulan menunggu perbaikan OPD", count
        ),
        returned,
        gettext_lazy("Lihat rekap usulan"),
        unmended,
        TAKEN_UP_IN_CHECK,
        gettext_lazy("OPD"),
        Weight.NOTE,
    ),
}


@unfinished_work
def proposals_without_verdict(editions: Sequence[Edition]) -> Iterator[Unfinished]:
    """One count for each state in which a proposal waits; what is being mended counts as returned."""
    waiting = Proposal.objects.filter(edition__in=editions, state__in={state for state, _sent in LEFT})
    rows = waiting.annotate(sent=Q(submitted_at__isnull=False)).order_by().values_list("edition", "state", "sent")
    counts: Counter[tuple[int, tuple[State, bool]]] = Counter()
    for pk, state, was_sent, count in rows.annotate(count=Count("pk")):
        counts[pk, place_of(state, was_sent=was_sent)] += count
    for edition in editions:
        for place, left in LEFT.items():
            if count := counts[edition.pk, place]:
                yield told(edition, place, left, count)


def place_of(state: str, *, was_sent: bool) -> tuple[State, bool]:
    """A correction that waits for the head is one that waits for the agency."""
    return (State.RETURNED, True) if was_sent and state != State.SUBMITTED else (State(state), was_sent)


def told(edition: Edition, place: tuple[State, bool], left: LeftInState, count: int) -> Unfinished:
    return Unfinished(
        edition=edition,
        kind=left.kind,
        key=left.key,
        count=count,
        text=left.says(count) % {"count": count},
        url=left.page(edition),
        action=left.action,
        loss=left.loses(count) % {"count": count},
        fate=left.fate,
        waits_for=left.waits_for,
        weight=left.weight,
        ask_names=lambda: names(edition, *place),
    )


def names(edition: Edition, state: State, was_sent: bool) -> Iterable[str]:  # noqa: FBT001  the key of LEFT
    """Each by its agency and its title."""
    states = {State.RETURNED, State.HANDED, State.DRAFT} if state == State.RETURNED else {state}
    rows = Proposal.objects.filter(edition=edition, state__in=states, submitted_at__isnull=not was_sent)
    named = rows.order_by("innovation__opd__abbr", "innovation__title")
    return [f"{abbr}: {title}" for abbr, title in named.values_list("innovation__opd__abbr", "innovation__title")]
