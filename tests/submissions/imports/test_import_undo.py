"""What an import brought, taken back: done, undone, done again, until something stands on it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import clock, ledger
from accounts.invitations import send_invitation
from accounts.models import OPD, AuditEntry, Delivery, Membership, User
from submissions.imports.actions import import_register
from submissions.imports.actions_undo import undo_rows
from submissions.imports.checking import check
from submissions.imports.reading import read
from submissions.models import ImportBatch, ImportedRow, Innovation
from tests.accounts.spreadsheets.books import upload
from tests.factories import AppointmentFactory, InnovationFactory, MembershipFactory, OPDFactory, ProposalFactory
from tests.moments import START
from tests.submissions.imports.sheets import AGENCY, INNOVATION, good, workbook

pytestmark = pytest.mark.django_db
LIST = "/kelola/impor/terdahulu/"


@pytest.fixture(autouse=True)
def _now():
    with clock.at(START):
        yield


@pytest.fixture
def secretary(client):
    user = AppointmentFactory().user
    client.force_login(user)
    return user


def imported(secretary, file=None, name="opd-2026.xlsx"):
    file = file or good()
    by = User.objects.get(pk=secretary.pk)
    import_register(file=file, seen=check(read(file)).fingerprint(), by=by, invite=False, name=name)
    return ImportBatch.objects.first()


def undo(batch, secretary, *rows, reason="Salah berkas."):
    chosen = [row.pk for row in rows or batch.rows.all()]
    return undo_rows(batch=batch, rows=chosen, reason=reason, by=User.objects.get(pk=secretary.pk))


def stored():
    return OPD.objects.count(), User.objects.count(), Membership.objects.count(), Innovation.objects.count()


def test_a_batch_says_what_came_and_from_where(secretary):
    batch = imported(secretary)

    assert (batch.file_name, batch.imported_by, len(batch.sha256)) == ("opd-2026.xlsx", secretary, 64)
    assert list(batch.rows.values_list("kind", "name", "is_new")) == [
        ("opd", "Dinas Arsip Contoh", True),
        ("user", "Siti Aminah", True),
        ("membership", f"keanggotaan OPD {Membership.objects.get().pk}", True),
        ("innovation", "SAPA WARGA", True),
    ]


def test_a_whole_file_is_stored_taken_back_and_stored_again(secretary):
    before = stored()
    for _turn in range(2):
        batch = imported(secretary)
        assert stored() == tuple(count + 1 for count in before)
        undo(batch, secretary)
        assert stored() == before

    actions = list(AuditEntry.objects.filter(chain=ledger.GENERAL).values_list("action", flat=True))
    assert actions.count("register.undo") == 2
    assert actions[5:10] == ["register.undo", "innovation.delete", "membership.delete", "user.delete", "opd.delete"]
    assert AuditEntry.objects.filter(action="register.undo").last().note == "Salah berkas."
    assert list(ledger.breaks(ledger.GENERAL)) == []


def test_one_row_alone(secretary):
    batch = imported(secretary)

    undo(batch, secretary, batch.rows.get(kind="innovation"))

    assert (Innovation.objects.count(), OPD.objects.count()) == (0, 1)
    assert batch.rows.filter(undone_at=None).count() == 3


def test_what_was_changed_is_as_it_was_before(secretary):
    opd = OPDFactory(name="Dinas Lama", abbr="Arsipcon")
    batch = imported(secretary, workbook(opd=[AGENCY]))
    assert OPD.objects.get(pk=opd.pk).name == "Dinas Arsip Contoh"

    undo(batch, secretary)

    assert OPD.objects.get(pk=opd.pk).name == "Dinas Lama"


def test_what_somebody_changed_since_stays(secretary):
    opd = OPDFactory(name="Dinas Lama", abbr="Arsipcon")
    batch = imported(secretary, workbook(opd=[AGENCY]))
    OPD.objects.filter(pk=opd.pk).update(name="Dinas Baru")

    with pytest.raises(ValidationError, match="sudah diubah lagi"):
        undo(batch, secretary)


@pytest.mark.parametrize("what", ["proposal", "signed_in", "innovation"])
def test_what_stands_on_it_is_said(secretary, what):
    batch = imported(secretary)
    if what == "proposal":
        ProposalFactory(innovation=Innovation.objects.get())
    elif what == "innovation":
        InnovationFactory(opd=OPD.objects.get())
    else:
        User.objects.filter(email="siti@contoh.go.id").update(last_login=START)

    before = stored()
    with pytest.raises(ValidationError) as refusal:
        undo(batch, secretary)

    said = {"proposal": "dipakai oleh 1 usulan", "innovation": "dipakai oleh 1 inovasi", "signed_in": "pernah masuk"}
    assert said[what] in " ".join(refusal.value.messages)
    assert stored() == before
    assert batch.rows.filter(undone_at=None).count() == 4


def test_who_was_told_already_keeps_an_account_that_is_closed(secretary):
    batch = imported(secretary)
    siti = User.objects.get(email="siti@contoh.go.id")
    send_invitation(siti.pk, clock.now().isoformat())

    undo(batch, secretary)

    assert (Innovation.objects.count(), OPD.objects.count(), Membership.objects.count()) == (0, 0, 0)
    siti.refresh_from_db()
    assert (siti.is_active, siti.name) == (False, "Siti Aminah")
    assert Delivery.objects.filter(reader=siti).count() == 1
    assert AuditEntry.objects.filter(action="user.deactivate").count() == 1


def test_it_takes_a_reason_a_row_and_the_secretariat(secretary):
    batch = imported(secretary)

    with pytest.raises(ValidationError, match="Tuliskan alasannya"):
        undo(batch, secretary, reason=" ")
    with pytest.raises(PermissionDenied):
        undo(batch, MembershipFactory().user)
    undo(batch, secretary)
    with pytest.raises(ValidationError, match="belum ditarik kembali"):
        undo(batch, secretary)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "entah"}, "submissions_importedrow_kind"),
        ({"undone_at": START}, "submissions_importedrow_undone_with_reason"),
        ({"undo_reason": "x"}, "submissions_importedrow_undone_with_reason"),
    ],
)
def test_a_row_that_cannot_be(secretary, values, constraint):
    batch = imported(secretary)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ImportedRow.objects.create(**{"batch": batch, "kind": "opd", "key": 1, "name": "x", **values})


def test_the_pages(client, secretary):
    preview = client.post("/kelola/impor/", {"file": upload(good(), "daftar-opd.xlsx")}, follow=True)
    address = f"{preview.request['PATH_INFO']}simpan/"
    client.post(address, {"seen": preview.context["storing"].initial["seen"]})

    listed = client.get(LIST)
    batch = ImportBatch.objects.get()
    page = client.get(batch.get_absolute_url())
    unsaid = client.post(batch.get_absolute_url(), {"semua": "1"})
    nothing = client.post(batch.get_absolute_url(), {"reason": "Keliru.", "baris": ["x"]})
    row = batch.rows.get(kind="innovation")
    one = client.post(batch.get_absolute_url(), {"reason": "Keliru.", "baris": [row.pk]}, follow=True)
    InnovationFactory(opd=OPD.objects.get(), title=INNOVATION[1])
    refused = client.post(batch.get_absolute_url(), {"reason": "Keliru.", "semua": "1"})

    assert "daftar-opd.xlsx" in listed.text
    assert "SAPA WARGA" in page.text
    assert (unsaid.status_code, nothing.status_code, refused.status_code) == (422, 422, 422)
    assert "1 baris ditarik kembali." in one.text
    assert "dipakai oleh 1 inovasi" in refused.text


def test_others_do_not_get_there(client):
    client.force_login(MembershipFactory().user)

    assert client.get(LIST).status_code == 403


def test_the_list_costs_the_same_for_any_number(client, secretary):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    imported(secretary)
    cost()
    few = cost()
    for number in range(3):
        imported(secretary, workbook(opd=[(f"Dinas {number}", f"D{number}", "Dinas", None, None)]))
    assert cost() == few
