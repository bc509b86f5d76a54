"""Every act of judging leaves an entry that the ledger can name.

The acts of every room are looked through: what changes something must reach the ledger, and what does not must be
named here. Those that one room can play are played as well.
"""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import AuditEntry
from competitions.models import Stage
from judging.models import Assignment, Conflict, ScoreSheet, Seat
from judging.panels.actions import create_panel
from kovablik.ledger.terms import ACTIONS
from tests.factories import OPDFactory, ProposalFactory, SeatFactory, UserFactory
from tests.judging.conftest import asked_anew, sheet_of

ACTS = re.compile(r"(actions\w*|bulk_marks)\.py")

# What changes nothing that anybody decided, with the reason.
NO_CHANGE = {
    "look_into_workbook": "reads a file",
    "draw_workbook": "draws a file",
    "ask_for_plan": "a plan is a question; taking it is the change",
    "discard_plan": "throws a question away",
    "save_visit": "notes that nobody has filed; filing seals them",
    "sign_visit": "as above: the seal holds the signature",
}


MODULES = [path for path in sorted(Path(settings.BASE_DIR, "judging").glob("*/*.py")) if ACTS.fullmatch(path.name)]


def definitions():
    """Every function of those modules, as its source parsed, with the module that holds it."""
    return [
        (path, node)
        for path in MODULES
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
    ]


def functions():
    """What each function calls, by module and name."""
    return {
        (path, node.name): {called(one) for one in ast.walk(node) if isinstance(one, ast.Call)}
        for path, node in definitions()
    }


# An act is what takes its actor by the name `by`.
ACTS_BY_NAME = sorted(
    node.name
    for _path, node in definitions()
    if not node.name.startswith("_") and any(one.arg == "by" for one in node.args.kwonlyargs)
)


def act(name):
    """The act itself, from whichever module holds it."""
    modules = (import_module(f"judging.{path.parent.name}.{path.stem}") for path in MODULES)
    return next(getattr(one, name) for one in modules if getattr(one, name, None))


def called(node):
    what = node.func
    return (
        f"{getattr(what.value, 'id', '')}.{what.attr}" if isinstance(what, ast.Attribute) else getattr(what, "id", "")
    )


def reaches_the_ledger(here, known, seen=frozenset()):
    """A name is looked for in the own module first: helpers of two modules may share theirs."""
    path, _name = here
    if known[here] & {"ledger.record", "ledger.record_all"}:
        return True
    further = [
        (path, name) if (path, name) in known else next((key for key in known if key[1] == name), None)
        for name in known[here]
    ]
    return any(reaches_the_ledger(one, known, seen | {here}) for one in further if one and one not in seen)


@pytest.mark.parametrize("name", ACTS_BY_NAME)
def test_every_act_reaches_the_ledger_or_is_named_as_changing_nothing(name):
    known = functions()
    (here,) = (key for key in known if key[1] == name)

    assert reaches_the_ledger(here, known) is not (name in NO_CHANGE)


def test_nothing_is_excused_that_is_not_there():
    assert set(NO_CHANGE) <= set(ACTS_BY_NAME)


def test_what_acts_write_down_has_a_name():
    written = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and called(node) in {"ledger.record", "ledger.Event"} and node.args:
                written |= {one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)}

    names = {str(name) for name in written if "." in str(name)}
    assert {name for name in names if not any(known.startswith(name) for known in ACTIONS)} == set()


class Room:
    """The room of `test_reconciling`, and how to find things in it."""

    def __init__(self, edition, secretary):
        self.edition, self.by = edition, secretary
        self.stage = edition.stages.get()
        self.panel = self.stage.panels.get()

    @property
    def open_sheet(self):
        return ScoreSheet.objects.filter(finalised_at=None, assignment__excused_at=None).first()

    @property
    def juror(self):
        return asked_anew(self.open_sheet.assignment.juror)


@pytest.fixture
def room(judged, secretary):
    return Room(judged, secretary)


def torn(room):
    """A proposal that two differ about beyond the limit, and somebody who could judge it, too."""
    Stage.objects.filter(pk=room.stage.pk).update(spread_limit=10)
    room.stage.refresh_from_db()
    proposal = ProposalFactory(verified=True, edition=room.edition)
    for total in (60, 90):
        sheet_of(room.stage, proposal=proposal, total=total)
    return {"stage": room.stage, "proposal": proposal, "juror": SeatFactory(panel=room.panel).user}


def save(room, **change):
    return {"sheet": room.open_sheet, "by": room.juror, **change}


def marked(room):
    return room.open_sheet.scores.first().criterion_id


def blank(room):
    return sheet_of(room.stage).assignment


def freed(room):
    return {"assignment": Assignment.objects.freed().first(), "reason": "Sembuh."}


# An act, what it is told in the room, and what it writes down.
PLAYED = {
    "add_juror": (torn, {"assignment.create"}),
    "assign_all": (
        lambda room: {"stage": room.stage, "": ProposalFactory(verified=True, edition=room.edition)},
        {"assignment.create"},
    ),
    "create_panel": (lambda room: {"stage": room.stage, "name": "Panel B"}, {"panel.create"}),
    "delete_panel": (
        lambda room: {"panel": create_panel(stage=room.stage, name="Panel C", by=room.by)},
        {"panel.delete"},
    ),
    "declare_conflict": (
        lambda room: {"edition": room.edition, "user": room.juror, "opd": OPDFactory(), "reason": "Ipar."},
        {"conflict.create"},
    ),
    "excuse_from_all": (
        lambda room: {"stage": room.stage, "juror": room.juror, "reason": "Sakit."},
        {"assignment.excuse"},
    ),
    "excuse_juror": (
        lambda room: {"assignment": room.open_sheet.assignment, "reason": "Sakit."},
        {"assignment.excuse"},
    ),
    "restore_juror": (freed, {"assignment.restore"}),
    "restore_to_all": (
        lambda room: {"stage": room.stage, "juror": freed(room)["assignment"].juror, "reason": "Sembuh."},
        {"assignment.restore"},
    ),
    "finalise_scoresheet": (save, {"scoresheet.finalise"}),
    "nudge_jurors": (lambda room: {"stage": room.stage}, {"nudge.send"}),
    "pin_assignment": (lambda room: {"assignment": room.open_sheet.assignment, "is_pinned": True}, None),
    "rebuild_ranking": (lambda room: {"edition": room.edition}, {"ranking.rebuild"}),
    "remove_assignment": (lambda room: {"assignment": blank(room)}, {"assignment.delete"}),
    "remove_conflict": (
        lambda room: {"edition": room.edition, "conflict": Conflict.objects.get(), "reason": "Keliru."},
        {"conflict.delete"},
    ),
    "save_scores": (
        lambda room: save(room, points={marked(room): None}, comments={None: "Lain."}),
        {"score.update", "comment.update"},
    ),
    "seat_juror": (
        lambda room: {"panel": room.panel, "user": UserFactory(), "body": "practitioner"},
        {"seat.create"},
    ),
    "unseat_juror": (lambda room: {"seat": SeatFactory(panel=room.panel)}, {"seat.delete"}),
}


@pytest.mark.parametrize("name", PLAYED)
def test_an_act_that_is_played_leaves_its_entries(room, name):
    tell, wanted = PLAYED[name]
    told = {"by": room.by, **tell(room)}
    told.pop("", None)
    before = AuditEntry.objects.count()

    act(name)(**told)

    new = list(AuditEntry.objects.order_by("pk").values_list("action", "chain")[before:])
    assert new
    assert {chain for _action, chain in new} == {room.edition.ledger_chain}
    assert {action for action, _chain in new} >= (wanted or set())
    assert {action for action, _chain in new} <= set(ACTIONS)
    assert Assignment.objects.exists()
    assert Seat.objects.exists()


def test_played_acts_are_acts():
    assert set(PLAYED) <= set(ACTS_BY_NAME) - set(NO_CHANGE)
