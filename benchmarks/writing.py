"""Inside Django: an edition whose registration runs, with complete drafts, and what became of them after the rush."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from accounts import clock
from accounts.models import MembershipRole, User
from competitions.models import Edition, Phase, PhaseKind
from kovablik.seeding import play as acts
from kovablik.seeding.bulk_entries import PER_AGENCY, make_agencies
from kovablik.seeding.facts import make_agencies as make_real_agencies
from kovablik.seeding.people import make_cast
from kovablik.seeding.synthetic import announce, name_of, synthetic_entries
from submissions.models import Attachment, Proposal, Section, Upload

BACKEND = settings.AUTHENTICATION_BACKENDS[-1]


def seed_writing(size: int) -> None:
    """`size` agencies, each with one draft that lacks nothing, registered and written through the actions."""
    agencies = make_real_agencies()
    cast, bodies = make_cast(agencies), make_agencies(size * PER_AGENCY)
    agencies |= {body.opd.abbr: body.opd for body in bodies}
    cast.operators.update({body.opd.abbr: body.operator for body in bodies})
    play = announce(size, agencies, cast, "pengajuan")
    numbers = count(1)
    with clock.at(play.moment(PhaseKind.REGISTRATION)):
        for entry in synthetic_entries(size):
            acts.draft(play, replace(entry, owners=(f"Sintetis {next(numbers)}",)))


def writers() -> list[dict[str, Any]]:
    """A session for one person of each agency: operators first, then heads, by proposal."""
    from .rush import WRITERS  # noqa: PLC0415  only here

    rows = Proposal.objects.select_related("innovation__opd", "edition").order_by("pk")
    return [
        _writer(proposal, MembershipRole.OPERATOR if turn < WRITERS else MembershipRole.HEAD)
        for turn, proposal in enumerate(rows)
    ]


def _writer(proposal: Proposal, role: str) -> dict[str, Any]:
    user = proposal.innovation.opd.memberships.filter(role=role).first().user
    section = proposal.sections.order_by("template__number").first()
    return {
        "session": session_of(user),
        "proposal": proposal.pk,
        "template": section.template_id,
        "text": section.text,
    }


def session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def close_in(seconds: str) -> dict[str, Any]:
    """Let the registration end so many seconds from now."""
    asked_at = timezone.now()
    closes_at = asked_at + timedelta(seconds=int(seconds))
    edition = the_writing_edition()
    Phase.objects.filter(edition=edition, kind=PhaseKind.REGISTRATION).update(closes_at=closes_at)
    Phase.objects.filter(edition=edition, kind=PhaseKind.ADMINISTRATION).update(opens_at=closes_at)
    return {"asked_at": asked_at.timestamp(), "closes_at": closes_at.isoformat()}


def raise_file_limit(megabytes: str) -> dict[str, Any]:
    """Let files of this size in, and forget those of an earlier run."""
    edition = the_writing_edition()
    Edition.objects.filter(pk=edition.pk).update(max_file_mb=int(megabytes))
    return forget_files()


def forget_files() -> dict[str, Any]:
    """Take away what was uploaded, rows and files, so that each run finds the same places empty."""
    for attachment in Attachment.objects.filter(name="bukti.pdf"):
        attachment.file.delete(save=False)
        attachment.delete()
    Upload.objects.all().delete()
    return {}


def kept(closes_at: str) -> dict[str, Any]:
    """The stored texts by their hash, who was sent, and what bears a moment after the close."""
    close = datetime.fromisoformat(closes_at)
    proposals = Proposal.objects.filter(edition=the_writing_edition())
    sections = Section.objects.filter(proposal__in=proposals)
    firsts = sections.order_by("proposal_id", "template__number").distinct("proposal_id")
    sent = proposals.filter(submitted_at__isnull=False)
    late = sent.filter(submitted_at__gte=close).count()
    late += sections.filter(updated_at__gte=close).count()
    return {
        "texts": {str(one.proposal_id): sha256(one.text.encode()).hexdigest() for one in firsts},
        "sent": list(sent.values_list("pk", flat=True)),
        "late": late,
    }


def the_writing_edition() -> Edition:
    return Edition.objects.get(short_name__startswith=name_of(0).rpartition(" ")[0])
