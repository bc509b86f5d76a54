"""The outbox on pages: who reads it, what it says of refused addresses, sending again, and each proposal's own."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import clock
from accounts.actions import send_again
from accounts.mail import deliver
from accounts.models import AuditEntry, Delivery, MembershipRole, Office, User
from accounts.outbox import send_waiting
from kovablik.outbox.kinds import KINDS
from tests.factories import AppointmentFactory, EditionFactory, MembershipFactory, ProposalFactory, UserFactory
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db
APPS = ("accounts", "competitions", "submissions", "judging", "awards")
TEMPLATE = "accounts/mail/password"


def write(reader, key="verdict:1:1", chain="", about=(), agency=None, subject="Kabar", **state):
    deliver(key, [reader], subject, TEMPLATE, {"agency": agency, "address": ""}, chain=chain, about=about)
    row = Delivery.objects.get(key=key, reader=reader)
    if state:
        Delivery.objects.filter(pk=row.pk).update(**state)
    return Delivery.objects.get(pk=row.pk)


def refused(**more):
    why = "Server e-mail menolak alamat ini: 550 5.1.1 User unknown"
    return {"sent_at": None, "refused_at": clock.now(), "problem": why, **more}


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def secretary(client):
    user = AppointmentFactory().user
    client.force_login(user)
    return User.objects.get(pk=user.pk)


def page(client, edition, **query):
    return client.get(reverse("outbox-list", args=[edition.slug]), query)


def test_only_the_secretariat_and_the_auditor_read_it_and_only_the_first_sends(client):
    proposal = ProposalFactory()
    people = everyone(proposal)
    letter = write(UserFactory(), chain=proposal.ledger_chain, **refused())
    slug = proposal.edition.slug
    codes = {}
    for role, person in people.items():
        client.force_login(person)
        codes[role] = [
            client.get(reverse("outbox-list", args=[slug])).status_code,
            client.get(reverse("outbox-accounts")).status_code,
            client.get(reverse("outbox-detail", args=[letter.pk])).status_code,
        ]

    readers = {"secretariat", "auditor"}
    assert codes == {role: [200] * 3 if role in readers else [403] * 3 for role in ROLES}
    with pytest.raises(PermissionDenied):
        send_again(letters=[letter], by=people["auditor"])


def test_it_says_who_was_told_what_and_when(client, edition, secretary):
    member = MembershipFactory(user__name="Siti Aminah", opd__abbr="Dinkes")
    write(member.user, chain=edition.ledger_chain, agency=member.opd, subject="Usulan perlu diperbaiki")
    write(UserFactory(name="Orang Lain"), chain=EditionFactory().ledger_chain)

    text = page(client, edition).text

    for words in ("Siti Aminah", member.user.email, "Dinkes", "Usulan perlu diperbaiki", "Terkirim", "1 e-mail"):
        assert words in text
    assert str(KINDS["verdict"]) in text
    assert "Orang Lain" not in text


FILTERS = {
    "state": {"status": "ditolak"},
    "kind": {"jenis": "nudge"},
    "name": {"q": "siti am"},
    "address": {"q": "siti@"},
    "subject": {"q": "lembar nilai"},
    "agency by name": {"q": "kesehatan"},
    "agency": {"opd": "?"},
    "person": {"orang": "?"},
}


@pytest.mark.parametrize("query", FILTERS.values(), ids=FILTERS)
def test_it_is_filtered(client, edition, secretary, query):
    siti = UserFactory(name="Siti Aminah", email="siti@contoh.example")
    member = MembershipFactory(user=siti, opd__name="Dinas Kesehatan", opd__abbr="Dinkes")
    write(UserFactory(name="Budi Lain"), "verdict:2:1", edition.ledger_chain, subject="Yang lain")
    subject, chain = "Dua lembar nilai", edition.ledger_chain
    write(siti, "nudge:1", chain, agency=member.opd, subject=subject, **refused())
    query = {name: {"opd": member.opd_id, "orang": siti.pk}.get(name, value) for name, value in query.items()}

    table = page(client, edition, **query).text.partition("<caption>")[2]

    assert "Siti Aminah" in table
    assert "Budi Lain" not in table


def test_nonsense_in_the_address_is_no_error(client, edition, secretary):
    for query in ({"opd": "x"}, {"orang": "9" * 30}, {"status": "entah"}, {"q": "\x00"}, {"page": "-1"}):
        assert page(client, edition, **query).status_code == 200


def test_refused_addresses_stand_at_the_top_by_name_with_the_servers_words(client, edition, secretary):
    letter = write(UserFactory(name="Siti Aminah"), chain=edition.ledger_chain, **refused())

    top = page(client, edition).text.partition("<caption>")[0]

    assert "1 e-mail ditolak" in top
    assert "Siti Aminah" in top
    assert "550 5.1.1 User unknown" in top
    assert reverse("outbox-send", args=[letter.pk]) in top


def test_a_refused_invitation_is_pointed_at_from_the_edition(client, edition, secretary):
    write(UserFactory(name="Siti Aminah"), "invitation:1:0", **refused())

    assert "1 undangan atau kata sandi juga ditolak." in page(client, edition).text
    assert "Siti Aminah" in client.get(reverse("outbox-accounts")).text


def test_of_one_person_it_shows_all_editions(client, edition, secretary):
    reader = UserFactory(name="Siti Aminah")
    write(reader, chain=edition.ledger_chain, subject="Dari sebuah edisi")
    write(reader, "invitation:1:0", subject="Undangan")
    write(UserFactory(), "invitation:2:0", subject="Bukan untuknya")

    text = client.get(reverse("outbox-accounts"), {"orang": reader.pk}).text

    assert "Dari sebuah edisi" in text
    assert "Undangan" in text
    assert "Bukan untuknya" not in text


def test_once_the_address_is_mended_it_goes_out_again_and_stands_on_the_ledger(client, edition, secretary):
    reader = UserFactory(email="salah@contoh.example")
    letter = write(reader, chain=edition.ledger_chain, **refused(attempts=3))
    mail.outbox.clear()
    User.objects.filter(pk=reader.pk).update(email="benar@contoh.example")

    response = client.post(reverse("outbox-send", args=[letter.pk]), follow=True)
    send_waiting()
    send_waiting()

    assert "sedang dikirim lagi" in response.text
    assert [one.to for one in mail.outbox] == [["benar@contoh.example"]]
    letter.refresh_from_db()
    assert (letter.state, letter.address, letter.attempts) == ("sent", "benar@contoh.example", 1)
    entry = AuditEntry.objects.get(action="mail.send_again")
    assert (entry.chain, entry.actor, entry.target) == (
        edition.ledger_chain,
        secretary,
        f"accounts.delivery:{letter.pk}",
    )


def test_all_refused_go_out_again_at_once(client, edition, secretary):
    for number in range(3):
        write(UserFactory(), f"verdict:{number}:1", edition.ledger_chain, **refused())
    elsewhere = write(UserFactory(), "verdict:9:1", EditionFactory().ledger_chain, **refused())
    gone = write(UserFactory(), "verdict:8:1", edition.ledger_chain, **refused())
    User.objects.filter(pk=gone.reader_id).update(is_active=False)

    response = client.post(reverse("outbox-send-all", args=[edition.slug]), follow=True)

    assert "3 e-mail sedang dikirim lagi." in response.text
    assert Delivery.objects.waiting().count() == 3
    assert set(Delivery.objects.refused()) == {elsewhere, gone}
    assert AuditEntry.objects.filter(chain=edition.ledger_chain).count() == 3


def test_what_arrived_is_not_sent_again_unless_the_address_was_another(edition, secretary):
    reader = UserFactory()
    letter = write(reader, chain=edition.ledger_chain)

    with pytest.raises(ValidationError, match="sudah terkirim"):
        send_again(letters=[letter], by=secretary)
    User.objects.filter(pk=reader.pk).update(email="baru@contoh.example")

    assert send_again(letters=[letter], by=secretary) == 1


def test_who_cannot_be_reached_is_named_as_the_reason(edition, secretary):
    letter = write(UserFactory(), chain=edition.ledger_chain, **refused())
    User.objects.filter(pk=letter.reader_id).update(is_active=False)

    with pytest.raises(ValidationError, match="tidak aktif"):
        send_again(letters=[letter], by=secretary)


def test_one_letter_opened_shows_its_words_and_leads_nowhere(client, edition, secretary):
    letter = write(UserFactory(name="Siti <b>Aminah</b>"), chain=edition.ledger_chain)

    text = client.get(reverse("outbox-detail", args=[letter.pk])).text

    assert "Siti &lt;b&gt;Aminah&lt;/b&gt;," in text
    assert "meminta kata sandi baru" in text
    assert "/akun/lupa/" not in text.partition('class="mail"')[2].partition("</article>")[0]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number(client, edition, secretary, django_assert_num_queries, count):
    for number in range(count):
        member = MembershipFactory()
        state = refused() if number else {}
        write(member.user, f"verdict:{number}:1", edition.ledger_chain, agency=member.opd, **state)
    write(UserFactory(), "verdict:9:9", edition.ledger_chain, agency=MembershipFactory().opd, **refused())
    page(client, edition)  # what a process reads once

    with django_assert_num_queries(QUERIES):
        page(client, edition)


QUERIES = 13


def test_it_is_taken_along_as_a_file(client, edition, secretary):
    write(UserFactory(name="Siti Aminah"), chain=edition.ledger_chain, **refused())

    response = page(client, edition, unduh="csv")

    text = b"".join(response.streaming_content).decode()
    assert "Siti Aminah" in text
    assert "550 5.1.1 User unknown" in text


# A proposal's own


@pytest.fixture
def proposal():
    return ProposalFactory()


def test_owners_see_what_went_to_their_own_people_and_never_a_jurors(client, proposal):
    own = MembershipFactory(opd=proposal.innovation.opd)
    head = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user
    other, juror = MembershipFactory(), UserFactory(name="Juri Rahasia")
    about = [proposal]
    write(own.user, "verdict:1:1", about=about, agency=own.opd, subject="Untuk operator")
    write(other.user, "verdict:1:2", about=about, agency=other.opd, subject="Untuk OPD lain")
    write(juror, "reopening:1", about=about, subject="Untuk juri")
    client.force_login(head)

    text = client.get(reverse("proposal-mail", args=[proposal.pk])).text

    assert "Untuk operator" in text
    assert "Untuk OPD lain" not in text
    assert "Untuk juri" not in text
    assert juror.name not in text


def test_what_one_letter_tells_of_several_agencies_is_read_by_none_of_them_alone(client, proposal):
    opd, other = proposal.innovation.opd, MembershipFactory().opd
    both = MembershipFactory(opd=opd).user
    MembershipFactory(opd=other, user=both)
    context = {"agencies": [opd, other], "address": ""}
    deliver("passed:1", [both], "Dua usulan", TEMPLATE, context, about=[proposal, ProposalFactory()])

    for person, sees in ((both, True), (MembershipFactory(opd=opd).user, False)):
        client.force_login(person)
        assert ("Dua usulan" in client.get(reverse("proposal-mail", args=[proposal.pk])).text) is sees


def test_who_may_open_a_proposals_letters(client, proposal):
    codes = {}
    for role, person in everyone(proposal).items():
        client.force_login(person)
        codes[role] = client.get(reverse("proposal-mail", args=[proposal.pk])).status_code

    readers = {"operator", "head", "partner", "conflicted_juror", "secretariat", "auditor"}  # that juror is an operator
    assert codes == {role: 200 if role in readers else 404 for role in ROLES}


def test_the_watchers_see_all_of_it(client, proposal):
    write(UserFactory(name="Juri Rahasia"), "reopening:1", about=[proposal], subject="Untuk juri")
    client.force_login(AppointmentFactory(role=Office.AUDITOR).user)

    assert "Untuk juri" in client.get(reverse("proposal-mail", args=[proposal.pk])).text


def test_every_kind_that_is_written_has_a_name():
    sources = [path for app in APPS for path in sorted((settings.BASE_DIR / app).rglob("*.py"))]
    mailing = [
        text for text in (path.read_text() for path in sources) if re.search(r"\b(deliver|Mailing|post)\(", text)
    ]

    written = {kind for text in mailing for kind in re.findall(r'f"([a-z][a-z.-]+):\{', text)}

    assert written - set(KINDS) == set()
