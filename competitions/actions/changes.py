"""How an edition is changed: while it is made, at once; once it is open, as ADR 29 says.

What only names or explains is corrected. What touches fairness is rehearsed: done, looked at, undone. Without a
knowing consent the act ends there and says whom it would touch; with one it is done, kept with its reason on the
ledger, and told to those concerned.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import ledger
from accounts.mail_ahead import MailAhead, mail_ahead
from accounts.models import AuditEntry, User
from accounts.queue import enqueue
from competitions.checklist import own_gaps
from competitions.effects import (
    Change,
    Consent,
    Effect,
    Snapshot,
    UnconfirmedError,
    changes_between,
    lenses,
    refuse_forbidden,
)
from competitions.locks import lock_edition_for
from competitions.mail_rules import mailings, send_change_mail
from competitions.models import Edition, RuleChange
from competitions.wording import in_words

LONGEST_REASON = 300
KEPT_LANGUAGE = "id"  # what is stored and sent is Indonesian, whichever language the secretary reads the pages in
LACKING = {
    "": gettext_lazy("Perubahan ini menyentuh usulan atau penilaian. Periksa dahulu siapa yang tersentuh."),
    "reason": gettext_lazy("Tuliskan alasannya."),
    "length": gettext_lazy("Alasan paling panjang 300 huruf."),
    "changed": gettext_lazy("Sejak Anda melihatnya, yang tersentuh sudah berubah. Periksa sekali lagi."),
}


@dataclass(frozen=True)
class RuleAct:
    """One act on an edition's rules: what it reads, what it does, and how the ledger keeps both sides of it.

    It is done twice, once as a rehearsal, so `apply` takes the edition and remembers nothing.
    """

    name: str
    read: Callable[[Edition], Snapshot]
    apply: Callable[[Edition], None]
    entry: Callable[[Snapshot, Snapshot], tuple[Any, Any]]
    about: models.Model | None = None


def carry_out(act: RuleAct, edition: Edition, *, by: User, consent: Consent | None = None) -> Edition:
    """Do it, inside the transaction of the caller; raise UnconfirmedError where it has to be shown first."""
    edition = lock_edition_for(edition, "change_edition", by)
    effect = _rehearse(act, edition) if edition.is_open else None
    if effect and effect.change.needs_reason:
        _require(consent, effect)

    before, after = _apply(act, edition)
    if before == after:
        return edition
    was, now = act.entry(before, after)
    reason = consent.reason.strip() if consent and effect and effect.change.needs_reason else ""
    record_change(act.name, edition, by=by, before=was, after=now, note=reason)
    if effect:
        effect.follow()
        if reason:
            _announce(effect, reason, by)
    return edition


def _rehearse(act: RuleAct, edition: Edition) -> Effect | None:
    """What it would change and whom it would touch; nothing where it changes nothing. Raises what forbids it."""
    missing = {gap.text for gap in own_gaps(_again(edition))}
    change, after = None, []
    with transaction.atomic():
        if fields := tuple(changes_between(*_apply(act, _again(edition)))):
            change = Change(edition, act.name, act.about or edition, fields)
            _refuse_gaps(edition, missing)
            refuse_forbidden(change)
            after = [one.look(_again(edition), change) for one in lenses(change)]
        transaction.set_rollback(True)
    if change is None:
        return None
    pairs = zip(lenses(change), after, strict=True)
    return Effect(change, tuple((one, one.look(_again(edition), change), picture) for one, picture in pairs))


def _again(edition: Edition) -> Edition:
    """As it is stored at this point, with nothing that was read before."""
    return Edition.objects.with_details().get(pk=edition.pk)


def _apply(act: RuleAct, edition: Edition) -> tuple[Snapshot, Snapshot]:
    """Do it and tell what was and what is; of two who use and remove the same row at once, one is refused."""
    before = act.read(edition)
    try:
        with transaction.atomic():
            act.apply(edition)
            connection.check_constraints()  # they are deferred: without this they speak at the commit
    except IntegrityError as error:
        sentence = _("Salah satu yang dihapus baru saja dipakai orang lain. Muat ulang halaman ini.")
        raise ValidationError(sentence, code="used") from error
    return before, act.read(edition)


def _refuse_gaps(edition: Edition, missing: Collection[str]) -> None:
    """An open edition stays as complete as it had to be to open."""
    if gaps := [gap.text for gap in own_gaps(_again(edition)) if gap.text not in missing]:
        raise ValidationError(gaps)


def _require(consent: Consent | None, effect: Effect) -> None:
    lacks = None
    if consent is None:
        lacks = ""
    elif not consent.reason.strip():
        lacks = "reason"
    elif len(consent.reason.strip()) > LONGEST_REASON:
        lacks = "length"
    elif consent.seen != effect.token:
        lacks = "changed"
    if lacks is not None:
        raise UnconfirmedError(LACKING[lacks], effect, lacks)


def _announce(effect: Effect, reason: str, by: User) -> None:
    """Keep what was shown, and have those concerned told."""
    row = _kept(effect, reason)
    row.made_by = by
    row.save()
    enqueue(send_change_mail, row.pk)


def _kept(effect: Effect, reason: str) -> RuleChange:
    with translation.override(KEPT_LANGUAGE):
        what, touched = in_words(effect.change), effect.tell()
    return RuleChange(
        edition=effect.change.edition,
        action=effect.change.action,
        topics=sorted(topic.value for topic in effect.change.topics),
        what=[asdict(line) for line in what],
        touched=[asdict(one) for one in touched],
        reason=reason,
    )


def letters_ahead(effect: Effect, reason: str = "") -> MailAhead:
    """Who is written to, and the letter as the one gets it whom it tells most."""
    return mail_ahead(lambda: mailings(_kept(effect, reason.strip() or "…")))


def plain(values: object) -> Any:
    """Values as the ledger's JSON holds them."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def rows_of(queryset: models.QuerySet, fields: Iterable[str]) -> dict[Any, Any]:
    """The rows by their keys."""
    return {row.pop("pk"): row for row in plain(list(queryset.values("pk", *fields)))}


def record_change(
    action: str, edition: Edition, *, by: User, before: Any, after: Any, note: str = ""
) -> AuditEntry | None:
    """One entry, unless nothing changed."""
    if before == after:
        return None
    return ledger.record(action, edition, by=by, chain=edition.ledger_chain, before=before, after=after, note=note)


def whole(part: str) -> Callable[[Snapshot, Snapshot], tuple[Any, Any]]:
    """The ledger keeps all rows of a part, before and after."""
    return lambda before, after: (list(before[part].values()), list(after[part].values()))


def changed_only(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}
