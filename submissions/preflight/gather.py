"""The facts of an entry, read in a number of queries that does not grow with the proposal or the edition."""

from dataclasses import replace
from hashlib import sha256

from django.core.cache import cache
from django.db.models import F, Value
from django.db.models.functions import Replace
from django.utils import timezone

from accounts.keys import ReadAs
from accounts.locks import lock_names
from accounts.texts import key
from competitions.models import EntryRule, PhaseKind, RuleKind
from submissions.letters import approved_requirements
from submissions.models import Attachment, Proposal, Scan, State
from submissions.proposal_parts import DocumentPart, ProposalParts, SectionPart

from .alike import alike
from .awards import earlier_award
from .entry import Document, Entry, Surroundings, Text

Rules = dict[str, EntryRule]
COUNTED = (State.SUBMITTED, State.RETURNED, State.VERIFIED)
SECONDS = 60


def gather(proposal: Proposal, parts: ProposalParts, rules: Rules, *, fresh: bool) -> Entry:
    """What the rules look at. `fresh` asks about the others now and holds off who sends the same at this moment."""
    innovation, edition = proposal.innovation, proposal.edition
    registration = edition.phase(PhaseKind.REGISTRATION)
    partnerships = list(innovation.partnerships.all())
    return Entry(
        title=innovation.title,
        long_title=innovation.long_title,
        owner_names=owner_names(proposal),
        group=proposal.group,
        replicates=proposal.replicates,
        started_on=innovation.started_on,
        closes_on=timezone.localdate(registration.closes_at) if registration else None,
        has_category=proposal.category_id is not None or not edition.categories.exists(),
        video_url=proposal.video_url,
        has_place=proposal.latitude is not None,
        innovators=proposal.innovators.count() if rules[RuleKind.INNOVATORS].is_asked else 0,
        innovator_names=_innovator_names(proposal) if rules[RuleKind.AGENCY].is_asked else (),
        silent_partners=tuple(str(row.opd) for row in partnerships if row.is_confirmed is None),
        declined_partners=tuple(str(row.opd) for row in partnerships if row.is_confirmed is False),
        sections=tuple(_text(part) for part in parts.sections),
        documents=_documents(proposal, parts.documents),
        around=_surroundings(proposal, rules) if fresh else _recent_surroundings(proposal, rules),
        years=rules[RuleKind.AGE].value or 0,
        quota=rules[RuleKind.QUOTA].value or 0,
    )


def _innovator_names(proposal: Proposal) -> tuple[str, ...]:
    return tuple(one.name for one in proposal.innovators.all())


def names_given(proposal: Proposal, parts: ProposalParts) -> Entry:
    """As much of an entry as tells whether its text names owners or innovators."""
    innovation = proposal.innovation
    return Entry(
        title=innovation.title,
        long_title=innovation.long_title,
        owner_names=owner_names(proposal),
        innovator_names=_innovator_names(proposal),
        sections=tuple(_text(part) for part in parts.sections),
    )


def owner_names(proposal: Proposal) -> tuple[str, ...]:
    return tuple(name for opd in proposal.innovation.owners() for name in (opd.name, opd.abbr))


def lock_title_and_body(proposal: Proposal) -> None:
    """Let one at a time send this title, and this body, in an edition: the second then sees what the first sent."""
    edition, body = proposal.edition_id, proposal.innovation.opd_id
    lock_names(f"title:{edition}:{squeezed(proposal)}", f"body:{edition}:{body}")


def _text(part: SectionPart) -> Text:
    return Text(
        name=part.template.name,
        anchor=part.anchor,
        text=part.text,
        words=part.words,
        min_words=part.template.min_words,
        max_words=part.template.max_words,
        wants_evidence=part.template.evidence_required,
        has_evidence=_is_there(part.attachments),
    )


def _documents(proposal: Proposal, documents: list[DocumentPart]) -> tuple[Document, ...]:
    """The head's approvals are read only where a statement is missing as a file."""
    missing = [part for part in documents if not _is_there(part.attachments)]
    approved = approved_requirements(proposal) if any(part.requirement.letter for part in missing) else set()
    return tuple(
        Document(
            name=part.requirement.name,
            anchor=part.anchor,
            is_required=part.requirement.is_required,
            is_given=part not in missing or part.requirement.pk in approved,
        )
        for part in documents
    )


def _is_there(attachments: list[Attachment]) -> bool:
    """A file in which the scanner found a virus does not count."""
    return any(file.scan != Scan.INFECTED for file in attachments)


def _recent_surroundings(proposal: Proposal, rules: Rules) -> Surroundings:
    """As of the last minute at most: the list is drawn again with every save, the others do not change that fast."""
    innovation = proposal.innovation
    asked = [(kind, rules[kind].is_asked, rules[kind].value) for kind in sorted(rules)]
    facts = repr(
        (innovation.title, innovation.long_title, innovation.past_award, proposal.group, proposal.state, asked)
    )
    key = f"preflight:{proposal.pk}:{sha256(facts.encode()).hexdigest()[:24]}"
    found: Surroundings | None = cache.get(key)
    if found is None:
        found = _surroundings(proposal, rules)
        cache.set(key, found, SECONDS)
    return found


def _surroundings(proposal: Proposal, rules: Rules) -> Surroundings:
    innovation, found = proposal.innovation, Surroundings()
    if rules[RuleKind.TITLE].is_asked:
        found = _with_namesakes(found, proposal)
    if rules[RuleKind.SIMILAR].is_asked:
        found = replace(found, alike=alike(innovation, rules[RuleKind.SIMILAR].value or 0))
    if rules[RuleKind.WINNER].is_asked or rules[RuleKind.GROUP].is_asked:
        found = replace(found, award=earlier_award(innovation, proposal.edition))
    if rules[RuleKind.QUOTA].is_asked:
        sent = proposal.edition.proposals.filter(state__in=COUNTED, innovation__opd=innovation.opd_id)
        found = replace(found, sent_by_agency=sent.exclude(pk=proposal.pk).count())
    return found


def _with_namesakes(found: Surroundings, proposal: Proposal) -> Surroundings:
    """Proposals of the edition with the same letters in their title, whatever the case and the spaces."""
    namesakes = (
        proposal.edition.proposals.exclude(pk=proposal.pk)
        .exclude(state=State.WITHDRAWN)
        .annotate(
            squeezed=Replace(ReadAs("innovation__title"), Value(" "), Value("")), agency=F("innovation__opd__abbr")
        )
        .filter(squeezed=squeezed(proposal))
    )
    rows = list(namesakes.order_by("submitted_at", "pk").values_list("agency", "submitted_at"))
    sent = [agency for agency, at in rows if at is not None]
    drafted = [agency for agency, at in rows if at is None]
    return replace(found, title_sent_by=next(iter(sent), ""), title_drafted_by=next(iter(drafted), ""))


def squeezed(proposal: Proposal) -> str:
    return key(proposal.innovation.title).replace(" ", "")
