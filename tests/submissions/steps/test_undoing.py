"""Steps taken back: done, undone and done again, who is told, and what stands in the way."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock, ledger
from accounts.models import AuditEntry, MembershipRole, Office, User
from competitions.models import Edition, EntryRule, PhaseKind, RuleKind, RuleLevel
from submissions import stakes
from submissions.editable_parts import open_places
from submissions.models import Proposal, State, Undoing, VersionKind
from submissions.papers.actions import latest_sending
from submissions.stakes import Stake
from submissions.steps import workflow
from submissions.steps.mail import send_undone_mail
from submissions.steps.workflow import STEPS, Note
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    ProposalFactory,
    SectionFactory,
)
from tests.moments import moment, opening

pytestmark = pytest.mark.django_db

WRONG = [Note("Buram.")]
MISTAKE = [Note("Salah tekan.")]
VERDICTS = {"return": State.RETURNED, "reject": State.REJECTED, "verify": State.VERIFIED}
SECOND = timedelta(seconds=1)


@pytest.fixture
def proposal():
    """Sent by its head while the registration ran."""
    section = SectionFactory(proposal=ProposalFactory())
    MembershipFactory(opd=section.proposal.innovation.opd)
    take("submit", section.proposal, head_of(section.proposal), PhaseKind.REGISTRATION)
    return section.proposal


@pytest.fixture
def verifier():
    return AppointmentFactory(role=Office.VERIFIER).user


@pytest.fixture
def secretary():
    return AppointmentFactory(role=Office.SECRETARIAT).user


def head_of(proposal):
    known = User.objects.filter(memberships__opd=proposal.innovation.opd_id, memberships__role=MembershipRole.HEAD)
    return known.first() or MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user


def operator_of(proposal):
    return User.objects.get(memberships__opd=proposal.innovation.opd_id, memberships__role=MembershipRole.OPERATOR)


def take(name, proposal, by, when=PhaseKind.ADMINISTRATION, notes=()):
    with clock.at(moment(when) if isinstance(when, str) else when):
        return workflow.take(name, proposal=proposal, by=User.objects.get(pk=by.pk), notes=notes)


def notes_for(verdict):
    return [] if verdict == "verify" else WRONG


def state_of(proposal):
    return Proposal.objects.get(pk=proposal.pk).state


# Done, undone, done again


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_is_given_taken_back_and_given_again(proposal, verifier, verdict):
    for _turn in range(2):
        assert take(verdict, proposal, verifier, notes=notes_for(verdict)).state == VERDICTS[verdict]
        assert take(f"undo_{verdict}", proposal, verifier, notes=MISTAKE).state == State.SUBMITTED

    names = AuditEntry.objects.filter(chain=proposal.ledger_chain).values_list("action", flat=True)
    assert list(names) == ["proposal.submit", *[f"proposal.{verdict}", f"proposal.undo_{verdict}"] * 2]
    last = ledger.head(proposal.ledger_chain)
    assert (last.before, last.after["state"], last.note) == (
        {"state": VERDICTS[verdict]},
        "submitted",
        "Salah tekan.",
    )
    assert list(proposal.check_items.values_list("round", "undoing__step")) == [(1, verdict), (2, verdict)]
    assert list(ledger.breaks(proposal.ledger_chain)) == []


def test_a_withdrawal_is_taken_back_and_made_again(proposal):
    head = head_of(proposal)
    for _turn in range(2):
        assert take("withdraw", proposal, head).state == State.WITHDRAWN
        assert take("undo_withdraw", proposal, head, notes=MISTAKE).state == State.SUBMITTED

    assert list(proposal.undoings.values_list("step", "reason", "undone_by")) == [
        ("withdraw", "Salah tekan.", head.pk),
        ("withdraw", "Salah tekan.", head.pk),
    ]


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_taken_back_long_after_the_check_waits_for_it_to_be_opened_again(proposal, secretary, verdict):
    take(verdict, proposal, AppointmentFactory(role=Office.VERIFIER).user, notes=notes_for(verdict))

    assert take(f"undo_{verdict}", proposal, secretary, PhaseKind.PLENARY, MISTAKE).state == State.SUBMITTED


# Where it returns to


@pytest.mark.parametrize(
    ("state", "returns_to"),
    [(State.DRAFT, State.DRAFT), (State.HANDED, State.DRAFT)],
)
def test_what_was_never_sent_returns_as_a_draft(state, returns_to, secretary):
    proposal = ProposalFactory()
    stamps = {"handed_at": clock.now(), "handed_by": proposal.created_by} if state == State.HANDED else {}
    Proposal.objects.filter(pk=proposal.pk).update(state=state, **stamps)
    take("withdraw", proposal, head_of(proposal), PhaseKind.REGISTRATION)

    moved = take("undo_withdraw", proposal, secretary, PhaseKind.JUDGING, MISTAKE)

    assert (moved.state, moved.submitted_at) == (returns_to, None)


@pytest.mark.parametrize("end", ["reject", "withdraw"])
def test_what_was_being_mended_is_not_taken_for_what_was_sent(proposal, verifier, secretary, end):
    take("return", proposal, verifier, notes=[Note("Buram.", section=proposal.sections.get().template)])
    proposal.sections.update(text="Perbaikan yang belum dikirim")
    by, when, notes = (
        (head_of(proposal), PhaseKind.ADMINISTRATION, [])
        if end == "withdraw"
        else (verifier, PhaseKind.ADMINISTRATION, WRONG)
    )
    Proposal.objects.filter(pk=proposal.pk).update(mend_until=opening(PhaseKind.ADMINISTRATION) + SECOND)
    take(end, proposal, by, when, notes)

    moved = take(f"undo_{end}", proposal, secretary, notes=MISTAKE)

    assert moved.state == State.RETURNED
    # Only what the return spoke of is open: the refusal, which spoke of the whole, holds no longer.
    places = open_places(Proposal.objects.get(pk=proposal.pk))
    assert (places.everything, places.identity, len(places.sections)) == (False, False, 1)


# A return, until it is being mended


def test_a_return_taken_back_freezes_what_stands_and_asks_for_nothing(proposal, verifier):
    returned = take("return", proposal, verifier, notes=WRONG)
    assert returned.mend_until is None  # no days set
    Proposal.objects.filter(pk=proposal.pk).update(mend_until=moment(PhaseKind.ADMINISTRATION) + SECOND)

    moved = take("undo_return", proposal, verifier, notes=MISTAKE)

    kinds = list(proposal.versions.order_by("number").values_list("kind", flat=True))
    assert kinds == [VersionKind.SENT, VersionKind.RETURNED, VersionKind.RESTORED]
    assert moved.mend_until is None
    assert latest_sending(moved).number == 1
    assert Proposal.objects.get(pk=proposal.pk).stands_as_sent()
    take("reject", proposal, verifier, notes=WRONG)
    assert Proposal.objects.get(pk=proposal.pk).stands_as_sent()


@pytest.mark.parametrize("begun", ["text", "identity", "phone"])
def test_a_return_stands_once_the_agency_mends(proposal, verifier, begun):
    take("return", proposal, verifier, notes=WRONG)
    if begun == "text":
        proposal.sections.update(text="Diperbaiki")
    elif begun == "identity":
        Proposal.objects.filter(pk=proposal.pk).update(video_url="https://video.contoh.example/v")
    else:
        later = moment(PhaseKind.ADMINISTRATION) + SECOND
        described = {"contact_phone": [proposal.created_by_id, later.isoformat()]}
        Proposal.objects.filter(pk=proposal.pk).update(described=described)

    with pytest.raises(ValidationError, match="sudah mulai memperbaiki"):
        take("undo_return", proposal, verifier, notes=MISTAKE)
    assert state_of(proposal) == State.RETURNED


def test_what_others_correct_meanwhile_is_no_mending(proposal, verifier):
    take("return", proposal, verifier, notes=WRONG)
    Edition.objects.filter(pk=proposal.edition_id).update(name="Nama yang dibetulkan")

    assert take("undo_return", proposal, verifier, notes=MISTAKE).state == State.SUBMITTED


# Who


def test_a_verifier_takes_back_the_own_verdict_alone(proposal, verifier):
    take("reject", proposal, verifier, notes=WRONG)

    with pytest.raises(PermissionDenied, match="bukan wewenang"):
        take("undo_reject", proposal, AppointmentFactory(role=Office.VERIFIER).user, notes=MISTAKE)


@pytest.mark.parametrize("office", [Office.SECRETARIAT, Office.VERIFIER])
def test_nobody_takes_back_a_verdict_on_the_own_body(proposal, verifier, office):
    take("reject", proposal, verifier, notes=WRONG)
    insider = AppointmentFactory(role=office).user
    MembershipFactory(user=insider, opd=proposal.innovation.opd, role=MembershipRole.STAFF)

    with pytest.raises(PermissionDenied):
        take("undo_reject", proposal, insider, notes=MISTAKE)


def test_after_its_time_only_the_secretariat_lets_an_agency_in_again(proposal, secretary):
    head = head_of(proposal)
    take("withdraw", proposal, head)

    with pytest.raises(PermissionDenied, match="tidak sedang berlangsung"):
        take("undo_withdraw", proposal, head, PhaseKind.JUDGING, MISTAKE)
    assert take("undo_withdraw", proposal, secretary, PhaseKind.JUDGING, MISTAKE).state == State.SUBMITTED


# What stands in the way


@pytest.fixture
def built(monkeypatch):
    """What a later app has built on the proposal, in the list that the test fills."""
    found = []
    monkeypatch.setattr(stakes, "_looks", [lambda _proposal: found])
    return found


@pytest.mark.parametrize("verdict", [*VERDICTS, "withdraw"])
def test_what_stands_on_it_keeps_it(proposal, verifier, secretary, built, verdict):
    by = head_of(proposal) if verdict == "withdraw" else verifier
    take(verdict, proposal, by, notes=notes_for(verdict))
    built += [Stake("Dua lembar sudah dikunci.", blocks=True), Stake("Satu lembar kosong dicabut.")]

    with pytest.raises(ValidationError) as refusal:
        take(f"undo_{verdict}", proposal, secretary, notes=MISTAKE)
    assert refusal.value.messages == ["Dua lembar sudah dikunci."]

    built.pop(0)
    take(f"undo_{verdict}", proposal, secretary, notes=MISTAKE)


@pytest.mark.parametrize("kind", [RuleKind.TITLE, RuleKind.QUOTA])
def test_what_another_sent_meanwhile_keeps_a_withdrawn_one_out(proposal, secretary, kind):
    take("withdraw", proposal, head_of(proposal))
    values = {"innovation__opd": proposal.innovation.opd} if kind == RuleKind.QUOTA else {}
    title = f"{proposal.innovation.title.upper()}{' ' if kind == RuleKind.TITLE else ' lain'}"
    ProposalFactory(edition=proposal.edition, sent=True, innovation__title=title, **values)
    EntryRule.objects.update_or_create(
        edition=proposal.edition,
        kind=kind,
        defaults={"level": RuleLevel.BLOCK, "value": 1 if kind == RuleKind.QUOTA else None},
    )

    with pytest.raises(ValidationError):
        take("undo_withdraw", proposal, secretary, notes=MISTAKE)
    assert state_of(proposal) == State.WITHDRAWN


def test_a_reason_has_its_length(proposal, verifier):
    take("reject", proposal, verifier, notes=WRONG)

    with pytest.raises(ValidationError, match="paling panjang 300"):
        take("undo_reject", proposal, verifier, notes=[Note("x" * 301)])


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"step": "submit"}, "submissions_undoing_step_known"),
        ({"reason": ""}, "submissions_undoing_says_why"),
    ],
)
def test_an_undoing_that_cannot_be(proposal, secretary, values, constraint):
    row = {"proposal": proposal, "step": "reject", "reason": "Keliru.", "undone_by": secretary, **values}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Undoing.objects.create(**row)


# Who is told


@pytest.mark.parametrize(
    ("verdict", "subject"),
    [
        ("return", "tidak perlu diperbaiki"),
        ("reject", "ditarik kembali"),
        ("verify", "diperiksa lagi"),
        ("withdraw", "ikut serta lagi"),
    ],
)
def test_the_agency_is_told_once(
    proposal, verifier, secretary, verdict, subject, mailoutbox, django_capture_on_commit_callbacks
):
    by = head_of(proposal) if verdict == "withdraw" else verifier
    take(verdict, proposal, by, notes=notes_for(verdict))
    mailoutbox.clear()

    with django_capture_on_commit_callbacks() as queued:
        take(f"undo_{verdict}", proposal, secretary, notes=MISTAKE)
    for _turn in range(2):
        send_undone_mail(Undoing.objects.get().pk)

    assert len(queued) == 1
    people = [head_of(proposal), operator_of(proposal)]
    assert sorted(letter.to[0] for letter in mailoutbox) == sorted(person.email for person in people)
    assert subject in mailoutbox[0].subject
    assert "Alasannya:\n\n  Salah tekan." in mailoutbox[0].body
    assert str(secretary) in mailoutbox[0].body


# The page


def page_of(proposal):
    return reverse("submissions:step-undo", args=[proposal.pk])


@pytest.mark.parametrize("verdict", [*VERDICTS, "withdraw"])
def test_the_page_says_what_happens_then_does_it(client, proposal, verifier, secretary, verdict):
    by = head_of(proposal) if verdict == "withdraw" else verifier
    take(verdict, proposal, by, notes=notes_for(verdict))
    client.force_login(secretary)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        page = client.get(page_of(proposal))
        unsaid = client.post(page_of(proposal), {"reason": " "})
        done = client.post(page_of(proposal), {"reason": "Keliru."}, follow=True)
        gone = client.post(page_of(proposal), {"reason": "Keliru."})

    assert "kembali menunggu pemeriksaan" in page.text
    assert str(head_of(proposal)) in page.text
    assert (unsaid.status_code, "Tuliskan alasannya." in unsaid.text) == (422, True)
    assert "suratnya dikirim" in done.text
    assert gone.status_code == 404
    assert state_of(proposal) == State.SUBMITTED


def test_the_check_leads_there_and_its_rounds_say_what_became(client, proposal, verifier, secretary):
    take("reject", proposal, verifier, notes=WRONG)
    client.force_login(verifier)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        page = client.get(reverse("submissions:check-detail", args=[proposal.pk]))
        assert page_of(proposal) in page.text
        client.post(page_of(proposal), {"reason": "Keliru baca."})
        after = client.get(reverse("submissions:check-detail", args=[proposal.pk]))

    assert page_of(proposal) not in after.text
    assert "ditolak, ditarik kembali" in after.text
    assert "Keliru baca." in after.text


def test_the_page_names_what_keeps_it_and_offers_no_button(client, proposal, verifier, built):
    take("verify", proposal, verifier)
    built += [Stake("Dua lembar sudah dikunci.", blocks=True)]
    client.force_login(verifier)

    with clock.at(moment(PhaseKind.JUDGING)):
        page = client.get(page_of(proposal))
        refused = client.post(page_of(proposal), {"reason": "Keliru."})

    assert "Dua lembar sudah dikunci." in page.text
    assert "<textarea" not in page.text
    assert (refused.status_code, state_of(proposal)) == (422, State.VERIFIED)


def test_the_head_finds_the_way_back_on_the_desk(client, proposal):
    take("withdraw", proposal, head_of(proposal))
    client.force_login(head_of(proposal))

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        assert page_of(proposal) in client.get(proposal.get_absolute_url()).text
    with clock.at(moment(PhaseKind.JUDGING)):
        assert page_of(proposal) not in client.get(proposal.get_absolute_url()).text
        assert client.get(page_of(proposal)).status_code == 404


def test_the_secretariat_finds_a_draft_that_was_withdrawn(client, secretary):
    proposal = ProposalFactory()
    take("withdraw", proposal, head_of(proposal), PhaseKind.REGISTRATION)
    client.force_login(secretary)

    with clock.at(moment(PhaseKind.REGISTRATION)):
        assert page_of(proposal) in client.get(proposal.get_absolute_url()).text
        done = client.post(page_of(proposal), {"reason": "Operator keliru."}, follow=True)

    assert done.status_code == 200
    assert state_of(proposal) == State.DRAFT


def test_every_undo_step_has_its_page():
    assert {name for name, step in STEPS.items() if step.undoes} == {
        "undo_return",
        "undo_reject",
        "undo_verify",
        "undo_withdraw",
    }


def test_the_page_costs_the_same_for_any_number_of_places(client, proposal, verifier):
    take("verify", proposal, verifier)
    client.force_login(verifier)
    client.get(page_of(proposal))

    def cost():
        with CaptureQueriesContext(connection) as queries, clock.at(moment(PhaseKind.ADMINISTRATION)):
            client.get(page_of(proposal))
        return len(queries)

    few = cost()
    for _ in range(3):
        SectionFactory(proposal=proposal)
        MembershipFactory(opd=proposal.innovation.opd)
    assert cost() == few
