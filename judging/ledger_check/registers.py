"""The kinds of rows whose making and removal are entries, and which of their columns an entry holds."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from judging.models import AgendaMark, Answer, Assignment, Message, Panel, Pledge, Promotion, Seat, Visit, VisitPhoto


@dataclass(frozen=True)
class Register:
    """`columns`: the name in an entry's `after` → the column of the row. What an entry does not name is not compared.

    `steps`: an action that says by its name alone what it changes. `actor`: the column of who made the row.
    `text`: the column of whose words an entry holds the SHA-256. `where`: which of the rows are made by an entry.
    """

    model: type[models.Model]
    edition: str  # the lookup from a row to its edition
    noun: str | Promise
    columns: dict[str, str]
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    actor: str = ""
    text: str = ""
    where: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.model._meta.label_lower


REGISTERS = (
    Register(Panel, "stage__edition", _("Panel"), {"name": "name"}),
    Register(
        Seat,
        "panel__stage__edition",
        _("Keanggotaan panel"),
        {"panel": "panel_id", "user": "user_id", "role": "role", "body": "body__code", "answer": "answer"},
        {
            "seat.create": {"answer": ""},
            "seat.offer": {"answer": ""},
            "seat.accept": {"answer": Answer.ACCEPTED.value},
            "seat.decline": {"answer": Answer.DECLINED.value},
        },
    ),
    Register(Pledge, "edition", _("Pakta"), {"sha256": "sha256"}, actor="user_id", text="text"),
    Register(
        Assignment,
        "stage__edition",
        _("Penugasan"),
        {
            "stage": "stage_id",
            "proposal": "proposal_id",
            "juror": "juror_id",
            "is_pinned": "is_pinned",
            "origin": "origin",
        },
        {"assignment.create": {"is_pinned": False}},
    ),
    Register(
        Promotion,
        "stage__edition",
        _("Kenaikan tahap"),
        {"stage": "stage_id", "proposal": "proposal_id", "place": "place"},
    ),
    Register(
        Message,
        "stage__edition",
        _("Pesan"),
        {"stage": "stage_id", "proposal": "proposal_id"},
        actor="author_id",
        text="text",
    ),
    Register(
        AgendaMark,
        "stage__edition",
        _("Catatan pleno"),
        {"stage": "stage_id", "proposal": "proposal_id", "note": "note"},
        actor="marked_by_id",
    ),
    Register(
        Visit,
        "stage__edition",
        _("Laporan kunjungan"),
        {"stage": "stage_id", "proposal": "proposal_id", "signature": "signature_sha256"},
        actor="juror_id",
        where={"filed_at__isnull": False},
    ),
    Register(VisitPhoto, "visit__stage__edition", _("Foto kunjungan"), {"visit": "visit_id", "sha256": "sha256"}),
)
BY_LABEL = {register.label: register for register in REGISTERS}
REMOVALS = ("delete", "remove")  # how the action ends that takes a row away
DIGEST = "sha256"
