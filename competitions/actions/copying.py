"""A new edition from an earlier one: all that was set up for it, with another name and other dates."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import ledger
from accounts.models import OPD, User
from competitions.copying import copy_calendar, copy_parts, offers
from competitions.models import Edition

from .edition import IDENTITY, identity_of, lay_out, refuse_early_award, save_edition

OWN = ("id", "slug", "is_sample", "opened_at", "created_at")  # what no edition has from another


@transaction.atomic
def copy_edition(
    *, source: Edition, identity: Mapping[str, Any], first_day: date, by: User, wanted: Collection[str] = ()
) -> Edition:
    """Make an edition as `source` is set up, its registration beginning on `first_day`; `wanted` are keys of offers.

    Nothing of what happened in the earlier edition comes along, and nothing of the later one reaches it.
    """
    if not by.has_perm("competitions.add_edition"):
        raise PermissionDenied
    kept = [field.name for field in Edition._meta.concrete_fields if field.name not in (*OWN, *IDENTITY)]
    edition = Edition(**{name: getattr(source, name) for name in kept}, **identity)
    refuse_early_award(edition, first_day)
    save_edition(edition)
    copies = copy_parts(source, edition)
    edition.participants.exclude(opd__in=OPD.objects.open()).delete()  # what was closed since is called no more
    if not copy_calendar(source, edition, first_day):
        lay_out(edition, first_day)
    after = {"copied_from": source.short_name, **identity_of(edition)}
    ledger.record("edition.create", edition, by=by, chain=edition.ledger_chain, after=after)
    for one, _words in offers(source):
        if one.key in wanted:
            one.copy(source, edition, copies, by)
    return edition
