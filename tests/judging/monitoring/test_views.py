"""The pages of the watch: who sees them, what they cost, and their acts as plain POSTs."""

from decimal import Decimal

import pytest
from django.urls import reverse

from competitions.models import Stage
from judging.models import Assignment, Nudge, Origin
from judging.monitoring import measuring
from tests.factories import (
    PanelFactory,
    ProposalFactory,
    ScoreFactory,
    SeatFactory,
    StageFactory,
    UserFactory,
)
from tests.judging.conftest import sheet_of
from tests.people import ROLES, everyone

PAGES = ("watch-detail", "spread-list", "agreement-detail")


@pytest.fixture
def limited(stage):
    Stage.objects.filter(pk=stage.pk).update(spread_limit=10)
    stage.refresh_from_db()
    return stage


def url(name, stage, *more):
    return reverse(f"judging:{name}", args=[stage.edition.slug, stage.pk, *more])


@pytest.mark.parametrize("name", PAGES)
def test_secretariat_and_auditor_see_the_pages_and_nobody_else(client, stage, name):
    proposal = ProposalFactory(verified=True, edition=stage.edition)
    people = everyone(proposal, stage)
    seen = {}

    for role in ROLES:
        client.force_login(people[role])
        seen[role] = client.get(url(name, stage)).status_code

    assert seen == {role: 200 if role in {"secretariat", "auditor"} else 403 for role in ROLES}


@pytest.mark.parametrize("name", ["nudge-create-all", "nudge-create", "extra-create"])
def test_only_the_secretariat_acts(client, limited, name):
    proposal = ProposalFactory(verified=True, edition=limited.edition)
    people = everyone(proposal, limited)
    more = {"nudge-create-all": [], "nudge-create": [people["juror"].pk], "extra-create": [proposal.pk]}[name]
    seen = {}

    for role in ROLES:
        client.force_login(people[role])
        seen[role] = client.post(url(name, limited, *more), {"juror": people["juror"].pk}).status_code

    done = {"nudge-create-all": 302, "nudge-create": 302, "extra-create": 422}[name]
    assert seen == {role: done if role == "secretariat" else 403 for role in ROLES}


@pytest.mark.parametrize("name", PAGES)
def test_a_stage_of_another_edition_is_not_there(client, stage, secretary, name):
    client.force_login(secretary)

    other = reverse(f"judging:{name}", args=[stage.edition.slug, StageFactory().pk])

    assert client.get(other).status_code == 404


@pytest.mark.parametrize("name", ["nudge-create-all", "nudge-create", "extra-create"])
def test_acts_are_not_for_get(client, stage, secretary, name):
    client.force_login(secretary)

    assert client.get(url(name, stage, *([1] if name != "nudge-create-all" else []))).status_code == 405


def filled(stage, count):
    """Proposals with two final sheets that differ widely, and one open one each; jurors as many."""
    panel = PanelFactory(stage=stage)
    criterion = stage.rubric.criteria.first()
    for turn in range(count):
        proposal = ProposalFactory(verified=True, edition=stage.edition)
        for total in (60, 80 + turn):
            sheet = sheet_of(stage, juror=SeatFactory(panel=panel).user, proposal=proposal, total=total)
            ScoreFactory(sheet=sheet, criterion=criterion, points=Decimal(total))
        ScoreFactory(sheet=sheet_of(stage), criterion=criterion)
    SeatFactory(panel=panel)  # somebody who could be added


@pytest.mark.parametrize(("name", "queries"), [("watch-detail", 18), ("spread-list", 18), ("agreement-detail", 9)])
@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_for_any_number_of_rows(
    client, limited, secretary, count, name, queries, django_assert_num_queries
):
    filled(limited, count)
    client.force_login(secretary)
    client.get(url(name, limited))  # what is kept is measured

    with django_assert_num_queries(queries):
        response = client.get(url(name, limited))

    assert response.status_code == 200


def test_progress_names_jurors_and_offers_reminders(client, stage, secretary):
    sheet = sheet_of(stage, juror=UserFactory(name="Ana"))
    sheet_of(stage, juror=UserFactory(name="Budi"), total=80)
    client.force_login(secretary)

    text = client.get(url("watch-detail", stage)).text

    assert "1 dari 2 lembar terkunci" in text
    assert "menunggu Ana" in text
    assert url("nudge-create", stage, sheet.assignment.juror_id) in text
    assert "Ya, ingatkan 1 juri" in text


def test_an_auditor_is_offered_no_act(client, limited):
    filled(limited, 1)
    people = everyone(ProposalFactory(verified=True, edition=limited.edition))
    client.force_login(people["auditor"])

    for name in PAGES:
        assert "<form" not in client.get(url(name, limited)).text.split("<main")[1].split("</main")[0]


def test_reminding_one_and_all_says_what_was_done(client, stage, secretary):
    sheet = sheet_of(stage, juror=UserFactory(name="Ana"))
    sheet_of(stage)
    client.force_login(secretary)

    one = client.post(url("nudge-create", stage, sheet.assignment.juror_id), follow=True)
    every = client.post(url("nudge-create-all", stage), follow=True)
    again = client.post(url("nudge-create-all", stage), follow=True)

    assert "Pengingat dikirim kepada Ana." in one.text
    assert "1 juri diingatkan." in every.text
    assert "Tidak ada juri yang perlu diingatkan hari ini." in again.text
    assert Nudge.objects.count() == 2


def test_reminding_somebody_who_has_nothing_here_is_not_there(client, stage, secretary):
    client.force_login(secretary)

    assert client.post(url("nudge-create", stage, UserFactory().pk)).status_code == 404


@pytest.fixture
def torn(limited):
    proposal = ProposalFactory(verified=True, edition=limited.edition, innovation__title="SIAGA")
    panel = PanelFactory(stage=limited)
    for total in (60, 80):
        sheet_of(limited, juror=SeatFactory(panel=panel).user, proposal=proposal, total=total)
    return proposal


def test_one_press_adds_the_proposed_juror(client, limited, torn, secretary):
    third = SeatFactory(panel=limited.panels.get(), user=UserFactory(name="Cici")).user
    client.force_login(secretary)
    page = client.get(url("spread-list", limited)).text
    assert f'name="juror" value="{third.pk}"' in page
    assert "20,00" in page

    response = client.post(url("extra-create", limited, torn.pk) + "?saring=lewat", {"juror": third.pk}, follow=True)

    assert "Cici ditugaskan menilai “SIAGA”." in response.text
    assert response.redirect_chain == [(url("spread-list", limited) + "?saring=lewat", 302)]
    assert Assignment.objects.get(juror=third).origin == Origin.EXTRA
    assert "Sudah ditambah Cici." in response.text


@pytest.mark.parametrize("sent", [{}, {"juror": ""}, {"juror": "x"}, {"juror": "999999"}, {"juror": "9" * 30}])
def test_nonsense_for_a_juror_is_refused_in_a_sentence(client, limited, torn, secretary, sent):
    client.force_login(secretary)

    response = client.post(url("extra-create", limited, torn.pk), sent)

    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert not Assignment.objects.filter(origin=Origin.EXTRA).exists()


def test_a_second_press_says_why_not(client, limited, torn, secretary):
    third = SeatFactory(panel=limited.panels.get()).user
    client.force_login(secretary)
    client.post(url("extra-create", limited, torn.pk), {"juror": third.pk})

    response = client.post(url("extra-create", limited, torn.pk), {"juror": third.pk})

    assert response.status_code == 422
    assert "Masih ada lembar yang terbuka" in response.text


@pytest.mark.parametrize("query", ["?saring=lewat", "?saring=apa", "?page=x", "?page=99", "?saring=%00"])
def test_any_address_of_the_spreads_answers(client, limited, torn, secretary, query):
    client.force_login(secretary)

    assert client.get(url("spread-list", limited) + query).status_code == 200


def test_nobody_left_to_add_is_said(client, limited, torn, secretary):
    client.force_login(secretary)

    assert "Tidak ada anggota panel yang bebas benturan" in client.get(url("spread-list", limited)).text


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_stage_says_what_comes(client, stage, secretary, name):
    client.force_login(secretary)

    assert 'class="empty"' in client.get(url(name, stage)).text


def test_agreement_speaks_in_words_and_warns(client, stage, secretary):
    filled(stage, 3)
    client.force_login(secretary)

    text = client.get(url("agreement-detail", stage)).text

    assert "Baru 3 usulan dinilai dua juri atau lebih" in text
    assert "Penugasan ini terbelah menjadi 3 kelompok juri" in text
    assert "Alfa Krippendorff" in text


def test_a_large_field_waits_for_the_worker(client, stage, secretary, monkeypatch):
    asked = []
    monkeypatch.setattr(measuring, "AT_ONCE", 0)
    monkeypatch.setattr("judging.monitoring.views.ask_for_agreement", asked.append)
    filled(stage, 1)
    client.force_login(secretary)

    first = client.get(url("agreement-detail", stage)).text
    measuring.measure_agreement(stage.pk)
    second = client.get(url("agreement-detail", stage)).text

    assert asked == [stage.pk]
    assert "Kesepakatan sedang dihitung." in first
    assert 'hx-trigger="every 3s"' in first
    assert "hx-trigger" not in second.split("<main")[1]


def test_jurors_see_nothing_of_it(client, stage):
    filled(stage, 1)
    juror = Assignment.objects.first().juror
    client.force_login(juror)

    assert "pantau" not in client.get(reverse("judging:scoresheet-list")).text
