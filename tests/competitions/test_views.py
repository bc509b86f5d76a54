import pytest
from django.urls import reverse

from accounts import clock, ledger
from competitions.models import Edition, PhaseKind
from tests.competitions.conftest import queries, url
from tests.factories import AppointmentFactory, EditionFactory, UserFactory

IDENTITY = {
    "template": "kipp-2021",
    "name": "Kompetisi Uji",
    "short_name": "KOVABLIK Uji 2026",
    "year": "2026",
    "first_day": "2026-02-02",
    "government": "Pemerintah Kota Uji",
    "city": "Uji",
    "organiser": "Bagian Organisasi",
    "signatory_position": "WALI KOTA UJI",
    "signatory_name": "NAMA UJI",
    "awarded_on": "2026-12-17",
    "certificate_number": "188.45/{nomor:03}/KEP/{tahun}",
    "averaging": "mean",
    "max_file_mb": "10",
    "conflict_years": "2",
}
PARTS = ("edition-update", "phase-update", "category-update", "section-update", "document-update", "tier-update")
PAGES = (*PARTS, "rule-update", "stage-update", "rubric-update")


def page_of(name, edition):
    return url(name, edition, *([edition.rubrics.first().pk] if name == "rubric-update" else []))


def test_list_costs_the_same_for_one_edition_and_for_three(browse):
    path = reverse("competitions:edition-list")
    EditionFactory()
    one = queries(browse, path)
    EditionFactory.create_batch(2)

    assert queries(browse, path) == one <= 8
    assert browse.get(path).text.count("row-link") == 3


@pytest.mark.parametrize("name", ["edition-rules", "phase-list"])
def test_rules_and_calendar_cost_the_same_for_one_row_and_for_many(browse, opened, name):
    many = queries(browse, url(name, opened))
    for part in ("categories", "section_templates", "document_requirements", "tiers", "phases"):
        rows = getattr(opened, part)
        rows.exclude(pk__in=rows.values("pk")[:1]).delete()

    assert queries(browse, url(name, opened)) == many <= 18


def test_overview_costs_the_same_while_it_is_made(browse, edition):
    many = queries(browse, edition.get_absolute_url())
    for part in ("categories", "document_requirements", "tiers"):
        rows = getattr(edition, part)
        rows.exclude(pk__in=rows.values("pk")[:1]).delete()

    assert queries(browse, edition.get_absolute_url()) == many <= 24


@pytest.mark.parametrize("name", ["category-update", "section-update", "document-update", "tier-update"])
def test_a_part_page_costs_the_same_for_any_number_of_rows(browse, edition, name):
    parts = {"category": "categories", "section": "section_templates", "document": "document_requirements"}
    many = queries(browse, url(name, edition))
    rows = getattr(edition, parts.get(name.removesuffix("-update"), "tiers"))
    rows.exclude(pk__in=rows.values("pk")[:1]).delete()

    assert queries(browse, url(name, edition)) == many <= 16


def test_an_empty_list_says_what_to_do(browse, client, db):
    assert "Susun edisi pertama" in browse.get(reverse("competitions:edition-list")).text

    client.force_login(UserFactory())
    assert "Bagian Organisasi belum membuka edisi" in client.get(reverse("competitions:edition-list")).text


@pytest.mark.parametrize("page", ["0", "99", "x", "-1", "1' OR 1=1"])
def test_a_list_page_that_is_none_shows_one_that_is(browse, page):
    EditionFactory()

    assert browse.get(reverse("competitions:edition-list"), {"page": page}).status_code == 200


def test_who_is_not_signed_in_is_sent_to_the_sign_in(client, edition):
    response = client.get(edition.get_absolute_url())

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_create_makes_the_edition_and_leads_to_it(browse):
    response = browse.post(reverse("competitions:edition-create"), IDENTITY)

    edition = Edition.objects.get()
    assert response.url == edition.get_absolute_url()
    assert edition.section_templates.count() == 7


def test_create_keeps_all_that_was_typed_when_something_is_wrong(browse):
    response = browse.post(reverse("competitions:edition-create"), IDENTITY | {"certificate_number": "188.45"})

    assert response.status_code == 200
    assert "Format harus memuat {nomor}" in response.text
    assert 'value="Kompetisi Uji"' in response.text
    assert 'value="2026-02-02"' in response.text
    assert response.text.count("checked") == 1
    assert not Edition.objects.exists()


def test_create_takes_city_and_signatory_from_the_edition_before(browse, edition):
    assert 'value="WALI KOTA UJI"' in browse.get(reverse("competitions:edition-create")).text


@pytest.mark.parametrize("role", ["verifier", "leader", "auditor"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_create_is_the_secretariats(client, db, role, method):
    client.force_login(AppointmentFactory(role=role).user)

    assert getattr(client, method)(reverse("competitions:edition-create")).status_code == 403


def test_update_saves_and_follows_the_new_address(browse, edition):
    response = browse.post(url("edition-update", edition), IDENTITY | {"short_name": "KOVABLIK Baru"})

    assert response.url == "/kelola/kovablik-baru/ketentuan/#identitas"
    assert ledger.head(edition.ledger_chain).action == "edition.update"


def test_update_with_a_bad_name_shows_it_at_the_field_and_the_old_one_above(browse, edition):
    response = browse.post(url("edition-update", edition), IDENTITY | {"short_name": "★"})

    assert response.status_code == 200
    assert "Pakai sedikitnya satu huruf atau angka." in response.text
    assert f'href="{edition.get_absolute_url()}"' in response.text


def test_overview_lists_what_is_missing_and_where(browse, edition):
    edition.categories.all().delete()

    response = browse.get(edition.get_absolute_url())

    assert f'<a href="{url("category-update", edition)}">Belum ada kategori.</a>' in response.text
    assert "Buka edisi sekarang" not in response.text


def test_overview_offers_the_opening_when_nothing_is_missing(browse, edition):
    assert "Buka edisi sekarang" in browse.get(edition.get_absolute_url()).text


@pytest.mark.parametrize("name", ["edition-rules", "phase-list"])
def test_rules_and_calendar_of_an_open_edition_are_for_everyone_without_acts(client, opened, name):
    client.force_login(UserFactory())

    response = client.get(url(name, opened))

    assert response.status_code == 200
    for act in ("Ubah", "Geser", "Tutup sekarang", "Mulai sekarang", "Panel juri", "Jejak"):
        assert act not in response.text


def test_open_by_a_plain_post(browse, edition):
    response = browse.post(url("edition-open", edition), follow=True)

    assert "Edisi dibuka" in response.text
    edition.refresh_from_db()
    assert edition.is_open


def test_open_by_htmx_loads_the_page_anew(browse, edition):
    response = browse.post(url("edition-open", edition), headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == edition.get_absolute_url()
    edition.refresh_from_db()
    assert edition.is_open


def test_open_refused_by_a_plain_post_says_why(browse, edition):
    edition.tiers.all().delete()

    response = browse.post(url("edition-open", edition), follow=True)

    assert "Belum ada jenjang penghargaan." in response.text
    edition.refresh_from_db()
    assert not edition.is_open


def test_open_refused_by_htmx_swaps_the_aside(browse, edition):
    edition.tiers.all().delete()

    response = browse.post(url("edition-open", edition), headers={"HX-Request": "true"})

    assert response.text.count("<section") == 1
    assert "<html" not in response.text
    assert "Belum dapat dibuka" in response.text
    assert "Belum ada jenjang penghargaan." in response.text


def test_open_a_second_time_is_refused(browse, opened):
    assert browse.post(url("edition-open", opened)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("role", "before", "after"),
    [("secretariat", 200, 200), ("auditor", 403, 403), ("verifier", 404, 403), (None, 404, 403)],
)
def test_part_pages_by_role_before_and_after_the_opening(client, edition, secretary, name, role, before, after):
    client.force_login(AppointmentFactory(role=role).user if role else UserFactory())
    assert client.get(page_of(name, edition)).status_code == before
    Edition.objects.filter(pk=edition.pk).update(opened_at=clock.now())
    assert client.get(page_of(name, edition)).status_code == after
    assert client.post(page_of(name, edition), {}).status_code == after


@pytest.mark.parametrize("name", [*PAGES[:-1], "edition-rules", "phase-list", "edition-open", "rubric-create"])
def test_an_edition_that_is_none_is_not_found(browse, name):
    path = reverse(f"competitions:{name}", args=["tidak-ada"])

    assert browse.post(path).status_code in {404, 405}
    assert browse.get(path).status_code in {404, 405}


def test_a_rubric_of_another_edition_is_not_found(browse, edition, make_edition):
    other = make_edition(short_name="Lain").rubrics.get()

    assert browse.get(url("rubric-update", edition, other.pk)).status_code == 404
    assert browse.post(url("rubric-delete", edition, other.pk)).status_code == 404


@pytest.mark.parametrize("name", [name for name in PAGES if name != "phase-update"])
@pytest.mark.parametrize("data", [{}, {"x": "\x00"}, {"kategori-TOTAL_FORMS": "-5", "kategori-INITIAL_FORMS": "x"}])
def test_nonsense_is_answered_with_the_page_and_changes_nothing(browse, edition, name, data):
    before = ledger.head(edition.ledger_chain).number

    assert browse.post(page_of(name, edition), data).status_code == 200

    assert ledger.head(edition.ledger_chain).number == before


ACTS = ("edition-open", "rubric-create", "rubric-delete")


@pytest.mark.parametrize("name", ACTS)
def test_acts_are_posts(browse, edition, name):
    extra = {"rubric-delete": [edition.rubrics.get().pk]}

    assert browse.get(url(name, edition, *extra.get(name, []))).status_code == 405


def test_every_form_carries_its_token(browse, opened, make_edition):
    draft = make_edition(short_name="Lain")
    rubric = draft.rubrics.create(name="Cadangan")
    pages = [draft.get_absolute_url(), url("rubric-update", draft, rubric.pk)]
    pages += [url(name, one) for one in (opened, draft) for name in ("edition-rules", "phase-list")]
    pages += [page_of(name, draft) for name in PAGES] + [reverse("competitions:edition-create")]

    with clock.at(opened.phase(PhaseKind.REGISTRATION).opens_at):
        for page in pages:
            text = browse.get(page).text
            assert text.count('method="post"') == text.count("csrfmiddlewaretoken"), page


def test_every_field_of_the_identity_can_be_filled_in(browse, edition):
    for address in (reverse("competitions:edition-create"), url("edition-update", edition)):
        response = browse.get(address)

        assert all(f'name="{field.html_name}"' in response.text for field in response.context["form"])
