"""What the administrative check would send back anyway, told at every look and before sending.

`gather` reads the facts of an entry, each rule is a small function from these facts to what it objects to, and the
edition's rows (competitions.EntryRule) say which rules are asked and which of them block.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from competitions.models import Edition, RuleKind, RuleLevel, entry_rules
from submissions.models import Proposal
from submissions.proposal_parts import DocumentPart, ProposalParts, SectionPart

from . import rules_field, rules_form, rules_text
from .entry import IDENTITY, INNOVATORS, PARTNERS, Entry, Finding, Objection
from .gather import Rules, gather, lock_title_and_body, names_given

CATEGORY = "kategori"
RULES: dict[str, Callable[[Entry], Iterable[Objection]]] = {
    RuleKind.SECTIONS: rules_form.sections_are_filled,
    RuleKind.DOCUMENTS: rules_form.documents_are_given,
    RuleKind.LENGTH: rules_form.lengths_are_kept,
    RuleKind.AGE: rules_form.is_old_enough,
    RuleKind.GROUP: rules_form.group_is_met,
    RuleKind.TITLE: rules_field.title_is_its_own,
    RuleKind.SIMILAR: rules_field.is_unlike_others,
    RuleKind.WINNER: rules_field.has_not_won,
    RuleKind.QUOTA: rules_field.quota_is_kept,
    RuleKind.INNOVATORS: rules_form.innovators_are_named,
    RuleKind.PARTNERS: rules_form.partners_have_answered,
    RuleKind.VIDEO: rules_form.video_is_linked,
    RuleKind.COORDINATES: rules_form.place_is_marked,
    RuleKind.FILLER: rules_text.text_is_no_filler,
    RuleKind.PERSONAL: rules_text.no_personal_data,
    RuleKind.AGENCY: rules_text.agency_is_not_named,
}
ALWAYS: dict[str, Callable[[Entry], Iterable[Objection]]] = {CATEGORY: rules_form.category_is_chosen}
EVEN_WHEN_OFF = {RuleKind.PARTNERS: rules_form.partners_have_not_declined}
FIRST_ON_PAGE = (IDENTITY, INNOVATORS, PARTNERS)


def findings(proposal: Proposal, parts: ProposalParts, *, fresh: bool = False) -> list[Finding]:
    """All that the edition's rules find, what blocks first and else in the order of the page.

    A look may see the other entries as they were a minute ago. Sending asks `fresh`, inside its transaction: then
    nobody else sends the same title, nor for the same body, until that ends.
    """
    rules = asked_rules(proposal.edition)
    if fresh:
        lock_title_and_body(proposal)
    found = told_by(gather(proposal, parts, rules, fresh=fresh), rules)
    return sorted(_without_dead_ends(found, proposal, parts), key=_place_of(parts))


def asked_rules(edition: Edition) -> Rules:
    """The edition's rules. Where a stage is judged without names, a text that gives them away is at least warned of."""
    rules = entry_rules(edition)
    if not rules[RuleKind.AGENCY].is_asked and any(stage.is_blind for stage in edition.stages.all()):
        rules[RuleKind.AGENCY].level = RuleLevel.WARN
    return rules


def names_in_text(proposal: Proposal, parts: ProposalParts) -> list[str]:
    """Where the text itself names owners or innovators, in sentences; for the secretariat beside a blind sheet."""
    return [objection.text for objection in rules_text.agency_is_not_named(names_given(proposal, parts))]


def told_by(entry: Entry, rules: Rules) -> Iterator[Finding]:
    """What the rules say of an entry, at the level of the edition."""
    for kind, ask in ALWAYS.items():
        yield from (_finding(kind, objection, blocks=True) for objection in ask(entry))
    for kind, rule in rules.items():
        function = RULES[kind] if rule.level != RuleLevel.OFF else EVEN_WHEN_OFF.get(RuleKind(kind))
        yield from (_finding(kind, said, blocks=rule.blocks) for said in (function(entry) if function else ()))


def _finding(kind: str, objection: Objection, *, blocks: bool) -> Finding:
    decided = blocks if objection.blocks is None else objection.blocks
    return Finding(str(kind), objection.text, objection.anchor, decided)


def _without_dead_ends(found: Iterable[Finding], proposal: Proposal, parts: ProposalParts) -> Iterator[Finding]:
    """Where a return leaves a place closed, a finding there only warns: nobody is held up by what they cannot mend."""
    open_anchors = {part.anchor for part in _places(parts) if part.is_open}
    if parts.places.is_open():
        open_anchors |= set(FIRST_ON_PAGE)
    is_mended = proposal.was_sent and proposal.is_editable
    for finding in found:
        stuck = is_mended and finding.anchor not in open_anchors
        yield Finding(finding.kind, finding.text, finding.anchor, finding.blocks and not stuck)


def _place_of(parts: ProposalParts) -> Callable[[Finding], tuple[bool, int]]:
    places = [*FIRST_ON_PAGE, *(part.anchor for part in _places(parts))]
    turn = {anchor: number for number, anchor in enumerate(places)}
    return lambda finding: (not finding.blocks, turn.get(finding.anchor, len(turn)))


def _places(parts: ProposalParts) -> Sequence[SectionPart | DocumentPart]:
    return [*parts.sections, *parts.documents]
