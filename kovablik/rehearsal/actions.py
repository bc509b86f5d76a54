"""Start a rehearsal, make it in the worker, throw it away. Nothing of it stands in the ledger: nothing of it stays."""

import logging

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts import clock, rehearsal
from accounts.locks import lock_name_if_free, lock_names
from accounts.models import User
from accounts.queue import enqueue, task
from accounts.rehearsal import GoneError, Rehearsal, inside
from competitions import checklist
from competitions.models import Edition

from .copying import make_tables, take_along, write_again
from .playing import play, stages_for

log = logging.getLogger(__name__)
LONGEST = 500


@transaction.atomic
def start_rehearsal(*, edition: Edition, stage: str, by: User) -> Rehearsal:
    """Have the worker play a copy of this edition as far as `stage`. There is one rehearsal at a time."""
    if not by.has_perm("competitions.rehearse_edition", edition):
        raise PermissionDenied
    lock_names("rehearsal")
    if other := rehearsal.find():
        raise ValidationError(_("Masih ada gladi bersih %(edition)s; buang dahulu.") % {"edition": other.title})
    if stage not in stages_for(edition):
        raise ValidationError(_("Pilih sampai mana gladi bersih dijalankan."))
    if missing := gaps_in_the_way(edition):
        raise ValidationError([ValidationError(gap.text, code="missing") for gap in missing])
    made = rehearsal.create(edition.slug, str(edition), stage, by.pk)
    enqueue(make_rehearsal, made.schema)
    return made


def gaps_in_the_way(edition: Edition) -> list[checklist.Gap]:
    """What an edition cannot open without, but for its dates: a rehearsal has its own."""
    dates = reverse("competitions:phase-update", args=[edition.slug])
    return [gap for gap in checklist.blocking_gaps(edition) if gap.url != dates]


def throw_away(*, schema: str, by: User) -> None:
    """Everything made for it and in it goes: tables, ledger, files. Also while it is being made."""
    if not by.has_perm("competitions.rehearse_edition"):
        raise PermissionDenied
    rehearsal.drop(schema)


@task("kovablik.make_rehearsal")
def make_rehearsal(schema: str) -> None:
    """Make it whole, or say why not. A second worker leaves it to the first; what a killed one left begins anew."""
    with lock_name_if_free(f"rehearsal:{schema}") as is_free:
        found = rehearsal.find()
        if not is_free or found is None or found.schema != schema or not found.is_under_way:
            return
        try:
            _make(found)
        except GoneError:
            return
        except ValidationError as error:
            _fail(found, " ".join(error.messages))
        except Exception:
            if rehearsal.find() is None:  # thrown away beneath it
                return
            log.exception("The rehearsal of %s failed", found.slug)
            _fail(found, _("Ada yang gagal di luar ketentuan edisi; lihat catatan server."))


def _make(found: Rehearsal) -> None:
    if found.state != rehearsal.WAITING:
        rehearsal.empty(found.schema)
    now = found

    def say(step: str | Promise) -> None:
        nonlocal now
        now = rehearsal.note(now, state=rehearsal.PLAYING, step=str(step))

    say(_("Menyiapkan ruang"))
    taken = take_along(Edition.objects.get(slug=found.slug), clock.today())
    with inside(found.schema, is_whole=False):
        make_tables()
        play(write_again(taken), found.stage, say)
    rehearsal.note(now, state=rehearsal.READY, step="")


def _fail(found: Rehearsal, why: str) -> None:
    try:
        rehearsal.note(found, state=rehearsal.FAILED, step="", problem=why[:LONGEST])
    except GoneError:
        return
