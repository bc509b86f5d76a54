"""Further owners: named by the leading body, and each asked whether it is so."""

import threading

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts import clock, ledger
from accounts.models import AuditEntry, MembershipRole, User
from competitions.models import PhaseKind
from submissions.entry.actions_partners import (
    add_partner,
    confirm_partnership,
    decline_partnership,
    describe_partners,
    remove_partner,
)
from submissions.entry.mail import send_partner_mail
from submissions.models import Partnership, Proposal, State
from tests.factories import ExtensionFactory, MembershipFactory, OPDFactory, PartnershipFactory, ProposalFactory
from tests.moments import MOMENTS, START, moment, opening
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db

REGISTRATION, ADMINISTRATION = str(PhaseKind.REGISTRATION.value), str(PhaseKind.ADMINISTRATION.value)
PARTNERS = frozenset({"partner_operator", "partner_head"})
NOBODY: frozenset[str] = frozenset()
WRITTEN, MENDED = (REGISTRATION,), (ADMINISTRATION,)


def url(name, *args):
    return reverse(f"submissions:{name}", args=args)


@pytest.fixture
def partnership(proposal):
    return PartnershipFactory(innovation=proposal.innovation, part="Menyiarkan")


@pytest.fixture
def partner(client, partnership):
    user = MembershipFactory(opd=partnership.opd).user
    client.force_login(user)
    return user


def actions_recorded():
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


@pytest.mark.parametrize(
    ("state", "moments"),
    [
        (State.DRAFT, MOMENTS),
        (State.HANDED, MOMENTS),
        (State.SUBMITTED, MOMENTS),
        (State.RETURNED, MOMENTS),
        (State.VERIFIED, MOMENTS),
        (State.REJECTED, MOMENTS),
        (State.WITHDRAWN, ()),
    ],
)
def test_who_answers_when(state, moments):
    proposal = ProposalFactory()
    opd = PartnershipFactory(innovation=proposal.innovation).opd
    sent = {} if state in {State.DRAFT, State.HANDED} else {"submitted_at": START, "submitted_by": proposal.created_by}
    handed = {"handed_at": START, "handed_by": proposal.created_by} if state == State.HANDED else {}
    Proposal.objects.update(state=state, **sent, **handed)
    people = everyone(proposal) | {
        "partner_operator": MembershipFactory(opd=opd).user,
        "partner_head": MembershipFactory(opd=opd, role=MembershipRole.HEAD).user,
        "partner_staff": MembershipFactory(opd=opd, role=MembershipRole.STAFF).user,
    }
    proposal = Proposal.objects.with_details().get(pk=proposal.pk)

    found = {}
    for name in MOMENTS:
        with clock.at(moment(name)):
            found[name] = {
                role for role, user in people.items() if user.has_perm("submissions.answer_partnership", proposal)
            }

    assert set(ROLES) < set(people)
    assert found == {name: set(PARTNERS) | {"partner"} if name in moments else set() for name in MOMENTS}


def test_a_partner_answers_as_long_as_the_leading_body_has_more_time(proposal, partnership):
    user = MembershipFactory(opd=partnership.opd).user
    ExtensionFactory(edition=proposal.edition, opd=proposal.innovation.opd)
    proposal = Proposal.objects.with_details().get(pk=proposal.pk)

    with clock.at(opening(PhaseKind.ADMINISTRATION)):
        assert user.has_perm("submissions.answer_partnership", proposal)


@pytest.mark.usefixtures("registration")
class TestNaming:
    def test_a_partner_is_asked(self, proposal, operator, django_capture_on_commit_callbacks):
        opd = OPDFactory()

        with django_capture_on_commit_callbacks() as callbacks:
            partnership = add_partner(proposal=proposal, opd=opd, by=operator, part=" Menyiarkan ")

        assert (partnership.part, partnership.is_confirmed, len(callbacks)) == ("Menyiarkan", None, 1)
        entry = ledger.head(proposal.ledger_chain)
        leading = proposal.innovation.opd_id
        assert (entry.action, entry.before, entry.after) == (
            "proposal.update",
            {"owners": [leading]},
            {"owners": [leading, opd.pk]},
        )

    def test_the_letter_reaches_operators_and_heads_once(self, proposal, operator, partnership):
        wanted = [MembershipFactory(opd=partnership.opd, role=role).user for role in ("operator", "head")]
        MembershipFactory(opd=partnership.opd, role="staff")

        send_partner_mail(proposal.pk, partnership.pk, operator.pk, "1")
        send_partner_mail(proposal.pk, partnership.pk, operator.pk, "1")

        assert sorted(letter.to[0] for letter in mail.outbox) == sorted(user.email for user in wanted)
        assert "Menyiarkan" in mail.outbox[0].body
        assert proposal.get_absolute_url() in mail.outbox[0].body

    def test_nobody_is_asked_about_what_was_answered_or_taken_back(self, proposal, operator, partnership, partner):
        confirm_partnership(proposal=proposal, partnership=partnership, part="x", by=partner)

        send_partner_mail(proposal.pk, partnership.pk, operator.pk, "1")
        send_partner_mail(proposal.pk, 0, operator.pk, "1")

        assert mail.outbox == []

    def test_neither_the_leading_body_nor_a_partner_twice(self, proposal, operator, partnership):
        with pytest.raises(ValidationError, match="tidak perlu disebut lagi"):
            add_partner(proposal=proposal, opd=proposal.innovation.opd, by=operator)
        with pytest.raises(ValidationError, match="sudah disebut"):
            add_partner(proposal=proposal, opd=partnership.opd, by=operator)

    def test_no_more_than_ten(self, proposal, operator):
        PartnershipFactory.create_batch(10, innovation=proposal.innovation)

        with pytest.raises(ValidationError, match="Paling banyak 10"):
            add_partner(proposal=proposal, opd=OPDFactory(), by=operator)

    def test_only_the_leading_body_names_and_removes(self, proposal, partnership):
        for stranger in (MembershipFactory(opd=partnership.opd).user, MembershipFactory().user):
            with pytest.raises(PermissionDenied):
                add_partner(proposal=proposal, opd=OPDFactory(), by=stranger)
            with pytest.raises(PermissionDenied):
                remove_partner(proposal=proposal, partnership=partnership, by=stranger)
            with pytest.raises(PermissionDenied):
                describe_partners(proposal=proposal, parts={partnership.pk: "x"}, by=stranger)

    def test_taken_out_twice_leaves_one_trace(self, proposal, operator, partnership):
        for _time in range(2):
            remove_partner(proposal=proposal, partnership=partnership, by=operator)

        assert not Partnership.objects.exists()
        assert actions_recorded() == ["proposal.update"]


@pytest.mark.usefixtures("registration")
class TestAnswering:
    def test_confirm(self, proposal, partnership, partner):
        confirm_partnership(proposal=proposal, partnership=partnership, part="Menyiarkan dan merekam", by=partner)

        partnership.refresh_from_db()
        assert (partnership.is_confirmed, partnership.part) == (True, "Menyiarkan dan merekam")
        assert (partnership.answered_by, partnership.answered_at) == (partner, clock.now())
        entry = ledger.head(proposal.ledger_chain)
        assert (entry.action, entry.actor) == ("partnership.confirm", partner)
        assert entry.after == {"opd": partnership.opd_id, "is_confirmed": True}

    def test_decline_says_why(self, proposal, partnership, partner):
        with pytest.raises(ValidationError, match="Tuliskan alasannya"):
            decline_partnership(proposal=proposal, partnership=partnership, reason=" ", by=partner)

        decline_partnership(proposal=proposal, partnership=partnership, reason="Tidak pernah terlibat", by=partner)

        partnership.refresh_from_db()
        assert (partnership.is_confirmed, partnership.reason) == (False, "Tidak pernah terlibat")
        entry = ledger.head(proposal.ledger_chain)
        assert (entry.action, entry.note) == ("partnership.decline", "Tidak pernah terlibat")

    def test_who_denies_it_reads_no_further(self, client, proposal, partnership, partner):
        with clock.at(moment(REGISTRATION)):
            before = client.get(proposal.get_absolute_url()).status_code
            decline_partnership(proposal=proposal, partnership=partnership, reason="Tidak benar", by=partner)
            answers = {
                name: client.get(url(name, proposal.pk)).status_code
                for name in ("proposal-detail", "proposal-manuscript", "version-list")
            }

        assert before == 200
        assert answers == {"proposal-detail": 403, "proposal-manuscript": 403, "version-list": 403}

    def test_an_answer_is_given_once(self, proposal, partnership, partner):
        confirm_partnership(proposal=proposal, partnership=partnership, part="x", by=partner)

        with pytest.raises(ValidationError, match="sudah dijawab"):
            decline_partnership(proposal=proposal, partnership=partnership, reason="x", by=partner)

    def test_one_partner_does_not_answer_for_another(self, proposal, partnership):
        other = MembershipFactory(opd=PartnershipFactory(innovation=proposal.innovation).opd).user

        with pytest.raises(PermissionDenied):
            confirm_partnership(proposal=proposal, partnership=partnership, part="x", by=other)

    def test_who_was_taken_out_is_told(self, proposal, partnership, partner, operator):
        remove_partner(proposal=proposal, partnership=partnership, by=operator)

        with pytest.raises(ValidationError, match="tidak lagi disebut"):
            confirm_partnership(proposal=proposal, partnership=partnership, part="x", by=partner)

    def test_another_part_asks_anew(self, proposal, partnership, partner, operator, django_capture_on_commit_callbacks):
        decline_partnership(proposal=proposal, partnership=partnership, reason="Tidak benar", by=partner)

        with django_capture_on_commit_callbacks() as callbacks:
            describe_partners(proposal=proposal, parts={partnership.pk: "Merekam"}, by=operator)
            describe_partners(proposal=proposal, parts={partnership.pk: "Merekam saja"}, by=operator)

        partnership.refresh_from_db()
        assert (partnership.part, partnership.is_confirmed, partnership.answered_by, partnership.reason) == (
            "Merekam saja",
            None,
            None,
            "",
        )
        assert len(callbacks) == 1
        assert actions_recorded() == ["partnership.decline", "partnership.reopen"]

    def test_the_same_part_keeps_the_answer(self, proposal, partnership, partner, operator):
        confirm_partnership(proposal=proposal, partnership=partnership, part="x", by=partner)

        describe_partners(proposal=proposal, parts={partnership.pk: "x"}, by=operator)

        partnership.refresh_from_db()
        assert partnership.is_confirmed


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"is_confirmed": True}, "submissions_partnership_answered_by_someone"),
        ({"answered_at": START}, "submissions_partnership_answered_by_someone"),
        ({"is_confirmed": False, "answered": True}, "submissions_partnership_declined_with_reason"),
        ({"is_confirmed": True, "answered": True, "reason": "x"}, "submissions_partnership_declined_with_reason"),
        ({"reason": "x"}, "submissions_partnership_declined_with_reason"),
    ],
)
def test_an_answer_that_cannot_be(proposal, partnership, values, constraint):
    if values.pop("answered", False):
        values |= {"answered_at": START, "answered_by": proposal.created_by}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Partnership.objects.update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"sdgs": [0]}, "submissions_proposal_sdgs_known"),
        ({"sdgs": [3, 18]}, "submissions_proposal_sdgs_known"),
        ({"latitude": 1}, "submissions_proposal_on_the_globe"),
        ({"latitude": 91, "longitude": 0}, "submissions_proposal_on_the_globe"),
        ({"latitude": 0, "longitude": -181}, "submissions_proposal_on_the_globe"),
    ],
)
def test_an_identity_that_cannot_be(proposal, values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Proposal.objects.update(**values)


@pytest.mark.django_db(transaction=True)
def test_two_people_of_a_partner_who_answer_at_once():
    proposal = ProposalFactory()
    partnership = PartnershipFactory(innovation=proposal.innovation)
    people = [MembershipFactory(opd=partnership.opd).user.pk for _ in range(2)]
    barrier, raised = threading.Barrier(2), []

    def answer(act, pk, **told):
        barrier.wait(10)
        try:
            with clock.at(moment(PhaseKind.REGISTRATION)):
                act(proposal=proposal, partnership=partnership, by=User.objects.get(pk=pk), **told)
        except ValidationError as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=answer, args=(confirm_partnership, people[0]), kwargs={"part": "x"}),
        threading.Thread(target=answer, args=(decline_partnership, people[1]), kwargs={"reason": "x"}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert ["sudah dijawab" in error.messages[0] for error in raised] == [True]
    partnership.refresh_from_db()
    assert actions_recorded() == ["partnership.confirm" if partnership.is_confirmed else "partnership.decline"]


@pytest.mark.usefixtures("registration")
class TestPages:
    def test_naming_by_the_whole_name(self, client, proposal, operator):
        opd = OPDFactory(name="Dinas Komunikasi", abbr="Diskominfo")
        OPDFactory(name="Dinas Komunikasi Desa", abbr="DKD")

        response = client.post(url("partner-create", proposal.pk), {"opd_name": " dinas  komunikasi "})

        assert response.url == f"{proposal.get_absolute_url()}#mitra"
        assert Partnership.objects.get().opd == opd
        assert "Menunggu jawaban" in client.get(proposal.get_absolute_url()).text

    def test_a_name_that_fits_several_asks_which(self, client, proposal, operator):
        for number in range(20):
            OPDFactory(name=f"Kelurahan {number:02}", abbr=f"Kel {number:02}")

        response = client.post(url("partner-create", proposal.pk), {"opd_name": "kelurahan"})

        assert response.status_code == 422
        assert "Pilih salah satu" in response.text
        assert response.text.count('name="opd_name" value="Kelurahan') == 8
        assert 'value="kelurahan"' in response.text
        picked = client.post(url("partner-create", proposal.pk), {"opd_name": ["kelurahan", "Kelurahan 03"]})
        assert picked.status_code == 302
        assert Partnership.objects.get().opd.name == "Kelurahan 03"

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("", "Tulis nama OPD"),
            ("tidak ada begini", "Tidak ada OPD bernama"),
            ("x\x00", "Tidak ada OPD bernama “x”"),
            ("x" * 201, "200"),
        ],
    )
    def test_a_name_that_is_none(self, client, proposal, operator, typed, sentence):
        response = client.post(url("partner-create", proposal.pk), {"opd_name": typed})

        assert response.status_code == 422
        assert sentence in response.text

    def test_searching_offers_a_few(self, client, proposal, operator, django_assert_max_num_queries):
        OPDFactory.create_batch(30)

        with django_assert_max_num_queries(14):
            response = client.get(url("partner-search", proposal.pk), {"opd_name": "dinas"})

        assert response.text.count("<li>") == 8
        assert proposal.innovation.opd.name not in response.text
        assert "Tidak ada OPD" in client.get(url("partner-search", proposal.pk), {"opd_name": "zzz"}).text

    @pytest.mark.parametrize("auto", [False, True], ids=["plain", "auto"])
    def test_the_parts(self, client, proposal, partnership, operator, auto):
        data = {f"part_{partnership.pk}": "Merekam", "part_999": "x", "part_x": "x"}

        response = client.post(url("partner-update", proposal.pk), data, headers={"X-Autosave": "1"} if auto else {})

        assert response.status_code == (200 if auto else 302)
        partnership.refresh_from_db()
        assert partnership.part == "Merekam"

    @pytest.mark.parametrize("auto", [False, True], ids=["plain", "auto"])
    def test_a_part_that_is_too_long_loses_nothing(self, client, proposal, partnership, operator, auto):
        other = PartnershipFactory(innovation=proposal.innovation)
        data = {f"part_{partnership.pk}": "x" * 251, f"part_{other.pk}": "Merekam"}

        response = client.post(url("partner-update", proposal.pk), data, headers={"X-Autosave": "1"} if auto else {})

        assert response.status_code == 422
        assert "paling panjang 250 huruf" in response.text
        assert auto or "x" * 251 in response.text
        assert list(Partnership.objects.values_list("part", flat=True)) == ["Menyiarkan", "Merekam"]

    def test_taking_out(self, client, proposal, partnership, operator):
        response = client.post(url("partner-delete", proposal.pk, partnership.pk))

        assert response.status_code == 302
        assert not Partnership.objects.exists()

    def test_a_partner_reads_and_confirms(self, client, proposal, partnership, partner):
        page = client.get(proposal.get_absolute_url())
        assert "Kami ikut memiliki inovasi ini" in page.text
        assert 'name="title"' not in page.text

        refused = client.post(url("partner-confirm", proposal.pk, partnership.pk), {"part": ""})
        assert refused.status_code == 422
        assert "Tulis peran OPD Anda" in refused.text

        response = client.post(url("partner-confirm", proposal.pk, partnership.pk), {"part": "Merekam"}, follow=True)
        assert "tercatat ikut memiliki" in response.text
        assert "Kami ikut memiliki inovasi ini" not in response.text
        assert "membenarkan" in response.text

    def test_a_partner_says_that_it_is_not_so(self, client, proposal, partnership, partner, operator):
        client.force_login(partner)
        refused = client.post(url("partner-decline", proposal.pk, partnership.pk), {"reason": ""})
        assert (refused.status_code, "Tuliskan alasannya" in refused.text) == (422, True)

        told = client.post(
            url("partner-decline", proposal.pk, partnership.pk), {"reason": "Tidak pernah terlibat"}, follow=True
        )
        assert (told.status_code, "Jawaban Anda tercatat" in told.text) == (200, True)

        client.force_login(operator)
        page = client.get(proposal.get_absolute_url()).text
        assert "Dinyatakan tidak benar" in page
        assert "Tidak pernah terlibat" in page

    def test_others_are_sent_away(self, client, proposal, partnership, operator):
        addresses = [
            url("partner-confirm", proposal.pk, partnership.pk),
            url("partner-decline", proposal.pk, partnership.pk),
        ]
        for address in addresses:
            assert client.post(address, {"part": "x", "reason": "x"}).status_code == 403
            assert client.post(address, {}).status_code == 403
        client.force_login(MembershipFactory().user)
        for address in [
            *addresses,
            url("partner-create", proposal.pk),
            url("partner-delete", proposal.pk, partnership.pk),
        ]:
            assert client.post(address, {"part": "x"}).status_code == 404

    def test_a_partnership_of_another_innovation_is_not_there(self, client, proposal, operator):
        other = PartnershipFactory()

        assert client.post(url("partner-delete", proposal.pk, other.pk)).status_code == 404
        assert Partnership.objects.exists()

    def test_who_waits_for_an_answer(self, proposal, partnership, partner, operator, django_assert_num_queries):
        proposal = Proposal.objects.with_details().get(pk=proposal.pk)
        assert proposal.innovation.unanswered_by(operator) == []
        assert partner.opd_roles

        with django_assert_num_queries(0):
            assert proposal.innovation.unanswered_by(partner) == [partnership]
