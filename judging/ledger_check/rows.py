"""Rows that are made and removed by acts of their own: is each there, and as the ledger has it?"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from competitions.models import Edition
from judging.models import Conflict

from .registers import DIGEST, Register
from .replay import BATCH, Rows

CONFLICT_COLUMNS = {"user": "user_id", "opd": "opd_id", "innovation": "innovation_id"}


def compare_rows(register: Register, edition: Edition, expected: Rows) -> Iterator[str]:
    stored = register.model._default_manager.filter(**{register.edition: edition}, **register.where).order_by("pk")
    left = dict(expected.known)
    extra = [name for name in (register.actor, register.text) if name]
    for row in stored.values("pk", *register.columns.values(), *extra).iterator(BATCH):
        known = left.pop(row["pk"], None)
        names = {"noun": register.noun, "pk": row["pk"]}
        if known is None and row["pk"] in expected.gone:
            yield _("%(noun)s %(pk)d: dihapus menurut jejak, tetapi tersimpan.") % names
        elif known is None:
            yield _("%(noun)s %(pk)d: tersimpan tanpa jejak.") % names
        else:
            yield from _columns(register.noun, row, known, register.columns)
            if register.actor and known[""] != row[register.actor]:
                yield _("%(noun)s %(pk)d: tersimpan atas nama orang lain daripada dalam jejak.") % names
            if register.text and DIGEST in known and known[DIGEST] != sha256(row[register.text].encode()).hexdigest():
                yield _("%(noun)s %(pk)d: kata-katanya lain daripada jejak.") % names
    for pk in left:
        yield _("%(noun)s %(pk)d: ada dalam jejak, tidak tersimpan.") % {"noun": register.noun, "pk": pk}


def compare_conflicts(edition: Edition) -> Iterator[str]:
    """A conflict is a person's and holds in every edition, so every chain may speak of it."""
    expected, here = Rows(), set()
    entries = AuditEntry.objects.filter(action__in=["conflict.create", "conflict.delete"]).order_by("at", "pk")
    for chain, action, target, after in entries.values_list("chain", "action", "target", "after").iterator(BATCH):
        key = int(target.rpartition(":")[2])
        if action == "conflict.delete":
            expected.known.pop(key, None)
            expected.gone.add(key)
        else:
            expected.known[key] = after or {}
            here |= {key} if chain == edition.ledger_chain else set()
    noun = _("Benturan kepentingan")
    stored = {row["pk"]: row for row in Conflict.objects.values("pk", *CONFLICT_COLUMNS.values()).iterator(BATCH)}
    jurors = set(edition.stages.values_list("panels__seats__user", flat=True))
    for pk, row in stored.items():
        if pk in expected.known:
            yield from _columns(noun, row, expected.known[pk], CONFLICT_COLUMNS)
        elif row["user_id"] in jurors:
            yield _("%(noun)s %(pk)d: tersimpan tanpa jejak.") % {"noun": noun, "pk": pk}
    for pk in sorted((here & expected.known.keys()) - stored.keys()):
        yield _("%(noun)s %(pk)d: ada dalam jejak, tidak tersimpan.") % {"noun": noun, "pk": pk}


def _columns(noun: Any, row: dict[str, Any], known: dict[str, Any], columns: dict[str, str]) -> Iterator[str]:
    for name, column in columns.items():
        if name in known and known[name] != row[column]:
            yield (
                _("%(noun)s %(pk)d, %(name)s: jejak %(known)s, tersimpan %(stored)s.")
                % {"noun": noun, "pk": row["pk"], "name": name, "known": known[name], "stored": row[column]}
            )
