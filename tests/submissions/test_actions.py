"""What people do with a proposal: what it changes, what it records, and what it refuses."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import clock, ledger
from accounts.models import AuditEntry, MembershipRole
from competitions.models import PhaseKind
from submissions.actions import (
    Identity,
    register_proposal,
    save_section,
    tell_head,
    update_proposal,
)
from submissions.documents import text_version
from submissions.models import Innovation, Proposal, Section, State
from tests.factories import (
    CategoryFactory,
    EditionFactory,
    MembershipFactory,
    OPDFactory,
    ProposalFactory,
    SectionTemplateFactory,
)
from tests.moments import moment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _registration():
    with clock.at(moment(PhaseKind.REGISTRATION)):
        yield


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def opd():
    return OPDFactory()


@pytest.fixture
def operator(opd):
    return MembershipFactory(opd=opd).user


@pytest.fixture
def proposal(edition, opd, operator):
    identity = Identity("Jebol Pak Bahir", started_on=date(2023, 3, 1))
    return register_proposal(edition=edition, opd=opd, identity=identity, by=operator)


@pytest.fixture
def template(edition):
    return SectionTemplateFactory(edition=edition, max_words=5)


def actions_recorded():
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def test_register_makes_innovation_owners_and_proposal_in_one_act(edition, opd, operator):
    partners = [OPDFactory(), OPDFactory()]
    category = CategoryFactory(edition=edition)
    identity = Identity(" TV Desa ", "Televisi Desa", partners, category, "umum", date(2024, 1, 2))

    proposal = register_proposal(edition=edition, opd=opd, identity=identity, by=operator)

    assert proposal.innovation.owners() == [opd, *partners]
    assert (proposal.innovation.title, proposal.innovation.long_title) == ("TV Desa", "Televisi Desa")
    assert (proposal.state, proposal.category, proposal.created_by) == (State.DRAFT, category, operator)
    entry = ledger.head(edition.ledger_chain)
    assert (entry.action, entry.actor, entry.before) == ("proposal.register", operator, None)
    assert entry.after == {
        "title": "TV Desa",
        "long_title": "Televisi Desa",
        "owners": [opd.pk, *(partner.pk for partner in partners)],
        "category": category.pk,
        "group": "umum",
        "started_on": "2024-01-02",
    }


def test_register_takes_up_an_innovation_that_the_body_entered_before(proposal, opd, operator):
    other = EditionFactory()

    again = register_proposal(edition=other, opd=opd, identity=Identity("jebol pak bahir"), by=operator)

    assert again.innovation == proposal.innovation
    assert Innovation.objects.get().title == "Jebol Pak Bahir"


@pytest.mark.parametrize(
    ("identity", "field", "sentence"),
    [
        (Identity("  "), "title", "wajib diisi"),
        (Identity("JEBOL PAK BAHIR"), "title", "sudah dipakai usulan lain"),
        (Identity("Lain", started_on=date(2027, 1, 1)), "started_on", "masa depan"),
    ],
)
def test_register_refuses_at_the_field(proposal, opd, operator, identity, field, sentence):
    with pytest.raises(ValidationError) as refusal:
        register_proposal(edition=proposal.edition, opd=opd, identity=identity, by=operator)

    assert list(refusal.value.message_dict) == [field]
    assert sentence in refusal.value.messages[0]
    assert Proposal.objects.count() == 1


def test_register_refuses_a_category_of_another_edition_and_the_leader_as_partner(edition, opd, operator):
    identity = Identity("Lain", category=CategoryFactory(), partners=[opd])

    with pytest.raises(ValidationError) as refusal:
        register_proposal(edition=edition, opd=opd, identity=identity, by=operator)

    assert set(refusal.value.message_dict) == {"category", "partners"}


def test_a_title_stands_once_in_an_edition_even_among_bodies(proposal):
    other = MembershipFactory()

    with pytest.raises(ValidationError, match="sudah dipakai usulan lain"):
        register_proposal(edition=proposal.edition, opd=other.opd, identity=Identity("Jebol pak bahir"), by=other.user)


def test_register_refuses_another_body_and_a_closed_registration(edition, operator):
    with pytest.raises(PermissionDenied):
        register_proposal(edition=edition, opd=OPDFactory(), identity=Identity("X"), by=operator)
    with clock.at(moment(PhaseKind.ADMINISTRATION)), pytest.raises(PermissionDenied):
        register_proposal(edition=edition, opd=operator.memberships.get().opd, identity=Identity("X"), by=operator)


def test_update_records_before_and_after_and_keeps_the_order_of_partners(proposal, operator):
    first, second, third = OPDFactory(), OPDFactory(), OPDFactory()
    update_proposal(proposal=proposal, identity=Identity("A", partners=[first, second]), by=operator)

    changed = update_proposal(proposal=proposal, identity=Identity("B", partners=[third, second]), by=operator)

    assert changed.innovation.owners()[1:] == [second, third]
    entry = ledger.head(proposal.ledger_chain)
    assert (entry.before["title"], entry.after["title"]) == ("A", "B")
    assert entry.before["owners"][1:] == [first.pk, second.pk]


def test_update_without_a_change_leaves_no_trace(proposal, operator):
    update_proposal(proposal=proposal, identity=Identity("Jebol Pak Bahir", started_on=date(2023, 3, 1)), by=operator)

    assert actions_recorded() == ["proposal.register"]


def test_update_refuses_to_rename_what_another_edition_knows(proposal, operator):
    ProposalFactory(innovation=proposal.innovation)

    with pytest.raises(ValidationError, match="sudah diusulkan dalam edisi lain"):
        update_proposal(proposal=proposal, identity=Identity("Nama baru"), by=operator)


def test_update_refuses_a_sent_proposal(proposal, operator):
    Proposal.objects.update(state=State.SUBMITTED, submitted_at=clock.now(), submitted_by=operator)

    with pytest.raises(PermissionDenied):
        update_proposal(proposal=proposal, identity=Identity("Lain"), by=operator)


def test_save_section_stores_text_count_and_writer(proposal, template, operator):
    section = save_section(proposal=proposal, template=template, text="Tiga kata\r\nsaja – ya", by=operator)

    section.refresh_from_db()
    assert (section.text, section.words, section.updated_by) == ("Tiga kata\nsaja – ya", 4, operator)
    assert section.updated_at == moment(PhaseKind.REGISTRATION)


def test_save_section_holds_the_limit_and_keeps_what_was_there(proposal, template, operator):
    save_section(proposal=proposal, template=template, text="satu dua tiga empat lima", by=operator)

    with pytest.raises(ValidationError, match="paling banyak 5 kata, tulisan Anda 6 kata"):
        save_section(proposal=proposal, template=template, text="satu dua tiga empat lima enam", by=operator)

    assert Section.objects.get().words == 5


def test_save_section_overwrites_nobody(proposal, template, operator, opd):
    colleague = MembershipFactory(opd=opd, user__name="Rekan").user
    started = text_version("")
    save_section(proposal=proposal, template=template, text="milik rekan", by=colleague, version=started)

    with pytest.raises(ValidationError, match="Rekan baru saja mengubah bagian ini"):
        save_section(proposal=proposal, template=template, text="milik saya", by=operator, version=started)

    assert Section.objects.get().text == "milik rekan"
    save_section(
        proposal=proposal, template=template, text="keduanya", by=operator, version=text_version("milik rekan")
    )
    assert Section.objects.get().text == "keduanya"


def test_save_section_lets_a_writer_repeat_what_got_lost_on_the_way(proposal, template, operator):
    started = text_version("")
    save_section(
        proposal=proposal, template=template, text="sampai, tetapi tanpa jawaban", by=operator, version=started
    )

    section = save_section(proposal=proposal, template=template, text="lanjut lagi", by=operator, version=started)

    assert section.text == "lanjut lagi"


@pytest.mark.parametrize("kind", [PhaseKind.SOCIALISATION, PhaseKind.ADMINISTRATION])
def test_save_section_refuses_outside_the_registration(proposal, template, operator, kind):
    with clock.at(moment(kind)), pytest.raises(PermissionDenied):
        save_section(proposal=proposal, template=template, text="terlambat", by=operator)

    assert not Section.objects.exists()


def test_save_section_refuses_the_very_second_of_the_close(proposal, template, operator):
    closes = proposal.edition.phase(PhaseKind.REGISTRATION).closes_at

    with clock.at(closes), pytest.raises(PermissionDenied):
        save_section(proposal=proposal, template=template, text="terlambat", by=operator)


def test_save_section_refuses_strangers_and_sections_of_another_edition(proposal, template, operator):
    with pytest.raises(PermissionDenied):
        save_section(proposal=proposal, template=template, text="x", by=MembershipFactory().user)
    with pytest.raises(PermissionDenied):
        save_section(proposal=proposal, template=SectionTemplateFactory(), text="x", by=operator)


def test_tell_head_writes_to_the_heads_alone_and_not_twice_an_hour(
    proposal, opd, operator, django_capture_on_commit_callbacks
):
    head = MembershipFactory(opd=opd, role=MembershipRole.HEAD).user
    MembershipFactory(role=MembershipRole.HEAD)

    with django_capture_on_commit_callbacks() as callbacks:
        assert tell_head(proposal=proposal, by=operator) == [str(head)]
    with pytest.raises(ValidationError, match="kurang dari satu jam"):
        tell_head(proposal=proposal, by=operator)

    assert len(callbacks) == 1
    assert actions_recorded() == ["proposal.register", "proposal.notify"]


def test_the_letter_to_the_head(proposal, opd, operator):
    from submissions.tasks import send_ready_mail  # noqa: PLC0415  the task as the worker finds it

    head = MembershipFactory(opd=opd, role=MembershipRole.HEAD).user

    send_ready_mail(proposal.pk, operator.pk)

    assert [letter.to for letter in mail.outbox] == [[head.email]]
    assert mail.outbox[0].subject == "Usulan “Jebol Pak Bahir” menunggu Anda"
    assert proposal.get_absolute_url() in mail.outbox[0].body


def test_tell_head_needs_a_head(proposal, operator):
    with pytest.raises(ValidationError, match="belum mempunyai kepala"):
        tell_head(proposal=proposal, by=operator)
