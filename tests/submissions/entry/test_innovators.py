"""The innovators: rows that come and go, with a NIP that stays private."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry, Office
from competitions.models import PhaseKind
from submissions.entry.actions_innovators import Person, people_of, set_innovators
from submissions.models import Innovator, Partnership, Proposal
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    InnovatorFactory,
    MembershipFactory,
    PartnershipFactory,
    ProposalFactory,
    ScoreSheetFactory,
    StageFactory,
)
from tests.moments import moment
from tests.seen import saw, seen_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration")]

AUTOSAVE = {"X-Autosave": "1"}
NIP = "198504172010012003"
PHONE = "0812-7777-8888"


def url(name, *args):
    return reverse(f"submissions:{name}", args=args)


def rows(*people, **more):
    names, nips, parts = zip(*people, strict=True) if people else ((), (), ())
    return {"row": list(range(len(people))), "name": names, "nip": nips, "part": parts, **more}


def save(client, proposal, data, *, auto=False):
    return client.post(url("innovator-update", proposal.pk), data, headers=AUTOSAVE if auto else {})


def people(proposal):
    return [tuple(person) for person in people_of(Proposal.objects.get(pk=proposal.pk))]


@pytest.mark.parametrize("auto", [False, True], ids=["plain", "auto"])
def test_rows_are_stored_in_their_order_and_blank_ones_left_out(client, proposal, operator, auto):
    data = rows(("Siti", NIP, "Penggagas"), ("", "", ""), ("  Budi  Santoso ", "", ""))

    response = save(client, proposal, data, auto=auto)

    assert response.status_code == (200 if auto else 302)
    assert people(proposal) == [("Siti", NIP, "Penggagas"), ("Budi Santoso", "", "")]
    assert list(proposal.innovators.values_list("number", flat=True)) == [1, 2]
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("row", "place", "sentence", "kept"),
    [
        (("Siti", "1985", "a"), "nip", "18 angka", [("Siti", "", "a")]),
        (("Siti", "199002292012121001", "a"), "nip", "tanggal lahir", [("Siti", "", "a")]),
        (("Siti", "198504172010132003", "a"), "nip", "pengangkatan", [("Siti", "", "a")]),
        (("Siti", "198504172010013003", "a"), "nip", "1 atau 2", [("Siti", "", "a")]),
        (("Siti", "1" * 31, "a"), "nip", "18 angka", [("Siti", "", "a")]),
        (("", NIP, "a"), "name", "Tulis nama", []),
        (("x" * 151, "", ""), "name", "150", []),
        (("Siti", NIP, "x" * 151), "part", "150", [("Siti", NIP, "")]),
    ],
)
@pytest.mark.parametrize("auto", [False, True], ids=["plain", "auto"])
def test_what_is_wrong_is_told_at_its_field(client, proposal, operator, row, place, sentence, kept, auto):
    response = save(client, proposal, rows(row, ("Budi", "", "")), auto=auto)

    assert response.status_code == 422
    assert sentence in response.text.split(f'id="inovator-0-{place}-galat"')[1].split("</div>")[0]
    assert people(proposal) == [*kept, ("Budi", "", "")]
    if not auto:
        assert all(text in response.text for text in row)


def test_no_more_than_twenty(client, proposal, operator):
    response = save(client, proposal, rows(*[(f"Orang {n}", "", "") for n in range(21)]))

    assert response.status_code == 422
    assert "Paling banyak 20" in response.text
    assert "Orang 20" in response.text
    assert people(proposal) == []


@pytest.mark.parametrize(
    ("step", "names"),
    [
        ("hapus-0", ["B", "C"]),
        ("naik-2", ["A", "C", "B"]),
        ("naik-0", ["A", "B", "C"]),
        ("x-1", ["A", "B", "C"]),
        ("hapus-99", ["A", "B", "C"]),
    ],
)
def test_rows_come_and_go_without_a_script(client, proposal, operator, step, names):
    save(client, proposal, rows(("A", "", ""), ("B", "", ""), ("C", "", ""), step=step))

    assert [person[0] for person in people(proposal)] == names


@pytest.mark.parametrize("data", [{}, {"name": ["A"]}, {"row": ["x", "1" * 50], "name": ["A", "B"]}, {"nip": [NIP]}])
def test_odd_input_breaks_nothing(client, proposal, operator, data):
    assert save(client, proposal, data, auto=True).status_code in {200, 422}


def test_two_people_read_each_other(client, proposal, operator):
    shown = saw(innovators=())
    colleague = MembershipFactory(opd=proposal.innovation.opd, user__name="Rekan Kerja").user
    set_innovators(proposal=proposal, people=[Person("Milik rekan")], by=colleague)

    response = save(client, proposal, rows(("Milik saya", "", ""), **shown))

    assert response.status_code == 409
    assert "Pakai isian Rekan Kerja" in response.text
    assert people(proposal) == [("Milik rekan", "", "")]
    chosen = rows(("Milik saya", "", ""), choose="mine", **seen_in(response))
    assert save(client, proposal, chosen).status_code == 302
    assert people(proposal) == [("Milik saya", "", "")]


def test_strangers_write_nothing(client, proposal):
    partner = PartnershipFactory(innovation=proposal.innovation).opd
    client.force_login(MembershipFactory(opd=partner).user)

    assert save(client, proposal, rows(("A", "", ""))).status_code == 403
    assert people(proposal) == []


@transaction.atomic
def refuse_now():
    connection.check_constraints()


def test_the_database_refuses_a_place_taken_twice_and_a_nip_that_is_none(proposal):
    InnovatorFactory(proposal=proposal, number=1)

    with pytest.raises(IntegrityError, match="submissions_innovator_nip"), transaction.atomic():
        InnovatorFactory(proposal=proposal, number=2, nip="123")
    InnovatorFactory(proposal=proposal, number=1)
    with pytest.raises(IntegrityError, match="submissions_innovator_place"):  # asked at the end of a transaction
        refuse_now()
    Innovator.objects.all().delete()  # or the end of the test asks again


@pytest.fixture
def private():
    """A proposal with a NIP, a telephone and a partner, which a juror judges."""
    proposal = ProposalFactory(verified=True, contact_name="Narahubung Contoh", contact_phone=PHONE)
    InnovatorFactory(proposal=proposal, name="Siti Contoh", nip=NIP)
    PartnershipFactory(innovation=proposal.innovation)
    return proposal


def shown(client, user, *addresses):
    client.force_login(user)
    return [(NIP in text, PHONE in text) for text in (client.get(address).text for address in addresses)]


def test_a_juror_and_the_public_read_neither_nip_nor_telephone(client, private):
    sheet = ScoreSheetFactory(
        assignment=AssignmentFactory(stage=StageFactory(edition=private.edition), proposal=private)
    )

    with clock.at(moment(PhaseKind.JUDGING)):
        client.force_login(sheet.assignment.juror)
        page = client.get(reverse("judging:scoresheet-detail", args=[sheet.pk]))
        assert "Siti Contoh" in page.text
        assert shown(client, sheet.assignment.juror, page.wsgi_request.path) == [(False, False)]
        client.logout()
        for name in ("landing", "awards:innovation-list"):
            text = client.get(reverse(name)).text
            assert NIP not in text
            assert PHONE not in text


@pytest.mark.parametrize(
    ("role", "sees"), [(Office.VERIFIER, True), (Office.SECRETARIAT, True), (Office.AUDITOR, False)]
)
def test_who_asks_the_agency_back_reads_them_after_the_close(client, private, role, sees):
    user = AppointmentFactory(role=role).user

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        addresses = [url("check-detail", private.pk), private.get_absolute_url()]
        assert shown(client, user, *addresses) == [(sees, sees)] * 2


def test_before_the_close_they_are_sealed(client, private):
    user = AppointmentFactory(role=Office.SECRETARIAT).user

    assert shown(client, user, url("check-detail", private.pk), private.get_absolute_url()) == [(False, False)] * 2


def test_a_partner_reads_the_names_alone(client, private):
    partner = MembershipFactory(opd=Partnership.objects.get().opd).user

    assert shown(client, partner, private.get_absolute_url()) == [(False, False)]
    assert "Siti Contoh" in client.get(private.get_absolute_url()).text


def test_the_own_people_read_them(client, private):
    own = MembershipFactory(opd=private.innovation.opd).user

    assert shown(client, own, private.get_absolute_url()) == [(True, True)]
