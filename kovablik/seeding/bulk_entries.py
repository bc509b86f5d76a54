"""Proposals in bulk: registered, filled, sent and verified, with the ledger's entries for each step."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts import clock, ledger
from accounts.models import DEMO_DOMAIN, OPD, Membership, MembershipRole, User
from competitions.models import PhaseKind
from judging.assigning.actions import assign_all
from submissions.models import (
    Attachment,
    CheckItem,
    Innovation,
    Innovator,
    Proposal,
    Revision,
    Section,
    State,
    Version,
    VersionKind,
)
from submissions.proposal_parts import DocumentPart, ProposalParts, SectionPart
from submissions.versions import content_hash, content_of

from . import play as acts
from .people import SINCE
from .play import Play, SampleEntry
from .texts import sample_text

BATCH = 5_000
SHARED_FILE = "usulan/contoh/dokumen-contoh"
PER_AGENCY = 3  # proposals; a quota that provinces use
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class SampleAgency:
    opd: OPD
    operator: User
    head: User


def make_agencies(size: int) -> list[SampleAgency]:
    """As many bodies as `size` proposals need, each with an operator and a head who never sign in."""
    numbers = range(1, -(-size // PER_AGENCY) + 1)
    abbrs = [f"Sintetis {number}" for number in numbers]
    opds = _by(OPD, "abbr", [OPD(abbr=abbr, name=f"Dinas {abbr} (contoh)", kind="dinas") for abbr in abbrs])
    people = {}
    for word, role in (("operator", MembershipRole.OPERATOR), ("kepala", MembershipRole.HEAD)):
        names = [f"{word}-sintetis-{number}" for number in numbers]
        unusable = make_password(None)
        users = [
            User(username=name, email=f"{name}{DEMO_DOMAIN}", name=f"{name} (contoh)", password=unusable)
            for name in names
        ]
        people[word] = _by(User, "username", users)
        Membership.objects.bulk_create(
            (
                Membership(user=people[word][name], opd=opds[abbr], role=role, starts_on=SINCE)
                for name, abbr in zip(names, abbrs, strict=True)
            ),
            ignore_conflicts=True,
            batch_size=BATCH,
        )
    return [
        SampleAgency(opds[abbr], people["operator"][f"operator-sintetis-{n}"], people["kepala"][f"kepala-sintetis-{n}"])
        for n, abbr in zip(numbers, abbrs, strict=True)
    ]


def _by(model: type, field: str, rows: list) -> dict:
    model.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)  # type: ignore[attr-defined]  # any model
    wanted = [getattr(row, field) for row in rows]
    stored = model.objects.filter(**{f"{field}__in": wanted})  # type: ignore[attr-defined]  # as above
    return {getattr(row, field): row for row in stored}


def enter(play: Play, entries: list[SampleEntry], agencies: list[SampleAgency]) -> list[Proposal]:
    """All proposals with their texts and documents, registered and sent, one after the other."""
    start = play.moment(PhaseKind.REGISTRATION)
    owners = [agencies[turn // PER_AGENCY] for turn in range(len(entries))]
    categories = {category.name: category for category in play.edition.categories.all()}
    innovations = Innovation.objects.bulk_create(
        (
            Innovation(
                title=entry.title,
                long_title=entry.long_title,
                opd=owner.opd,
                started_on=date(play.edition.year - 2, 3, 1),
                created_at=start,
            )
            for entry, owner in zip(entries, owners, strict=True)
        ),
        batch_size=BATCH,
    )
    proposals = Proposal.objects.bulk_create(
        (
            Proposal(
                edition=play.edition,
                innovation=innovation,
                category=categories[entry.category],
                state=State.VERIFIED,
                submitted_at=start + turn * 2 * SECOND + SECOND,
                submitted_by=owner.head,
                found_when_sent=0,
                video_url=acts.VIDEO,
                described={"innovators": [owner.operator.pk, (start + turn * 2 * SECOND).isoformat()]},
                is_sample=True,
                created_at=start + turn * 2 * SECOND,
                created_by=owner.operator,
            )
            for turn, (entry, innovation, owner) in enumerate(zip(entries, innovations, owners, strict=True))
        ),
        batch_size=BATCH,
    )
    innovators = Innovator.objects.bulk_create(_innovators(proposals), batch_size=BATCH)
    sections = Section.objects.bulk_create(_sections(play, proposals), batch_size=BATCH)
    attachments = Attachment.objects.bulk_create(_attachments(play, proposals), batch_size=BATCH)
    Revision.objects.bulk_create(_revisions(sections), batch_size=BATCH)
    versions = Version.objects.bulk_create(
        _versions(play, proposals, innovators, sections, attachments), batch_size=BATCH
    )
    ledger.record_all(_entering(play, proposals, attachments, versions), chain=play.edition.ledger_chain)
    return proposals


def _innovators(proposals: Iterable[Proposal]) -> Iterator[Innovator]:
    for proposal in proposals:
        yield Innovator(proposal=proposal, number=1, **acts.innovator(proposal.innovation.opd.abbr)._asdict())


def _sections(play: Play, proposals: Iterable[Proposal]) -> Iterator[Section]:
    templates = list(play.edition.section_templates.all())
    for proposal in proposals:
        for template in templates:
            section = Section(
                proposal=proposal,
                template=template,
                updated_at=proposal.created_at,
                updated_by=proposal.created_by,
                text=sample_text(
                    template.name,
                    title=proposal.innovation.title,
                    opd=proposal.innovation.opd.abbr,
                    max_words=template.max_words,
                ),
            )
            section.count()
            yield section


def _attachments(play: Play, proposals: Iterable[Proposal]) -> Iterator[Attachment]:
    """All rows share one stored file: its content is the same in every proposal of a sample."""
    content = acts.sample_pdf()
    if not default_storage.exists(SHARED_FILE):
        default_storage.save(SHARED_FILE, ContentFile(content))
    digest = sha256(content).hexdigest()
    requirements = list(play.edition.document_requirements.all())
    for proposal in proposals:
        for requirement in requirements:
            yield Attachment(
                proposal=proposal,
                requirement=requirement,
                file=SHARED_FILE,
                name=f"{requirement.name}.pdf",
                content_type="application/pdf",
                size=len(content),
                sha256=digest,
                uploaded_at=proposal.created_at,
                uploaded_by=proposal.created_by,
            )


def _revisions(sections: Iterable[Section]) -> Iterator[Revision]:
    """Each text was written in one sitting."""
    for section in sections:
        yield Revision(
            section=section,
            text=section.text,
            words=section.words,
            begun_at=section.updated_at,
            written_at=section.updated_at,
            written_by=section.updated_by,
        )


def _versions(
    play: Play,
    proposals: list[Proposal],
    innovators: list[Innovator],
    sections: list[Section],
    attachments: list[Attachment],
) -> Iterator[Version]:
    """Each proposal as it was sent."""
    requirements = list(play.edition.document_requirements.all())
    wide, high = len(sections) // len(proposals), len(requirements)
    for turn, proposal in enumerate(proposals):
        files = attachments[turn * high : (turn + 1) * high]
        parts = ProposalParts(
            sections=[SectionPart(one.template, one) for one in sections[turn * wide : (turn + 1) * wide]],
            documents=[DocumentPart(wanted, [file]) for wanted, file in zip(requirements, files, strict=True)],
            notes=[],
        )
        content = content_of(_as_read(proposal, innovators[turn]), parts)
        yield Version(
            proposal=proposal,
            number=1,
            kind=VersionKind.SENT,
            content=content,
            sha256=content_hash(content),
            frozen_at=proposal.submitted_at or proposal.created_at,
            frozen_by=proposal.submitted_by,
        )


def _as_read(proposal: Proposal, innovator: Innovator) -> Proposal:
    """No partners and one innovator, and the database is not asked for them 4,000 times."""
    proposal.innovation._prefetched_objects_cache = {"partnerships": []}  # type: ignore[attr-defined]  # noqa: SLF001  # what a prefetch leaves
    proposal._prefetched_objects_cache = {"innovators": [innovator]}  # type: ignore[attr-defined]  # noqa: SLF001  # as above
    return proposal


def _entering(
    play: Play, proposals: list[Proposal], attachments: list[Attachment], versions: list[Version]
) -> Iterator[ledger.Event]:
    high = len(attachments) // len(proposals)
    for turn, (proposal, version) in enumerate(zip(proposals, versions, strict=True)):
        yield event("proposal.register", proposal, proposal.created_by, proposal.created_at, after=_identity(proposal))
        for file in attachments[turn * high : (turn + 1) * high]:
            yield event("attachment.add", file, proposal.created_by, proposal.created_at, after=_file(file))
        yield event(
            "proposal.submit",
            proposal,
            proposal.submitted_by,
            proposal.submitted_at,
            before={"state": State.DRAFT.value},
            after={"state": State.SUBMITTED.value, "fingerprint": version.sha256},
        )


def _identity(proposal: Proposal) -> dict[str, object]:
    innovation = proposal.innovation
    return {
        "title": innovation.title,
        "long_title": innovation.long_title,
        "owners": [innovation.opd_id],
        "category": proposal.category_id,
        "group": str(proposal.group),
        "started_on": innovation.started_on and innovation.started_on.isoformat(),
    }


def _file(file: Attachment) -> dict[str, object]:
    return {
        "proposal": file.proposal_id,
        "section": None,
        "requirement": file.requirement_id,
        "sha256": file.sha256,
        "size": file.size,
    }


def verify(play: Play, proposals: list[Proposal]) -> None:
    """The verifier's step for each, then the real assignment of all to all jurors."""
    start, by = play.moment(PhaseKind.ADMINISTRATION), play.cast["verifikator"]
    CheckItem.objects.bulk_create(
        (
            CheckItem(proposal=proposal, round=1, is_ok=True, created_at=start + turn * SECOND, created_by=by)
            for turn, proposal in enumerate(proposals)
        ),
        batch_size=BATCH,
    )
    before, after = {"state": State.SUBMITTED.value}, {"state": State.VERIFIED.value}
    ledger.record_all(
        (
            event("proposal.verify", proposal, by, start + turn * SECOND, before=before, after=after)
            for turn, proposal in enumerate(proposals)
        ),
        chain=play.edition.ledger_chain,
    )
    with clock.at(start + len(proposals) * SECOND):
        assign_all(stage=play.edition.stages.get(), by=play.cast["sekretariat"])


def event(action: str, target: object, by: User | None, at: datetime | None, **change: object) -> ledger.Event:
    event = ledger.Event(action, target, by, **change)  # type: ignore[arg-type]  # any model, any JSON
    return replace(event, at=at or event.at)
