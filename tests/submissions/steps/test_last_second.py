"""One second before the close, at it, and after it: for every act of an agency, with more time granted and without."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import clock
from accounts.models import MembershipRole, User
from competitions.models import PhaseKind
from submissions.attachments.actions import add_attachment
from submissions.entry.actions import Identity, register_proposal
from submissions.entry.actions_section import save_section
from submissions.models import Proposal
from submissions.steps import workflow
from tests.factories import ExtensionFactory, MembershipFactory, OPDFactory, ProposalFactory, SectionTemplateFactory
from tests.submissions import samples

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def proposal():
    return ProposalFactory()


@pytest.fixture
def template(proposal):
    return SectionTemplateFactory(edition=proposal.edition)


@pytest.fixture
def close(proposal):
    return proposal.edition.phase(PhaseKind.REGISTRATION).closes_at


ACTS = {
    "register": lambda proposal, _template, by: register_proposal(
        edition=proposal.edition, opd=proposal.innovation.opd, identity=Identity("Sapa Warga"), by=by
    ),
    "save": lambda proposal, template, by: save_section(proposal=proposal, template=template, text="Tiga kata", by=by),
    "attach": lambda proposal, template, by: add_attachment(
        proposal=proposal, section=template, file=SimpleUploadedFile("a.pdf", samples.pdf()), by=by
    ),
    "hand_over": lambda proposal, _template, by: workflow.take("hand_over", proposal=proposal, by=by),
    "submit": lambda proposal, _template, by: workflow.take("submit", proposal=proposal, by=by),
}


def person_for(act, proposal):
    head = MembershipFactory(opd=proposal.innovation.opd, role=MembershipRole.HEAD).user
    return head if act == "submit" else MembershipFactory(opd=proposal.innovation.opd).user


def happens(act, proposal, template, person, at):
    if act in {"hand_over", "submit"}:
        template.delete()
    try:
        with clock.at(at):
            ACTS[act](Proposal.objects.with_details().get(pk=proposal.pk), template, User.objects.get(pk=person.pk))
    except PermissionDenied:
        return False
    return True


@pytest.mark.parametrize(("offset", "expected"), [(-SECOND, True), (0 * SECOND, False), (SECOND, False)])
@pytest.mark.parametrize("act", ACTS)
def test_one_second_after_is_after(proposal, template, close, act, offset, expected):
    person = person_for(act, proposal)

    assert happens(act, proposal, template, person, close + offset) == expected


@pytest.mark.parametrize(("offset", "expected"), [(-SECOND, True), (0 * SECOND, False), (SECOND, False)])
@pytest.mark.parametrize("act", ACTS)
def test_more_time_ends_to_the_second_too(proposal, template, close, act, offset, expected):
    until = close + timedelta(hours=3)
    ExtensionFactory(edition=proposal.edition, opd=proposal.innovation.opd, until=until)
    person = person_for(act, proposal)

    assert happens(act, proposal, template, person, until + offset) == expected


@pytest.mark.parametrize("act", ACTS)
def test_more_time_for_one_agency_opens_nothing_for_another(proposal, template, close, act):
    ExtensionFactory(edition=proposal.edition, opd=OPDFactory(), until=close + timedelta(hours=3))
    person = person_for(act, proposal)

    assert not happens(act, proposal, template, person, close)


def test_somebody_of_two_agencies_enters_only_for_the_one_that_has_more_time(proposal, close):
    """The right to enter at all comes with the extension of either; for whom, the act itself asks."""
    ExtensionFactory(edition=proposal.edition, opd=OPDFactory(), until=close + timedelta(hours=3))
    granted = proposal.edition.extensions.get().opd
    person = MembershipFactory(opd=granted).user
    MembershipFactory(user=person, opd=proposal.innovation.opd)

    with clock.at(close):
        with pytest.raises(PermissionDenied):
            register_proposal(
                edition=proposal.edition,
                opd=proposal.innovation.opd,
                identity=Identity("Sapa Warga"),
                by=User.objects.get(pk=person.pk),
            )
        entered = register_proposal(
            edition=proposal.edition, opd=granted, identity=Identity("Sapa"), by=User.objects.get(pk=person.pk)
        )

    assert entered.innovation.opd == granted
