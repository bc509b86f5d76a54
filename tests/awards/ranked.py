"""Editions whose jurors have spoken: proposals with places, in a ranking in the making."""

from collections.abc import Sequence
from decimal import Decimal

from accounts import clock
from accounts.models import Appointment, AuditEntry, Office, User
from awards.actions.certificates import draw_certificates
from awards.actions.plenary import confirm_plenary
from awards.actions.publication import publish_result
from awards.models import Certificate, Publication
from competitions.models import Edition, PhaseKind
from judging.models import Place, Ranking
from tests.factories import (
    AppointmentFactory,
    EditionFactory,
    InnovationFactory,
    PartnershipFactory,
    ProposalFactory,
    TierFactory,
)
from tests.moments import moment


def make_edition(*, tiers: Sequence[tuple[int, bool]] = ((2, True), (4, False)), **values: object) -> Edition:
    """With Top 2, which prints places, and Top 4, unless told otherwise."""
    edition = EditionFactory(**values)
    for up_to, prints_place in tiers:
        TierFactory(edition=edition, up_to_place=up_to, prints_place=prints_place)
    return edition


def rank(edition: Edition, places: Sequence[int | None], **values: object) -> list[Place]:
    """A ranking with a verified proposal for each of these places; None is below its quorum."""
    ranking = Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0)
    return [place_at(ranking, place, **values) for place in places]


def place_at(ranking: Ranking, place: int | None, **values: object) -> Place:
    innovation = values.pop("innovation", None) or InnovationFactory()
    proposal = ProposalFactory(edition=ranking.edition, verified=True, innovation=innovation, **values)
    score = None if place is None else Decimal(100 - place)
    return Place.objects.create(ranking=ranking, proposal=proposal, place=place, category_place=place, score=score)


def secretary() -> User:
    """A person whom nobody asked for anything yet, as in a new request."""
    holder = Appointment.objects.filter(role=Office.SECRETARIAT).first() or AppointmentFactory()
    return User.objects.get(pk=holder.user_id)


def confirm(edition: Edition) -> None:
    with clock.at(moment(PhaseKind.PLENARY)):
        confirm_plenary(edition=edition, by=secretary())


def publish(edition: Edition) -> Publication:
    """Confirm the ranking as it stands, and publish it."""
    confirm(edition)
    with clock.at(moment(PhaseKind.ANNOUNCEMENT)):
        return publish_result(edition=edition, by=secretary())


def published(places: Sequence[int | None] = (1, 2, 3), *, partner: bool = False, **values: object) -> Publication:
    edition = make_edition(**values)
    ranked = rank(edition, places)
    if partner:
        PartnershipFactory(innovation=ranked[0].proposal.innovation, confirmed=True)
    return publish(edition)


def draw_all(publication: Publication) -> list[Certificate]:
    draw_certificates(list(publication.certificates.values_list("pk", flat=True)))
    return list(publication.certificates.with_details())


def trace(edition: Edition) -> list[str]:
    """What the edition's ledger holds, first to last."""
    return list(AuditEntry.objects.filter(chain=edition.ledger_chain).values_list("action", flat=True))
