"""The seeded editions. Each test leaves the database as it found it; the finished edition is built once for all."""

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import StringIO
from itertools import zip_longest

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction

from accounts import ledger
from accounts.models import AuditEntry
from awards.models import Certificate, Result
from awards.plenary import PlenaryAgenda
from competitions.models import Edition, PhaseKind
from judging.models import Place, ScoreSheet
from kovablik.seeding import play as acts
from kovablik.seeding.bulk_entries import enter, verify
from kovablik.seeding.bulk_entries import make_agencies as make_synthetic_agencies
from kovablik.seeding.bulk_marks import judge
from kovablik.seeding.facts import facts, make_agencies
from kovablik.seeding.kota_batu import NAME_2020, NAME_2026, seed_2020
from kovablik.seeding.people import make_cast
from kovablik.seeding.synthetic import announce, name_of, synthetic_entries
from submissions.models import Version
from submissions.versions import content_hash

pytestmark = pytest.mark.django_db
OURS = ("accounts", "competitions", "submissions", "judging", "awards")
SIZE = 4
OPEN_SHEETS = 1


@contextmanager
def undone():
    """What happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def past(django_db_setup, django_db_blocker):
    """KOVABLIK Kota Batu 2020, played once, and taken back after the last test."""
    with django_db_blocker.unblock(), undone():
        agencies = make_agencies()
        yield seed_2020(agencies, make_cast(agencies))


@pytest.fixture
def finished(past, db):
    return past


@pytest.fixture
def ask(finished):
    """Ask the command as a shell would, and give what it printed."""

    def ask(**options):
        out = StringIO()
        call_command("seed", stdout=out, **options)
        return out.getvalue()

    return ask


# The finished edition


def test_2020_comes_out_as_it_was_printed(finished):
    winners = facts()["winners"]

    results = Result.objects.filter(publication__edition=finished).order_by("place")

    assert [(one.place, one.tier, one.title, one.long_title) for one in results] == [
        (place, winner["tier"], winner["title"], winner.get("long_title", ""))
        for place, winner in enumerate(winners, start=1)
    ]
    assert [winner["rank"] for winner in winners if "rank" in winner] == [1, 2, 3, 4, 5]
    owners = [[owner.abbr for owner in one.proposal.innovation.owners()] for one in results]
    assert owners == [winner["owners"] for winner in winners]


def test_2020_follows_from_the_marks_of_five_jurors(finished):
    sheets = ScoreSheet.objects.in_edition(finished)
    places = Place.objects.filter(ranking__edition=finished, ranking__confirmed_at__isnull=False)

    # Juri 2 is of the Inspektorat and judges all ten, since it entered nothing in 2020.
    assert sheets.final().count() == sheets.count() == 50
    assert [place.place for place in places] == list(range(1, 11))
    for place in places:
        totals = sheets.filter(assignment__proposal=place.proposal).values_list("total", flat=True)
        assert place.score == round(sum(totals) / len(totals), 2)


def test_2020_has_a_certificate_for_each_owner_and_one_special_award(finished):
    certificates = Certificate.objects.filter(publication__edition=finished)
    [award] = facts()["special_awards"]

    given = [(one.recipient.abbr, one.result and one.result.title) for one in certificates.select_related("recipient")]

    owners = [(owner, winner["title"]) for winner in facts()["winners"] for owner in winner["owners"]]
    assert given == [*owners, (award["holder"], None)]
    assert len(given) == 12
    assert certificates.get(result=None).honour == award["name"]
    assert [one.sequence for one in certificates] == list(range(1, 13))


def test_2020_says_that_it_is_a_sample(finished):
    assert finished.is_sample
    assert not finished.proposals.filter(is_sample=False).exists()
    assert all(one.is_sample for one in Certificate.objects.filter(publication__edition=finished))


def test_2020_happened_in_its_own_time_and_its_ledger_holds(finished):
    entries = AuditEntry.objects.filter(chain=finished.ledger_chain)
    times = [entry.at for entry in entries]

    assert list(ledger.breaks(finished.ledger_chain)) == []
    assert times == sorted(times)
    assert times[-1].date() <= facts()["edition"]["ceremony_date"]
    assert {"edition.open", "proposal.submit", "score.update", "plenary.confirm", "result.publish"} <= {
        entry.action for entry in entries
    }


# The command


def test_seeding_twice_changes_nothing(ask):
    assert ask() == f"{NAME_2020}: already there\n{NAME_2026}: built\n"
    before = snapshot()

    assert ask(stage="pengajuan") == ask() == f"{NAME_2020}: already there\n{NAME_2026}: already there\n"

    assert snapshot() == before


def test_seeding_at_another_stage_is_refused_in_a_sentence(ask):
    ask(stage="pengajuan")
    before = snapshot()

    with pytest.raises(CommandError, match=f"{NAME_2026} sudah ada.*Pendaftaran.*bin/demo --reset --stage pleno"):
        ask(stage="pleno")

    assert snapshot() == before


@pytest.mark.parametrize("options", [{}, {"size": 3}])
def test_seeding_is_refused_outside_of_the_demo(ask, settings, options):
    settings.DEMO = settings.TESTING = False
    before = snapshot()

    with pytest.raises(CommandError, match="no place outside the demo"):
        ask(**options)

    assert snapshot() == before


@pytest.mark.parametrize("options", [{"size": 0}, {"size": 3, "stage": "pengajuan"}])
def test_a_synthetic_edition_is_judged_and_of_some_size(ask, options):
    with pytest.raises(CommandError, match="--size takes"):
        ask(**options)


# Synthetic editions


def test_155_proposals_yield_juara_one_to_three(ask):
    ask(size=155)
    edition = Edition.objects.with_phases().get(short_name=name_of(155))
    agenda = PlenaryAgenda(edition)

    assert edition.in_phase(PhaseKind.PLENARY)
    assert ScoreSheet.objects.in_edition(edition).final().count() == 155 * 5
    assert agenda.obstacles() == []
    assert [(row.standing.place, row.standing.tier) for row in agenda.winners] == [
        (1, "Juara I"),
        (2, "Juara II"),
        (3, "Juara III"),
    ]
    assert list(ledger.breaks(edition.ledger_chain)) == []


def test_bulk_leaves_the_rows_that_the_actions_leave(finished):
    agencies = make_agencies()
    cast, bodies = make_cast(agencies), make_synthetic_agencies(SIZE)
    entries = list(synthetic_entries(SIZE))
    by_abbr = {body.opd.abbr: body for body in bodies}
    cast = replace(
        cast,
        operators=cast.operators | {abbr: body.operator for abbr, body in by_abbr.items()},
        heads=cast.heads | {abbr: body.head for abbr, body in by_abbr.items()},
    )
    agencies |= {abbr: body.opd for abbr, body in by_abbr.items()}

    with from_the_same_numbers():
        play = announce(SIZE, agencies, cast)
        acts.verify(play, acts.enter(play, entries).values())
        acts.judge(play, entries, waiting=last_sheets(play))
        acts.rank(play)
        slowly, slow_breaks = snapshot(), list(ledger.breaks(play.edition.ledger_chain))
    with from_the_same_numbers():
        play = announce(SIZE, agencies, cast)
        verify(play, enter(play, entries, bodies))
        judge(play, entries, keep_open=OPEN_SHEETS)
        acts.rank(play)
        quickly, quick_breaks = snapshot(), list(ledger.breaks(play.edition.ledger_chain))
        frozen = [(version.sha256, content_hash(version.content)) for version in Version.objects.order_by("pk")]
        sent = AuditEntry.objects.filter(action="proposal.submit", chain=play.edition.ledger_chain).order_by("number")
        told = [entry.after["fingerprint"] for entry in sent]

    assert [stored for stored, _reckoned in frozen] == [reckoned for _stored, reckoned in frozen]
    assert told == [stored for stored, _reckoned in frozen][-SIZE:]
    assert slow_breaks == quick_breaks == []
    for model, rows in slowly.items():
        assert len(rows) == len(quickly[model]), model
        for slow, quick in zip_longest(rows, quickly[model]):
            assert slow == quick, model
    assert len(slowly["accounts.AuditEntry"]) > SIZE * 5 * 8


def last_sheets(play):
    """Nobody marks these; the actions would begin the first, so it is one that nobody holds."""
    sheets = ScoreSheet.objects.in_edition(play.edition).order_by("pk")
    last = {sheet.assignment.juror.username: sheet.assignment.proposal.innovation.title for sheet in sheets}
    return [("nobody", ""), *last.items()]


@contextmanager
def from_the_same_numbers():
    """Count new rows on from those that are there, as the last time; take everything back."""
    statements = connection.ops.sequence_reset_sql(no_style(), [model for app in OURS for model in models_of(app)])
    with undone():
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        yield


def models_of(app):
    return apps.get_app_config(app).get_models()


def snapshot():
    """All rows of all our tables, but for what tells the time or where a file lies."""
    return {model._meta.label: rows_of(model) for app in OURS for model in models_of(app)}


# Hashes over moments differ as these do; the versions' are recomputed below.
HASHES = defaultdict(set, {"accounts.AuditEntry": {"hash", "previous_hash"}, "submissions.Version": {"sha256"}})


def rows_of(model):
    timeless = [
        field.attname
        for field in model._meta.concrete_fields
        if not isinstance(field, models.DateTimeField | models.FileField)
        and field.attname not in HASHES[model._meta.label]
    ]
    return [without_moments(row) for row in model.objects.order_by("pk").values(*timeless)]


def without_moments(value):
    """Times inside of JSON are left out too, and the hashes over them."""
    if isinstance(value, dict):
        return {key: without_moments(one) for key, one in value.items() if key != "fingerprint"}
    if isinstance(value, list):
        return [without_moments(one) for one in value]
    return "a moment" if is_moment(value) else value


def is_moment(value):
    if not isinstance(value, str) or "T" not in value:
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
