"""Every right of judging: each role in each phase, and each thing that takes the right away."""

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from accounts import clock, policy
from accounts.models import User
from competitions.models import Edition, Letter, PhaseKind, Stage, StageKind
from judging.models import Answer, Assignment, Pledge, Ranking, ScoreSheet, Seat, Slot
from judging.sheet_files import SheetFile
from submissions.models import Attachment, Scan
from tests.factories import (
    DocumentRequirementFactory,
    PanelFactory,
    ProposalFactory,
    SeatFactory,
    SlotFactory,
    StageFactory,
    VisitFactory,
)
from tests.lasting import lasting
from tests.moments import MOMENTS, START, moment
from tests.people import ROLES, everyone
from tests.rights import NEVER, Table, differing, during, ever, fresh, rights
from tests.submissions.walk import body


def until(phase):
    return MOMENTS[: MOMENTS.index(phase)]


SECRETARIAT, JUROR, CHAIR = {"secretariat"}, {"juror"}, {"chair"}
WATCHERS = SECRETARIAT | {"auditor"}
SEATED = {"juror", "conflicted_juror", "chair"}
DESK, PRESENTATION, VISIT = "", "presentasi", "kunjungan"  # the worlds; the desk is the first stage of all others
LOCKED, EXCUSED, SETTLED = "lembar terkunci", "juri dibebaskan", "peringkat ditetapkan"
LOCKED_SETTLED = f"{LOCKED}, {SETTLED}"
ANSWERED, UNOPENED, FIRST = "sudah dijawab", "edisi belum dibuka", "tahap pertama"
FILED, FILED_SETTLED = "laporan diajukan", "laporan diajukan, peringkat ditetapkan"
FILES = EVIDENCE, LETTER, WAITING, INFECTED = "bukti", "surat", "dipindai", "terinfeksi"
LOCKED_FILE = f"{LOCKED}: {EVIDENCE}"
JUDGING = PhaseKind.JUDGING
BY_PRESENTATION = until(PhaseKind.VISIT)
WHILE_PRESENTING = (PhaseKind.PRESENTATION, PhaseKind.VISIT)
TABLE: Table = {
    ("judging.oversee_edition", ""): ever(WATCHERS | CHAIR),
    ("judging.move_proposal", ""): ever(SECRETARIAT),
    ("judging.view_jury", ""): ever(WATCHERS),
    ("judging.answer_seat", ""): during(JUROR, *until(PhaseKind.PLENARY)),
    ("judging.answer_seat", ANSWERED): NEVER,
    ("judging.answer_seat", UNOPENED): NEVER,
    ("judging.change_answer", ""): NEVER,
    ("judging.change_answer", ANSWERED): during(JUROR, *until(PhaseKind.PLENARY)),
    ("judging.accept_pledge", ""): ever(SEATED),
    ("judging.accept_pledge", UNOPENED): NEVER,
    ("judging.view_pledge", ""): ever(JUROR | WATCHERS),
    ("judging.manage_panel", ""): during(SECRETARIAT, *until(PhaseKind.PLENARY)),
    ("judging.set_conflict", ""): ever(SECRETARIAT),
    ("judging.set_conflict", SETTLED): NEVER,
    ("judging.declare_conflict", ""): ever(SEATED),
    ("judging.declare_conflict", SETTLED): NEVER,
    ("judging.view_own_conflicts", ""): ever(SEATED),
    ("judging.view_own_conflicts", SETTLED): ever(SEATED),
    ("judging.assign", ""): during(SECRETARIAT, PhaseKind.ADMINISTRATION, JUDGING),
    ("judging.assign", UNOPENED): NEVER,
    ("judging.assign", SETTLED): NEVER,
    ("judging.view_scoresheet", ""): ever(JUROR | WATCHERS),
    ("judging.view_scoresheet", LOCKED): ever(JUROR | WATCHERS | CHAIR),
    ("judging.view_scoresheet", EXCUSED): ever(WATCHERS),
    ("judging.fill_scoresheet", ""): during(JUROR, JUDGING),
    ("judging.fill_scoresheet", LOCKED): NEVER,
    ("judging.fill_scoresheet", EXCUSED): NEVER,
    ("judging.fill_many", ""): ever(JUROR),
    ("judging.fill_many", EXCUSED): NEVER,
    ("judging.open_attachment", EVIDENCE): ever(JUROR | WATCHERS),
    ("judging.open_attachment", LETTER): during(WATCHERS, *MOMENTS[MOMENTS.index(PhaseKind.ADMINISTRATION) :]),
    ("judging.open_attachment", WAITING): NEVER,
    ("judging.open_attachment", INFECTED): NEVER,
    ("judging.open_attachment", LOCKED_FILE): ever(JUROR | WATCHERS | CHAIR),
    ("judging.list_reopenable", ""): ever(CHAIR),
    ("judging.reopen_scoresheet", ""): NEVER,
    ("judging.reopen_scoresheet", LOCKED): during(CHAIR, JUDGING),
    ("judging.reopen_scoresheet", LOCKED_SETTLED): NEVER,
    ("judging.excuse_juror", ""): ever(SECRETARIAT),
    ("judging.excuse_juror", LOCKED): NEVER,
    ("judging.excuse_juror", SETTLED): NEVER,
    ("judging.exclude_sheet", ""): NEVER,
    ("judging.exclude_sheet", LOCKED): ever(SECRETARIAT),
    ("judging.exclude_sheet", LOCKED_SETTLED): NEVER,
    ("judging.view_ranking", ""): ever(WATCHERS | CHAIR),
    ("judging.rebuild_ranking", ""): ever(SECRETARIAT),
    ("judging.rebuild_ranking", SETTLED): NEVER,
    ("judging.manage_visit", ""): during(SECRETARIAT, *until(PhaseKind.PLENARY)),
    ("judging.nudge_juror", ""): during(SECRETARIAT, JUDGING),
    ("judging.add_juror", ""): during(SECRETARIAT, JUDGING),
    ("judging.add_juror", SETTLED): NEVER,
    ("judging.view_promotion", FIRST): NEVER,
    ("judging.view_promotion", PRESENTATION): ever(WATCHERS | CHAIR),
    ("judging.promote", FIRST): NEVER,
    ("judging.promote", PRESENTATION): during(SECRETARIAT, *BY_PRESENTATION),
    ("judging.view_agenda", PRESENTATION): ever(WATCHERS),
    ("judging.arrange_agenda", PRESENTATION): during(SECRETARIAT, *BY_PRESENTATION),
    ("judging.view_own_agenda", PRESENTATION): ever(SEATED),
    ("judging.view_turn", PRESENTATION): ever(WATCHERS | JUROR | CHAIR),
    ("judging.run_turn", PRESENTATION): during(SECRETARIAT | CHAIR, *WHILE_PRESENTING),
    ("judging.note_attendance", PRESENTATION): during(SECRETARIAT, *WHILE_PRESENTING),
    ("judging.view_visit", VISIT): ever(JUROR | WATCHERS),
    ("judging.view_visit", FILED): ever(JUROR | CHAIR | WATCHERS),
    ("judging.fill_visit", VISIT): during(JUROR, PhaseKind.VISIT),
    ("judging.fill_visit", FILED): NEVER,
    ("judging.reopen_visit", VISIT): NEVER,
    ("judging.reopen_visit", FILED): during(CHAIR | SECRETARIAT, PhaseKind.VISIT),
    ("judging.reopen_visit", FILED_SETTLED): NEVER,
    ("judging.view_talk", VISIT): ever(CHAIR | WATCHERS),
    ("judging.view_talk", FILED): ever(JUROR | CHAIR | WATCHERS),
    ("judging.view_talk", FILED_SETTLED): ever(JUROR | CHAIR | WATCHERS),
    ("judging.write_talk", VISIT): ever(CHAIR),
    ("judging.write_talk", FILED): ever(JUROR | CHAIR),
    ("judging.write_talk", FILED_SETTLED): NEVER,
    ("judging.mark_agenda", VISIT): ever(CHAIR),
    ("judging.mark_agenda", FILED): ever(CHAIR),
    ("judging.mark_agenda", FILED_SETTLED): NEVER,
}
OF_THE_STAGE = {"fill_many", "nudge_juror", "add_juror", "view_promotion", "promote"}
OF_THE_STAGE |= {"view_agenda", "arrange_agenda", "view_own_agenda"}
OF_A_TURN = {"view_turn", "run_turn", "note_attendance"}
OF_A_SHEET = {"view_scoresheet", "fill_scoresheet", "reopen_scoresheet"}
OF_A_SHEET |= {"view_visit", "fill_visit", "reopen_visit", "view_talk", "write_talk", "mark_agenda"}


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    """An edition whose jurors judge at their desks, one that goes on to presentations, one that visits: made once."""
    with lasting(django_db_blocker):
        yield {DESK: desk(), FIRST: promoting(), PRESENTATION: presenting(), VISIT: visiting()}


def keys(proposal, stage, **more):
    people = {role: person.pk for role, person in everyone(proposal, stage).items()}
    return {"stage": stage.pk, "people": people, **more}


def desk():
    proposal = ProposalFactory(verified=True)
    world = keys(proposal, stage := StageFactory(edition=proposal.edition))
    juror = User.objects.get(pk=world["people"]["juror"])
    asked = SeatFactory(panel=PanelFactory(stage=stage), user=juror)
    about = {"proposal": proposal, "size": 8, "content_type": "application/pdf"}
    place = {"requirement": DocumentRequirementFactory(edition=proposal.edition)}
    letter = {"requirement": DocumentRequirementFactory(edition=proposal.edition, letter=Letter.INNOVATOR)}
    threat = {**place, "scan": Scan.INFECTED, "threat": "Eicar", "scanned_at": START}
    values = (place, letter, {**place, "scan": Scan.WAITING}, threat)
    files = {
        kind: Attachment.objects.create(
            name=kind,
            sha256=kind,
            file=ContentFile(b"%PDF-1.4", kind),
            uploaded_by=proposal.created_by,
            **about,
            **more,
        ).pk
        for kind, more in zip(FILES, values, strict=True)
    }
    return {**world, "seat": asked.pk, "files": files}


def promoting():
    proposal = ProposalFactory(verified=True)
    first = StageFactory(edition=proposal.edition)
    later = StageFactory(edition=proposal.edition, kind=StageKind.PRESENTATION)
    return keys(proposal, first, later=later.pk)


def presenting():
    proposal = ProposalFactory(verified=True)
    stage = StageFactory(edition=proposal.edition, kind=StageKind.PRESENTATION)
    return keys(proposal, stage, slot=SlotFactory(session__stage=stage, proposal=proposal).pk)


def visiting():
    proposal = ProposalFactory(verified=True)
    return keys(proposal, StageFactory(edition=proposal.edition, kind=StageKind.VISIT, has_discussion=True))


def bring_about(world, state):
    """Put the rows of a world into a state; the test takes them back."""
    stage = Stage.objects.get(pk=world["stage"])
    edition, sheets = stage.edition, ScoreSheet.objects.filter(assignment__stage=stage)
    if state in (LOCKED, LOCKED_SETTLED, LOCKED_FILE, FILED, FILED_SETTLED):
        sheets.update(total=80, finalised_at=START)
    if state == EXCUSED:
        Assignment.objects.filter(stage=stage).update(excused_at=START, excuse="Sakit.")
    if state == ANSWERED:
        Seat.objects.filter(pk=world["seat"]).update(answer=Answer.ACCEPTED, answered_at=START)
    if state == UNOPENED:
        Edition.objects.filter(pk=edition.pk).update(opened_at=None)
    if state in (FILED, FILED_SETTLED):
        filed = {"findings": "x", "visited_at": START, "filed_at": START}
        VisitFactory(stage=stage, proposal=edition.proposals.get(), juror_id=world["people"]["juror"], **filed)
    if state in (SETTLED, LOCKED_SETTLED, FILED_SETTLED):
        Ranking.objects.create(edition=edition, built_at=START, sheet_count=0, confirmed_at=START)


def target(right, state, world, role):
    """What the right is asked about. Of sheets a juror is asked about the own one, all others about the juror's."""
    name, stage = right.partition(".")[2], Stage.objects.get(pk=world["stage"])
    if name in OF_THE_STAGE:
        return Stage.objects.get(pk=world["later"]) if "promot" in name and state == PRESENTATION else stage
    if name in OF_A_TURN:
        return Slot.objects.get(pk=world["slot"])
    sheets = {
        sheet.assignment.juror_id: sheet for sheet in ScoreSheet.objects.filter(assignment__stage=stage).with_rights()
    }
    sheet = sheets.get(world["people"][role], sheets[world["people"]["juror"]])
    if name == "open_attachment":
        return SheetFile(sheet, Attachment.objects.get(pk=world["files"][EVIDENCE if state == LOCKED_FILE else state]))
    one = {
        "change_answer": lambda: Seat.objects.get(pk=world["seat"]),
        "answer_seat": lambda: Seat.objects.get(pk=world["seat"]),
        "view_pledge": lambda: Pledge.objects.get(edition=stage.edition, user=world["people"]["juror"]),
        "excuse_juror": lambda: sheet.assignment,
        "exclude_sheet": lambda: sheet.assignment,
        "move_proposal": lambda: sheet.assignment.proposal,
    }
    return sheet if name in OF_A_SHEET else one.get(name, lambda: stage.edition)()


@pytest.mark.django_db
@pytest.mark.parametrize("right", rights(TABLE))
def test_who_may_when(worlds, right):
    def ask(state):
        transaction.savepoint_rollback(start)  # each state begins from the world as it was made
        of = {FILED: VISIT, FILED_SETTLED: VISIT, FIRST: FIRST}.get(state, state if state in worlds else DESK)
        world = worlds[FIRST if "promot" in right else of]
        bring_about(world, state)
        targets = {role: target(right, state, world, role) for role in ROLES}
        return fresh(world["people"]), targets.get

    start = transaction.savepoint()

    assert differing(TABLE, right, ask) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "status"), [(EVIDENCE, 200), (LETTER, 404), (WAITING, 403), (INFECTED, 403)])
def test_a_blind_sheet_has_no_statements(client, worlds, kind, status):
    """Elsewhere a juror is told that a statement holds a NIP; here it would tell whose the proposal is."""
    world = worlds[DESK]
    Stage.objects.filter(pk=world["stage"]).update(is_blind=True)
    sheet = ScoreSheet.objects.get(assignment__juror=world["people"]["juror"], assignment__stage=world["stage"])
    client.force_login(sheet.assignment.juror)
    address = reverse("judging:attachment-detail", args=[sheet.pk, world["files"][kind]])
    file = SheetFile(sheet, Attachment.objects.get(pk=world["files"][kind]))

    with clock.at(moment(JUDGING)):
        answer, page = client.get(address), client.get(sheet.get_absolute_url())
        body(answer)

    assert answer.status_code == status
    assert (f'href="{address}"' in page.text) == (status == 200)
    assert policy.why_not(SheetFile.opening, sheet.assignment.juror, file) == "" or status == 403
