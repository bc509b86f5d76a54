"""The people of the role tables, as they stand to one proposal and its panel."""

from accounts.models import MembershipRole, Office, User
from judging.models import SeatRole
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    MembershipFactory,
    PanelFactory,
    PartnershipFactory,
    ScoreSheetFactory,
    SeatFactory,
    UserFactory,
)
from tests.moments import START

ROLES = (
    "operator",
    "head",
    "staff",
    "partner",
    "other_operator",
    "other_head",
    "verifier",
    "juror",
    "conflicted_juror",
    "chair",
    "secretariat",
    "leader",
    "auditor",
    "admin",
    "nobody",
)


def everyone(proposal, stage=None) -> dict[str, User]:
    """One person per role. With a stage, the jurors are seated and assigned, each with a sheet."""
    opd = proposal.innovation.opd
    answer = {"is_confirmed": True, "answered_at": START, "answered_by": proposal.created_by}
    partner = PartnershipFactory(innovation=proposal.innovation, **answer).opd
    people = {
        "operator": MembershipFactory(opd=opd).user,
        "head": MembershipFactory(opd=opd, role=MembershipRole.HEAD).user,
        "staff": MembershipFactory(opd=opd, role=MembershipRole.STAFF).user,
        "partner": MembershipFactory(opd=partner).user,
        "other_operator": MembershipFactory().user,
        "other_head": MembershipFactory(role=MembershipRole.HEAD).user,
        "verifier": AppointmentFactory(role=Office.VERIFIER).user,
        "juror": UserFactory(),
        "conflicted_juror": MembershipFactory(opd=opd).user,
        "chair": UserFactory(),
        "secretariat": AppointmentFactory(role=Office.SECRETARIAT).user,
        "leader": AppointmentFactory(role=Office.LEADER).user,
        "auditor": AppointmentFactory(role=Office.AUDITOR).user,
        "admin": UserFactory(is_staff=True, is_superuser=True),
        "nobody": UserFactory(),
    }
    if stage:
        panel = PanelFactory(stage=stage)
        SeatFactory(panel=panel, user=people["chair"], role=SeatRole.CHAIR, accepted=True)
        for name in ("juror", "conflicted_juror"):
            SeatFactory(panel=panel, user=people[name], accepted=True)
            ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=proposal, juror=people[name]))
    # Each test asks a person who was not asked before, as a request does.
    return {name: User.objects.get(pk=person.pk) for name, person in people.items()}
