"""What a form or two people at once must not bring about."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from competitions.actions.schedule import reschedule, update_phases
from competitions.models import Edition, PhaseKind, StageKind
from tests.competitions.conftest import calendar_of, url


@pytest.mark.parametrize("act", ["phase-start", "phase-close", "phase-let-go"])
@pytest.mark.parametrize("reason", ["\x00", "x" * 301])
def test_a_reason_that_cannot_be_kept_is_refused(browse, opened, act, reason):
    response = browse.post(url(act, opened, "registration"), {"reason": reason}, follow=True)

    assert response.status_code == 422
    assert 'id="id_reason_error"' in response.text
    assert calendar_of(Edition.objects.get(pk=opened.pk)) == calendar_of(opened)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59"])
@pytest.mark.parametrize("field", ["socialisation-opens_at", "announcement-closes_at"])
def test_a_calendar_stays_in_this_century(browse, edition, field, moment):
    """A year that Python cannot read back would lock the edition's pages for ever."""
    address = url("phase-update", edition)
    typed = {name: value for name, value in browse.get(address).context["form"].initial.items() if value}

    response = browse.post(address, {**typed, field: moment})

    assert "Tahunnya harus di antara 2000 dan 2100." in response.text
    assert calendar_of(Edition.objects.get(pk=edition.pk)) == calendar_of(edition)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_new_edition_begins_in_this_century(browse, identity, day):
    data = {
        **identity,
        "template": "kovablik-jatim-2023",
        "first_day": day,
        "averaging": "mean",
        "certificate_number": "{nomor}",
        "max_file_mb": 10,
        "conflict_years": 2,
    }

    response = browse.post(reverse("competitions:edition-create"), data)

    assert "Tahunnya harus di antara 2000 dan 2100." in response.text
    assert not Edition.objects.exists()


@pytest.fixture
def staged(edition, secretary):
    """Half of the score comes from a presentation, which has its phase."""
    desk = edition.stages.get()
    edition.stages.update(share=50)
    edition.stages.create(kind=StageKind.PRESENTATION, rubric=desk.rubric, share=50, quorum=1)
    calendar = calendar_of(edition)
    middle = calendar[PhaseKind.PLENARY][0]
    calendar[PhaseKind.JUDGING] = (
        calendar[PhaseKind.JUDGING][0],
        middle - (middle - calendar[PhaseKind.JUDGING][0]) / 2,
    )
    calendar[PhaseKind.PRESENTATION] = (calendar[PhaseKind.JUDGING][1], middle)
    update_phases(edition=edition, calendar=calendar, by=secretary)
    edition = Edition.objects.get(pk=edition.pk)
    Edition.objects.filter(pk=edition.pk).update(opened_at=edition.created_at)
    return Edition.objects.get(pk=edition.pk)


def test_reschedule_keeps_the_phase_in_which_a_stage_is_judged(staged, secretary):
    """Without it nobody could fill the stage's sheets, nor would its end ever come."""
    calendar = calendar_of(staged)
    del calendar[PhaseKind.PRESENTATION]

    with pytest.raises(ValidationError, match="Presentasi dan wawancara"):
        reschedule(edition=staged, calendar=calendar, reason="Dipangkas.", by=secretary)


def test_the_calendars_page_says_so_at_the_field(browse, staged):
    address = url("phase-update", staged)
    data = {
        f"{kind}-{end}": f"{moment:%Y-%m-%dT%H:%M}"
        for kind, times in calendar_of(staged).items()
        for end, moment in zip(("opens_at", "closes_at"), times, strict=True)
        if kind != PhaseKind.PRESENTATION
    }

    response = browse.post(address, {**data, "reason": "Dipangkas."})

    assert response.context["form"].errors["presentation-opens_at"] == ["Tahapan ini tidak boleh dihapus."]


def test_a_name_that_somebody_took_meanwhile_is_refused_at_its_field(browse, edition, make_edition, monkeypatch):
    """As two who create at once: the form of the second still found the name free."""
    taken = make_edition(short_name="Sudah Ada")
    monkeypatch.setattr(Edition, "clean", lambda self: setattr(self, "slug", taken.slug))
    address = url("edition-update", edition)
    data = {name: value for name, value in browse.get(address).context["form"].initial.items() if value is not None}

    response = browse.post(address, {**data, "short_name": "Lain Sekali"})

    assert "sudah dipakai edisi lain" in response.text
