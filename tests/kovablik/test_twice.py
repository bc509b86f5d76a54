"""A second press on the same button: what is gone is gone once, and the ledger says so once."""

from copy import copy

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry, User
from awards.actions.special import remove_special_award
from awards.models import SpecialAward
from competitions.actions.parts import remove_rubric, update_rubric
from competitions.models import PhaseKind
from judging.conflicts.actions_removal import remove_conflict
from judging.panels.actions import delete_panel
from judging.panels.actions_seat import unseat_juror
from tests.factories import (
    AppointmentFactory,
    ConflictFactory,
    EditionFactory,
    OPDFactory,
    PanelFactory,
    RubricFactory,
    SeatFactory,
)
from tests.moments import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    with clock.at(moment(PhaseKind.JUDGING)):
        yield AppointmentFactory().user


def twice(secretary, action, **wanted):
    """As two requests that both still found the row."""
    for _turn in range(2):
        action(**{name: copy(row) for name, row in wanted.items()}, by=User.objects.get(pk=secretary.pk))


def test_a_panel_is_deleted_once(secretary):
    twice(secretary, delete_panel, panel=PanelFactory())

    assert AuditEntry.objects.get().action == "panel.delete"


def test_a_juror_is_unseated_once(secretary):
    twice(secretary, unseat_juror, seat=SeatFactory())

    assert AuditEntry.objects.get().action == "seat.delete"


def test_a_conflict_is_removed_once(secretary):
    twice(
        secretary, remove_conflict, edition=PanelFactory().stage.edition, conflict=ConflictFactory(), reason="Keliru."
    )

    assert AuditEntry.objects.get().action == "conflict.delete"


def test_a_special_award_is_removed_once(secretary):
    edition = EditionFactory()
    award = SpecialAward.objects.create(edition=edition, name="Terbaik", holder=OPDFactory(), created_by=secretary)

    twice(secretary, remove_special_award, award=award)

    assert AuditEntry.objects.get().action == "specialaward.remove"


def test_a_rubric_is_removed_once(secretary):
    twice(secretary, remove_rubric, rubric=RubricFactory(edition__opened_at=None))

    assert AuditEntry.objects.get().action == "edition.rubric"


def test_a_rubric_that_is_gone_takes_no_criteria(client, secretary, monkeypatch):
    """Two tabs: one removed it while the other was still typing."""
    rubric = RubricFactory(edition__opened_at=None)
    real = update_rubric

    def too_late(**told):
        remove_rubric(rubric=copy(rubric), by=told["by"])
        return real(**told)

    monkeypatch.setattr("competitions.views.rubric.update_rubric", too_late)
    client.force_login(secretary)
    data = {"name": "Baru", "kriteria-TOTAL_FORMS": 0, "kriteria-INITIAL_FORMS": 0}

    response = client.post(reverse("competitions:rubric-update", args=[rubric.edition.slug, rubric.pk]), data)

    assert "sudah dihapus orang lain" in response.text
