"""Acts at the same moment, on real connections: one happens, the other is told."""

import threading
import time
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from accounts import clock, ledger
from accounts.models import AuditEntry, MembershipRole, Office, User
from competitions.actions.parts import update_sections
from competitions.effects import Consent
from competitions.models import Edition, EntryRule, Letter, PhaseKind, RuleKind
from submissions import scanning
from submissions.attachments.actions import _keep_verdict, add_attachment, remove_attachment
from submissions.check.actions import verify_all
from submissions.entry.actions import Identity, register_proposal, update_proposal
from submissions.entry.actions_partners import confirm_partnership, describe_partners
from submissions.entry.actions_section import save_section
from submissions.letters import letter_key
from submissions.models import Attachment, Innovation, Partnership, Proposal, Scan, State
from submissions.papers.actions_letter import approve_letter
from submissions.steps import workflow
from submissions.steps.workflow import Note
from tests import threads
from tests.competitions.changing import shown
from tests.factories import (
    AppointmentFactory,
    CategoryFactory,
    DocumentRequirementFactory,
    EditionFactory,
    MembershipFactory,
    PartnershipFactory,
    PhaseFactory,
    ProposalFactory,
    SectionFactory,
    StageFactory,
    TierFactory,
)
from tests.moments import START, moment
from tests.submissions import samples

at_once = partial(threads.at_once, when=PhaseKind.REGISTRATION)

pytestmark = pytest.mark.django_db(transaction=True)


def actions_recorded():
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def test_two_heads_who_send_at_the_same_time_take_one_step():
    section = SectionFactory()
    proposal = section.proposal
    heads = [MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user for _ in range(2)]

    raised = at_once(
        *(
            lambda head=head: workflow.take("submit", proposal=proposal, by=User.objects.get(pk=head.pk))
            for head in heads
        )
    )

    assert sorted(type(error) for error in raised if error) == [ValidationError]
    assert "berstatus “Terkirim”" in next(error for error in raised if error).messages[0]
    assert actions_recorded() == ["proposal.submit"]
    proposal.refresh_from_db()
    assert proposal.submitted_by == AuditEntry.objects.get().actor


def test_two_bodies_that_register_one_title_at_the_same_time():
    edition = EditionFactory()
    members = [MembershipFactory(), MembershipFactory()]

    raised = at_once(
        *(
            lambda member=member: register_proposal(
                edition=edition, opd=member.opd, identity=Identity("Sapa Warga"), by=User.objects.get(pk=member.user_id)
            )
            for member in members
        )
    )

    assert [type(error) for error in raised if error] == [ValidationError]
    assert Proposal.objects.count() == 1


def test_what_is_saved_while_the_head_sends_is_either_in_the_fingerprint_or_refused():
    section = SectionFactory()
    proposal = section.proposal
    opd = proposal.innovation.opd
    head = MembershipFactory(opd=opd, role=MembershipRole.HEAD).user
    writer = MembershipFactory(opd=opd).user

    raised = at_once(
        lambda: workflow.take("submit", proposal=proposal, by=User.objects.get(pk=head.pk)),
        lambda: save_section(
            proposal=proposal, template=section.template, text="Kata baru", by=User.objects.get(pk=writer.pk)
        ),
    )

    section.refresh_from_db()
    assert raised[0] is None
    assert (section.text == "Kata baru") == (raised[1] is None)
    assert list(ledger.breaks(proposal.ledger_chain)) == []


def test_the_head_sends_while_the_operator_takes_it_back():
    section = SectionFactory(proposal__handed=True)
    proposal = section.proposal
    opd = proposal.innovation.opd
    head = MembershipFactory(opd=opd, role=MembershipRole.HEAD).user
    writer = MembershipFactory(opd=opd).user

    sent, recalled = at_once(
        lambda: workflow.take("submit", proposal=proposal, by=User.objects.get(pk=head.pk)),
        lambda: workflow.take("recall", proposal=proposal, by=User.objects.get(pk=writer.pk)),
    )

    proposal.refresh_from_db()
    assert sent is None  # the head may send a draft too
    assert proposal.state == State.SUBMITTED
    assert actions_recorded() == (["proposal.recall", "proposal.submit"] if recalled is None else ["proposal.submit"])


@pytest.mark.parametrize("_again", range(3))
def test_one_verifier_returns_while_another_passes(_again):
    proposal = SectionFactory(proposal__sent=True).proposal
    first, second = (AppointmentFactory(role=Office.VERIFIER).user for _ in range(2))

    raised = at_once(
        lambda: workflow.take("verify", proposal=proposal, by=User.objects.get(pk=first.pk)),
        lambda: workflow.take(
            "return", proposal=proposal, by=User.objects.get(pk=second.pk), notes=[Note("Buram.", is_identity=True)]
        ),
        when=PhaseKind.ADMINISTRATION,
    )

    assert sorted(type(error) for error in raised if error) == [ValidationError]
    winner, loser = (first, 1) if raised[1] else (second, 0)
    assert f"{winner} sudah memutus usulan ini" in raised[loser].messages[0]
    assert proposal.check_items.values("round").distinct().count() == 1
    assert AuditEntry.objects.get().actor == winner


def test_two_verifiers_who_pass_the_same_ones_together_pass_each_once():
    edition = EditionFactory()
    rows = [ProposalFactory(edition=edition, sent=True, found_when_sent=0) for _ in range(4)]
    verifiers = [AppointmentFactory(role=Office.VERIFIER).user for _ in range(2)]
    results = {}

    def together(person, order):
        results[person.pk] = verify_all(proposals=order, by=User.objects.get(pk=person.pk))

    at_once(
        lambda: together(verifiers[0], rows),
        lambda: together(verifiers[1], rows[::-1]),
        when=PhaseKind.ADMINISTRATION,
    )

    assert sum(len(result.passed) for result in results.values()) == 4
    assert sum(len(result.refused) for result in results.values()) == 4
    assert Proposal.objects.verified().count() == 4
    assert list(ledger.breaks(edition.ledger_chain)) == []


@pytest.mark.parametrize(("seconds", "is_late"), [(0.2, False), (1.6, True)])
def test_what_waits_for_the_row_is_late_when_the_row_comes_after_the_close(seconds, is_late):
    """Asked before the close, but somebody held the proposal: the moment that counts is when the row was ours."""
    section = SectionFactory(proposal__edition=EditionFactory(phases=False))
    proposal = section.proposal
    now = timezone.now()
    PhaseFactory(edition=proposal.edition, opens_at=now - timedelta(days=1), closes_at=now + timedelta(seconds=1.3))
    head = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user
    raised = []

    def send():
        try:
            workflow.take("submit", proposal=proposal, by=User.objects.get(pk=head.pk))
        except PermissionDenied as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=send)
    with transaction.atomic():
        Proposal.objects.select_for_update().get(pk=proposal.pk)
        thread.start()
        time.sleep(seconds)
    thread.join(30)

    proposal.refresh_from_db()
    assert bool(raised) == is_late
    assert (proposal.submitted_at is None) == is_late
    assert is_late or proposal.submitted_at < proposal.edition.phase(PhaseKind.REGISTRATION).closes_at


def meanwhile(act, *, holding, seconds=0.5):
    """Start `act` in a thread while `holding` is done in a transaction that goes on for a while; what it raised."""
    raised = []

    def run():
        try:
            with clock.at(moment(PhaseKind.REGISTRATION)):
                act()
        except Exception as error:  # noqa: BLE001  a deadlock is told by the database, whatever it calls it
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with clock.at(moment(PhaseKind.REGISTRATION)), transaction.atomic():
        parts = iter(holding)
        next(parts)()
        thread.start()
        time.sleep(seconds)
        for part in parts:
            part()
    thread.join(30)
    assert not thread.is_alive()
    return raised


def people_of(proposal):
    opd = proposal.innovation.opd
    head = MembershipFactory(opd=opd, role=MembershipRole.HEAD).user
    return User.objects.get(pk=head.pk), User.objects.get(pk=MembershipFactory(opd=opd).user_id)


def test_a_title_that_is_stored_while_the_head_sends_stands_in_what_was_frozen():
    proposal = SectionFactory().proposal
    head, writer = people_of(proposal)

    raised = meanwhile(
        lambda: workflow.take("submit", proposal=proposal, by=head),
        holding=[lambda: update_proposal(proposal=proposal, values={"title": "Judul terakhir"}, by=writer)],
    )

    assert raised == []
    assert Innovation.objects.get().title == "Judul terakhir"
    assert proposal.versions.get().content["title"] == "Judul terakhir"


def test_two_fields_of_one_innovation_stored_at_once_are_both_kept():
    proposal = ProposalFactory()
    _head, writer = people_of(proposal)

    raised = meanwhile(
        lambda: update_proposal(proposal=proposal, values={"long_title": "Panjang"}, by=writer),
        holding=[lambda: update_proposal(proposal=proposal, values={"title": "Judul baru"}, by=writer)],
    )

    assert raised == []
    innovation = Innovation.objects.get()
    assert (innovation.title, innovation.long_title) == ("Judul baru", "Panjang")


def test_what_the_secretariat_writes_down_of_an_innovation_survives_its_autosave():
    proposal = ProposalFactory()
    _head, writer = people_of(proposal)
    award = Innovation.objects.filter(pk=proposal.innovation_id)

    raised = meanwhile(
        lambda: update_proposal(proposal=proposal, values={"long_title": "Panjang"}, by=writer),
        holding=[lambda: award.update(past_award="Top 45 KIPP 2021")],
    )

    assert raised == []
    innovation = Innovation.objects.get()
    assert (innovation.past_award, innovation.long_title) == ("Top 45 KIPP 2021", "Panjang")


def test_a_statement_is_not_approved_of_a_title_that_changes_meanwhile():
    proposal = ProposalFactory()
    Innovation.objects.update(started_on="2024-01-02")
    proposal.innovation.refresh_from_db()
    requirement = DocumentRequirementFactory(edition=proposal.edition, letter=Letter.IMPLEMENTATION)
    head, writer = people_of(proposal)
    key = letter_key(proposal, requirement)

    raised = meanwhile(
        lambda: approve_letter(proposal=proposal, requirement=requirement, key=key, by=head),
        holding=[lambda: update_proposal(proposal=proposal, values={"title": "Judul lain"}, by=writer)],
    )

    assert [error.code for error in raised] == ["changed"]
    assert not proposal.approvals.exists()


def test_fields_are_stored_while_somebody_holds_the_edition():
    """Only a title needs to know of the others; a city that types at once does not queue."""
    proposal = ProposalFactory()
    _head, writer = people_of(proposal)
    stored = []

    raised = meanwhile(
        lambda: update_proposal(proposal=proposal, values={"long_title": "Panjang"}, by=writer),
        holding=[
            lambda: Edition.objects.select_for_update(no_key=True).get(pk=proposal.edition_id),
            lambda: stored.append(Innovation.objects.get().long_title),
        ],
        seconds=1.5,
    )

    assert raised == []
    assert stored == ["Panjang"]


def test_two_drafts_that_take_one_title_at_the_same_time():
    edition = EditionFactory()
    proposals = [ProposalFactory(edition=edition) for _ in range(2)]
    writers = [people_of(proposal)[1] for proposal in proposals]
    updates = []

    at_once(
        *(
            lambda proposal=proposal, writer=writer: updates.append(
                update_proposal(proposal=proposal, values={"title": "Sapa Warga"}, by=writer)
            )
            for proposal, writer in zip(proposals, writers, strict=True)
        )
    )

    assert sorted(list(update.problems) for update in updates) == [[], ["title"]]
    assert Innovation.objects.filter(title="Sapa Warga").count() == 1


def test_a_file_is_removed_while_the_scanner_speaks_of_it():
    section = SectionFactory()
    head, _writer = people_of(section.proposal)
    with clock.at(moment(PhaseKind.REGISTRATION)):
        file = SimpleUploadedFile("bukti.pdf", samples.pdf())
        attachment = add_attachment(proposal=section.proposal, file=file, by=head, section=section.template)
    Attachment.objects.update(scan=Scan.WAITING)

    raised = meanwhile(
        lambda: remove_attachment(attachment=attachment, by=head),
        holding=[
            lambda: Attachment.objects.select_for_update().get(),
            lambda: _keep_verdict(attachment.pk, scanning.ScanVerdict()),
        ],
    )

    assert raised == []
    assert actions_recorded() == ["attachment.add", "attachment.scan", "attachment.remove"]


def described(proposal):
    """Two partners, of which the first has answered; who leads the proposal, and somebody of the second."""
    first = PartnershipFactory(
        innovation=proposal.innovation, is_confirmed=True, answered_at=START, answered_by=proposal.created_by
    )
    second = PartnershipFactory(innovation=proposal.innovation)
    return first, second, people_of(proposal)[1], User.objects.get(pk=MembershipFactory(opd=second.opd).user_id)


def test_parts_are_described_while_a_partner_answers():
    proposal = ProposalFactory()
    first, second, writer, partner = described(proposal)

    raised = meanwhile(
        lambda: describe_partners(proposal=proposal, parts={first.pk: "Data", second.pk: "Tenaga"}, by=writer),
        holding=[
            lambda: Partnership.objects.select_for_update().get(pk=second.pk),
            lambda: confirm_partnership(proposal=proposal, partnership=second, part="Kami", by=partner),
        ],
    )

    assert raised == []
    assert actions_recorded() == ["partnership.confirm", "partnership.reopen", "partnership.reopen"]


def test_an_answer_that_comes_while_the_part_is_described_is_taken_back_in_the_open():
    proposal = ProposalFactory()
    _first, second, writer, partner = described(proposal)

    raised = meanwhile(
        lambda: describe_partners(proposal=proposal, parts={second.pk: "Tenaga"}, by=writer),
        holding=[lambda: confirm_partnership(proposal=proposal, partnership=second, part="Kami", by=partner)],
    )

    assert raised == []
    assert actions_recorded() == ["partnership.confirm", "partnership.reopen"]


def test_who_sends_while_a_limit_is_lowered_keeps_it_or_is_seen_by_who_lowers_it():
    """Sent by the old limit, the proposal is among those whom the change touches; so nobody lowers it unseen."""
    section = SectionFactory(text="satu dua tiga empat", words=4)
    proposal, edition = section.proposal, section.proposal.edition
    for part in (CategoryFactory, TierFactory, DocumentRequirementFactory):
        part(edition=edition)
    edition.document_requirements.update(is_required=True)
    EntryRule.objects.create(edition=edition, kind=RuleKind.DOCUMENTS, level="off")
    Proposal.objects.update(category=edition.categories.get())
    StageFactory(edition=edition, share=100).rubric.criteria.create(number=1, name="Kriteria", weight=100)
    head = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user
    rows = [{"id": section.template_id, "name": "Isi", "prompt": "", "min_words": 0, "max_words": 3}]
    lower = partial(update_sections, edition=edition, rows=rows, by=AppointmentFactory().user)
    with clock.at(moment(PhaseKind.REGISTRATION)):
        consent = Consent("x", shown(lower).token)

    raised = at_once(
        lambda: workflow.take("submit", proposal=proposal, by=User.objects.get(pk=head.pk)),
        lambda: lower(consent=consent),
    )

    proposal.refresh_from_db()
    is_lower = edition.section_templates.get().max_words == 3
    assert (proposal.state == State.SUBMITTED) == (raised[0] is None) == (not is_lower)
    assert is_lower == (raised[1] is None)
    if not is_lower:
        assert raised[1].lacks == "changed"
