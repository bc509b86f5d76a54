"""What people do with a proposal: what it changes, what it records, and what it refuses."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import clock, ledger
from accounts.concurrency import tokens
from accounts.models import AuditEntry
from competitions.models import PhaseKind
from submissions.entry.actions import FieldClash, Identity, register_proposal, update_proposal, values_of
from submissions.fields.coordinates import Point
from submissions.models import Group, Innovation, Proposal, State
from tests.factories import (
    CategoryFactory,
    EditionFactory,
    MembershipFactory,
    OPDFactory,
    PartnershipFactory,
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


def actions_recorded():
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def test_register_makes_innovation_owners_and_proposal_in_one_act(edition, opd, operator):
    partners = [OPDFactory(), OPDFactory()]
    category = CategoryFactory(edition=edition)
    identity = Identity(" TV Desa ", "Televisi Desa", partners, category, "general", date(2024, 1, 2))

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
        "group": "general",
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
        (Identity("Jebol\u200b Pak  Bahir"), "title", "sudah dipakai usulan lain"),
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


def test_a_known_innovation_keeps_what_a_new_entry_does_not_say(proposal, opd, operator):
    Innovation.objects.update(long_title="Jemput Bola Pak Bahir")
    PartnershipFactory(innovation=proposal.innovation)

    again = register_proposal(edition=EditionFactory(), opd=opd, identity=Identity("Jebol Pak Bahir"), by=operator)

    assert (again.innovation.long_title, again.innovation.started_on) == ("Jemput Bola Pak Bahir", date(2023, 3, 1))
    assert again.innovation.partnerships.count() == 1


def update(proposal, by, **values):
    return update_proposal(proposal=proposal, values=values, by=by)


def test_update_stores_every_field(proposal, operator):
    values = {
        "title": "TV Desa",
        "long_title": "Televisi Desa",
        "started_on": date(2024, 5, 1),
        "category": CategoryFactory(edition=proposal.edition),
        "group": Group.REPLICATION,
        "replicates": "SIGAP, Kota Contoh, Top 45",
        "is_digital": False,
        "sdgs": (3, 11),
        "video_url": "https://vimeo.com/1",
        "contact_name": "Siti",
        "contact_phone": "0812 3456 7890",
        "place": Point(Decimal("-7.867100"), Decimal("112.523900")),
    }

    update(proposal, operator, **values)

    assert values_of(Proposal.objects.with_details().get()) == values


def test_update_puts_only_the_title_on_the_ledger(proposal, operator):
    update(proposal, operator, title="B", long_title="Kepanjangan", sdgs=(4,))
    update(proposal, operator, long_title="Kepanjangan lain", video_url="https://vimeo.com/1")

    assert actions_recorded() == ["proposal.register", "proposal.update"]
    entry = ledger.head(proposal.ledger_chain)
    assert (entry.before, entry.after) == ({"title": "Jebol Pak Bahir"}, {"title": "B"})


def test_update_without_a_change_leaves_no_trace(proposal, operator):
    update(proposal, operator, title="Jebol Pak Bahir", started_on=date(2023, 3, 1))

    assert actions_recorded() == ["proposal.register"]
    assert Proposal.objects.get().described == {}


def test_update_remembers_who_filled_which_field(proposal, operator):
    update(proposal, operator, long_title="Kepanjangan")

    stored = Proposal.objects.get()
    assert stored.described == {"long_title": [operator.pk, clock.now().isoformat()]}
    assert stored.described_at == clock.now()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"title": "  "}, "wajib diisi"),
        ({"title": "SUDAH ADA"}, "sudah dipakai usulan lain"),
        ({"started_on": date(2027, 1, 1)}, "masa depan"),
        ({"started_on": date(1024, 1, 1)}, "terlalu lama"),
        ({"sdgs": (18,)}, "1 sampai 17"),
    ],
    ids=["no title", "title of another", "future", "past", "goal"],
)
def test_update_stores_what_is_right_and_says_what_is_not(proposal, operator, values, sentence):
    ProposalFactory(edition=proposal.edition, innovation__title="Sudah Ada")

    result = update(proposal, operator, **values, long_title="Tersimpan")

    assert [sentence in str(problem) for problem in result.problems.values()] == [True]
    stored = values_of(Proposal.objects.with_details().get(pk=proposal.pk))
    assert stored["long_title"] == "Tersimpan"
    assert (stored["title"], stored["started_on"], stored["sdgs"]) == ("Jebol Pak Bahir", date(2023, 3, 1), ())


def test_update_refuses_a_category_of_another_edition(proposal, operator):
    result = update(proposal, operator, category=CategoryFactory())

    assert list(result.problems) == ["category"]
    assert Proposal.objects.get(pk=proposal.pk).category is None


def test_update_refuses_to_rename_what_another_edition_knows(proposal, operator):
    ProposalFactory(innovation=proposal.innovation)

    result = update(proposal, operator, title="Nama baru")

    assert "sudah diusulkan dalam edisi lain" in str(result.problems["title"])


@pytest.mark.parametrize("state", [State.SUBMITTED, State.VERIFIED, State.WITHDRAWN])
def test_update_refuses_what_is_not_written_any_more(proposal, operator, state):
    Proposal.objects.update(state=state, submitted_at=clock.now(), submitted_by=operator)

    with pytest.raises(PermissionDenied):
        update(proposal, operator, title="Lain")


def test_update_asks_whether_the_check_left_the_identity_open(proposal, operator):
    template = SectionTemplateFactory(edition=proposal.edition)
    Proposal.objects.update(state=State.RETURNED, submitted_at=clock.now(), submitted_by=operator)
    remark = proposal.check_items.create
    remark(section=template, round=1, note="Kurang", created_by=operator)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        with pytest.raises(PermissionDenied, match="sudah sesuai"):
            update(proposal, operator, long_title="Lain")
        remark(is_identity=True, round=1, note="Judul", created_by=operator)
        update(proposal, operator, long_title="Lain")

    assert Innovation.objects.get(pk=proposal.innovation_id).long_title == "Lain"


def test_two_people_in_one_field_read_each_other(proposal, operator, opd):
    colleague = MembershipFactory(opd=opd, user__name="Rekan").user
    seen = tokens(values_of(proposal))
    update(proposal, colleague, long_title="Milik rekan")

    result = update_proposal(
        proposal=proposal, values={"long_title": "Milik saya", "video_url": "https://a.id/"}, seen=seen, by=operator
    )

    assert result.clashes == [FieldClash("long_title", "Milik saya", "Milik rekan", colleague)]
    stored = values_of(Proposal.objects.with_details().get())
    assert (stored["long_title"], stored["video_url"]) == ("Milik rekan", "https://a.id/")
