"""Which proposals a juror must not touch, and why: found in the registers, declared by the juror, or set.

One statement answers it for one person at each request and for a whole jury when proposals are handed out, so that
nobody can be assigned what the pages then hide (docs/adr, "Conflicts of interest").
"""

from calendar import isleap
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.models import User
from competitions.models import Edition, PhaseKind


class ReasonKind(models.TextChoices):
    """Why a juror is in conflict, nearest first."""

    OWN = "own", gettext_lazy("Tempat bertugas")
    BELOW = "below", gettext_lazy("Di bawah tempat bertugas")
    ABOVE = "above", gettext_lazy("Induk tempat bertugas")
    PAST = "past", gettext_lazy("Pernah bertugas")
    INNOVATOR = "innovator", gettext_lazy("Inovator")
    AUTHOR = "author", gettext_lazy("Ikut mengajukan")
    COLLEAGUE = "colleague", gettext_lazy("Rekan inovator")
    DECLARED = "declared", gettext_lazy("Dinyatakan juri")
    SET = "set", gettext_lazy("Ditetapkan Bagian Organisasi")


NEARNESS = {kind.value: at for at, kind in enumerate(ReasonKind)}
PARTS = frozenset({ReasonKind.INNOVATOR, ReasonKind.AUTHOR, ReasonKind.COLLEAGUE})
RECORDED = frozenset({ReasonKind.DECLARED, ReasonKind.SET})


@dataclass(frozen=True)
class ConflictReason:
    """One reason. `body` is the body through which it comes, `through` the own body of which that is family.

    `until` is the first day after a posting; `name` is a fellow innovator's; `text` is what somebody wrote.
    """

    kind: ReasonKind
    body: str = ""
    through: str = ""
    until: date | None = None
    name: str = ""
    text: str = ""

    @property
    def is_found(self) -> bool:
        """Known from the registers: nobody had to say it."""
        return self.kind not in RECORDED

    def __str__(self) -> str:
        return SENTENCES[self.kind](self)


SENTENCES = {
    ReasonKind.OWN: lambda one: _("Bertugas di %(body)s") % {"body": one.body},
    ReasonKind.BELOW: lambda one: (
        _("%(body)s di bawah %(own)s, tempatnya bertugas") % {"body": one.body, "own": one.through}
    ),
    ReasonKind.ABOVE: lambda one: (
        _("%(body)s membawahi %(own)s, tempatnya bertugas") % {"body": one.body, "own": one.through}
    ),
    ReasonKind.PAST: lambda one: (
        _("Bertugas di %(own)s sampai %(day)s")
        % {"own": one.through, "day": date_format(one.until, "j F Y") if one.until else ""}
    ),
    ReasonKind.INNOVATOR: lambda _one: _("Tercatat sebagai inovatornya"),
    ReasonKind.AUTHOR: lambda _one: _("Ikut mengajukan usulannya"),
    ReasonKind.COLLEAGUE: lambda one: _("Berinovasi bersama %(name)s") % {"name": one.name},
    ReasonKind.DECLARED: lambda one: _("Dinyatakan sendiri: %(text)s") % {"text": one.text},
    ReasonKind.SET: lambda one: _("Ditetapkan: %(text)s") % {"text": one.text},
}

# Bodies first (the tree up and down from where somebody serves, down only from where somebody served, and what was
# said of a body), then innovations (of those bodies, the own part, a fellow innovator's, and what was said of one),
# then the proposals of all of them. A posting is late when it ended in the last `conflict_years` years before the
# registration closed, or before today while it is still open: from the close on nobody grows out of a conflict.
# It is asked with every request of a juror, and planning it takes longer than running it: each table is named as
# seldom as can be, and MATERIALIZED keeps the planner from weighing all parts against each other.
FOUND = """
WITH RECURSIVE posting(juror, opd, ended) AS (
    SELECT user_id, opd_id, CASE WHEN ends_on <= %(today)s THEN ends_on END
    FROM accounts_membership WHERE user_id = ANY(%(jurors)s) AND starts_on <= %(today)s
), up(juror, opd, own) AS (
    SELECT juror, opd, opd FROM posting WHERE ended IS NULL
    UNION SELECT up.juror, o.parent_id, up.own FROM up JOIN accounts_opd o ON o.id = up.opd
    WHERE o.parent_id IS NOT NULL
), down(juror, opd, own, ended) AS (
    SELECT juror, opd, opd, ended FROM posting
    UNION SELECT down.juror, o.id, down.own, down.ended FROM down
    JOIN accounts_opd o ON o.parent_id = down.opd OR o.successor_id = down.opd
), body(juror, kind, opd, own, ended, said) AS MATERIALIZED (
    SELECT juror, CASE WHEN opd = own THEN 'own' ELSE 'above' END, opd, own, NULL::date, '' FROM up
    UNION ALL
    SELECT juror, CASE WHEN ended IS NULL THEN 'below' ELSE 'past' END, opd, own, ended, '' FROM down
    WHERE opd <> own OR ended IS NOT NULL
    UNION ALL
    SELECT user_id, source, opd_id, opd_id, NULL, reason FROM judging_conflict
    WHERE user_id = ANY(%(jurors)s) AND opd_id IS NOT NULL
), made(juror, nip, innovation) AS MATERIALIZED (
    SELECT u.id, u.nip, p.innovation_id FROM accounts_user u
    JOIN submissions_innovator i ON i.nip = u.nip JOIN submissions_proposal p ON p.id = i.proposal_id
    WHERE u.id = ANY(%(jurors)s) AND u.nip <> ''
), colleague(juror, nip, name) AS MATERIALIZED (
    SELECT made.juror, i.nip, min(i.name)
    FROM made JOIN submissions_proposal p ON p.innovation_id = made.innovation
    JOIN submissions_innovator i ON i.proposal_id = p.id
    WHERE i.nip <> '' AND i.nip <> made.nip GROUP BY made.juror, i.nip
), touched(juror, kind, innovation, opd, own, ended, name, said) AS MATERIALIZED (
    SELECT b.juror, b.kind, i.id, b.opd, b.own, b.ended, '', b.said
    FROM body b JOIN submissions_innovation i ON i.opd_id = b.opd
    UNION ALL
    SELECT b.juror, b.kind, p.innovation_id, b.opd, b.own, b.ended, '', b.said
    FROM body b JOIN submissions_partnership p ON p.opd_id = b.opd WHERE p.is_confirmed IS NOT FALSE
    UNION ALL
    SELECT juror, 'innovator', innovation, NULL, NULL, NULL, '', '' FROM made
    UNION ALL
    SELECT c.juror, 'colleague', p.innovation_id, NULL, NULL, NULL, c.name, ''
    FROM colleague c JOIN submissions_innovator i ON i.nip = c.nip JOIN submissions_proposal p ON p.id = i.proposal_id
    UNION ALL
    SELECT j.id, 'author', p.innovation_id, NULL, NULL, NULL, '', '' FROM unnest(%(jurors)s) AS j(id)
    JOIN submissions_proposal p ON j.id IN (p.created_by_id, p.handed_by_id, p.submitted_by_id)
    UNION ALL
    SELECT user_id, source, innovation_id, NULL, NULL, NULL, '', reason FROM judging_conflict
    WHERE user_id = ANY(%(jurors)s) AND innovation_id IS NOT NULL
), found(juror, proposal, edition, kind, opd, own, ended, name, said) AS (
    SELECT t.juror, p.id, p.edition_id, t.kind, t.opd, t.own, t.ended, t.name, t.said
    FROM touched t JOIN submissions_proposal p ON p.innovation_id = t.innovation
    WHERE t.ended IS NULL OR t.ended > (
        SELECT LEAST(%(today)s, (r.closes_at AT TIME ZONE %(zone)s)::date) - make_interval(years => e.conflict_years)
        FROM competitions_edition e LEFT JOIN competitions_phase r ON r.edition_id = e.id AND r.kind = 'registration'
        WHERE e.id = p.edition_id
    )
)
"""
IDS = f"{FOUND} SELECT DISTINCT proposal FROM found"  # noqa: S608  constants of this module
REASONS = f"""
{FOUND} SELECT found.juror, proposal, found.kind, coalesce(o.name, ''), coalesce(p.name, ''), ended, found.name, said
FROM found LEFT JOIN accounts_opd o ON o.id = found.opd LEFT JOIN accounts_opd p ON p.id = found.own
WHERE edition = %(edition)s ORDER BY found.juror, proposal
"""  # noqa: S608  as above


def conflicted_proposal_ids(user: User) -> set[int]:
    """The proposals of all editions that this person must not touch.

    In conflict are: what the own body owns or partners in, all bodies above and below it (a body that declined the
    partnership is no partner); a body that the person left within `edition.conflict_years` and those below it, but
    not those above, which outlive the posting; the own part (innovator by NIP, or who entered, handed over or sent
    it) and that of anyone who made another innovation together with this person; and what was declared or set for a
    body or an innovation. One query, read once per request and person, since every way to a proposal passes here.
    """
    if not hasattr(user, "_conflicted_proposal_ids"):
        found = {proposal for (proposal,) in _rows(IDS, [user])}
        user._conflicted_proposal_ids = found  # type: ignore[attr-defined]  # noqa: SLF001  # a cache
    return user._conflicted_proposal_ids  # type: ignore[attr-defined]  # noqa: SLF001  # the cache above


def forget_conflicts(*users: User) -> None:
    """After one was stated or taken back: anyone who asks again in this request is answered again."""
    for user in users:
        user.__dict__.pop("_conflicted_proposal_ids", None)


def conflict_reasons(edition: Edition, users: Iterable[User]) -> dict[int, dict[int, list[ConflictReason]]]:
    """By juror and proposal of the edition, why they do not go together, nearest reason first; in one query.

    Everybody asked about has an entry, mostly an empty one. Its proposals are those of `conflicted_proposal_ids`.
    """
    jurors = list(users)
    found: dict[int, dict[int, list[ConflictReason]]] = {juror.pk: defaultdict(list) for juror in jurors}
    for juror, proposal, kind, body, own, ended, name, said in _rows(REASONS, jurors, edition=edition.pk):
        found[juror][proposal].append(ConflictReason(ReasonKind(kind), body, own, ended, name, said))
    return {
        juror: {proposal: sorted(set(why), key=_by_nearness) for proposal, why in proposals.items()}
        for juror, proposals in found.items()
    }


def _by_nearness(one: ConflictReason) -> tuple[int, str, str, str]:
    return NEARNESS[one.kind], one.body, one.through, one.name + one.text


def _rows(statement: str, users: list[User], **more: Any) -> list[tuple[Any, ...]]:
    if not users:
        return []
    values = {"jurors": [user.pk for user in users], "today": clock.today(), "zone": settings.TIME_ZONE, **more}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@dataclass(frozen=True)
class Registered:
    """What the registers say of a juror, as the juror is told it: a body, the kind of tie, and until when."""

    kind: ReasonKind
    body: str = ""
    until: date | None = None


def registered(edition: Edition, user: User) -> list[Registered]:
    """The postings that count in an edition, and whether the person is an innovator in it; no titles.

    It tells of the bodies whether or not they entered anything: that is for the list of entries to say.
    """
    own, past = [], []
    since = conflict_since(edition)
    for row in user.memberships.filter(starts_on__lte=clock.today()).select_related("opd").order_by("opd__name"):
        if row.ends_on is None or row.ends_on > clock.today():
            own.append(Registered(ReasonKind.OWN, str(row.opd)))
        elif row.ends_on > since:
            past.append(Registered(ReasonKind.PAST, str(row.opd), row.ends_on))
    reasons = conflict_reasons(edition, [user])[user.pk].values()
    parts = {reason.kind for why in reasons for reason in why if reason.kind in PARTS}
    return list(dict.fromkeys([*own, *past, *(Registered(kind) for kind in ReasonKind if kind in parts)]))


def conflict_since(edition: Edition) -> date:
    """A posting that ended on this day or before is no conflict any more; as `found` has it."""
    phase = edition.phase(PhaseKind.REGISTRATION)
    until = min(clock.today(), timezone.localdate(phase.closes_at)) if phase else clock.today()
    year = until.year - edition.conflict_years
    day = 28 if (until.month, until.day) == (2, 29) and not isleap(year) else until.day  # as PostgreSQL counts
    return until.replace(year=year, day=day)
