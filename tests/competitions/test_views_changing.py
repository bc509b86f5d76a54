"""The shared step between a page of the rules and the act: whom it touches, for what reason, with nothing lost."""

import re

import pytest

from accounts import ledger
from competitions.models import RuleChange
from tests.competitions.conftest import fields_of, url
from tests.factories import MembershipFactory, ProposalFactory


@pytest.fixture
def entered(opened):
    """An agency that is told."""
    proposal = ProposalFactory(edition=opened, sent=True)
    MembershipFactory(opd=proposal.innovation.opd, user__name="Rina Operator")
    return proposal


def hidden(response):
    """What the second press sends."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.text))


PAGES = {
    "section-update": ("bagian-0-max_words", "250"),
    "document-update": ("dokumen-2-is_required", "on"),
    "tier-update": ("jenjang-2-up_to_place", "25"),
    "stage-update": ("tahap-0-quorum", "2"),
    "edition-update": ("winners_per_opd", "2"),
    "rule-update": ("quota-level", "warn"),
}


@pytest.mark.parametrize("name", PAGES)
def test_an_act_is_shown_first_and_done_at_the_second_press(browse, opened, entered, name):
    field, value = PAGES[name]
    path, before = url(name, opened), ledger.head(opened.ledger_chain).number
    data = fields_of(browse.get(path)) | {field: value}

    first = browse.post(path, data)

    assert first.status_code == 200
    assert "Periksa sebelum diterapkan" in first.text
    assert entered.innovation.opd.name in first.text
    assert "mengubah ketentuan" in first.text
    assert ledger.head(opened.ledger_chain).number == before
    assert hidden(first)[field] == value

    second = browse.post(path, hidden(first) | {"reason": "Keputusan rapat."}, follow=True)

    assert "Perubahan diterapkan" in second.text
    entry = ledger.head(opened.ledger_chain)
    assert (entry.number, entry.note) == (before + 1, "Keputusan rapat.")
    assert RuleChange.objects.get().reason == "Keputusan rapat."


def test_without_a_reason_it_asks_again_with_all_that_was_typed(browse, opened, entered):
    path = url("tier-update", opened)
    data = fields_of(browse.get(path)) | {"jenjang-2-up_to_place": "25"}
    first = browse.post(path, data)

    again = browse.post(path, hidden(first) | {"reason": " "})

    assert again.status_code == 422
    assert "Tuliskan alasannya." in again.text
    assert hidden(again)["jenjang-2-up_to_place"] == "25"


def test_what_changed_meanwhile_is_shown_again_with_the_reason(browse, opened, entered):
    path = url("tier-update", opened)
    first = browse.post(path, fields_of(browse.get(path)) | {"jenjang-2-up_to_place": "25"})

    again = browse.post(path, hidden(first) | {"seen": "x", "reason": "Keputusan rapat."})

    assert again.status_code == 422
    assert "sudah berubah. Periksa sekali lagi." in again.text
    assert 'value="Keputusan rapat."' in again.text


def test_back_to_the_fields_keeps_them(browse, opened, entered):
    path = url("tier-update", opened)
    first = browse.post(path, fields_of(browse.get(path)) | {"jenjang-2-up_to_place": "25"})

    back = browse.post(path, hidden(first) | {"ubah": "1", "reason": "x"})

    assert back.status_code == 200
    assert 'name="jenjang-2-up_to_place" value="25"' in back.text
    assert not RuleChange.objects.exists()


def test_a_correction_is_stored_at_once(browse, opened, entered):
    path = url("category-update", opened)

    response = browse.post(path, fields_of(browse.get(path)) | {"kategori-0-name": "Kesehatan Ibu"})

    assert response.status_code == 302
    assert opened.categories.first().name == "Kesehatan Ibu"


def test_a_refusal_stands_on_the_page_with_what_was_typed(browse, opened, entered):
    entered.category = opened.categories.first()
    entered.save()
    path = url("category-update", opened)

    response = browse.post(path, fields_of(browse.get(path)) | {"kategori-0-DELETE": "on", "kategori-1-name": "Lain"})

    assert "dipakai 1 usulan" in response.text
    assert 'value="Lain"' in response.text


def test_everyone_reads_on_the_rules_what_was_changed_and_why(client, browse, opened, entered):
    path = url("tier-update", opened)
    first = browse.post(path, fields_of(browse.get(path)) | {"jenjang-2-up_to_place": "25"})
    browse.post(path, hidden(first) | {"reason": "Keputusan rapat."})

    client.force_login(MembershipFactory().user)
    page = client.get(url("edition-rules", opened)).text

    assert "Jenjang “Top 30”: sampai peringkat" in page
    assert "Keputusan rapat." in page
