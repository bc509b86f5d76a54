"""Storing what an import brings: checked once more under a lock, then everything or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock, ledger
from accounts.invitations import send_invitation
from accounts.ledger import Event
from accounts.models import OPD, Membership, User
from accounts.queue import enqueue
from accounts.rehearsal import named
from accounts.spreadsheets.preview import SAME
from accounts.spreadsheets.values import folded
from submissions.models import ImportBatch, ImportedRow, Innovation

from .checking import check
from .preview import AgencyDraft, ImportPlan, InnovationDraft, MembershipDraft, PersonDraft
from .reading import read

BATCH = 1_000
LONGEST_USERNAME = 140
HIDDEN = "…"  # as in accounts.admin: the ledger names what is personal, and holds it not
PERSONAL = {"email", "nip", "phone"}


@dataclass(frozen=True)
class RowEvent(Event):
    """What happened to one row, with the values that the ledger must not hold."""

    values_before: dict[str, Any] = field(default_factory=dict)
    values_after: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def import_register(
    *,
    file: BinaryIO,
    seen: str,
    by: User,
    invite: bool = True,
    name: str = "",
    answers: Mapping[int, str] | None = None,
) -> ImportPlan:
    """Store a whole file, if all is well and it would still do what its preview showed (`seen`, its fingerprint).

    A file that changes nothing stores nothing, whatever was seen before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [named("submissions.import")])
    if not by.has_perm("submissions.import_register"):
        raise PermissionDenied
    plan = check(read(file), is_locked=True, answers=answers)
    if not plan.is_well:
        raise ValidationError(_("Tidak ada yang disimpan: ada baris yang kini salah."), code="wrong")
    if plan.changes_nothing:
        return plan
    if plan.fingerprint() != seen:
        raise ValidationError(
            _("Tidak ada yang disimpan: datanya berubah sejak pratinjau. Periksa lagi."), code="moved"
        )
    try:
        with transaction.atomic():
            events, strangers = _store(plan, by)
    except IntegrityError as error:
        raise ValidationError(
            _("Tidak ada yang disimpan: orang lain baru saja mengubah data yang sama. Periksa lagi."), code="moved"
        ) from error
    summary = _summary(plan, file, by)
    _keep_batch(summary.after["sha256"], name, events, by)
    ledger.record_all([summary, *events])
    if invite:
        for user in strangers:
            enqueue(send_invitation, user.pk, clock.now().isoformat())
    return plan


def _store(plan: ImportPlan, by: User) -> tuple[list[RowEvent], list[User]]:
    """Write the drafts in the order in which they lean on each other; the events of the ledger, and who is new."""
    events = _store_agencies(plan.agencies, by)
    agencies = {folded(abbr): pk for pk, abbr in OPD.objects.values_list("pk", "abbr")}
    strangers, of_people = _store_people(plan.people, by)
    by_email = {user.email: user.pk for user in strangers}
    of_memberships = _store_memberships(plan.memberships, by_email, agencies, by)
    of_innovations = _store_innovations(plan.innovations, agencies, by)
    return [*events, *of_people, *of_memberships, *of_innovations], strangers


def _store_agencies(drafts: list[AgencyDraft], by: User) -> list[RowEvent]:
    """All bodies first, their parents then: a parent may come with the same file."""
    rows = [OPD(pk=draft.pk, **draft.values) for draft in drafts]
    OPD.objects.bulk_create([row for row in rows if row.pk is None], BATCH)
    _update(OPD, list(zip(rows, drafts, strict=True)))
    keys = {folded(abbr): pk for pk, abbr in OPD.objects.values_list("pk", "abbr")}
    placed = [(row, draft) for row, draft in zip(rows, drafts, strict=True) if draft.parent]
    before = dict(OPD.objects.filter(pk__in=[row.pk for row, _draft in placed]).values_list("pk", "parent"))
    for row, draft in placed:
        row.parent_id = keys[str(draft.parent)]
    OPD.objects.bulk_update([row for row, _draft in placed], ["parent"], BATCH)
    return [
        _event(
            row,
            draft.pk,
            by,
            draft.before | _set({"parent": before.get(row.pk)}),
            draft.values | _set({"parent": row.parent_id}),
        )
        for row, draft in zip(rows, drafts, strict=True)
    ]


def _store_people(drafts: list[PersonDraft], by: User) -> tuple[list[User], list[RowEvent]]:
    """Nobody gets a password: an account becomes usable with the invitation's link."""
    names = _free_usernames([draft.email for draft in drafts if draft.pk is None])
    rows = [User(pk=draft.pk, **draft.values) for draft in drafts]
    strangers = []
    for row, draft in zip(rows, drafts, strict=True):
        if draft.pk is None:
            row.email, row.username, row.password = draft.email, names[draft.email], make_password(None)
            strangers.append(row)
    User.objects.bulk_create(strangers, BATCH)
    _update(User, list(zip(rows, drafts, strict=True)))
    events = [
        _event(row, draft.pk, by, draft.before, draft.values | ({} if draft.pk else {"email": draft.email}))
        for row, draft in zip(rows, drafts, strict=True)
    ]
    return strangers, events


def _free_usernames(emails: list[str]) -> dict[str, str]:
    """The address is the name to sign in with, numbered where somebody else is called so already."""
    taken = set(
        User.objects.filter(username__in=[email[:LONGEST_USERNAME] for email in emails]).values_list(
            "username", flat=True
        )
    )
    names = {}
    for email in emails:
        name, number = email[:LONGEST_USERNAME], 1
        while name in taken:
            number += 1
            name = f"{email[:LONGEST_USERNAME]}.{number}"
        names[email] = name
        taken.add(name)
    return names


def _store_memberships(
    drafts: list[MembershipDraft], strangers: dict[str, int], agencies: dict[str, int], by: User
) -> list[RowEvent]:
    rows = [
        Membership(
            pk=draft.pk,
            user_id=draft.user or strangers[draft.email],
            opd_id=agencies[draft.agency],
            role=draft.role,
            starts_on=draft.starts_on,
            ends_on=draft.ends_on,
        )
        for draft in drafts
    ]
    Membership.objects.bulk_update([row for row in rows if row.pk], ["starts_on", "ends_on"], BATCH)
    Membership.objects.bulk_create([row for row in rows if not row.pk], BATCH)
    events = []
    for row, draft in zip(rows, drafts, strict=True):
        whole = {"user": row.user_id, "opd": row.opd_id, "role": row.role, "starts_on": row.starts_on}
        after = {name: getattr(row, name) for name in draft.before} if draft.pk else whole
        events.append(_event(row, draft.pk, by, draft.before, after))
    return events


def _store_innovations(drafts: list[InnovationDraft], agencies: dict[str, int], by: User) -> list[RowEvent]:
    rows = [Innovation(pk=draft.pk, opd_id=agencies[draft.agency], **draft.values) for draft in drafts]
    Innovation.objects.bulk_create([row for row in rows if row.pk is None], BATCH)
    _update(Innovation, list(zip(rows, drafts, strict=True)))
    return [
        _event(row, draft.pk, by, draft.before, draft.values | ({} if draft.pk else {"opd": row.opd_id}))
        for row, draft in zip(rows, drafts, strict=True)
    ]


def _update(model: Any, pairs: list[tuple[Any, Any]]) -> None:
    """Write of each row that exists the columns that change in it, one statement for each set of columns."""
    by_columns: dict[tuple[str, ...], list[Any]] = {}
    for row, draft in pairs:
        if draft.pk is not None and draft.values:
            by_columns.setdefault(tuple(sorted(draft.values)), []).append(row)
    for columns, rows in by_columns.items():
        model.objects.bulk_update(rows, columns, BATCH)


def _event(row: Any, known: int | None, by: User, before: dict[str, Any], after: dict[str, Any]) -> RowEvent:
    action = f"{row._meta.model_name}.{'update' if known else 'create'}"
    return RowEvent(
        action, row, by, before=_plain(before) or None, after=_plain(after), values_before=before, values_after=after
    )


def _keep_batch(sha256: str, name: str, events: list[RowEvent], by: User) -> None:
    """What the file brought, row by row, so that it can be taken back."""
    batch = ImportBatch.objects.create(file_name=name[:100], sha256=sha256, imported_by=by)
    ImportedRow.objects.bulk_create(
        (
            ImportedRow(
                batch=batch,
                kind=event.target._meta.model_name or "",
                key=event.target.pk,
                name=_called(event)[:250],
                is_new=event.action.endswith(".create"),
                before={key: event.values_before.get(key) for key in event.values_after} if event.before else {},
                after=event.values_after,
            )
            for event in events
        ),
        ledger.BATCH,
    )


def _called(event: RowEvent) -> str:
    """A name without a query: of what is only changed the file may say no name."""
    values = {**event.values_before, **event.values_after}
    row = event.target
    names = (values.get(key) or getattr(row, key, "") for key in ("name", "title", "abbr", "email"))
    return str(next(filter(None, names), "")) or f"{row._meta.verbose_name} {row.pk}"


def _set(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the ledger can hold them."""
    return {
        name: HIDDEN if name in PERSONAL else value if value is None or isinstance(value, bool | int) else str(value)
        for name, value in values.items()
    }


def _summary(plan: ImportPlan, file: BinaryIO, by: User) -> Event:
    """How much came, from which file; what came stands in the entries behind it."""
    file.seek(0)
    counts = {
        title: {state: count for state, count in states.items() if state != SAME}
        for title, states in plan.counts().items()
    }
    return Event("register.import", by, by, after={"sha256": sha256(file.read()).hexdigest(), "counts": counts})
