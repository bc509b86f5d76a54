from datetime import date

import pytest

from accounts import clock
from competitions.actions.edition import create_edition, open_edition
from competitions.models import Edition
from judging.models import SeatRole
from tests.factories import AppointmentFactory, PanelFactory, SeatFactory
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
    """Made from the default preset, with a jury: complete, and not open."""
    edition = make_edition()
    panel = PanelFactory(stage=edition.stages.get())
    SeatFactory(panel=panel, role=SeatRole.CHAIR)
    SeatFactory.create_batch(3, panel=panel)
    return Edition.objects.get(pk=edition.pk)


@pytest.fixture
def opened(edition, secretary):
    return open_edition(edition=edition, by=secretary)


@pytest.fixture
def browse(client, secretary):
    """The secretary's client."""
    client.force_login(secretary)
    return client
