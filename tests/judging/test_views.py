from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import Office
from competitions.models import PhaseKind
from judging.models import Assignment, Conflict, Place, Ranking, Score, ScoreSheet
from judging.ranking.actions import rebuild_ranking
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    CategoryFactory,
    ConflictFactory,
    CriterionFactory,
    OPDFactory,
    PanelFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SeatFactory,
    StageFactory,
    TierFactory,
    UserFactory,
)
from tests.moments import moment

WIB = ZoneInfo("Asia/Jakarta")
AUTOSAVE = {"X-Autosave": "1"}


@pytest.fixture
def as_juror(client, sheet):
    client.force_login(sheet.assignment.juror)
    return client


@pytest.fixture
def as_secretary(client, secretary):
    client.force_login(secretary)
    return client


def at(name, *args):
    return reverse(f"judging:{name}", args=args)


def marks(sheet):
    return dict(Score.objects.filter(sheet=sheet).values_list("criterion__name", "points"))


def fields(sheet, **values):
    pks = dict(sheet.rubric.criteria.values_list("name", "pk"))
    return {f"nilai-{pks[name]}": value for name, value in values.items()}


def filled(stage, juror=None, points=(80, 90)):
    """A final sheet whose marks and total agree."""
    made = {"juror": juror} if juror else {}
    sheet = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, **made))
    for criterion, value in zip(stage.rubric.criteria.all(), points, strict=True):
        ScoreFactory(sheet=sheet, criterion=criterion, points=Decimal(value))
    ScoreSheet.objects.filter(pk=sheet.pk).update(total=Decimal(86), finalised_at=clock.now())
    return sheet


# The juror's list


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_sheets(client, stage, count, django_assert_num_queries):
    juror = UserFactory()
    for _ in range(count):
        filled(stage, juror)
        ScoreFactory(
            sheet=ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror)),
            criterion=stage.rubric.criteria.first(),
        )
    client.force_login(juror)

    with django_assert_num_queries(9):
        response = client.get(at("scoresheet-list"))

    assert response.text.count('class="row-link"') == 2 * count


def test_the_list_shows_state_and_running_total(as_juror, sheet, juror):
    assert "Belum dinilai" in as_juror.get(at("scoresheet-list")).text

    ScoreFactory(sheet=sheet, criterion=sheet.rubric.criteria.first(), points=Decimal("70.5"))
    text = as_juror.get(at("scoresheet-list")).text

    assert "1 dari 2 kriteria" in text
    assert "70,50" in text
    assert "0 dari 1 lembar terkunci" in text


def test_the_list_filters_by_state_and_edition(client, stage):
    juror = UserFactory()
    final = filled(stage, juror)
    still_open = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror))
    elsewhere = ScoreSheetFactory(assignment=AssignmentFactory(juror=juror))
    client.force_login(juror)

    def titles(**query):
        page = client.get(at("scoresheet-list"), {"edisi": stage.edition.slug, **query}).context["page"]
        return [one["pk"] for one in page]

    assert titles() == [final.pk, still_open.pk]
    assert titles(status="terbuka") == [still_open.pk]
    assert titles(status="terkunci") == [final.pk]
    assert titles(status="<script>") == [final.pk, still_open.pk]
    assert titles(edisi=elsewhere.assignment.stage.edition.slug) == [elsewhere.pk]


def test_the_list_of_a_stranger_is_empty_and_says_why(client, sheet):
    client.force_login(UserFactory())

    assert "Belum ada lembar nilai untuk Anda" in client.get(at("scoresheet-list")).text


def test_the_auditor_reads_all_sheets_with_their_jurors(client, sheet):
    client.force_login(AppointmentFactory(role=Office.AUDITOR).user)

    assert str(sheet.assignment.juror) in client.get(at("scoresheet-list")).text
    assert "Anda hanya dapat membacanya" in client.get(sheet.get_absolute_url()).text


def test_nobody_gets_in_without_signing_in(client, sheet):
    assert client.get(sheet.get_absolute_url()).status_code == 302


# The sheet


def test_the_sheet_shows_proposal_rubric_and_way(as_juror, stage, sheet):
    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=sheet.assignment.juror))

    text = as_juror.get(sheet.get_absolute_url()).text

    assert str(sheet.assignment.proposal) in text
    assert "Kebaruan" in text
    assert "bobot 40" in text
    assert "Lembar 1 dari 2" in text
    assert 'rel="next"' in text
    assert 'rel="prev"' not in text


def test_the_sheet_costs_the_same_for_any_number_of_criteria_and_sheets(
    as_juror, stage, sheet, django_assert_max_num_queries
):
    for _ in range(5):
        CriterionFactory(rubric=stage.rubric)
        ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=sheet.assignment.juror))

    with django_assert_max_num_queries(17):  # what is judged is made once
        as_juror.get(sheet.get_absolute_url())
    with django_assert_max_num_queries(10):
        as_juror.get(sheet.get_absolute_url())


def test_a_mark_is_stored_as_it_is_typed(as_juror, sheet, criteria):
    response = as_juror.post(
        at("score-update", sheet.pk, criteria[0].pk), {f"nilai-{criteria[0].pk}": "80,5"}, headers=AUTOSAVE
    )

    assert marks(sheet) == {"Kebaruan": Decimal("80.50")}
    assert "<html" not in response.text
    assert "80,50" in response.text
    assert "sementara, 1 dari 2 kriteria" in response.text
    assert f"Tersimpan {moment(PhaseKind.JUDGING).astimezone(tz=WIB):%H.%M} WIB" in response.text


def test_a_mark_without_javascript_leads_back_to_the_sheet(as_juror, sheet, criteria):
    response = as_juror.post(at("score-update", sheet.pk, criteria[0].pk), {f"nilai-{criteria[0].pk}": "80.5"})

    assert response.url == sheet.get_absolute_url()
    assert marks(sheet) == {"Kebaruan": Decimal("80.50")}


@pytest.mark.parametrize("typed", ["delapan", "101", "-1", "80,555", "1e2", "8 0", "٨٠", "NaN", "80\x00", "1" * 500])
@pytest.mark.parametrize("headers", [AUTOSAVE, {}])
def test_what_is_no_mark_is_refused_at_its_field(as_juror, sheet, criteria, typed, headers):
    ScoreFactory(sheet=sheet, criterion=criteria[0], points=Decimal(60))

    response = as_juror.post(
        at("score-update", sheet.pk, criteria[0].pk), {f"nilai-{criteria[0].pk}": typed}, headers=headers
    )

    assert "Isi angka 0–100" in response.text
    assert marks(sheet) == {"Kebaruan": Decimal(60)}


def test_an_emptied_field_clears_the_mark(as_juror, sheet, criteria):
    ScoreFactory(sheet=sheet, criterion=criteria[0], points=Decimal(60))

    as_juror.post(at("score-update", sheet.pk, criteria[0].pk), {f"nilai-{criteria[0].pk}": " "}, headers=AUTOSAVE)

    assert marks(sheet) == {}


def test_a_criterion_of_another_rubric_is_not_there(as_juror, sheet):
    other = CriterionFactory()

    assert as_juror.post(at("score-update", sheet.pk, other.pk), {f"nilai-{other.pk}": "80"}).status_code == 404


def test_the_plain_form_stores_what_is_right_and_keeps_what_is_wrong(as_juror, sheet):
    response = as_juror.post(at("scoresheet-update", sheet.pk), fields(sheet, Kebaruan="abc", Dampak="90,25"))

    assert response.status_code == 422
    assert marks(sheet) == {"Dampak": Decimal("90.25")}
    assert 'value="abc"' in response.text
    assert 'value="90,25"' in response.text
    assert response.text.count('aria-invalid="true"') == 1


def test_the_plain_form_stores_all_marks(as_juror, sheet):
    response = as_juror.post(at("scoresheet-update", sheet.pk), fields(sheet, Kebaruan="70", Dampak=""))

    assert response.url == sheet.get_absolute_url()
    assert marks(sheet) == {"Kebaruan": Decimal(70)}


def test_locking_takes_along_what_the_page_still_held(as_juror, sheet):
    response = as_juror.post(at("scoresheet-finalise", sheet.pk), fields(sheet, Kebaruan="80", Dampak="90"))

    sheet.refresh_from_db()
    assert response.url == sheet.get_absolute_url()
    assert sheet.total == Decimal("86.00")
    assert "Lembar dikunci" in as_juror.get(sheet.get_absolute_url()).text


def test_locking_with_a_blank_names_it_at_its_place(as_juror, sheet):
    response = as_juror.post(at("scoresheet-finalise", sheet.pk), fields(sheet, Kebaruan="80", Dampak=""))

    sheet.refresh_from_db()
    assert response.status_code == 422
    assert not sheet.is_final
    assert "Belum dinilai: Dampak" in response.text
    assert "Belum dinilai. Kosong tidak sama dengan nol." in response.text
    assert marks(sheet) == {"Kebaruan": Decimal(80)}


def test_locking_with_a_wrong_figure_does_not_lock(as_juror, sheet):
    ScoreFactory(sheet=sheet, criterion=sheet.rubric.criteria.last(), points=Decimal(50))

    response = as_juror.post(at("scoresheet-finalise", sheet.pk), fields(sheet, Kebaruan="80", Dampak="900"))

    sheet.refresh_from_db()
    assert response.status_code == 422
    assert not sheet.is_final


def test_a_replay_after_locking_is_refused_and_the_page_is_read_only(client, stage):
    sheet = filled(stage)
    client.force_login(sheet.assignment.juror)
    criterion = sheet.rubric.criteria.first()

    assert client.post(at("score-update", sheet.pk, criterion.pk), {f"nilai-{criterion.pk}": "1"}).status_code == 403
    assert client.post(at("scoresheet-update", sheet.pk), fields(sheet, Kebaruan="1")).status_code == 403
    assert client.post(at("scoresheet-finalise", sheet.pk)).status_code == 403
    text = client.get(sheet.get_absolute_url()).text.partition("<main")[2]

    assert "<input class=" not in text
    assert "86,00" in text
    assert "nilai akhir lembar" in text


def test_acts_are_posts_only(as_juror, sheet, criteria):
    for name, args in (
        ("score-update", (sheet.pk, criteria[0].pk)),
        ("scoresheet-update", (sheet.pk,)),
        ("scoresheet-finalise", (sheet.pk,)),
    ):
        assert as_juror.get(at(name, *args)).status_code == 405


def test_a_sheet_out_of_its_phase_is_read_only(as_juror, sheet):
    with clock.at(moment(PhaseKind.PLENARY)):
        assert "dapat dilanjutkan bila tahapannya dibuka lagi" in as_juror.get(sheet.get_absolute_url()).text


def test_made_up_texts_are_marked(as_juror, sheet, edition):
    assert "CONTOH" not in as_juror.get(sheet.get_absolute_url()).text

    type(edition).objects.update(is_sample=True)

    assert "CONTOH" in as_juror.get(sheet.get_absolute_url()).text
    assert "CONTOH" in as_juror.get(at("scoresheet-list")).text


# Assignments


def test_assign_all_from_the_page(as_secretary, stage):
    SeatFactory(panel=PanelFactory(stage=stage))
    ProposalFactory(edition=stage.edition, verified=True)

    response = as_secretary.post(at("assignment-create", stage.edition.slug, stage.pk), follow=True)

    assert Assignment.objects.count() == 1
    assert "1 lembar dibagikan" in response.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_assignments_cost_the_same_for_any_number_of_jurors(as_secretary, stage, count, django_assert_num_queries):
    for _ in range(count):
        juror = SeatFactory(panel=PanelFactory(stage=stage)).user
        ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror))
        ConflictFactory(user=juror)

    with django_assert_num_queries(23):
        response = as_secretary.get(at("assignment-list", stage.edition.slug))

    assert len(response.context["jurors"]) == len(response.context["lines"]) == count


def test_the_assignments_count_and_name_who_is_late(as_secretary, stage, sheet):
    filled(stage, sheet.assignment.juror)

    running = as_secretary.get(at("assignment-list", stage.edition.slug))
    with clock.at(moment(PhaseKind.PLENARY)):
        over = as_secretary.get(at("assignment-list", stage.edition.slug))

    line = running.context["jurors"][0]
    assert (line["given"], line["final"], line["open"]) == (2, 1, 1)
    assert "masih menunggu" not in running.text
    assert f"<b>{sheet.assignment.juror}</b> 1 lembar" in over.text


@pytest.mark.parametrize("count", [1, 3])
def test_a_jurors_page_costs_the_same_for_any_number_of_sheets(as_secretary, stage, count, django_assert_num_queries):
    juror = UserFactory()
    for _ in range(count):
        ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror))

    with django_assert_num_queries(13):
        response = as_secretary.get(at("juror-detail", stage.edition.slug, stage.pk, juror.pk))

    assert response.text.count('class="row-link"') == count


def test_a_juror_is_excused_from_one_sheet_or_from_all(as_secretary, stage, sheet):
    slug, juror = stage.edition.slug, sheet.assignment.juror
    other = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror))

    blank = as_secretary.post(at("assignment-excuse", slug, sheet.assignment.pk))
    as_secretary.post(
        at("assignment-excuse", slug, sheet.assignment.pk), {f"lembar-{sheet.assignment.pk}-reason": "Sakit."}
    )
    assert list(Assignment.objects.active()) == [other.assignment]
    as_secretary.post(at("juror-excuse", slug, stage.pk, juror.pk), {"semua-reason": "Sakit."})

    assert blank.status_code == 422
    assert not Assignment.objects.active().exists()


def test_an_excuse_in_another_edition_is_not_there(as_secretary, stage, sheet):
    other = StageFactory()

    url = at("assignment-excuse", other.edition.slug, sheet.assignment.pk)

    assert as_secretary.post(url, {f"lembar-{sheet.assignment.pk}-reason": "Sakit."}).status_code == 404


def test_a_conflict_is_declared_and_removed(as_secretary, stage, sheet):
    SeatFactory(panel=PanelFactory(stage=stage), user=sheet.assignment.juror)
    slug, opd = stage.edition.slug, sheet.assignment.proposal.innovation.opd
    data = {"user": sheet.assignment.juror.pk, "opd": opd.pk, "reason": "Ipar kepala dinas."}

    blank = as_secretary.post(at("conflict-create", slug), {**data, "reason": ""})
    as_secretary.post(at("conflict-create", slug), data)
    again = as_secretary.post(at("conflict-create", slug), data)
    shown = as_secretary.get(at("conflict-list", slug)).text
    as_secretary.post(at("conflict-delete", slug, Conflict.objects.get().pk), {"reason": "Keliru."})

    assert blank.status_code == again.status_code == 422
    assert "Ipar kepala dinas." in shown
    assert not Conflict.objects.exists()
    assert not Assignment.objects.active().exists()


# The ranking


@pytest.mark.parametrize("count", [1, 3])
def test_the_ranking_costs_the_same_for_any_number_of_places(
    as_secretary, stage, secretary, count, django_assert_num_queries
):
    for number in range(count):
        filled(stage)
        TierFactory(edition=stage.edition, up_to_place=number + 1)
        CategoryFactory(edition=stage.edition)
    rebuild_ranking(edition=stage.edition, by=secretary)

    with django_assert_num_queries(15):  # three fewer once the last sheet was locked more than a minute ago
        response = as_secretary.get(at("ranking-detail", stage.edition.slug))

    assert response.text.count('class="row-link"') == count


def test_the_ranking_names_the_stage_of_each_figure(as_secretary, stage, secretary):
    StageFactory(edition=stage.edition, kind="presentation")
    filled(stage)
    rebuild_ranking(edition=stage.edition, by=secretary)

    text = as_secretary.get(at("ranking-detail", stage.edition.slug)).text

    assert 'class="figure" data-label="Penilaian proposal"' in text
    assert 'class="figure is-none" data-label="Presentasi dan wawancara"' in text


def test_the_ranking_before_the_first_sheet_says_what_to_do(as_secretary, stage):
    assert "Peringkat belum dihitung" in as_secretary.get(at("ranking-detail", stage.edition.slug)).text


def test_the_ranking_says_when_newer_sheets_exist_and_is_built_anew(as_secretary, stage):
    url = at("ranking-detail", stage.edition.slug)
    filled(stage)
    as_secretary.post(at("ranking-rebuild", stage.edition.slug))
    assert "lembar yang lebih baru" not in as_secretary.get(url).text

    filled(stage)
    assert "kini 2 lembar terkunci, peringkat ini dihitung dari 1" in as_secretary.get(url).text
    response = as_secretary.post(at("ranking-rebuild", stage.edition.slug), follow=True)

    assert "dihitung dari 2 lembar" in response.text
    assert "lembar yang lebih baru" not in response.text


def test_the_ranking_draws_tiers_ties_and_torn_cutoffs(as_secretary, stage):
    TierFactory(edition=stage.edition, name="Top 1", up_to_place=1)
    TierFactory(edition=stage.edition, name="Top 3", up_to_place=3)
    filled(stage)
    filled(stage)
    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage))
    as_secretary.post(at("ranking-rebuild", stage.edition.slug))

    lines = as_secretary.get(at("ranking-detail", stage.edition.slug)).context["lines"]

    assert [line.number for line in lines] == [1, 1, None]
    assert [line.heading for line in lines] == [
        "Top 1 · sampai peringkat 1",
        "",
        "Belum berperingkat: lembar terkunci kurang dari kuorum",
    ]
    assert [line.torn for line in lines] == ["Top 1", "Top 1", ""]

    Ranking.objects.update(confirmed_at=clock.now())
    text = as_secretary.get(at("ranking-detail", stage.edition.slug)).text
    assert "urutannya diputuskan pleno" in text
    assert "pleno harus memutuskan" not in text


def test_the_ranking_says_which_criterion_parted_equals(as_secretary, stage):
    winner = filled(stage, points=(77, 92))  # 40 × 77 + 60 × 92 = 8600
    filled(stage, points=(80, 90))  # 40 × 80 + 60 × 90 = 8600
    as_secretary.post(at("ranking-rebuild", stage.edition.slug))

    response = as_secretary.get(at("ranking-detail", stage.edition.slug))
    detail = as_secretary.get(response.context["lines"][0].url)

    assert [line.number for line in response.context["lines"]] == [1, 2]
    assert detail.context["proposal"] == winner.assignment.proposal
    assert "dibedakan oleh Dampak (92,00)" in response.text
    assert "menentukan" in detail.text
    assert "dari 1 lembar terkunci = <b>86,00</b>" in detail.text


def test_the_ranking_by_category_counts_its_own_places(as_secretary, stage):
    edition = stage.edition
    type(edition).objects.update(tiers_per_category=True)
    TierFactory(edition=edition, name="Top 1", up_to_place=1)
    categories = [CategoryFactory(edition=edition) for _ in range(2)]
    for category, points in zip([*categories, *categories], [(90, 90), (80, 80), (70, 70), (60, 60)], strict=True):
        sheet = filled(stage, points=points)
        ScoreSheet.objects.filter(pk=sheet.pk).update(total=points[0])
        type(sheet.assignment.proposal).objects.filter(pk=sheet.assignment.proposal.pk).update(category=category)
    as_secretary.post(at("ranking-rebuild", edition.slug))

    url = at("ranking-detail", edition.slug)
    second = as_secretary.get(url, {"kategori": categories[1].pk}).context["lines"]

    places = dict(Place.objects.filter(ranking__edition=edition).values_list("proposal__innovation__title", "place"))
    assert [(line.number, places[line.title], line.heading) for line in second] == [
        (1, 2, "Top 1 · sampai peringkat 1"),
        (2, 4, "Di luar jenjang"),
    ]
    assert len(as_secretary.get(url, {"kategori": "x"}).context["lines"]) == 4


def test_the_ranking_is_paged(as_secretary, stage, monkeypatch):
    monkeypatch.setattr("judging.ranking.views.PER_PAGE", 2)
    for _ in range(3):
        filled(stage)
    as_secretary.post(at("ranking-rebuild", stage.edition.slug))

    url = at("ranking-detail", stage.edition.slug)

    assert "Halaman 1 dari 2" in as_secretary.get(url).text
    assert len(as_secretary.get(url, {"page": "99"}).context["lines"]) == 1


def test_a_confirmed_ranking_offers_no_rebuilding(as_secretary, stage):
    filled(stage)
    as_secretary.post(at("ranking-rebuild", stage.edition.slug))
    Ranking.objects.update(confirmed_at=clock.now())

    text = as_secretary.get(at("ranking-detail", stage.edition.slug)).text

    assert "Hitung sekarang" not in text
    assert "Ditetapkan pleno" in text
    assert as_secretary.post(at("ranking-rebuild", stage.edition.slug)).status_code == 403


def test_the_secretariats_pages_are_closed_to_others_and_absent_before_the_opening(client, stage, sheet):
    edition = stage.edition
    names = ("panel-update", "assignment-list", "ranking-detail")
    client.force_login(sheet.assignment.juror)
    assert [client.get(at(name, edition.slug)).status_code for name in names] == [403] * 3

    type(edition).objects.update(opened_at=None)
    assert [client.get(at(name, edition.slug)).status_code for name in names] == [404] * 3


def test_every_act_of_the_secretariat_refuses_others(client, stage, sheet):
    slug, seat, opd = stage.edition.slug, SeatFactory(panel=PanelFactory(stage=stage)), OPDFactory()
    conflict = ConflictFactory(user=seat.user, opd=opd)
    client.force_login(sheet.assignment.juror)

    for url in (
        at("panel-create", slug, stage.pk),
        at("panel-delete", slug, seat.panel.pk),
        at("seat-create", slug, seat.panel.pk),
        at("seat-delete", slug, seat.pk),
        at("assignment-create", slug, stage.pk),
        at("assignment-excuse", slug, sheet.assignment.pk),
        at("juror-excuse", slug, stage.pk, sheet.assignment.juror.pk),
        at("conflict-create", slug),
        at("ranking-rebuild", slug),
    ):
        assert client.post(url).status_code == 403, url
        assert client.get(url).status_code == 405, url
    page = at("conflict-delete", slug, conflict.pk)
    assert client.post(page).status_code == client.get(page).status_code == 403
