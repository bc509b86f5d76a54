"""E-mails about a confirmed ranking that was withdrawn, a published result, and a revoked certificate."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.addressees import people_of_agency, readers_by_agencies
from accounts.mail import Mailing, address, deliver, post
from accounts.models import OPD, User
from accounts.outbox import is_reached
from accounts.queue import task
from awards.models import Plenary, Publication, Result, Revocation, SpecialAward
from competitions.models import Edition
from judging.models import Seat, SeatRole
from submissions.models import Proposal, State

from .wording import honour_of


@task("awards.send_plenary_withdrawn")
def send_plenary_withdrawn(plenary_id: int) -> None:
    """Tell those who stood for the ranking: the chairs, and who confirmed it; not who withdrew it."""
    plenary = Plenary.objects.select_related("edition", "withdrawn_by").get(pk=plenary_id)
    edition = plenary.edition
    context = {
        "plenary": plenary,
        "edition": edition,
        "address": address(reverse("awards:plenary-detail", args=[edition.slug])),
    }
    deliver(
        f"plenary-withdrawn:{plenary.pk}",
        concerned(plenary, by=plenary.withdrawn_by),
        _("Penetapan peringkat %(edition)s dibatalkan") % {"edition": edition},
        "awards/mail/plenary_withdrawn",
        context,
        chain=edition.ledger_chain,
        about=plenary,
    )


def concerned(plenary: Plenary, *, by: User | None) -> list[User]:
    """Who is told when somebody takes back what this plenary confirmed."""
    chairs = Seat.objects.standing().filter(panel__stage__edition=plenary.edition_id, role=SeatRole.CHAIR)
    people = User.objects.filter(Q(pk__in=chairs.values("user")) | Q(pk=plenary.confirmed_by_id))
    return [person for person in people.order_by("name", "pk") if is_reached(person) and person != by]


@dataclass(frozen=True)
class EntryOutcome:
    """What an agency reads of one of its entries: never more than the public does, but for its own."""

    title: str
    agency: OPD
    words: str
    is_winner: bool = False


@task("awards.send_published")
def send_published(publication_id: int) -> None:
    """Tell each agency that took part what became of its entries, each of its people once."""
    publication = Publication.objects.select_related("edition").get(pk=publication_id)
    results = Result.objects.filter(publication=publication)
    for mailing in published_mailings(publication.edition, results, publication.version, f"published:{publication.pk}"):
        post(mailing)


def published_mailings(edition: Edition, results: Iterable[Result], version: int, key: str = "") -> Iterator[Mailing]:
    """One for each set of bodies that people act for: those that lead or joined an entry, or hold a special award."""
    outcomes: dict[int, list[EntryOutcome]] = defaultdict(list)
    about: dict[int, list[Proposal]] = defaultdict(list)
    ranked = {result.proposal_id: result for result in results}
    entered = Proposal.objects.filter(edition=edition, submitted_at__isnull=False).exclude(state=State.WITHDRAWN)
    for proposal in entered.with_details().order_by("innovation__title", "pk"):
        for opd in _owners(proposal):
            outcomes[opd.pk].append(_outcome(proposal, opd, ranked.get(proposal.pk)))
            about[opd.pk].append(proposal)
    for award in SpecialAward.objects.filter(edition=edition).select_related("holder"):
        outcomes[award.holder_id].append(
            EntryOutcome(award.name, award.holder, _("Penghargaan khusus"), is_winner=True)
        )
    for agencies, people in readers_by_agencies(outcomes):
        own = [outcome for opd in agencies for outcome in outcomes[opd.pk]]
        proposals = list(dict.fromkeys(proposal for opd in agencies for proposal in about[opd.pk]))
        yield _published(edition, version, key, agencies, people, own, proposals)


def _owners(proposal: Proposal) -> list[OPD]:
    """The leading body, and the partners that did not deny it."""
    partners = proposal.innovation.partnerships.all()
    return [proposal.innovation.opd, *(row.opd for row in partners if row.is_confirmed is not False)]


def _outcome(proposal: Proposal, opd: OPD, result: Result | None) -> EntryOutcome:
    """The honour as the piagam prints it; a place that no tier prints is nobody's to read."""
    if result and result.tier:
        return EntryOutcome(str(proposal), opd, honour_of(result), is_winner=True)
    if result:
        words = _("Ikut dinilai, belum masuk jenjang penghargaan")
    elif proposal.state == State.VERIFIED:
        words = _("Lolos administrasi, tidak mendapat peringkat")
    else:
        words = _("Tidak lolos seleksi administrasi")
    return EntryOutcome(str(proposal), opd, words)


def _published(
    edition: Edition,
    version: int,
    key: str,
    agencies: list[OPD],
    people: list[User],
    outcomes: list[EntryOutcome],
    proposals: list[Proposal],
) -> Mailing:
    has_won = any(outcome.is_winner for outcome in outcomes)
    page = reverse("home") if has_won else reverse("awards:result-detail", args=[edition.slug])
    context = {
        "edition": edition,
        "agencies": agencies,
        "outcomes": outcomes,
        "has_won": has_won,
        "is_correction": version > 1,
        "result_address": address(reverse("awards:result-detail", args=[edition.slug])),
        "address": address(page),
    }
    corrected, first = _("Hasil %(edition)s dikoreksi"), _("Hasil %(edition)s sudah terbit")
    subject = (corrected if version > 1 else first) % {"edition": edition}
    return Mailing(key, people, subject, "awards/mail/published", context, edition.ledger_chain, proposals)


@task("awards.send_revoked")
def send_revoked(revocation_id: int) -> None:
    """Tell the people of the body that held a certificate that it is void, and why."""
    rows = Revocation.objects.select_related("certificate__publication__edition", "certificate__recipient")
    revocation = rows.select_related("certificate__result__proposal").get(pk=revocation_id)
    certificate = revocation.certificate
    edition = certificate.publication.edition
    context = {
        "edition": edition,
        "agency": certificate.recipient,
        "certificate": certificate,
        "reason": revocation.reason,
        "address": address(reverse("awards:certificate-verify", args=[certificate.token])),
    }
    people, result = people_of_agency(certificate.recipient_id), certificate.result
    about = [certificate, *([result.proposal] if result else [])]
    subject = _("Piagam nomor %(number)s dicabut") % {"number": certificate.number}
    key, template = f"revoked:{revocation.pk}", "awards/mail/revoked"
    deliver(key, people, subject, template, context, chain=edition.ledger_chain, about=about)
