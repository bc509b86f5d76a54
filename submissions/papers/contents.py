"""What each paper says, in plain values, and the key by which the same paper is known again."""

import json
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import TextChoices
from django.urls import reverse
from django.utils import dateformat, timezone, translation

from accounts.agencies.names import NamesOn
from accounts.models import OPD, MembershipRole, OPDKind
from competitions.models import DocumentRequirement
from submissions.anonymise import veiled_content
from submissions.fields.goals import GOALS
from submissions.letters import approval_of, letter_key
from submissions.models import Group, PaperKind, Proposal, Version
from submissions.proposal_parts import proposal_parts
from submissions.versions import Content, content_of

Context = dict[str, Any]
FORMAT = 1  # raised when a template changes: what was drawn before is then drawn again when somebody asks
HEADED = {OPDKind.DINAS, OPDKind.BADAN, OPDKind.KANTOR, OPDKind.SATUAN, OPDKind.UPT}


def paper_context(
    kind: str,
    proposal: Proposal,
    *,
    version: Version | None = None,
    requirement: DocumentRequirement | None = None,
) -> Context:
    """What the paper says now, in Indonesian no matter who asks.

    A paper of a version says the same for ever, a draft and a letter what is stored now.
    """
    with translation.override("id"):
        if kind == PaperKind.LETTER and requirement:
            return letter_context(proposal, requirement)
        if kind == PaperKind.RECEIPT and version:
            return receipt_context(version)
        if kind == PaperKind.BLIND and version:
            return blind_context(proposal, version)
        return manuscript_context(proposal, version)


def paper_key(kind: str, context: Context) -> str:
    """SHA-256 over all that is drawn, apart from the address under which this installation is reached."""
    drawn = {name: value for name, value in context.items() if name not in {"address", "link"}}
    text = json.dumps([FORMAT, kind, drawn], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def manuscript_context(proposal: Proposal, version: Version | None) -> Context:
    """The proposal word for word, from the frozen content alone; without a version as it is now, a draft."""
    content = version.content if version else content_of(proposal, proposal_parts(proposal))
    return _manuscript(proposal, version, content)


def blind_context(proposal: Proposal, version: Version) -> Context:
    """The same version for jurors who are not to know whose it is: another paper, with a key of its own."""
    context = _manuscript(proposal, version, veiled_content(version.content, proposal.edition))
    return {**context, "frozen_by": "", "is_blind": True}


def _manuscript(proposal: Proposal, version: Version | None, content: Content) -> Context:
    started_on, owners = content.get("started_on"), content.get("owners", [])
    return {
        "title": content.get("title", ""),
        "author": ", ".join(owner["name"] for owner in owners),
        "content": content,
        "started_on": indonesian_date(date.fromisoformat(started_on)) if started_on else "",
        "group": _label(Group, content.get("group")),
        "goals": [f"{goal}. {GOALS[goal]}" for goal in content.get("sdgs", [])],
        "evidence": sum(len(part["files"]) for part in (*content.get("sections", []), *content.get("documents", []))),
        "words": sum(part["words"] for part in content.get("sections", [])),
        **_mail_head(content.get("edition", {})),
        **_seal(version),
        "is_sample": content.get("is_sample", False),
        "address": address_of("submissions:version-list", proposal.pk),
    }


def receipt_context(version: Version) -> Context:
    """That a proposal was received: number, time to the second, hash; nothing of its text."""
    content = version.content
    return {
        "title": f"Tanda Terima {version.receipt_number}",
        "author": content.get("edition", {}).get("organiser", ""),
        "content": {name: content.get(name) for name in ("title", "long_title", "edition", "owners", "category")},
        "parts": len(content.get("sections", [])),
        "files": sum(len(part["files"]) for part in (*content.get("sections", []), *content.get("documents", []))),
        **_mail_head(content.get("edition", {})),
        **_seal(version),
        "is_sample": content.get("is_sample", False),
        "address": address_of("submissions:version-list", version.proposal_id),
        "link": settings.BASE_URL + reverse("submissions:version-list", args=[version.proposal_id]),
    }


def letter_context(proposal: Proposal, requirement: DocumentRequirement) -> Context:
    """A statement of the agency with the names and NIP that it is signed for: the agency's own paper."""
    innovation, edition = proposal.innovation, proposal.edition
    approval = approval_of(proposal, requirement)
    owners = innovation.owners()
    moment = approval.approved_at if approval else proposal.submitted_at
    names = NamesOn(owners, timezone.localdate(moment) if moment else None)
    return {
        "title": requirement.name,
        "author": names.of(innovation.opd).name,
        "letter": requirement.letter,
        "government": edition.government,
        "organiser": names.of(innovation.opd).name,
        "competition": competition_of({"name": edition.name, "year": edition.year}),
        "city": edition.city,
        "year": edition.year,
        "innovation": {"title": innovation.title, "long_title": innovation.long_title},
        "owners": [names.of(opd).name for opd in owners],
        "started_on": indonesian_date(innovation.started_on) if innovation.started_on else "",
        "innovators": [{"name": one.name, "nip": one.nip, "part": one.part} for one in proposal.innovators.all()],
        "replicates": proposal.replicates,
        "position": position_of(innovation.opd.kind, names.of(innovation.opd).name),
        "head": _signatory(innovation.opd) if approval is None else _person(approval.approved_by),
        "approved_at": approval and moment_in_full(approval.approved_at),
        "approved_on": approval and indonesian_date(timezone.localtime(approval.approved_at).date()),
        "sha256": letter_key(proposal, requirement),
        "is_sample": proposal.is_sample or edition.is_sample,
        "address": address_of("submissions:proposal-detail", proposal.pk),
    }


def _mail_head(edition: Content) -> Context:
    return {
        "government": edition.get("government", ""),
        "organiser": edition.get("organiser", ""),
        "competition": competition_of(edition),
    }


def _label(choices: type[TextChoices], value: str | None) -> str:
    return str(choices(value).label) if value in choices.values else ""


def _seal(version: Version | None) -> Context:
    """What tells one version from all others; a draft has none of it."""
    if version is None:
        return {"number": None, "sha256": "", "sha256_groups": []}
    return {
        "number": version.number,
        "kind": str(version.get_kind_display()),
        "is_sending": version.is_sending,
        "receipt": version.receipt_number,
        "frozen_at": moment_in_full(version.frozen_at),
        "frozen_by": str(version.frozen_by),
        "sha256": version.sha256,
        "sha256_groups": groups_of(version.sha256),
    }


def _signatory(opd: OPD) -> Context:
    """The head of the body today; of several the one who came last; nobody leaves room for a pen."""
    heads = opd.memberships.current().filter(role=MembershipRole.HEAD, user__is_active=True)
    latest = heads.select_related("user").order_by("-starts_on", "-pk").first()
    return _person(latest.user) if latest else {"name": "", "nip": ""}


def _person(user: Any) -> Context:
    return {"name": str(user), "nip": user.nip}


def position_of(kind: str, name: str) -> str:
    return f"{'Kepala' if kind in HEADED else 'Pimpinan'} {name}"


def competition_of(edition: Content) -> str:
    """The official name with its year, said once."""
    name, year = edition.get("name", ""), str(edition.get("year", ""))
    return name if year in name else f"{name} Tahun {year}"


def groups_of(digest: str) -> list[str]:
    """A hash in groups of eight, so that two people can compare it aloud."""
    return [digest[start : start + 8] for start in range(0, len(digest), 8)]


def indonesian_date(day: date) -> str:
    with translation.override("id"):
        return dateformat.format(day, "j F Y")


def moment_in_full(moment: datetime) -> str:
    """A moment to the second: “27 November 2026 pukul 16.00.05 WIB”."""
    local = timezone.localtime(moment)
    return f"{indonesian_date(local.date())} pukul {local:%H.%M.%S} WIB"


def address_of(name: str, *arguments: object) -> str:
    """An address as one types it from paper."""
    parts = urlsplit(settings.BASE_URL)
    return f"{parts.netloc}{parts.path}{reverse(name, args=arguments)}"
