"""A change of the rules against proposals that were sent: who fails now, and what the verifier sees (ADR 29)."""

from functools import partial

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.models import MembershipRole, Office
from competitions.actions.parts import update_categories, update_documents, update_sections
from competitions.actions.rules import update_rules
from competitions.effects import readers
from competitions.fairness import Topic
from competitions.mail_rules import send_change_mail
from competitions.models import EntryRule, PhaseKind, RuleChange, RuleKind
from submissions.models import Attachment, Proposal, Section, State
from submissions.preflight.findings import RULES, findings
from submissions.preflight.many import sent_entries
from submissions.proposal_parts import proposal_parts
from tests.competitions.changing import knowingly, rows_of, shown
from tests.factories import (
    AppointmentFactory,
    CategoryFactory,
    DocumentRequirementFactory,
    EditionFactory,
    InnovationFactory,
    InnovatorFactory,
    MembershipFactory,
    PartnershipFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
    StageFactory,
    TierFactory,
)
from tests.moments import moment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _while_it_is_checked():
    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        yield


@pytest.fixture
def secretary():
    return AppointmentFactory().user


@pytest.fixture
def edition():
    """Complete enough to stay so: with a category, a section, a document, a stage and a tier."""
    edition = EditionFactory()
    CategoryFactory(edition=edition, name="Kesehatan")
    SectionTemplateFactory(edition=edition, name="Ringkasan", max_words=100)
    DocumentRequirementFactory(edition=edition, name="Surat")
    StageFactory(edition=edition, share=100).rubric.criteria.create(number=1, name="Kriteria", weight=100)
    TierFactory(edition=edition)
    return edition


def sent(edition, title, words=10, state=State.SUBMITTED, **values):
    innovation = InnovationFactory(title=title, **values)
    proposal = ProposalFactory(edition=edition, innovation=innovation, sent=True, found_when_sent=0)
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    text = " ".join(f"kata{number}" for number in range(words))
    SectionFactory(proposal=proposal, template=edition.section_templates.first(), text=text, words=words)
    Attachment.objects.create(
        proposal=proposal,
        requirement=edition.document_requirements.first(),
        file="usulan/surat",
        name="surat.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        uploaded_by=proposal.created_by,
    )
    return proposal


def all_blocking(edition):
    numbers = {RuleKind.AGE: 1, RuleKind.QUOTA: 1, RuleKind.SIMILAR: 60}
    EntryRule.objects.bulk_create(
        EntryRule(edition=edition, kind=kind, level="block", value=numbers.get(kind)) for kind in RuleKind
    )


def shorter(edition, by, most):
    rows = rows_of(edition.section_templates, "section")
    rows[0]["max_words"] = most
    return partial(update_sections, edition=edition, rows=rows, by=by)


def groups(act):
    """What is shown: the names in each group."""
    return {one.key: [line.name for line in one.lines] for one in shown(act).touched}


def test_it_names_the_sent_proposals_that_would_fail_and_leaves_them_sent(edition, secretary):
    long, short = sent(edition, "Panjang", 50), sent(edition, "Pendek", 5)
    passed = sent(edition, "Sudah lolos", 60, State.VERIFIED)
    sent(edition, "Ditolak", 60, State.REJECTED)
    ProposalFactory(edition=edition)
    act = shorter(edition, secretary, 20)
    names = [f"{one.innovation} · {one.innovation.opd.abbr}" for one in (long, passed)]

    assert groups(act) == {"entries.failing": names, "entries.drafts": []}
    knowingly(act)

    for proposal in (long, short):
        proposal.refresh_from_db()
    assert (long.state, long.found_when_sent) == (State.SUBMITTED, 1)
    assert (short.state, short.found_when_sent) == (State.SUBMITTED, 0)
    assert [one.text for one in findings(long, proposal_parts(long)) if one.kind == RuleKind.LENGTH] == [
        "Ringkasan kelebihan 30 kata"
    ]


def test_undone_it_names_who_passes_again(edition, secretary):
    proposal = sent(edition, "Panjang", 50)
    knowingly(shorter(edition, secretary, 20))

    act = shorter(edition, secretary, 100)

    assert groups(act) == {"entries.passing": [f"Panjang · {proposal.innovation.opd.abbr}"]}
    knowingly(act, "Keliru.")
    proposal.refresh_from_db()
    assert proposal.found_when_sent == 0
    assert groups(shorter(edition, secretary, 20)) == {"entries.failing": [f"Panjang · {proposal.innovation.opd.abbr}"]}


def test_what_only_warns_is_said_apart(edition, secretary):
    sent(edition, "Tanpa video")

    EntryRule.objects.create(edition=edition, kind=RuleKind.VIDEO, level="off")
    act = partial(update_rules, edition=edition, rules={RuleKind.VIDEO: ("warn", None)}, by=secretary)

    assert list(groups(act)) == ["entries.warned"]


@pytest.mark.parametrize("kind", list(RULES))
def test_many_are_found_as_one_is(edition, kind):
    """The picture of all sent proposals says of each what its own page says."""
    all_blocking(edition)
    sent(edition, "Layanan Cepat Warga Kota")
    other = sent(edition, "layanan cepat warga  kota", 120)
    third = sent(edition, "Nama asdf", 0)
    PartnershipFactory(innovation=third.innovation, is_confirmed=None)
    InnovatorFactory(proposal=other, name="Budi Santoso")
    telling = f"NIK 3507012001900001 {other.innovation.opd.name}"
    Section.objects.filter(proposal=other).update(text=telling)
    third.attachments.all().delete()

    many = sent_entries(edition, {kind})

    for proposal in Proposal.objects.filter(edition=edition).with_details():
        alone = [found for found in findings(proposal, proposal_parts(proposal), fresh=True) if found.kind == kind]
        together = many[proposal.pk].findings()
        assert sorted((found.text, found.blocks) for found in together) == sorted(
            (found.text, found.blocks) for found in alone
        )


def test_every_rule_was_tried_where_it_speaks(edition):
    """So that the test above compares more than silence."""
    all_blocking(edition)
    sent(edition, "Layanan Cepat Warga Kota")
    sent(edition, "layanan cepat warga  kota", 120)

    found = {one.kind for entry in sent_entries(edition, set(RULES)).values() for one in entry.findings()}

    assert {RuleKind.TITLE, RuleKind.SIMILAR, RuleKind.LENGTH, RuleKind.VIDEO, RuleKind.INNOVATORS} <= found


def test_the_picture_costs_the_same_for_any_number(edition, secretary):
    costs = []
    shown(shorter(edition, secretary, 20))
    for count in (1, 3):
        for number in range(count):
            sent(edition, f"Usulan {count}{number}", 50)
        with CaptureQueriesContext(connection) as captured:
            shown(shorter(edition, secretary, 20))
        costs.append(len(captured))

    assert costs[0] == costs[1]


def test_each_reader_gets_one_letter_and_reads_of_the_own_proposals(edition, secretary):
    long, other = sent(edition, "Panjang", 50), sent(edition, "Pendek", 5)
    operator = MembershipFactory(opd=long.innovation.opd, role=MembershipRole.OPERATOR).user
    MembershipFactory(user=operator, opd=other.innovation.opd, role=MembershipRole.HEAD)
    head = MembershipFactory(opd=other.innovation.opd, role=MembershipRole.HEAD).user
    verifier = AppointmentFactory(role=Office.VERIFIER).user

    knowingly(shorter(edition, secretary, 20), "Keputusan rapat 3 Juni.")
    for _again in range(2):
        send_change_mail(RuleChange.objects.get().pk)

    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert len(mail.outbox) == len(letters) == 3
    assert set(letters) == {operator.email, head.email, verifier.email}
    for body in letters.values():
        assert "Keputusan rapat 3 Juni." in body
        assert "20 (semula 100)" in body
    assert "Ringkasan kelebihan 30 kata" in letters[operator.email]
    assert "Panjang" not in letters[head.email]


def test_of_the_jury_alone_no_agency_is_told(edition):
    sent(edition, "Usulan")
    MembershipFactory(opd=Proposal.objects.get().innovation.opd, role=MembershipRole.OPERATOR)

    assert readers(edition, [Topic.JURY]) == []
    assert len(readers(edition, [Topic.ENTRY])) == 1


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda e, by: update_categories(edition=e, rows=[{"name": "Lain"}], by=by), "Kategori “Kesehatan” dipakai 1"),
        (
            lambda e, by: update_sections(edition=e, rows=[{"name": "Lain", "max_words": 9, "min_words": 0}], by=by),
            "Bagian “Ringkasan” sudah diisi di 1 usulan (“Usulan”)",
        ),
        (
            lambda e, by: update_documents(edition=e, rows=[{"name": "Lain", "is_required": True}], by=by),
            "Dokumen “Surat” sudah dilampirkan atau diperiksa di 1 usulan (“Usulan”)",
        ),
    ],
)
@pytest.mark.parametrize("is_open", [True, False])
def test_what_somebody_uses_is_not_removed(edition, secretary, act, sentence, is_open):
    proposal = sent(edition, "Usulan")
    Proposal.objects.filter(pk=proposal.pk).update(category=edition.categories.get())
    if not is_open:
        edition._meta.model.objects.update(opened_at=None)

    with pytest.raises(ValidationError) as refusal:
        act(edition, secretary)

    assert refusal.value.messages[0].startswith(sentence)


def test_an_untouched_section_goes(edition, secretary):
    spare = SectionTemplateFactory(edition=edition, name="Cadangan", max_words=50)
    sent(edition, "Usulan")
    rows = [row for row in rows_of(edition.section_templates, "section") if row["id"] != spare.pk]

    assert knowingly(partial(update_sections, edition=edition, rows=rows, by=secretary))
    assert not edition.section_templates.filter(pk=spare.pk).exists()
