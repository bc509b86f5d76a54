"""What the desk shows of the identity, the innovators and the partners: as stored, or as typed and refused."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.concurrency import Seen, token, tokens
from accounts.models import User
from submissions.editable_parts import OpenPlaces
from submissions.fields.goals import GOALS
from submissions.models import Group, Partnership, Proposal

from .actions import FieldClash, values_of
from .actions_innovators import Person, people_of
from .forms import IdentityForm
from .forms_innovator import InnovatorForm, InnovatorRows
from .forms_partner import ConfirmForm, DeclineForm, PartnerForm

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class FieldSheet:
    """Fields that are stored together: `seen` are the tokens of what the page shows, `clashes` have both values."""

    proposal: Proposal
    seen: Seen
    clashes: list["Contested"] = field(default_factory=list)
    is_wrong: bool = False

    @property
    def saved_at(self) -> datetime | None:
        return self.proposal.described_at

    @property
    def contested(self) -> dict[str, str]:
        """The tokens of the others' values: who chooses has seen these, and no later ones."""
        return {one.name: one.token for one in self.clashes}

    @property
    def theirs(self) -> str:
        """For the script: the fields that give way, and what then stands in them."""
        names = sorted({name for one in self.clashes for name in one.inputs})
        return json.dumps({"names": names, "pairs": [pair for one in self.clashes for pair in one.pairs]})


@dataclass(frozen=True)
class Contested:
    """One field with both values, in words; `pairs` put the other's value into the form's `inputs`."""

    name: str
    label: str
    mine: str
    theirs: str
    who: str
    token: str
    inputs: tuple[str, ...]
    pairs: Pairs


@dataclass(frozen=True, kw_only=True)
class IdentitySheet(FieldSheet):
    form: IdentityForm

    @cached_property
    def has_more(self) -> dict[str, bool]:
        """Which of the folded parts have something to show."""
        form = self.form
        return {
            "goals": bool(form["sdgs"].value() or form["sdgs"].errors),
            "contact": any(form[name].value() or form[name].errors for name in ("contact_name", "contact_phone")),
        }

    @property
    def goals_chosen(self) -> int:
        return len(self.form["sdgs"].value() or ())


@dataclass(frozen=True, kw_only=True)
class InnovatorSheet(FieldSheet):
    rows: InnovatorRows

    @property
    def blank(self) -> InnovatorForm:
        """The pattern of a new row, for the script."""
        return InnovatorForm(key=99999)


@dataclass(frozen=True, kw_only=True)
class PartnerSheet(FieldSheet):
    adding: PartnerForm
    typed: Mapping[int, str] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[Partnership, str]]:
        partnerships = self.proposal.innovation.partnerships.all()
        return [(row, self.typed.get(row.pk, row.part)) for row in partnerships]


def described(user: User, proposal: Proposal, places: OpenPlaces) -> dict[str, Any]:
    """For the desk: the three sheets for who may fill them, and the question to a partner who has not answered."""
    found: dict[str, Any] = {"asked_partnerships": asked_partnerships(user, proposal)}
    if user.has_perm("submissions.change_proposal", proposal) and places.is_open():
        people = people_of(proposal)
        found |= {
            "identity": identity_sheet(proposal),
            "innovators": InnovatorSheet(proposal, tokens({"innovators": people}), rows=InnovatorRows.stored(people)),
            "partners": partner_sheet(proposal),
        }
    return found


def asked_partnerships(user: User, proposal: Proposal) -> list[tuple[Partnership, ConfirmForm, DeclineForm]]:
    rows = proposal.innovation.unanswered_by(user)
    if not rows or not user.has_perm("submissions.answer_partnership", proposal):
        return []
    return [
        (
            row,
            ConfirmForm(auto_id=f"mitra-{row.pk}-%s", initial={"part": row.part}),
            DeclineForm(auto_id=f"mitra-{row.pk}-%s"),
        )
        for row in rows
    ]


def identity_sheet(proposal: Proposal) -> IdentitySheet:
    values = values_of(proposal)
    return IdentitySheet(proposal, tokens(values), form=IdentityForm(proposal=proposal, values=values))


def partner_sheet(proposal: Proposal, **told: Any) -> PartnerSheet:
    stored = {f"part_{row.pk}": row.part for row in proposal.innovation.partnerships.all()}
    return PartnerSheet(proposal, tokens(stored), adding=PartnerForm(proposal=proposal), **told)


def seen_after(stored: Mapping[str, Any], sent: Mapping[str, Any], base: Seen, open_names: Iterable[str]) -> Seen:
    """The tokens of what the page shows now: what was sent, but where that was not stored what it started from."""
    left = set(open_names)
    shown = tokens({name: value if name in left else sent.get(name, value) for name, value in stored.items()})
    return shown | {name: base[name] for name in left & base.keys()}


def contested(clashes: Iterable[FieldClash], label: Callable[[str], str]) -> list[Contested]:
    return [
        Contested(
            name=one.field,
            label=label(one.field),
            mine=in_words(one.field, one.mine),
            theirs=in_words(one.field, one.theirs),
            who=str(one.by or _("Orang lain")),
            token=token(one.theirs),
            inputs=("row", *Person._fields) if one.field == "innovators" else (one.field,),
            pairs=pairs_of(one.field, one.theirs),
        )
        for one in clashes
    ]


def in_words(name: str, value: Any) -> str:
    """A value as people read it."""
    if value in (None, "", ()):
        return _("(kosong)")
    words: dict[str, Callable[[], str]] = {
        "group": lambda: str(Group(value).label),
        "is_digital": lambda: _("Digital") if value else _("Tidak digital"),
        "started_on": lambda: date_format(value, "j F Y"),
        "sdgs": lambda: "; ".join(f"{number} {GOALS[number]}" for number in value),
        "innovators": lambda: "; ".join(", ".join(filter(None, person)) for person in value),
    }
    return words.get(name, lambda: str(value))()


def pairs_of(name: str, value: Any) -> Pairs:
    """A value as the form sends it."""
    if name == "innovators":
        rows = enumerate(value)
        return [pair for key, person in rows for pair in [("row", str(key)), *person._asdict().items()]]
    if name == "sdgs":
        return [(name, str(number)) for number in value]
    plain = {True: "ya", False: "tidak", None: ""}.get(value) if isinstance(value, bool) or value is None else value
    return [(name, str(getattr(plain, "pk", plain)))]
