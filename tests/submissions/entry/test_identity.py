"""The identity on the desk: what is stored field by field, what is refused, and where two people wrote."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry
from competitions.models import EntryRule, PhaseKind, RuleKind, RuleLevel
from submissions.entry.actions import update_proposal, values_of
from submissions.models import Innovation, Innovator, Partnership, Proposal, State
from tests.factories import CategoryFactory, InnovatorFactory, MembershipFactory, OPDFactory, PartnershipFactory
from tests.moments import moment
from tests.seen import as_fields, saw, seen_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration")]

AUTOSAVE = {"X-Autosave": "1"}
KEY = "dQw4w9WgXcQ"
GOOD = {
    "title": "TV Desa",
    "long_title": "Televisi Desa",
    "group": "replication",
    "replicates": "SIGAP, Kota Contoh, Top 45",
    "started_on": "2024-05-01",
    "is_digital": "tidak",
    "sdgs": ["11", "3"],
    "video_url": f"youtu.be/{KEY}",
    "place": "-7,8671, 112,5239",
    "contact_name": "Siti",
    "contact_phone": "0812-3456-7890",
}


def url(name, *args):
    return reverse(f"submissions:{name}", args=args)


def stored(proposal):
    return values_of(Proposal.objects.with_details().get(pk=proposal.pk))


def post(client, proposal, data, *, auto, name="proposal-update"):
    return client.post(url(name, proposal.pk), data, headers=AUTOSAVE if auto else {})


@pytest.fixture
def asks_place(proposal):
    EntryRule.objects.create(edition=proposal.edition, kind=RuleKind.COORDINATES, level=RuleLevel.BLOCK)


@pytest.mark.usefixtures("asks_place")
@pytest.mark.parametrize("auto", [False, True])
def test_every_field_is_stored(client, proposal, operator, auto):
    category = CategoryFactory(edition=proposal.edition)

    response = post(client, proposal, {**GOOD, "category": category.pk}, auto=auto)

    assert response.status_code == (200 if auto else 302)
    values = stored(proposal)
    assert values.pop("started_on").isoformat() == "2024-05-01"
    assert values == {
        "title": "TV Desa",
        "long_title": "Televisi Desa",
        "category": category,
        "group": "replication",
        "replicates": "SIGAP, Kota Contoh, Top 45",
        "is_digital": False,
        "sdgs": (3, 11),
        "video_url": f"https://youtu.be/{KEY}",
        "contact_name": "Siti",
        "contact_phone": "0812-3456-7890",
        "place": (Decimal("-7.867100"), Decimal("112.523900")),
    }


BAD = [
    ("title", "", "wajib diisi"),
    ("title", "x" * 121, "120"),
    ("long_title", "x" * 251, "250"),
    ("category", "999999", "tidak ada dalam edisi ini"),
    ("category", "abc", "tidak ada dalam edisi ini"),
    ("group", "lain", "tidak dikenal"),
    ("replicates", "x" * 251, "250"),
    ("started_on", "31/02/2024", "Tanggal ini tidak ada"),
    ("started_on", "2027-01-01", "masa depan"),
    ("is_digital", "mungkin", "Pilih salah satu"),
    ("sdgs", ["3", "18"], "1 sampai 17"),
    ("sdgs", ["x"], "1 sampai 17"),
    ("video_url", "javascript:alert(1)", "https://"),
    ("video_url", "youtu.be/", "tidak menunjuk satu video"),
    ("place", "alun-alun", "tidak terbaca"),
    ("place", "112,5, -7,8", "terbalik"),
    ("contact_name", "x" * 151, "150"),
    ("contact_phone", "ext. 12", "7 sampai 15 angka"),
]


@pytest.mark.usefixtures("asks_place")
@pytest.mark.parametrize("auto", [False, True], ids=["plain", "auto"])
@pytest.mark.parametrize(("field", "typed", "sentence"), BAD, ids=[f"{row[0]}-{row[2]}" for row in BAD])
def test_bad_input_gets_a_sentence_at_its_field_and_loses_nothing_else(
    client, proposal, operator, field, typed, sentence, auto
):
    CategoryFactory(edition=proposal.edition)
    before = stored(proposal)[field]

    response = post(client, proposal, {**GOOD, field: typed}, auto=auto)

    assert response.status_code == 422
    slot = response.text.split(f'id="id_{field}-galat"')[1].split("</div>")[0]
    assert sentence in slot
    assert response.text.count('class="field-error"') == 2  # the field's own, and the one of the form
    values = stored(proposal)
    assert values[field] == before
    other = "long_title" if field != "long_title" else "contact_name"
    assert values[other] == GOOD[other]
    if not auto and isinstance(typed, str) and field not in {"category", "group", "is_digital"}:
        assert response.context["identity"].form[field].value() == typed


def test_a_field_that_was_not_sent_stays(client, proposal, operator):
    post(client, proposal, GOOD, auto=False)

    post(client, proposal, {"title": "TV Desa", "group": "general", "sdgs": ["3"]}, auto=False)

    assert (stored(proposal)["group"], stored(proposal)["contact_name"]) == ("general", "Siti")


def test_the_place_is_asked_only_where_the_edition_asks(client, proposal, operator):
    assert 'name="place"' not in client.get(proposal.get_absolute_url()).text

    EntryRule.objects.create(edition=proposal.edition, kind=RuleKind.COORDINATES, level=RuleLevel.WARN)

    assert 'name="place"' in client.get(proposal.get_absolute_url()).text


def test_get_leads_to_the_desk(client, proposal, operator):
    response = client.get(url("proposal-update", proposal.pk))

    assert response.url == f"{proposal.get_absolute_url()}#identitas"


def test_autosaving_leaves_no_trace_but_of_the_title(client, proposal, operator):
    post(client, proposal, GOOD | {"title": proposal.innovation.title}, auto=True)
    assert not AuditEntry.objects.exists()

    post(client, proposal, GOOD, auto=True)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.after) == ("proposal.update", {"title": "TV Desa"})


@pytest.mark.parametrize("auto", [False, True], ids=["plain", "auto"])
def test_nobody_but_the_agency_writes(client, proposal, auto):
    partner = PartnershipFactory(innovation=proposal.innovation).opd
    client.force_login(MembershipFactory(opd=partner).user)
    assert post(client, proposal, GOOD, auto=auto).status_code == 403

    client.force_login(MembershipFactory().user)
    assert post(client, proposal, GOOD, auto=auto).status_code == 404


@pytest.mark.parametrize("auto", [False, True], ids=["plain", "auto"])
def test_what_the_check_found_in_order_is_closed(client, proposal, template, operator, auto):
    Proposal.objects.update(state=State.RETURNED, submitted_at=clock.now(), submitted_by=operator)
    proposal.check_items.create(section=template, round=1, note="Kurang", created_by=operator)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        response = post(client, proposal, GOOD, auto=auto)
        page = client.get(proposal.get_absolute_url())

    assert response.status_code == 403
    assert "sudah sesuai" in response.text
    assert 'name="title"' not in page.text


def test_another_s_page_is_not_sent_in_my_name(client, proposal, operator):
    response = client.post(url("proposal-update", proposal.pk), GOOD, headers={**AUTOSAVE, "X-Writer": "0"})

    assert response.status_code == 403
    assert stored(proposal)["long_title"] == proposal.innovation.long_title


class TestTwoPeople:
    @pytest.fixture
    def shown(self, proposal):
        return saw(**values_of(proposal))

    @pytest.fixture
    def colleague(self, proposal, registration):
        colleague = MembershipFactory(opd=proposal.innovation.opd, user__name="Rekan Kerja").user
        update_proposal(proposal=proposal, values={"long_title": "Milik rekan"}, by=colleague)
        return colleague

    @pytest.mark.usefixtures("colleague")
    @pytest.mark.parametrize("auto", [False, True], ids=["plain", "auto"])
    def test_one_field_is_told_with_both_values(self, client, proposal, shown, operator, auto):
        response = post(client, proposal, {**GOOD, **shown}, auto=auto)

        assert response.status_code == (422 if auto else 409)
        assert "Milik rekan" in response.text
        assert "Pakai isian Rekan Kerja" in response.text
        assert (stored(proposal)["long_title"], stored(proposal)["title"]) == ("Milik rekan", "TV Desa")

    @pytest.mark.usefixtures("colleague")
    @pytest.mark.parametrize(("choice", "kept"), [("mine", "Televisi Desa"), ("theirs", "Milik rekan")])
    def test_one_of_both_is_chosen(self, client, proposal, shown, operator, choice, kept):
        page = post(client, proposal, {**GOOD, **shown}, auto=False)

        data = {**GOOD, **seen_in(page), "choose": choice}
        response = post(client, proposal, data, auto=False)

        assert response.status_code == 302
        assert stored(proposal)["long_title"] == kept

    @pytest.mark.usefixtures("colleague")
    def test_the_script_sends_mine_with_the_tokens_of_what_it_saw(self, client, proposal, shown, operator):
        page = post(client, proposal, {**GOOD, **shown}, auto=True)
        sheet = page.context["identity"]

        response = post(client, proposal, {**GOOD, **as_fields(sheet.seen | sheet.contested)}, auto=True)

        assert response.status_code == 200
        assert stored(proposal)["long_title"] == "Televisi Desa"

    def test_a_third_value_is_told_again(self, client, proposal, shown, operator, colleague):
        page = post(client, proposal, {**GOOD, **shown}, auto=False)
        update_proposal(proposal=proposal, values={"long_title": "Lagi-lagi rekan"}, by=colleague)

        data = {**GOOD, **seen_in(page), "choose": "mine"}

        assert post(client, proposal, data, auto=False).status_code == 409
        assert stored(proposal)["long_title"] == "Lagi-lagi rekan"

    @pytest.mark.usefixtures("colleague")
    def test_two_fields_disturb_nobody(self, client, proposal, shown, operator):
        untouched = proposal.innovation.long_title

        response = post(client, proposal, {**GOOD, "long_title": untouched, **shown}, auto=True)

        assert response.status_code == 200
        assert (stored(proposal)["long_title"], stored(proposal)["title"]) == ("Milik rekan", "TV Desa")
        again = post(client, proposal, {**GOOD, "long_title": untouched, **seen_in(response)}, auto=True)
        assert again.status_code == 200
        assert stored(proposal)["long_title"] == "Milik rekan"


def test_the_next_save_starts_from_what_this_one_stored(client, proposal, operator):
    first = post(client, proposal, {**GOOD, **saw(**values_of(proposal))}, auto=True)
    colleague = MembershipFactory(opd=proposal.innovation.opd).user
    update_proposal(proposal=proposal, values={"long_title": "Milik rekan"}, by=colleague)

    second = post(client, proposal, {**GOOD, "title": "TV Desa 2", **seen_in(first)}, auto=True)

    assert second.status_code == 200
    assert (stored(proposal)["title"], stored(proposal)["long_title"]) == ("TV Desa 2", "Milik rekan")


def test_the_desk_costs_the_same_for_any_number_of_people_and_bodies(client, proposal, operator):
    cost = {}
    client.get(proposal.get_absolute_url())

    for count in (1, 3):
        InnovatorFactory.create_batch(count - Innovator.objects.count(), proposal=proposal)
        PartnershipFactory.create_batch(count - Partnership.objects.count(), innovation=proposal.innovation)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(proposal.get_absolute_url())
        cost[count] = len(queries)
        assert page.text.count('name="part_') == count

    assert cost[1] == cost[3]


def test_the_desk_does_not_grow_with_the_number_of_agencies(client, proposal, operator):
    few = len(client.get(proposal.get_absolute_url()).content)
    OPDFactory.create_batch(300)

    many = len(client.get(proposal.get_absolute_url()).content)

    assert abs(many - few) < 200


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "wajib diisi"),
        ("title", "SUDAH ADA", "sudah dipakai usulan lain"),
        ("long_title", "x" * 251, "250"),
        ("group", "lain", "tidak dikenal"),
    ],
)
def test_registering_with_bad_input_keeps_what_was_typed(client, proposal, operator, field, typed, sentence):
    Innovation.objects.update(title="Sudah Ada")

    response = client.post(
        url("proposal-create"), {"title": "Baru", "long_title": "Tetap di sini", "group": "special", field: typed}
    )

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert sentence in response.text
    assert field == "long_title" or 'value="Tetap di sini"' in response.text
    assert field == "group" or 'value="special" selected' in response.text
    assert Proposal.objects.count() == 1
