"""Every address of judging with numbers that nobody means, and with query strings full of nonsense: never a 500."""

from uuid import UUID

import pytest
from django.urls import reverse

from accounts.models import User
from competitions.models import StageKind
from judging.models import SeatRole
from tests.addresses import patterns_of
from tests.extent import share
from tests.factories import SeatFactory, StageFactory

HUGE = 10**30
KEY = UUID(int=0)
VALUES = {"slug": "tidak-ada", "token": "x\0y", "step": "langkah", "key": KEY, "number": HUGE}
QUERY = {
    "urut": "'; --\0",
    "page": "-9" * 40,
    "kategori": str(HUGE),
    "tahap": str(HUGE),
    "status": "\0",
    "edisi": "\0",
    "q": "\0%",
    "yang": "\0",
    "lihat": "\0",
    "sesudah": str(HUGE),
    "kunci": "\0",
    "next": "\0",
    "semua": "\0",
    "hanya": "\0",
    "asal": "\0",
}
POSTED = {
    **QUERY,
    **dict.fromkeys(
        ("reason", "note", "text", "seen", f"seen[nilai-{HUGE}-1]", "seen[komentar-umum]", "komentar-umum"), "\0"
    ),
    **dict.fromkeys(("jurors", "juror", "user", "opd", "innovation", "way", "session", "sesudah"), str(HUGE)),
    "usulan": ["\0", str(HUGE), "²"],
    "proposals": ["\0", str(HUGE)],
    "seen[notes]": "\0;9:NaN;1:1e999",
    "dari": "usulan",
}


@pytest.fixture
def chair(stage):
    return SeatFactory(panel__stage=stage, role=SeatRole.CHAIR).user


def addresses(edition, stages, sheet):
    """Each address with a key that is too large, and with what there is: a sheet, the stages of every kind."""
    for pattern in patterns_of("judging"):
        names = list(pattern.pattern.converters)
        given = {name: VALUES.get(name, HUGE) for name in names}
        yield reverse(f"judging:{pattern.name}", kwargs=given)
        real = {"slug": edition.slug, "pk": sheet.pk, "proposal_pk": sheet.assignment.proposal_id}
        known = given | {name: value for name, value in real.items() if name in given}
        for stage in stages if "stage_pk" in given else [None]:
            yield reverse(f"judging:{pattern.name}", kwargs=known | ({"stage_pk": stage.pk} if stage else {}))


PEOPLE = ("secretary", "juror", "chair")


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nonsense_is_refused_and_breaks_nothing(client, request, stage, sheet, who, method):
    kinds = (StageKind.PRESENTATION, StageKind.VISIT)
    stages = [stage, *(StageFactory(edition=stage.edition, kind=kind) for kind in kinds)]
    client.force_login(User.objects.get(pk=request.getfixturevalue(who).pk))
    client.raise_request_exception = False
    data = QUERY if method == "get" else POSTED

    urls = share(addresses(stage.edition, stages, sheet), PEOPLE.index(who), of=len(PEOPLE))
    broken = [url for url in urls if getattr(client, method)(url, data).status_code >= 500]

    assert broken == []
