"""Rights hang on rows with dates. Nobody has them for being the administrator."""

from datetime import date

import pytest
import rules

from accounts.models import MembershipRole, Office, User
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    PlenaryFactory,
    ProposalFactory,
    StageFactory,
    UserFactory,
)
from tests.people import everyone
from tests.rights import Table, differing, ever, rights

pytestmark = pytest.mark.django_db

TABLE: Table = {
    ("accounts.view_ledger", ""): ever({"secretariat", "auditor"}),
    ("accounts.invite_user", ""): ever({"secretariat"}),
    ("accounts.view_outbox", ""): ever({"secretariat", "auditor"}),
    ("accounts.send_mail_again", ""): ever({"secretariat"}),
    ("accounts.view_register", ""): ever({"secretariat", "auditor"}),
    ("accounts.manage_register", ""): ever({"secretariat"}),
}


@pytest.mark.parametrize("right", rights(TABLE))
def test_who_may_when(right):
    people = everyone(ProposalFactory(), StageFactory())

    assert differing(TABLE, right, lambda _state: (people, lambda _role: None)) == []


@pytest.mark.parametrize("role", Office)
def test_an_office_that_ended_gives_no_right(role):
    person = AppointmentFactory(role=role, ends_on=date(2021, 1, 1)).user

    assert not person.has_perm("accounts.view_ledger")


@pytest.mark.parametrize("role", MembershipRole)
def test_a_membership_gives_no_right_of_an_office(role):
    assert not MembershipFactory(role=role).user.has_perm("accounts.view_ledger")


def test_an_account_that_was_closed_has_no_right():
    person = AppointmentFactory(user__is_active=False).user

    assert not person.has_perm("accounts.view_ledger")


def test_the_administrator_keeps_the_rights_of_the_admin():
    admin = UserFactory(is_staff=True, is_superuser=True)

    assert admin.has_perm("accounts.change_user")
    assert not admin.has_perm("accounts.view_ledger")


@pytest.mark.parametrize("right", ["competitions.add_edition", "competitions.open_edition", "awards.publish_result"])
def test_the_administrator_has_no_right_of_the_domain(right):
    admin = User.objects.get(pk=UserFactory(is_staff=True, is_superuser=True).pk)

    assert rules.perm_exists(right)
    assert not admin.has_perm(right, PlenaryFactory().edition)
