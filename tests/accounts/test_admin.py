"""The administrator keeps accounts; each change stands in the ledger, and the ledger itself stands still."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin import site as admin_site
from django.urls import reverse

from accounts import ledger
from accounts.admin import TracedAdmin
from accounts.models import Appointment, AuditEntry, Delivery, Membership, Office, User
from tests.factories import AppointmentFactory, OPDFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGES = ["user", "opd", "membership", "appointment", "auditentry"]


@pytest.fixture
def admin(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def only_entry(action):
    return AuditEntry.objects.get(chain=ledger.GENERAL, action=action)


@pytest.mark.parametrize("model", PAGES)
def test_every_list_opens(client, admin, model):
    ledger.record("opd.update", OPDFactory(), by=admin)
    AppointmentFactory()

    assert client.get(reverse(f"admin:accounts_{model}_changelist"), {"q": "a"}).status_code == 200


def test_nobody_else_enters(client):
    client.force_login(AppointmentFactory().user)

    assert client.get(reverse("admin:index")).status_code == 302


def test_an_appointment_leaves_a_trace(client, admin):
    person = UserFactory()

    client.post(
        reverse("admin:accounts_appointment_add"),
        {"user": person.pk, "role": Office.VERIFIER, "starts_on": "2026-01-05", "ends_on": ""},
    )

    appointment = Appointment.objects.get(user=person)
    entry = only_entry("appointment.create")
    assert (entry.actor, entry.target) == (admin, ledger.name_of(appointment))
    assert entry.after == {"user": person.pk, "role": "verifier", "starts_on": "2026-01-05"}


def test_an_appointment_that_ends_leaves_a_trace(client, admin):
    appointment = AppointmentFactory()
    url = reverse("admin:accounts_appointment_change", args=[appointment.pk])
    page = client.get(url).context["adminform"].form.initial

    client.post(url, {**page, "starts_on": "2020-01-01", "initial-starts_on": "2020-01-01", "ends_on": "2026-06-30"})

    entry = only_entry("appointment.update")
    assert (entry.before, entry.after) == ({"ends_on": None}, {"ends_on": "2026-06-30"})


def test_a_new_account_leaves_a_trace_without_what_is_personal(client, admin):
    client.post(
        reverse("admin:accounts_user_add"),
        {
            "username": "siti",
            "name": "Siti Aminah",
            "email": "siti@contoh.example",
            "usable_password": "true",
            "password1": "panjang-sekali-9",
            "password2": "panjang-sekali-9",
            **{
                f"{part}-{key}": 0
                for part in ("memberships", "appointments")
                for key in ("TOTAL_FORMS", "INITIAL_FORMS")
            },
        },
    )

    entry = only_entry("user.create")
    assert User.objects.get(username="siti").check_password("panjang-sekali-9")
    assert entry.after["name"] == "Siti Aminah"
    assert "siti@contoh.example" not in str(entry.after)
    assert "panjang-sekali-9" not in str(entry.after)


def test_a_membership_added_on_the_page_of_the_person_leaves_a_trace(client, admin):
    person, opd = UserFactory(), OPDFactory()
    url = reverse("admin:accounts_user_change", args=[person.pk])

    client.post(
        url,
        {
            "username": person.username,
            "name": person.name,
            "email": person.email,
            "nip": person.nip,
            "phone": person.phone,
            "is_active": "on",
            "memberships-TOTAL_FORMS": 1,
            "memberships-INITIAL_FORMS": 0,
            "memberships-0-user": person.pk,
            "memberships-0-opd": opd.pk,
            "memberships-0-role": "head",
            "memberships-0-starts_on": "2026-01-05",
            "appointments-TOTAL_FORMS": 0,
            "appointments-INITIAL_FORMS": 0,
        },
    )

    membership = Membership.objects.get(user=person)
    assert only_entry("membership.create").target == ledger.name_of(membership)


@pytest.mark.parametrize("model", ["user", "opd", "membership", "appointment", "auditentry"])
def test_nothing_is_deleted(client, admin, model):
    AppointmentFactory()
    entry = ledger.record("opd.update", OPDFactory(), by=admin)
    rows = {"user": admin, "appointment": Appointment.objects.get(), "auditentry": entry}
    row = rows.get(model) or OPDFactory()

    assert client.get(reverse(f"admin:accounts_{model}_delete", args=[row.pk])).status_code in (302, 403)


@pytest.mark.parametrize("page", ["add", "change"])
def test_the_ledger_is_read_only(client, admin, page):
    entry = ledger.record("opd.update", OPDFactory(), by=admin)
    url = reverse(f"admin:accounts_auditentry_{page}", args=[entry.pk] if page == "change" else [])

    assert client.post(url, {"note": "x"}).status_code == 403


def test_the_admin_has_no_sign_in_of_its_own(client):
    response = client.get(reverse("admin:login"), {"next": reverse("admin:index")})

    assert response.headers["Location"].startswith(reverse("account_login"))


def test_the_admin_does_not_show_the_secrets_of_the_second_factor(client, admin):
    page = client.get(reverse("admin:index"))

    assert "authenticator" not in page.text.lower()
    assert "/mfa/" not in page.text


def test_a_password_set_by_the_administrator_leaves_a_trace_without_it(client, admin):
    person = UserFactory()
    address = reverse("admin:auth_user_password_change", args=[person.pk])

    client.post(address, {"usable_password": "true", "password1": "lekas", "password2": "berbeda"})
    assert not AuditEntry.objects.exists()
    client.post(address, {"usable_password": "true", "password1": "panjang-sekali-9", "password2": "panjang-sekali-9"})

    entry = only_entry("user.update")
    assert (entry.actor, entry.target) == (admin, ledger.name_of(person))
    assert entry.after == {"password": "…"}
    assert "panjang-sekali-9" not in str(entry.after)


def test_the_ledgers_of_editions_are_not_the_administrators(client, admin):
    """Marks and conflicts of interest are for the secretariat and the auditor (accounts.view_ledger)."""
    mark = ledger.record("score.update", OPDFactory(), by=UserFactory(), chain="edition-1", after={"points": "77.00"})
    kept = ledger.record("opd.update", OPDFactory(), by=admin)

    response = client.get(reverse("admin:accounts_auditentry_changelist"))

    assert [entry.pk for entry in response.context["cl"].queryset] == [kept.pk]
    assert client.get(reverse("admin:accounts_auditentry_change", args=[mark.pk])).status_code == 302


def test_all_that_is_left_here_leaves_its_trace_or_is_only_read():
    """What another package registers by itself would change things unseen, one by one or many at once."""
    site = {model._meta.label: kept for model, kept in admin_site._registry.items()}  # noqa: SLF001  Django's

    assert set(site) == {
        "accounts.User",
        "accounts.OPD",
        "accounts.Membership",
        "accounts.Appointment",
        "accounts.AuditEntry",
    }
    for label, kept in site.items():
        assert isinstance(kept, TracedAdmin) or label == "accounts.AuditEntry"
        assert kept.list_editable == ()
        assert not any(inline.can_delete for inline in kept.inlines)


@pytest.mark.parametrize("model", ["user", "opd", "membership", "appointment", "auditentry"])
def test_nothing_is_done_to_many_at_once(client, admin, model):
    UserFactory()
    response = client.get(reverse(f"admin:accounts_{model}_changelist"))

    assert response.context["cl"].model_admin.get_actions(response.wsgi_request) == {}


def test_a_new_address_by_the_administrator_is_told_and_kept_in_step(client, admin):
    person = UserFactory(username="siti", email="lama@batu.go.id")
    EmailAddress.objects.create(user=person, email="lama@batu.go.id", primary=True, verified=True)

    client.post(
        reverse("admin:accounts_user_change", args=[person.pk]),
        {
            "username": "siti",
            "name": person.name,
            "email": "BARU@batu.go.id\u200b",
            "nip": person.nip,
            "is_active": "on",
            **{f"{name}-{part}_FORMS": 0 for name in ("memberships", "appointments") for part in ("TOTAL", "INITIAL")},
        },
    )

    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["baru@batu.go.id"]
    assert set(Delivery.objects.values_list("address", flat=True)) == {"baru@batu.go.id", "lama@batu.go.id"}


def test_the_administrator_is_told_who_has_the_address(client, admin):
    UserFactory(name="Rina", email="rina@batu.go.id")
    values = {"username": "rina2", "name": "Rina", "email": "Rina@Batu.go.id", "usable_password": "false"}

    response = client.post(reverse("admin:accounts_user_add"), values)

    assert "Alamat ini dipakai Rina." in response.text
    assert User.objects.filter(email="rina@batu.go.id").count() == 1
