"""Field by field: what may be done with it in which state of an edition (ADR 29)."""

import re
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts import clock, ledger
from accounts.models import AuditEntry
from awards.models import Publication
from competitions.actions.edition import IDENTITY, update_edition
from competitions.actions.judging import STAGE_RULES
from competitions.actions.parts import (
    CATEGORY,
    CRITERION,
    DOCUMENT,
    SECTION,
    STAGE,
    TIER,
    update_categories,
    update_sections,
    update_tiers,
)
from competitions.actions.rules import update_rules
from competitions.effects import Consent, UnconfirmedError
from competitions.fairness import ADDED, REMOVED, TOPICS, Topic
from competitions.models import Edition, PhaseKind, RuleChange, RuleKind, StageKind
from competitions.wording import in_words
from judging.models import Ranking
from tests.competitions.changing import act_on, knowingly, outcome, shown
from tests.factories import AssignmentFactory, PhaseFactory, PlenaryFactory, ScoreSheetFactory

MADE, OPEN, JUDGED, CONFIRMED, PUBLISHED = "belum dibuka", "dibuka", "lembar terkunci", "ditetapkan", "terbit"
STATES = (MADE, OPEN, JUDGED, CONFIRMED, PUBLISHED)
CORRECTED, ACT, REFUSED = "corrected", "act", "refused"
OUTCOMES = {
    Topic.WORDING: (CORRECTED, CORRECTED, CORRECTED, CORRECTED, REFUSED),
    Topic.ENTRY: (CORRECTED, ACT, ACT, ACT, REFUSED),
    Topic.JURY: (CORRECTED, ACT, ACT, ACT, REFUSED),
    Topic.SCORES: (CORRECTED, ACT, ACT, REFUSED, REFUSED),
    Topic.TIERS: (CORRECTED, ACT, ACT, REFUSED, REFUSED),
    Topic.PROMOTION: (CORRECTED, ACT, ACT, REFUSED, REFUSED),
    Topic.CONFLICTS: (CORRECTED, ACT, ACT, REFUSED, REFUSED),
    Topic.MARKS: (CORRECTED, ACT, REFUSED, REFUSED, REFUSED),
    Topic.BLIND: (CORRECTED, ACT, REFUSED, REFUSED, REFUSED),
}
# By what stage and by which rubric is judged is known before anybody judges.
EARLIER = {("stage", "kind"): Topic.BLIND, ("stage", "rubric"): Topic.BLIND}
FIELDS = [(part, field, topic) for part, fields in TOPICS.items() for field, topic in fields.items()]


@pytest.fixture
def staged(edition):
    """Two stages, and the days for a third."""
    for kind, days in ((PhaseKind.PRESENTATION, 0), (PhaseKind.VISIT, 1)):
        after = edition.phase(PhaseKind.JUDGING).closes_at + timedelta(days)
        PhaseFactory(edition=edition, kind=kind, opens_at=after, closes_at=after + timedelta(days=1))
    edition.phases.filter(kind__in=(PhaseKind.PLENARY, PhaseKind.ANNOUNCEMENT, PhaseKind.AWARDING)).update(
        opens_at=after + timedelta(days=2), closes_at=after + timedelta(days=3)
    )
    rubric, loose = (edition.rubrics.create(name=name) for name in ("Rubrik paparan", "Rubrik lepas"))
    for one in (rubric, loose):
        one.criteria.create(number=1, name="Kriteria tunggal", weight=Decimal(100))
    edition.stages.update(share=Decimal(60))
    edition.stages.create(kind=StageKind.PRESENTATION, rubric=rubric, share=Decimal(40), quorum=1)
    return Edition.objects.get(pk=edition.pk)


def brought_to(edition, state):
    """The edition in this state, by the rows that make it so."""
    if state != MADE:
        Edition.objects.filter(pk=edition.pk).update(opened_at=clock.now())
    if state in STATES[2:]:
        sheet = AssignmentFactory(stage=edition.stages.get(kind=StageKind.DESK))
        ScoreSheetFactory(assignment=sheet, final=True)
    if state in STATES[3:]:
        ranking = Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=1, confirmed_at=clock.now())
    if state == PUBLISHED:
        by = sheet.juror
        plenary = PlenaryFactory(edition=edition, ranking=ranking, confirmed_at=clock.now(), confirmed_by=by)
        Publication.objects.create(edition=edition, plenary=plenary, published_at=clock.now(), published_by=by)
    return Edition.objects.get(pk=edition.pk)


def test_every_field_of_the_pages_stands_in_the_table():
    rows = {ADDED, REMOVED}
    names = {name.removesuffix("_id") for name in (*STAGE, *STAGE_RULES)}

    assert {part: set(fields) for part, fields in TOPICS.items()} == {
        "edition": set(IDENTITY),
        "category": {*CATEGORY} | rows,
        "section": {*SECTION} | rows,
        "document": {*DOCUMENT} | rows,
        "rule": {"level", "value"},
        "rubric": {"name"} | rows,
        "criterion": {*CRITERION} | rows,
        "band": {"name", "text"} | rows,
        "stage": names | rows,
        "tier": {*TIER} | rows,
    }


@pytest.mark.parametrize("state", STATES)
def test_what_may_be_done_with_each_field_in_a_state(staged, secretary, state):
    edition, at = brought_to(staged, state), STATES.index(state)
    wanted = {(part, field): OUTCOMES[EARLIER.get((part, field), topic)][at] for part, field, topic in FIELDS}

    found = {
        (part, field): outcome(act_on(edition, part, field, secretary), edition.ledger_chain) for part, field in wanted
    }

    assert {key: value for key, value in found.items() if value != wanted[key]} == {}


def last(edition):
    entry = ledger.head(edition.ledger_chain)
    return entry.action, entry.note


def test_an_act_is_done_undone_and_done_again_with_its_reason(opened, secretary):
    """Undoing is the same act the other way round; nothing of it is hidden."""
    knowingly(partial(update_rules, edition=opened, rules={RuleKind.QUOTA: ("block", 3)}, by=secretary))
    there = {"quota": ["block", 3]}
    for value, reason in ((2, "Terlalu banyak usulan."), (3, "Keliru."), (2, "Keputusan lain.")):
        act = partial(update_rules, edition=opened, rules={RuleKind.QUOTA: ("block", value)}, by=secretary)

        assert knowingly(act, reason)

        entry = ledger.head(opened.ledger_chain)
        assert (entry.action, entry.before, entry.note) == ("edition.entry_rules", there, reason)
        there = entry.after
        assert opened.entry_rules.get(kind=RuleKind.QUOTA).value == value
    assert list(ledger.breaks(opened.ledger_chain)) == []
    kept = RuleChange.objects.order_by("pk").values_list("reason", "what", "made_by")[1:]
    assert [(reason, what[0]["before"], what[0]["after"], by) for reason, what, by in kept] == [
        ("Terlalu banyak usulan.", "3", "2", secretary.pk),
        ("Keliru.", "2", "3", secretary.pk),
        ("Keputusan lain.", "3", "2", secretary.pk),
    ]


@pytest.mark.parametrize(
    ("reason", "lacks", "sentence"),
    [
        (None, "", "Periksa dahulu siapa yang tersentuh."),
        ("", "reason", "Tuliskan alasannya."),
        (" \n", "reason", "Tuliskan alasannya."),
        ("x" * 301, "length", "Alasan paling panjang 300 huruf."),
    ],
)
def test_an_act_needs_a_knowing_consent(opened, secretary, reason, lacks, sentence):
    act = act_on(opened, "tier", "up_to_place", secretary)
    effect, before = shown(act), AuditEntry.objects.count()
    consent = None if reason is None else Consent(reason, effect.token)

    with pytest.raises(UnconfirmedError, match=re.escape(sentence)) as asked:
        act(consent=consent)

    assert asked.value.lacks == lacks
    assert AuditEntry.objects.count() == before
    assert opened.tiers.first().up_to_place == 5
    assert not RuleChange.objects.exists()


def test_what_was_shown_is_what_is_done(opened, secretary):
    """A consent to one change is none to another."""
    seen = shown(act_on(opened, "tier", "up_to_place", secretary)).token

    with pytest.raises(UnconfirmedError) as asked:
        act_on(opened, "tier", "prints_place", secretary)(consent=Consent("x", seen))

    assert asked.value.lacks == "changed"


def test_a_rehearsal_leaves_nothing_behind(opened, secretary):
    before = AuditEntry.objects.count()

    effect = shown(act_on(opened, "section", ADDED, secretary))

    assert [line.label for line in in_words(effect.change)] == ["Bagian “Baris baru”"]
    assert AuditEntry.objects.count() == before
    assert not opened.section_templates.filter(name="Baris baru").exists()


def test_a_change_of_both_kinds_is_one_act(opened, secretary):
    act = partial(update_edition, edition=opened, identity={"city": "Betul", "winners_per_opd": 2}, by=secretary)

    assert knowingly(act, "Keputusan rapat.").city == "Betul"

    entry = ledger.head(opened.ledger_chain)
    assert entry.after == {"city": "Betul", "winners_per_opd": 2}
    assert entry.note == "Keputusan rapat."


def test_a_correction_takes_no_reason_and_changes_nothing_twice(opened, secretary):
    act = act_on(opened, "category", "name", secretary)

    act(consent=Consent("Tidak perlu.", "x"))
    before = AuditEntry.objects.count()
    act()

    assert last(opened) == ("edition.categories", "")
    assert AuditEntry.objects.count() == before
    assert not RuleChange.objects.exists()


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda e, by: partial(update_categories, edition=e, rows=[], by=by), "Belum ada kategori."),
        (lambda e, by: partial(update_tiers, edition=e, rows=[], by=by), "Belum ada jenjang penghargaan."),
        (lambda e, by: partial(update_sections, edition=e, rows=[], by=by), "Belum ada bagian proposal."),
    ],
)
def test_an_open_edition_stays_whole(opened, secretary, act, sentence):
    with pytest.raises(ValidationError, match=sentence):
        act(opened, secretary)()


def test_after_publication_the_sentence_names_the_way(staged, secretary):
    edition = brought_to(staged, PUBLISHED)

    with pytest.raises(PermissionDenied, match="sudah terbit; yang perlu diubah kini diterbitkan sebagai versi baru"):
        act_on(edition, "edition", "city", secretary)()


def test_a_change_needs_a_reason_in_the_database_too(opened, secretary):
    facts = {"edition": opened, "action": "edition.tiers", "what": [], "touched": [], "made_by": secretary}

    for values in ({"reason": "", "topics": ["tiers"]}, {"reason": "x", "topics": ["musim"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RuleChange.objects.create(**facts, **values)
