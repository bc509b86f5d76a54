"""Which proposals a change of an edition's rules touches, and what stands on a part of it (ADR 29)."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.addressees import reachable
from accounts.mail import is_reached
from accounts.models import Appointment, Office
from competitions.effects import Change, Lens, Line, Reader, Touched, audience, holds, lens
from competitions.fairness import ADDED, REMOVED, Topic
from competitions.models import Category, DocumentRequirement, Edition, RuleKind, SectionTemplate

from .models import Approval, Attachment, CheckItem, Paper, Proposal, Section, State
from .preflight.entry import Finding
from .preflight.many import SentEntry, sent_entries

MOST_NAMED = 5
AGENCIES = frozenset(Topic) - {Topic.WORDING, Topic.JURY, Topic.CONFLICTS}


@holds(Category)
def proposals_stand_on(categories: Collection[Any]) -> Iterator[str]:
    """A category that was chosen stays, for drafts too: their writers would find it gone."""
    for category in categories:
        chosen = Proposal.objects.filter(category=category).order_by("pk")
        if count := chosen.count():
            sentence = _("Kategori “%(category)s” dipakai %(count)d usulan (%(titles)s). Pindahkan usulannya dahulu.")
            yield sentence % {"category": category, "count": count, "titles": _named(chosen)}


@holds(SectionTemplate)
def texts_stand_on(sections: Collection[Any]) -> Iterator[str]:
    """A section that somebody wrote stays, sent or not: nothing that was written is thrown away."""
    for section in sections:
        written = _proposals_of(section=section)
        written |= {*Section.objects.filter(template=section).values_list("proposal", flat=True)}
        if written:
            sentence = _(
                "Bagian “%(section)s” sudah diisi di %(count)d usulan (%(titles)s), jadi tidak dapat dihapus. Bila "
                "tidak diminta lagi, jadikan tanpa batas terendah dan matikan aturan “Setiap bagian terisi”."
            )
            titles = _named(Proposal.objects.filter(pk__in=written))
            yield sentence % {"section": section, "count": len(written), "titles": titles}


@holds(DocumentRequirement)
def papers_stand_on(requirements: Collection[Any]) -> Iterator[str]:
    for requirement in requirements:
        given = _proposals_of(requirement=requirement)
        for model in (Approval, Paper):
            given |= {*model._default_manager.filter(requirement=requirement).values_list("proposal", flat=True)}
        if given:
            sentence = _(
                "Dokumen “%(document)s” sudah dilampirkan atau diperiksa di %(count)d usulan (%(titles)s), jadi tidak "
                "dapat dihapus. Bila tidak diminta lagi, jadikan tidak wajib."
            )
            titles = _named(Proposal.objects.filter(pk__in=given))
            yield sentence % {"document": requirement, "count": len(given), "titles": titles}


def _proposals_of(**place: Any) -> set[int]:
    """Where there is a file, or a remark of the check, at this place."""
    return {
        proposal
        for model in (Attachment, CheckItem)
        for proposal in model._default_manager.filter(**place).order_by().values_list("proposal", flat=True)
    }


def _named(proposals: QuerySet[Proposal]) -> str:
    titles = [f"“{title}”" for title in proposals.values_list("innovation__title", flat=True)[: MOST_NAMED + 1]]
    return ", ".join([*titles[:MOST_NAMED], "…"] if len(titles) > MOST_NAMED else titles)


@audience
def agencies_concerned(edition: Edition, topics: Collection[Topic]) -> Iterator[Reader]:
    """Operators and heads of each agency with a proposal that is not out; of the rules of entry the verifiers too."""
    if AGENCIES & set(topics):
        yield from _agencies(edition)
    if Topic.ENTRY in topics:
        posts = Appointment.objects.current().filter(role=Office.VERIFIER).select_related("user")
        yield from (
            Reader(post.user, _("Verifikator")) for post in posts.order_by("user__name") if is_reached(post.user)
        )


def _agencies(edition: Edition) -> Iterator[Reader]:
    entered = edition.proposals.exclude(state__in=(State.WITHDRAWN, State.REJECTED))
    by_agency: defaultdict[int, set[int]] = defaultdict(set)
    for proposal, agency in entered.order_by().values_list("pk", "innovation__opd"):
        by_agency[agency].add(proposal)
    for member in reachable(by_agency).select_related("user", "opd").order_by("opd__name", "user__name"):
        if is_reached(member.user):
            proposals = frozenset(by_agency[member.opd_id])
            yield Reader(member.user, _("Operator dan kepala OPD"), member.opd, proposals)


BY_SECTION = {
    "min_words": {RuleKind.LENGTH},
    "max_words": {RuleKind.LENGTH},
    "evidence_required": {RuleKind.DOCUMENTS},
    ADDED: {RuleKind.SECTIONS, RuleKind.DOCUMENTS},
    REMOVED: {RuleKind.SECTIONS, RuleKind.DOCUMENTS},
}
Entries = dict[int, SentEntry]


def kinds_touched(change: Change) -> set[str]:
    """The rules of entry whose answer a change can turn."""
    found: set[str] = {str(one.key) for one in change.of("rule")}
    for one in change.of("section"):
        found |= BY_SECTION.get(one.field, set())
    if change.of("document", "is_required", "letter", ADDED, REMOVED):
        found.add(RuleKind.DOCUMENTS)
    if change.of("stage", "is_blind"):
        found.add(RuleKind.AGENCY)
    return found


def look_at_entries(edition: Edition, change: Change) -> Entries:
    kinds = kinds_touched(change)
    return sent_entries(edition, kinds) if kinds else {}


def tell_of_entries(change: Change, before: Entries, after: Entries) -> Iterator[Touched]:
    """Which of the sent proposals now fail a rule, which fail none of these any more, which are only warned of."""
    groups: dict[str, list[Line]] = {"failing": [], "passing": [], "warned": []}
    for pk, entry in after.items():
        was, now = before[pk].findings(), entry.findings()
        new = [one for one in now if one.text not in {old.text for old in was if old.blocks >= one.blocks}]
        if failing := [one for one in new if one.blocks]:
            groups["failing"].append(_line(entry, failing))
        elif [one for one in was if one.blocks] and not [one for one in now if one.blocks]:
            groups["passing"].append(_line(entry, []))
        elif new:
            groups["warned"].append(_line(entry, new))
    yield from (_group(name, lines) for name, lines in groups.items() if lines)
    yield from _drafts(change)
    yield from _files(change)
    yield from _corrections(change)


def _line(entry: SentEntry, found: list[Finding]) -> Line:
    proposal = entry.proposal
    kinds = ",".join(sorted({one.kind for one in found}))
    name = f"{proposal.innovation.title} · {proposal.innovation.opd.abbr}"
    return Line(f"{proposal.pk}:{kinds}", name, "; ".join(one.text for one in found), proposal.pk)


def _group(name: str, lines: list[Line]) -> Touched:
    count = len(lines)
    if name == "failing":
        heading = ngettext(
            "%(count)d usulan yang sudah dikirim kini tidak memenuhi ketentuan",
            "%(count)d usulan yang sudah dikirim kini tidak memenuhi ketentuan",
            count,
        )
        advice = _("Usulan itu tetap terkirim. Verifikator melihat temuannya saat memeriksa.")
        return Touched(f"entries.{name}", heading % {"count": count}, tuple(lines), advice, is_told=True)
    if name == "passing":
        heading = ngettext(
            "%(count)d usulan yang sudah dikirim kini memenuhi ketentuan",
            "%(count)d usulan yang sudah dikirim kini memenuhi ketentuan",
            count,
        )
        return Touched(f"entries.{name}", heading % {"count": count}, tuple(lines), is_told=True)
    heading = ngettext(
        "%(count)d usulan yang sudah dikirim mendapat catatan, tanpa menghalangi",
        "%(count)d usulan yang sudah dikirim mendapat catatan, tanpa menghalangi",
        count,
    )
    return Touched(f"entries.{name}", heading % {"count": count}, tuple(lines))


def _drafts(change: Change) -> Iterator[Touched]:
    """Nobody else reads a draft, so only how many there are."""
    drafts = change.edition.proposals.filter(state__in=(State.DRAFT, State.HANDED), submitted_at=None).count()
    if drafts and kinds_touched(change):
        text = ngettext(
            "%(count)d usulan yang masih disusun mengikuti ketentuan baru",
            "%(count)d usulan yang masih disusun mengikuti ketentuan baru",
            drafts,
        )
        yield Touched("entries.drafts", text % {"count": drafts}, is_moving=True)


def _files(change: Change) -> Iterator[Touched]:
    for one in change.of("edition", "max_file_mb"):
        larger = Attachment.objects.filter(proposal__edition=change.edition, size__gt=one.after * 1024 * 1024).count()
        if larger and one.after < one.before:
            text = ngettext(
                "%(count)d berkas lebih besar daripada batas baru",
                "%(count)d berkas lebih besar daripada batas baru",
                larger,
            )
            advice = _("Berkas itu tetap tersimpan dan dihitung.")
            yield Touched("files.larger", text % {"count": larger}, advice=advice, is_moving=True)


def _corrections(change: Change) -> Iterator[Touched]:
    if change.of("edition", "correction_days"):
        mended = change.edition.proposals.filter(state__in=(State.RETURNED, State.HANDED), submitted_at__isnull=False)
        if count := mended.count():
            text = ngettext(
                "%(count)d usulan sedang diperbaiki",
                "%(count)d usulan sedang diperbaiki",
                count,
            )
            advice = _("Batas yang sudah disebut dalam surat pengembaliannya tetap berlaku.")
            yield Touched("entries.mended", text % {"count": count}, advice=advice, is_moving=True)


def follow_entries(_change: Change, before: Entries, after: Entries) -> None:
    """The count that tells the clean ones from the others, for the verifier's list."""
    changed = []
    for pk, entry in after.items():
        proposal, more = entry.proposal, len(entry.findings()) - len(before[pk].findings())
        if more and proposal.found_when_sent is not None:
            proposal.found_when_sent = max(proposal.found_when_sent + more, 0)
            changed.append(proposal)
    Proposal.objects.bulk_update(changed, ["found_when_sent"], batch_size=1_000)


lens(Lens(frozenset({Topic.ENTRY, Topic.BLIND}), look_at_entries, tell_of_entries, follow_entries))
