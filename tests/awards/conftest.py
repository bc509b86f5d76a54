import pytest

from accounts import clock
from competitions.models import PhaseKind
from tests.awards.ranked import secretary
from tests.moments import moment


@pytest.fixture
def plenary_time():
    with clock.at(moment(PhaseKind.PLENARY)):
        yield


@pytest.fixture
def staff(client):
    """A client signed in as the secretariat."""
    client.force_login(secretary())
    return client
