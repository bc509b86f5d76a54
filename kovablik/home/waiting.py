"""What waits for a person: the home page's list, most urgent first, each thing with its one action.

Each part that somebody plays adds its own things. All questions go to the database for all running editions at
once, so that the number of queries hangs on the parts and not on what they find.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import clock
from accounts.models import MembershipRole, Office, User
from awards.models import Certificate, Plenary, Publication
from competitions.models import Edition, Phase, PhaseKind, Stage
from judging.models import Answer, Assignment, ScoreSheet, Seat, SeatRole
from judging.monitoring.spreads import kept_spread_counts
from submissions.deadline import Windows
from submissions.models import Innovation, Proposal, State

from .entries import own_proposals
from .honours import published
from .lapsed import Headline, headlines
from .quiet import Item, quiet


class Waiting:
    """Everything that waits for one person, read once."""

    def __init__(self, user: User, roles: set[str]) -> None:
        self.user, self.roles = user, roles

    @cached_property
    def items(self) -> list[Item]:
        tellers = dict.fromkeys(teller for role in TELLERS if role in self.roles for teller in TELLERS[role])
        found = [item for teller in tellers for item in teller(self)]
        if Office.SECRETARIAT in self.roles:
            told = {item.detail for item in found} | {one.edition for one in self.headlines}
            found += quiet(edition for edition in self.opened if edition not in told)
        return sorted(found, key=lambda item: item.urgency)

    @cached_property
    def editions(self) -> list[Edition]:
        """The editions that are being made or have not ended."""
        going = Phase.objects.filter(edition=OuterRef("pk"), closes_at__gt=clock.now())
        return list(Edition.objects.filter(Q(opened_at=None) | Exists(going)).with_phases())

    @cached_property
    def headlines(self) -> list[Headline]:
        """For the secretariat: the phases that are over with work left, also where no other phase is to come."""
        if Office.SECRETARIAT not in self.roles:
            return []
        results = Publication.objects.filter(edition=OuterRef("pk"))
        going = [edition.pk for edition in self.opened]
        ended = Edition.objects.opened().exclude(pk__in=going).filter(~Exists(results)).with_phases()
        return list(headlines([*self.opened, *ended]))

    @cached_property
    def opened(self) -> list[Edition]:
        return [edition for edition in self.editions if edition.is_open]

    @cached_property
    def turn(self) -> Phase | None:
        """The next phase in which this person has a part."""
        kinds = {kind for role in self.roles for kind in TURNS.get(role, ())}
        phases = [phase for edition in self.opened for phase in edition.phases.all() if phase.kind in kinds]
        ahead = [phase for phase in phases if not phase.has_begun()]
        return min(ahead, key=lambda phase: phase.opens_at, default=None)

    def in_phase(self, *kinds: str) -> list[Edition]:
        return [edition for edition in self.opened if edition.in_phase(*kinds)]

    @cached_property
    def proposals(self) -> list[Proposal]:
        """The entries of the person's bodies, with the editions' calendars at hand."""
        editions = {edition.pk: edition for edition in self.opened}
        own = Proposal.objects.of_bodies(list(self.user.opd_roles)).filter(edition__in=editions)
        own = own.select_related("innovation__opd").prefetch_related("innovation__partnerships__opd")
        rows = list(own.with_progress())
        for row in rows:
            row.edition = editions[row.edition_id]
        return rows

    @cached_property
    def windows(self) -> dict[int, Windows]:
        """What is open to whom in each running edition, with the extensions read once."""
        prefetch_related_objects(self.opened, "extensions")
        return {edition.pk: Windows(edition) for edition in self.opened}

    @cached_property
    def counts(self) -> dict[tuple[int, str], int]:
        """How many proposals of each edition are in each state."""
        rows = Proposal.objects.filter(edition__in=self.opened).values_list("edition", "state")
        return {(edition, state): count for edition, state, count in rows.annotate(count=Count("pk"))}


def closing(edition: Edition, kind: str) -> datetime | None:
    phase = edition.phase(kind)
    return phase.closes_at if phase else None


def checks(waiting: Waiting) -> Iterator[Item]:
    """A verifier's queue, one line an edition. What the own body owns is left to others."""
    editions = waiting.in_phase(PhaseKind.ADMINISTRATION)
    own = Innovation.objects.owned_by_any(list(waiting.user.family_ids))
    queue = Proposal.objects.filter(edition__in=editions, state=State.SUBMITTED).exclude(innovation__in=own)
    counts = dict(queue.values_list("edition").annotate(count=Count("pk")))
    for edition in editions:
        if count := counts.get(edition.pk):
            yield Item(
                ngettext("%(count)d usulan menunggu pemeriksaan", "%(count)d usulan menunggu pemeriksaan", count)
                % {"count": count},
                reverse("submissions:check-list"),
                gettext_lazy("Periksa usulan"),
                str(edition),
                closing(edition, PhaseKind.ADMINISTRATION),
            )


def sheets(waiting: Waiting) -> Iterator[Item]:
    """A juror's open sheets, one line a stage that runs."""
    rows = (
        ScoreSheet.objects.of(waiting.user)
        .filter(assignment__stage__edition__in=waiting.opened)
        .values_list("assignment__stage__edition", "assignment__stage__kind")
        .annotate(count=Count("pk"), final=Count("finalised_at"))
    )
    editions = {edition.pk: edition for edition in waiting.opened}
    for pk, kind, count, final in rows:
        edition = editions[pk]
        if final < count and edition.in_phase(kind):
            yield Item(
                ngettext("%(count)d lembar belum dikunci", "%(count)d lembar belum dikunci", count - final)
                % {"count": count - final},
                reverse("judging:scoresheet-list"),
                gettext_lazy("Lanjutkan penilaian"),
                _("%(final)d dari %(count)d lembar selesai · %(edition)s")
                % {"final": final, "count": count, "edition": edition},
                closing(edition, kind),
                stage=PhaseKind(kind).label,
            )


def invitations(waiting: Waiting) -> Iterator[Item]:
    """Of a juror: seats offered and not answered, and the pledge that opens the first proposal."""
    editions = {edition.pk: edition for edition in waiting.editions if not edition.has_begun(PhaseKind.PLENARY)}
    seats = Seat.objects.standing().filter(user=waiting.user, panel__stage__edition__in=editions)
    given = Exists(waiting.user.pledges.filter(edition=OuterRef("panel__stage__edition")))
    answers = list(seats.values_list("panel__stage__edition", "answer", given))
    for pk, edition in editions.items():
        if any(where == pk and not answer for where, answer, _given in answers):
            title, action = _("Anda diundang menjadi juri"), gettext_lazy("Jawab undangan")
            yield Item(title, reverse("judging:seat-list"), action, str(edition))
        elif edition.is_open and any(where == pk and not pledged for where, _answer, pledged in answers):
            url = reverse("judging:pledge-detail", args=[edition.slug])
            yield Item(_("Pakta integritas belum disetujui"), url, gettext_lazy("Baca dan setujui"), str(edition))


def vacancies(waiting: Waiting) -> Iterator[Item]:
    """For the secretariat: seats whose juror declined and that nobody was seated on since."""
    editions = {edition.pk: edition for edition in waiting.editions if not edition.has_begun(PhaseKind.PLENARY)}
    empty = Seat.objects.filter(answer=Answer.DECLINED, replaced_by=None, panel__stage__edition__in=editions)
    for pk, count in empty.order_by().values_list("panel__stage__edition").annotate(count=Count("pk")):
        title = ngettext("%(count)d juri tidak bersedia", "%(count)d juri tidak bersedia", count) % {"count": count}
        url = reverse("judging:panel-update", args=[editions[pk].slug])
        yield Item(title, url, gettext_lazy("Dudukkan pengganti"), str(editions[pk]))


def chaired(waiting: Waiting) -> Iterator[Item]:
    """What the chair of a panel looks at: the ranking while it grows, then the plenary."""
    seats = Seat.objects.standing().filter(user=waiting.user, role=SeatRole.CHAIR)
    own_sheets = Assignment.objects.active().filter(juror=waiting.user, sheet__finalised_at=None)
    chaired = set(seats.values_list("panel__stage__edition", flat=True))
    marking = set(own_sheets.values_list("stage__edition", flat=True))
    for edition in waiting.opened:
        if edition.pk not in chaired - marking or not edition.has_begun(PhaseKind.JUDGING):
            continue
        if edition.in_phase(PhaseKind.PLENARY):
            url, action = reverse("awards:plenary-detail", args=[edition.slug]), gettext_lazy("Buka pleno")
            yield Item(_("Pleno sedang berjalan"), url, action, str(edition), closing(edition, PhaseKind.PLENARY))
        else:
            url = reverse("judging:ranking-detail", args=[edition.slug])
            yield Item(_("Peringkat sementara"), url, gettext_lazy("Lihat peringkat"), str(edition))


def preparations(waiting: Waiting) -> Iterator[Item]:
    """For the secretariat: editions that are still being made."""
    for edition in waiting.editions:
        if not edition.is_open:
            detail = gettext_lazy("Belum dibuka; daftar periksa menunjukkan yang masih kurang.")
            yield Item(str(edition), edition.get_absolute_url(), gettext_lazy("Lengkapi dan buka"), detail)
    if not waiting.editions and not waiting.headlines:
        url = reverse("competitions:edition-create")
        yield Item(_("Tidak ada edisi yang berjalan"), url, gettext_lazy("Buat edisi"))


def oversight(waiting: Waiting) -> Iterator[Item]:
    """For the secretariat: what holds up the phase that runs."""
    for edition in waiting.in_phase(PhaseKind.REGISTRATION):
        if unsent := sum(waiting.counts.get((edition.pk, state), 0) for state in (State.DRAFT, State.HANDED)):
            title = ngettext("%(count)d usulan belum dikirim", "%(count)d usulan belum dikirim", unsent)
            url = reverse("submissions:overview-detail", args=[edition.slug])
            due = closing(edition, PhaseKind.REGISTRATION)
            yield Item(title % {"count": unsent}, url, gettext_lazy("Ingatkan OPD"), edition, due)
    for edition in waiting.in_phase(PhaseKind.ADMINISTRATION):
        if count := waiting.counts.get((edition.pk, State.SUBMITTED)):
            yield Item(
                ngettext("%(count)d usulan belum diperiksa", "%(count)d usulan belum diperiksa", count)
                % {"count": count},
                reverse("submissions:check-list"),
                gettext_lazy("Lihat pemeriksaan"),
                edition,
                closing(edition, PhaseKind.ADMINISTRATION),
            )
        if count := waiting.counts.get((edition.pk, State.RETURNED)):
            title = ngettext(
                "%(count)d usulan menunggu perbaikan OPD", "%(count)d usulan menunggu perbaikan OPD", count
            )
            url = f"{reverse('submissions:overview-detail', args=[edition.slug])}?saring=dikembalikan"
            due = closing(edition, PhaseKind.ADMINISTRATION)
            yield Item(title % {"count": count}, url, gettext_lazy("Ingatkan OPD"), edition, due)


def jury(waiting: Waiting) -> Iterator[Item]:
    """For the secretariat: proposals without a juror, and jurors who are late."""
    editions = waiting.in_phase(PhaseKind.ADMINISTRATION, PhaseKind.JUDGING, PhaseKind.PRESENTATION, PhaseKind.VISIT)
    given = Exists(Assignment.objects.filter(proposal=OuterRef("pk")))
    without = Proposal.objects.filter(edition__in=editions).verified().exclude(given)
    without_juror = dict(without.values_list("edition").annotate(count=Count("pk")))
    late = Assignment.objects.unfinished().filter(stage__edition__in=editions)
    counted = late.values_list("stage__edition", "stage__kind").annotate(count=Count("pk"))
    open_sheets = {(edition, kind): count for edition, kind, count in counted}
    stage_of = {(stage.edition_id, stage.kind): stage for stage in Stage.objects.filter(edition__in=editions)}
    running = [
        stage_of[edition.pk, phase.kind]
        for edition in editions
        for phase in edition.running_phases()
        if (edition.pk, phase.kind) in stage_of
    ]
    beyond = kept_spread_counts(running, stamp=str(sum(open_sheets.values())))
    apart = {place: beyond.get(stage.pk, 0) for place, stage in stage_of.items()}
    for edition in editions:
        url = reverse("judging:assignment-list", args=[edition.slug])
        if count := without_juror.get(edition.pk):
            title = ngettext("%(count)d usulan belum punya juri", "%(count)d usulan belum punya juri", count)
            yield Item(title % {"count": count}, url, gettext_lazy("Tugaskan juri"), edition)
        for phase in edition.running_phases():
            if count := open_sheets.get((edition.pk, phase.kind)):
                title = ngettext("%(count)d lembar belum dikunci juri", "%(count)d lembar belum dikunci juri", count)
                watch = reverse("judging:watch-detail", args=[edition.slug, stage_of[edition.pk, phase.kind].pk])
                action = gettext_lazy("Lihat kemajuan juri")
                yield Item(title % {"count": count}, watch, action, edition, phase.closes_at, stage=str(phase))
            if count := apart.get((edition.pk, phase.kind)):
                title = ngettext(
                    "%(count)d usulan dinilai terlalu berbeda", "%(count)d usulan dinilai terlalu berbeda", count
                )
                spreads = reverse("judging:spread-list", args=[edition.slug, stage_of[edition.pk, phase.kind].pk])
                address, action = f"{spreads}?saring=lewat", gettext_lazy("Tambah juri")
                yield Item(title % {"count": count}, address, action, edition, phase.closes_at, stage=str(phase))


def conclusion(waiting: Waiting) -> Iterator[Item]:
    """For the secretariat: hold the plenary, publish, see that every piagam is drawn."""
    editions = waiting.in_phase(PhaseKind.PLENARY, PhaseKind.ANNOUNCEMENT, PhaseKind.AWARDING)
    held = Plenary.objects.confirmed().filter(edition__in=editions)
    confirmed = set(held.values_list("edition", flat=True))
    told_of = published(editions)
    left = Certificate.objects.filter(publication__edition__in=editions).awaited()
    undrawn = dict(left.values_list("publication__edition").annotate(count=Count("pk")))
    for edition in editions:
        plenary = reverse("awards:plenary-detail", args=[edition.slug])
        due = closing(edition, PhaseKind.PLENARY) if edition.in_phase(PhaseKind.PLENARY) else None
        if edition.pk not in confirmed and edition.has_ended(PhaseKind.PLENARY):
            continue  # that is the headline
        if edition.pk not in confirmed:
            yield Item(_("Peringkat belum ditetapkan"), plenary, gettext_lazy("Buka pleno"), edition, due)
        elif edition.pk not in told_of:
            yield Item(_("Hasil belum diterbitkan"), plenary, gettext_lazy("Terbitkan hasil"), edition, due)
        elif count := undrawn.get(edition.pk):
            title = ngettext("%(count)d piagam sedang digambar", "%(count)d piagam sedang digambar", count)
            url = reverse("awards:certificate-list", args=[edition.slug])
            yield Item(title % {"count": count}, url, gettext_lazy("Lihat kemajuan"), edition)


TELLERS = {
    MembershipRole.HEAD: (own_proposals,),
    MembershipRole.OPERATOR: (own_proposals,),
    Office.VERIFIER: (checks,),
    SeatRole.MEMBER: (sheets, invitations),
    SeatRole.CHAIR: (chaired, invitations),
    Office.SECRETARIAT: (preparations, oversight, jury, vacancies, conclusion),
}
TURNS: dict[str, tuple[PhaseKind, ...]] = {
    MembershipRole.HEAD: (PhaseKind.REGISTRATION,),
    MembershipRole.OPERATOR: (PhaseKind.REGISTRATION,),
    Office.VERIFIER: (PhaseKind.ADMINISTRATION,),
    SeatRole.MEMBER: (PhaseKind.JUDGING, PhaseKind.PRESENTATION, PhaseKind.VISIT),
    SeatRole.CHAIR: (PhaseKind.JUDGING, PhaseKind.PLENARY),
}
