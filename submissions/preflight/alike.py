"""Innovations with a name like this one, found among thousands in a few milliseconds.

PostgreSQL keeps a bitmap of the trigrams of each title beside it (generated columns `title_bits` and `long_bits`,
migration 0006; Django does not read them). Bits in common, counted by the database, name the likeliest; those few are
then compared exactly.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, cast

from submissions.models import Innovation
from submissions.texts.likeness import likeness

from .entry import Alike

CANDIDATES, MOST = 12, 3
SLACK = 0.1  # two trigrams may share a bit, so the database's guess lies a little beside the exact figure
# Earlier innovations, those of the same body, and those that were sent: what others only drafted is theirs to tell.
NEAREST = """
    WITH mine AS (SELECT submissions_title_bits(%(title)s) AS title, submissions_title_bits(%(long)s) AS long)
    SELECT i.id, i.title, i.long_title, opd.abbr AS agency,
        coalesce(extract(year FROM i.started_on), extract(year FROM i.created_at))::int AS since,
        (SELECT max(e.year) FROM submissions_proposal p JOIN competitions_edition e ON e.id = p.edition_id
            WHERE p.innovation_id = i.id AND p.state <> 'withdrawn') AS entered
    FROM submissions_innovation i JOIN accounts_opd opd ON opd.id = i.opd_id, mine, LATERAL (
        SELECT greatest(
            bit_count(i.title_bits & mine.title)::float / nullif(bit_count(i.title_bits | mine.title), 0),
            bit_count(i.long_bits & mine.long)::float / nullif(bit_count(i.long_bits | mine.long), 0)
        ) AS share) guess
    WHERE guess.share >= %(least)s AND i.id <> %(id)s AND (
        i.opd_id = %(opd)s
        OR NOT EXISTS (SELECT FROM submissions_proposal p WHERE p.innovation_id = i.id)
        OR EXISTS (SELECT FROM submissions_proposal p
            WHERE p.innovation_id = i.id AND p.submitted_at IS NOT NULL AND p.state <> 'withdrawn'))
    ORDER BY guess.share DESC, i.id LIMIT %(most)s
"""


# The same for many that are stored: their bits stand beside their titles.
NEAREST_TO_EACH = """
    SELECT mine.id AS mine, near.* FROM submissions_innovation mine, LATERAL (
        SELECT i.id, i.title, i.long_title, opd.abbr AS agency,
            coalesce(extract(year FROM i.started_on), extract(year FROM i.created_at))::int AS since,
            (SELECT max(e.year) FROM submissions_proposal p JOIN competitions_edition e ON e.id = p.edition_id
                WHERE p.innovation_id = i.id AND p.state <> 'withdrawn') AS entered
        FROM submissions_innovation i JOIN accounts_opd opd ON opd.id = i.opd_id, LATERAL (
            SELECT greatest(
                bit_count(i.title_bits & mine.title_bits)::float
                    / nullif(bit_count(i.title_bits | mine.title_bits), 0),
                bit_count(i.long_bits & mine.long_bits)::float / nullif(bit_count(i.long_bits | mine.long_bits), 0)
            ) AS share) guess
        WHERE guess.share >= %(least)s AND i.id <> mine.id AND (
            i.opd_id = mine.opd_id
            OR NOT EXISTS (SELECT FROM submissions_proposal p WHERE p.innovation_id = i.id)
            OR EXISTS (SELECT FROM submissions_proposal p
                WHERE p.innovation_id = i.id AND p.submitted_at IS NOT NULL AND p.state <> 'withdrawn'))
        ORDER BY guess.share DESC, i.id LIMIT %(most)s) near
    WHERE mine.id = ANY(%(ids)s)
"""


def alike_to_each(innovations: Collection[Innovation], percent: int) -> dict[int, tuple[Alike, ...]]:
    """What `alike` says of each of these, as they are stored. One query."""
    least, known = percent / 100, {one.pk: one for one in innovations}
    facts = {"least": max(least - SLACK, 0.01), "most": CANDIDATES, "ids": [*known]}
    found: defaultdict[int, list[Alike]] = defaultdict(list)
    for row in cast("Iterable[Any]", Innovation.objects.raw(NEAREST_TO_EACH, facts)):
        near = Alike(row.title, row.agency, row.entered or row.since, _share(known[row.mine], row))
        if near.share >= least:
            found[row.mine].append(near)
    return {pk: tuple(sorted(rows, key=lambda one: -one.share)[:MOST]) for pk, rows in found.items()}


def alike(innovation: Innovation, percent: int) -> tuple[Alike, ...]:
    """The likest innovations at or above a likeness, at most three, the likest first. One query."""
    least = percent / 100
    facts = {
        "title": innovation.title,
        "long": innovation.long_title,
        "least": max(least - SLACK, 0.01),
        "id": innovation.pk,
        "opd": innovation.opd_id,
        "most": CANDIDATES,
    }
    rows: Any = Innovation.objects.raw(NEAREST, facts)
    near = [Alike(row.title, row.agency, row.entered or row.since, _share(innovation, row)) for row in rows]
    return tuple(sorted((one for one in near if one.share >= least), key=lambda one: -one.share)[:MOST])


def _share(one: Innovation, other: Innovation) -> float:
    return max(likeness(one.title, other.title), likeness(one.long_title, other.long_title))
