from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from competitions.actions.edition import create_edition, open_edition
from competitions.models import Edition, PhaseKind
from judging.models import SeatRole
from tests.factories import AppointmentFactory, OPDFactory, PanelFactory, SeatFactory
from tests.moments import START

IDENTITY = {
    "name": "Kompetisi Inovasi Pelayanan Publik Kota Uji Tahun 2026",
    "short_name": "KOVABLIK Kota Uji 2026",
    "year": 2026,
    "government": "Pemerintah Kota Uji",
    "city": "Uji",
    "organiser": "Bagian Organisasi",
    "signatory_position": "WALI KOTA UJI",
    "signatory_name": "NAMA UJI",
    "awarded_on": date(2026, 12, 17),
}
FIRST_DAY = date(2026, 2, 2)


@pytest.fixture(autouse=True)
def _at_start():
    """The tests of this app stand at one moment, four weeks before the registration of `edition`."""
    with clock.at(START):
        yield


@pytest.fixture
def identity():
    return dict(IDENTITY)


@pytest.fixture
def secretary(db):
    return AppointmentFactory().user


@pytest.fixture
def make_edition(secretary, identity):
    def make(template="kovablik-jatim-2023", **values):
        return create_edition(template=template, identity={**identity, **values}, first_day=FIRST_DAY, by=secretary)

    return make


@pytest.fixture
def edition(make_edition):
    """Made from the default preset, with a jury and a body to call: complete, and not open."""
    edition = make_edition()
    panel = PanelFactory(stage=edition.stages.get())
    SeatFactory(panel=panel, role=SeatRole.CHAIR)
    SeatFactory.create_batch(3, panel=panel)
    OPDFactory()
    return Edition.objects.get(pk=edition.pk)


@pytest.fixture
def opened(edition, secretary):
    return open_edition(edition=edition, by=secretary)


@pytest.fixture
def browse(client, secretary):
    """The secretary's client."""
    client.force_login(secretary)
    return client


def url(name, edition, *args):
    return reverse(f"competitions:{name}", args=[edition.slug, *args])


def queries(client, path):
    """How many queries a page costs, once the session is warm."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def calendar_of(edition):
    return {PhaseKind(phase.kind): (phase.opens_at, phase.closes_at) for phase in edition.phases.all()}


def fields_of(response):
    """What a browser would send if nobody touched the page."""
    forms = [response.context["form"]] if "form" in response.context else []
    if "formset" in response.context:
        formset = response.context["formset"]
        forms += [formset.management_form, *formset.forms]
    data = {}
    for form in forms:
        for field in form:
            value = field.field.widget.format_value(field.value()) if field.value() is not None else ""
            if isinstance(field.value(), bool):
                if field.value():
                    data[field.html_name] = "on"
            else:
                data[field.html_name] = (value or [""])[0] if isinstance(value, list) else value or ""
    return data
