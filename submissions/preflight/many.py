"""The facts of all entries that an edition was sent, for some of its rules: in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch, Value, prefetch_related_objects
from django.db.models.functions import Replace
from django.utils import timezone

from accounts.keys import ReadAs
from competitions.models import DocumentRequirement, Edition, PhaseKind, RuleKind, SectionTemplate
from submissions.letters import approved_requirements
from submissions.models import Approval, Attachment, Proposal, Scan, Section, State

from .alike import alike_to_each
from .awards import earlier_awards
from .entry import Document, Entry, Finding, Surroundings, Text
from .findings import asked_rules, told_by
from .gather import COUNTED, Rules, owner_names, squeezed

READ = frozenset({RuleKind.FILLER, RuleKind.PERSONAL, RuleKind.AGENCY})  # rules that read the texts themselves
SENT = (State.SUBMITTED, State.RETURNED, State.HANDED, State.VERIFIED)


@dataclass(frozen=True)
class SentEntry:
    """One proposal that was sent, in facts, and the rules that are asked of it."""

    proposal: Proposal
    entry: Entry
    rules: Rules

    def findings(self) -> list[Finding]:
        """In the language of now."""
        return [one for one in told_by(self.entry, self.rules) if one.kind in self.rules]


def sent_entries(edition: Edition, kinds: Collection[str]) -> dict[int, SentEntry]:
    """Every proposal that was sent and is not out, for these rules alone."""
    rules = {kind: rule for kind, rule in asked_rules(edition).items() if kind in kinds}
    rows = edition.proposals.filter(state__in=SENT, submitted_at__isnull=False).select_related("innovation__opd")
    proposals = list(rows.prefetch_related("innovation__partnerships__opd").order_by("innovation__title"))
    facts = _Facts(edition, proposals, rules)
    return {one.pk: SentEntry(one, facts.entry(one), rules) for one in proposals}


class _Facts:
    """What stands beside the proposals, read once for all of them."""

    def __init__(self, edition: Edition, proposals: list[Proposal], rules: Rules) -> None:
        self.edition, self.rules = edition, rules
        self.templates = list(edition.section_templates.all())
        self.requirements = list(edition.document_requirements.all())
        registration = edition.phase(PhaseKind.REGISTRATION)
        self.closes_on = timezone.localdate(registration.closes_at) if registration else None
        self.sections = self._sections(proposals)
        self.files = self._files(proposals)
        self.around = dict(self._around(proposals))
        if RuleKind.DOCUMENTS in rules and any(one.letter for one in self.requirements):
            approvals = Approval.objects.select_related("requirement", "approved_by")
            prefetch_related_objects(proposals, Prefetch("approvals", approvals), "innovators")
        elif rules.keys() & {RuleKind.INNOVATORS, RuleKind.AGENCY}:
            prefetch_related_objects(proposals, "innovators")

    def entry(self, proposal: Proposal) -> Entry:
        innovation, partnerships = proposal.innovation, list(proposal.innovation.partnerships.all())
        names = self.rules.keys() & {RuleKind.INNOVATORS, RuleKind.AGENCY}
        innovators = tuple(one.name for one in proposal.innovators.all()) if names else ()
        return Entry(
            title=innovation.title,
            long_title=innovation.long_title,
            owner_names=owner_names(proposal),
            group=proposal.group,
            replicates=proposal.replicates,
            started_on=innovation.started_on,
            closes_on=self.closes_on,
            video_url=proposal.video_url,
            has_place=proposal.latitude is not None,
            innovators=len(innovators),
            innovator_names=innovators,
            silent_partners=tuple(str(row.opd) for row in partnerships if row.is_confirmed is None),
            declined_partners=tuple(str(row.opd) for row in partnerships if row.is_confirmed is False),
            sections=tuple(self._text(proposal, template) for template in self.templates),
            documents=tuple(self._documents(proposal)),
            around=self.around[proposal.pk],
            years=self._value(RuleKind.AGE),
            quota=self._value(RuleKind.QUOTA),
        )

    def _value(self, kind: RuleKind) -> int:
        return (self.rules[kind].value or 0) if kind in self.rules else 0

    def _sections(self, proposals: list[Proposal]) -> dict[tuple[int, int], tuple[int, str]]:
        rows = Section.objects.filter(proposal__in=proposals).order_by()
        text = F("text") if self.rules.keys() & READ else Value("")
        read = rows.annotate(read=text).values_list("proposal", "template", "words", "read")
        return {(proposal, template): (words, text) for proposal, template, words, text in read}

    def _files(self, proposals: list[Proposal]) -> set[tuple[int, int | None, int | None]]:
        rows = Attachment.objects.filter(proposal__in=proposals).exclude(scan=Scan.INFECTED).order_by()
        return set(rows.values_list("proposal", "section", "requirement"))

    def _text(self, proposal: Proposal, template: SectionTemplate) -> Text:
        words, text = self.sections.get((proposal.pk, template.pk), (0, ""))
        return Text(
            name=template.name,
            anchor="",
            text=text,
            words=words,
            min_words=template.min_words,
            max_words=template.max_words,
            wants_evidence=template.evidence_required,
            has_evidence=(proposal.pk, template.pk, None) in self.files,
        )

    def _documents(self, proposal: Proposal) -> Iterator[Document]:
        if RuleKind.DOCUMENTS not in self.rules:
            return
        missing = [one for one in self.requirements if (proposal.pk, None, one.pk) not in self.files]
        approved = approved_requirements(proposal) if any(one.letter for one in missing) else set()
        for one in self.requirements:
            yield _document(one, is_given=one not in missing or one.pk in approved)

    def _around(self, proposals: list[Proposal]) -> Iterator[tuple[int, Surroundings]]:
        """As `gather` says it of one; each part only where a rule asks for it."""
        innovations = [one.innovation for one in proposals]
        asked = {kind for kind, rule in self.rules.items() if rule.is_asked}
        titles = self._titles() if RuleKind.TITLE in asked else {}
        near = alike_to_each(innovations, self._value(RuleKind.SIMILAR)) if RuleKind.SIMILAR in asked else {}
        won = earlier_awards(innovations, self.edition) if asked & {RuleKind.WINNER, RuleKind.GROUP} else {}
        sent = Counter(one.innovation.opd_id for one in proposals if one.state in COUNTED)
        for one in proposals:
            others = [row for row in titles.get(squeezed(one), []) if row[0] != one.pk]
            yield (
                one.pk,
                Surroundings(
                    title_sent_by=next((agency for _pk, agency, at in others if at), ""),
                    title_drafted_by=next((agency for _pk, agency, at in others if not at), ""),
                    alike=near.get(one.innovation_id, ()),
                    award=won.get(one.innovation_id, ""),
                    sent_by_agency=sent[one.innovation.opd_id] - (one.state in COUNTED),
                ),
            )

    def _titles(self) -> dict[str, list[tuple[int, str, Any]]]:
        found: defaultdict[str, list[tuple[int, str, Any]]] = defaultdict(list)
        rows = self.edition.proposals.exclude(state=State.WITHDRAWN).order_by("submitted_at", "pk")
        lower = rows.annotate(squeezed=Replace(ReadAs("innovation__title"), Value(" "), Value("")))
        for title, pk, agency, at in lower.values_list("squeezed", "pk", "innovation__opd__abbr", "submitted_at"):
            found[str(title)].append((pk, agency, at))
        return found


def _document(requirement: DocumentRequirement, *, is_given: bool) -> Document:
    return Document(name=requirement.name, anchor="", is_required=requirement.is_required, is_given=is_given)
