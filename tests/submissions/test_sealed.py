"""While the registration runs nobody but the agency reads a text: no refused act may print it either."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import clock
from accounts.models import Office
from competitions.models import PhaseKind
from tests.factories import AppointmentFactory, EditionFactory, SectionFactory
from tests.moments import moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration")]
SECRET = "Naskah rahasia"


def refused_acts(proposal, template):
    """Posts that a form refuses before the action asks for the right."""
    files = reverse("submissions:attachment-create", args=[proposal.pk])
    text = reverse("submissions:section-update", args=[proposal.pk, template.pk])
    return [
        (files, {}),
        (files, {"section": template.pk}),
        (files, {"section": template.pk, "file": SimpleUploadedFile("x" * 300 + ".pdf", b"%PDF-")}),
        (text, {"text": "nol \x00"}),
        (text, {"text": "enam kata adalah lebih dari lima"}),
    ]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
@pytest.mark.parametrize("office", [Office.SECRETARIAT, Office.VERIFIER, Office.AUDITOR, Office.LEADER])
def test_a_refused_act_shows_no_sealed_text(client, proposal, template, office, headers):
    SectionFactory(proposal=proposal, template=template, text=SECRET)
    client.force_login(AppointmentFactory(role=office).user)

    for address, data in refused_acts(proposal, template):
        response = client.post(address, data, headers=headers)

        assert response.status_code == 403
        assert SECRET not in response.text


def test_the_check_does_not_name_an_edition_that_is_not_open(client):
    hidden = EditionFactory(opened_at=None)
    client.force_login(AppointmentFactory(role=Office.VERIFIER).user)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        response = client.get(reverse("submissions:check-list"), {"edisi": hidden.slug})

    assert str(hidden) not in response.text
