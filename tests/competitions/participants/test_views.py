"""The list of bodies that an edition calls, and the page that shows whom a change touches before it is made."""

import pytest

from accounts.models import AuditEntry, Office
from competitions.models import Edition
from tests.competitions.conftest import queries, url
from tests.factories import (
    AppointmentFactory,
    EditionFactory,
    MembershipFactory,
    OPDFactory,
    ProposalFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def called(edition):
    return set(Edition.objects.get(pk=edition.pk).participants.values_list("opd__name", flat=True))


@pytest.mark.parametrize("listed", [True, False])
def test_the_list_costs_the_same_for_any_number_of_bodies(browse, listed):
    edition, words = EditionFactory(), "?daftar=belum" * (not listed)
    path = url("participant-list", edition) + words
    OPDFactory(called=listed)
    one = queries(browse, path)
    OPDFactory.create_batch(2, called=listed)

    assert queries(browse, path) == one <= 12
    assert browse.get(path).text.count('name="opd"') == 3


@pytest.mark.parametrize("listed", [True, False])
def test_the_page_before_a_change_costs_the_same_for_any_number(browse, listed, django_assert_max_num_queries):
    edition, opds = EditionFactory(), OPDFactory.create_batch(3, called=listed)
    path = url("participant-remove" if listed else "participant-add", edition)
    browse.post(path, {"opd": [opds[0].pk]})

    for some in (opds[:1], opds):
        with django_assert_max_num_queries(9):
            page = browse.post(path, {"opd": [opd.pk for opd in some]})
        assert page.text.count('name="opd"') == len(some)


def test_filters_are_addresses_and_nonsense_filters_nothing(browse):
    edition = EditionFactory(participants=False)
    OPDFactory(called=False, name="Dinas Kesehatan", abbr="Dinkes")
    OPDFactory(called=False, name="Kecamatan Batu", abbr="Batu", kind="kecamatan")
    OPDFactory(called=False, name="Lembaga Penyiaran", abbr="LPPL", kind="lembaga", is_participant=False)
    earlier = EditionFactory(short_name="KOVABLIK Lalu", participants=False)
    earlier.participants.create(opd=OPDFactory(called=False, name="Badan Lalu", abbr="Lalu", kind="badan"))

    def shown(**words):
        page = browse.get(url("participant-list", edition), {"daftar": "belum", **words}).context["page"]
        return [opd.name for opd in page]

    everybody = ["Badan Lalu", "Dinas Kesehatan", "Kecamatan Batu", "Lembaga Penyiaran"]
    assert shown() == shown(jenis="x", asal="'") == everybody
    assert shown(q="dinkes") == ["Dinas Kesehatan"]
    assert shown(jenis="kecamatan") == ["Kecamatan Batu"]
    assert shown(asal="bertanda") == everybody[:3]
    assert shown(asal=earlier.slug) == ["Badan Lalu"]
    assert browse.get(url("participant-list", edition)).context["inside"] == 0


def test_all_that_the_filter_leaves_are_added_at_once(browse):
    """By kind, from the edition before, or the whole register, on whatever page they stand."""
    edition = EditionFactory(opened_at=None, participants=False)
    OPDFactory.create_batch(60, called=False)
    OPDFactory(called=False, kind="kecamatan")

    path = url("participant-add", edition)
    browse.post(f"{path}?daftar=belum&jenis=dinas", {"all": "1"})

    assert len(called(edition)) == 60
    assert AuditEntry.objects.get().action == "participant.add"


def test_a_draft_is_changed_at_once(browse):
    edition, opd = EditionFactory(opened_at=None), OPDFactory(name="Dinas Kesehatan")

    answer = browse.post(url("participant-remove", edition), {"opd": [opd.pk]}, follow=True)

    assert "1 OPD dikeluarkan." in answer.text
    assert called(edition) == set()


def test_an_open_edition_shows_whom_it_touches_and_asks_why_before_anything_happens(browse):
    proposal = ProposalFactory(innovation__title="Antar Obat", innovation__opd__name="Dinas Kesehatan")
    edition, free = proposal.edition, OPDFactory(name="Dinas Sosial")
    MembershipFactory(opd=free)
    chosen = {"opd": [proposal.innovation.opd_id, free.pk]}
    path = url("participant-remove", edition)

    page = browse.post(path, chosen)
    assert page.status_code == 200
    assert "Dinas Kesehatan sudah punya usulan di edisi ini: “Antar Obat”." in page.text
    assert "1 operator atau kepala OPD disurati." in page.text
    assert page.text.count('name="opd"') == 1
    assert called(edition) == {"Dinas Kesehatan", "Dinas Sosial"}

    nameless = browse.post(path, {"opd": [free.pk], "reason": "  "})
    assert nameless.status_code == 422
    assert "Tuliskan alasannya." in nameless.text

    done = browse.post(path, {"opd": [free.pk], "reason": "Digabung"}, follow=True)
    assert "1 OPD dikeluarkan." in done.text
    assert called(edition) == {"Dinas Kesehatan"}


@pytest.mark.parametrize("sent", [{}, {"opd": ["x", "-1", "9" * 30]}, {"opd": ["0"]}])
@pytest.mark.parametrize("name", ["participant-add", "participant-remove"])
def test_nothing_ticked_is_said(browse, name, sent):
    edition = EditionFactory()

    answer = browse.post(url(name, edition), sent, follow=True)

    assert "Centang dahulu OPD yang dimaksud." in answer.text
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("role", "status", "may_tick"),
    [(Office.AUDITOR, 200, False), (Office.LEADER, 200, False), (Office.VERIFIER, 403, False)],
)
def test_who_watches_reads_the_list_and_ticks_nothing(client, role, status, may_tick):
    edition, opd = EditionFactory(), OPDFactory()
    client.force_login(AppointmentFactory(role=role).user)

    page = client.get(url("participant-list", edition))

    assert page.status_code == status
    assert ('name="opd"' in page.text) == may_tick
    assert client.post(url("participant-remove", edition), {"opd": [opd.pk]}).status_code == 403


def test_a_draft_is_not_there_for_others(client):
    edition = EditionFactory(opened_at=None)
    client.force_login(UserFactory())

    assert client.get(url("participant-list", edition)).status_code == 404
