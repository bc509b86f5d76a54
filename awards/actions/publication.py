"""Publishing: one act that freezes the result as rows, numbers the certificates and has them drawn."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.mail import Mailing
from accounts.models import User
from accounts.queue import enqueue
from accounts.rehearsal import named
from awards.mail import published_mailings, send_published
from awards.models import Certificate, Plenary, Publication, Result, SpecialAward
from awards.plenary import PlenaryAgenda, PlenaryRow
from awards.wording import honour_of, innovation_name
from competitions.locks import lock_edition
from competitions.models import Edition
from competitions.numbering import certificate_number
from submissions.models import Partnership, Proposal

from .certificates import enqueue_drawing

BATCH = 1_000


@transaction.atomic
def publish_result(*, edition: Edition, by: User) -> Publication:
    """Publish the confirmed ranking, whole or not at all; a second time is refused."""
    edition = lock_edition(edition.pk)
    _refuse_second(edition, by)
    if not by.has_perm("awards.publish_result", edition):
        raise PermissionDenied
    agenda = PlenaryAgenda(edition)
    if agenda.outcome.undecided:
        raise ValidationError(_("Masih ada seri pada batas jenjang; hasil belum dapat diterbitkan."))

    publication = _freeze(agenda, by)
    results = Result.objects.bulk_create(_results(publication, agenda), BATCH)
    certificates = _number(edition, list(_certificates(publication, agenda, results)))
    Certificate.objects.bulk_create(certificates, BATCH)
    entry = ledger.record(
        "result.publish",
        publication,
        by=by,
        chain=edition.ledger_chain,
        after={"results": len(results), "certificates": len(certificates), "digest": digest(results)},
    )
    publication.ledger_head = entry.hash
    publication.save(update_fields=["ledger_head"])
    enqueue_drawing([certificate.pk for certificate in certificates])
    enqueue(send_published, publication.pk)
    return publication


def mailings_ahead(edition: Edition) -> Iterator[Mailing]:
    """What publishing would send now."""
    results = _results(Publication(edition=edition), PlenaryAgenda(edition))
    yield from published_mailings(edition, results, version=1)


def _refuse_second(edition: Edition, by: User) -> None:
    first = Publication.objects.latest_of(edition)
    if first and by.has_perm("awards.view_certificates", edition):
        raise ValidationError(_("Hasil edisi ini sudah diterbitkan."), code="published")


def _freeze(agenda: PlenaryAgenda, by: User) -> Publication:
    """The publication of a confirmed plenary; its ledger head follows once the act itself is on the ledger."""
    plenary = Plenary.objects.confirmed().get(edition=agenda.edition)
    return Publication.objects.create(
        edition=agenda.edition, plenary=plenary, published_at=clock.now(), published_by=by, ledger_head=ledger.NO_HASH
    )


def _results(publication: Publication, agenda: PlenaryAgenda) -> Iterator[Result]:
    printing = {tier.name for tier in agenda.tiers if tier.prints_place}
    for row in agenda.rows(list(agenda.outcome.standings)):
        innovation = row.place.proposal.innovation
        yield Result(
            publication=publication,
            proposal=row.place.proposal,
            place=row.standing.place,
            score=row.place.score,  # type: ignore[misc]  # a CHECK gives anyone who has a place a score
            category=row.place.proposal.category,
            tier=row.standing.tier or "",
            prints_place=row.standing.tier in printing,
            title=innovation.title,
            long_title=innovation.long_title,
            owners=_owners(row),
        )


def _owners(row: PlenaryRow) -> str:
    return " · ".join(owner.name for owner in row.place.proposal.innovation.owners())[:600]


def _certificates(publication: Publication, agenda: PlenaryAgenda, results: list[Result]) -> Iterator[Certificate]:
    """One for each owner of a winner that has confirmed it, in the order of the result, then the special awards."""
    for result in results:
        if result.tier:
            for owner in result.proposal.innovation.confirmed_owners():
                yield Certificate(
                    publication=publication,
                    result=result,
                    recipient=owner,
                    recipient_name=owner.name,
                    honour=honour_of(result),
                    title=innovation_name(result),
                )
    for award in SpecialAward.objects.filter(edition=agenda.edition).select_related("holder"):
        yield Certificate(
            publication=publication,
            special_award=award,
            recipient=award.holder,
            recipient_name=award.holder.name,
            honour=award.name,
        )


def _number(edition: Edition, certificates: list[Certificate]) -> list[Certificate]:
    """Give each the next number of its year. Editions of one year queue up, for they share the register."""
    year = edition.awarded_on.year
    for sequence, certificate in enumerate(certificates, start=next_sequence(year, lock=True)):
        certificate.year, certificate.sequence = year, sequence
        certificate.issued_at = certificate.publication.published_at
        certificate.number = certificate_number(edition.certificate_number, sequence, year)
    _refuse_taken(certificates)
    return certificates


@dataclass(frozen=True)
class SilentPartner:
    """A body that was named as a further owner of a winner and has not answered."""

    proposal: Proposal
    partnership: Partnership


@dataclass(frozen=True)
class Preview:
    """What publishing would do, in figures."""

    results: int
    certificates: int
    first_number: str
    silent: list[SilentPartner] = field(default_factory=list)


def preview(agenda: PlenaryAgenda) -> Preview:
    edition = agenda.edition
    owners = sum(len(row.place.proposal.innovation.confirmed_owners()) for row in agenda.winners)
    count = owners + SpecialAward.objects.filter(edition=edition).count()
    year = edition.awarded_on.year
    number = certificate_number(edition.certificate_number, next_sequence(year), year) if count else ""
    return Preview(agenda.placed_count, count, number, silent_partners(agenda))


def silent_partners(agenda: PlenaryAgenda) -> list[SilentPartner]:
    """Partners of winners that never answered, and so get no certificate."""
    proposals = [row.place.proposal for row in agenda.winners]
    return [
        SilentPartner(proposal, row)
        for proposal in proposals
        for row in proposal.innovation.partnerships.all()
        if row.is_confirmed is None
    ]


def unanswered_in(publication: Publication) -> list[Partnership]:
    """Partners of published winners that have no certificate, for they never said that they own it too."""
    won = publication.results.winners().values("proposal__innovation")
    rows = Partnership.objects.filter(innovation__in=won, is_confirmed=None)
    return list(rows.select_related("opd", "innovation").order_by("innovation__title", "opd__name"))


def next_sequence(year: int, *, lock: bool = False) -> int:
    if lock:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [named(f"piagam:{year}")])
    return (Certificate.objects.filter(year=year).aggregate(last=Max("sequence"))["last"] or 0) + 1


def _refuse_taken(certificates: list[Certificate]) -> None:
    numbers = [certificate.number for certificate in certificates]
    year = certificates[0].year if certificates else 0
    if taken := Certificate.objects.filter(year=year, number__in=numbers).first():
        raise ValidationError(_("Nomor piagam %(number)s sudah terpakai.") % {"number": taken.number})


def digest(results: list[Result]) -> str:
    """SHA-256 over what was published, so that the ledger's entry vouches for the rows."""
    lines = [[result.proposal_id, result.place, str(result.score), result.tier] for result in results]
    return sha256(json.dumps(sorted(lines), separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
