"""Whatever anybody sends to any address, the answer is never a breakdown.

Every address of the resolver is asked with numbers that exist nowhere and with bodies that no page sends; every form
that a page shows is sent back with one field spoilt after the other. Each request is undone. A quick run asks each
address as one of the people, and spoils a fifth of what `bin/test --full` does.
"""

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts import clock
from accounts.models import Office
from competitions.models import Letter, PhaseKind
from judging import ranking_build
from submissions.models import Attachment
from tests import refusals
from tests.awards.ranked import published
from tests.extent import FULL, share
from tests.factories import (
    AppointmentFactory,
    CategoryFactory,
    ConflictFactory,
    CriterionFactory,
    DocumentRequirementFactory,
    EditionFactory,
    MembershipFactory,
    PartnershipFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SectionTemplateFactory,
    StageFactory,
    TierFactory,
)
from tests.moments import moment
from tests.people import everyone

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.refusals")]
HUGE = "9" * 20  # beyond PostgreSQL's bigint
HTMX = {"HX-Request": "true"}
ASKING = (None, "head", "juror", "secretariat", "admin")
SPOILT = (
    "",
    "\x00",
    HUGE,
    "-1",
    "1e999",
    "NaN",
    "x" * 3000,
    "😀\u202e\ufeff'\"<b>{{ 7 }}%s{nomor}",
    "0001-01-01T00:00",
    "9999-12-31",
    ["1", "2", "2"],
)
LEAVES_THE_HOUSE = {"keluar/", "peragaan/masuk/", "sehat/"}  # two end the session; the third asks for a worker
FORM = "application/x-www-form-urlencoded"
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


class Forms(HTMLParser):
    """The forms of a page: where each posts to, and what it would send."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.address, self.forms, self.form, self.select = address, [], None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.form = (attrs.get("action") or self.address, {}) if attrs.get("method") == "post" else None
            if self.form:
                self.forms.append(self.form)
        name = attrs.get("name")
        if not self.form:
            return
        if tag == "button" and attrs.get("formaction"):
            self.forms.append((attrs["formaction"], self.form[1]))
        if tag == "select":
            self.select = name
        if tag == "option" and self.select and attrs.get("value"):
            self.form[1].setdefault(self.select, attrs["value"])
        if tag in {"input", "textarea", "select"} and name and name != "csrfmiddlewaretoken":
            unticked = attrs.get("type") in {"radio", "checkbox"} and "checked" not in attrs
            self.form[1].setdefault(name, "1" if unticked else attrs.get("value") or "")


@pytest.fixture
def world():
    """An edition on its way, one in the making and one published, with people of every kind."""
    with clock.at(moment(PhaseKind.PLENARY)):
        done = published((1, 2), partner=True)
    stage = StageFactory()
    edition = stage.edition
    criterion = CriterionFactory(rubric=stage.rubric, weight=100)
    CategoryFactory(edition=edition)
    TierFactory(edition=edition, up_to_place=1)
    section = SectionTemplateFactory(edition=edition)
    DocumentRequirementFactory(edition=edition)
    proposal = ProposalFactory(edition=edition, verified=True, category=edition.categories.get())
    PartnershipFactory(innovation=proposal.innovation)
    people = everyone(proposal, stage)
    for number in range(2):  # a tie at the cut-off
        rival = ProposalFactory(edition=edition, verified=True)
        sheet = ScoreSheetFactory(final=True, assignment__stage=stage, assignment__proposal=rival)
        ScoreFactory(sheet=sheet, criterion=criterion, points=80 + 0 * number)
    opd = proposal.innovation.opd
    for sent in (False, True):
        other = ProposalFactory(edition=edition, innovation__opd=opd, sent=sent)
        Attachment.objects.create(
            proposal=other, section=section, file="x", name="a.pdf", size=1, sha256="0", uploaded_by=people["head"]
        )
    ProposalFactory(edition=edition, innovation__opd=opd, returned=True)
    ConflictFactory(user=people["juror"])
    ranking_build.build(edition)
    unopened = EditionFactory(opened_at=None)
    CriterionFactory(rubric=StageFactory(edition=unopened).rubric, section=SectionTemplateFactory(edition=unopened))
    CategoryFactory(edition=unopened)
    TierFactory(edition=unopened)
    DocumentRequirementFactory(edition=unopened)
    MembershipFactory(user=people["head"])
    AppointmentFactory(user=people["auditor"], role=Office.LEADER)
    return {"slug": (edition.slug, unopened.slug, done.edition.slug), "people": people, "proposal": proposal}


def routes(resolver=None, before=""):
    """Every address of ours and of the admin, with its parameters."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + getattr(entry.pattern, "_route", "")
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern) and hasattr(entry.pattern, "_route"):
            yield route


def addresses(slugs, numbers=("1", HUGE)):
    """Each route with numbers that exist, that exist nowhere, and that no database holds."""
    for route in dict.fromkeys(routes()):
        if route in LEAVES_THE_HOUSE:
            continue
        words = {"slug": slugs[0], "kind": "registration", "token": "tidak-ada"}
        named = PARAMETER.sub(lambda found: words.get(found[2], found[0]), route)  # noqa: B023  used at once
        yield from dict.fromkeys("/" + PARAMETER.sub(number, named) for number in numbers)


def client_of(user):
    client = Client(raise_request_exception=True)
    if user:
        client.force_login(user)
    return client


class Watch:
    """Sends requests, undoes each, and keeps what broke down."""

    def __init__(self):
        self.broken = []
        refusals.drawn.clear()

    def send(self, client, method, address, *args, **kwargs):
        try:
            with transaction.atomic():
                response = getattr(client, method)(address, *args, **kwargs)
                status = response.status_code
                body = b"".join(response) if response.streaming else response.content
                transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001  this is what we look for
            self.broken.append(f"{method} {address} {str(args)[:150]}: {type(error).__name__}: {str(error)[:150]}")
            return ""
        if status >= 500:
            self.broken.append(f"{method} {address} {str(args)[:150]}: {status}")
        return body.decode() if status == 200 and "html" in response.get("Content-Type", "") else ""


@pytest.mark.parametrize("role", ASKING)
def test_no_address_breaks_down(world, role):
    watch, client = Watch(), client_of(world["people"].get(role))
    query = f"?page=9&kode=%00&cari=%ED%A0%80&edisi=%00&status=x&urut=x&kategori={HUGE}&by={HUGE}&q=%00&opd=%00"

    with clock.at(moment(PhaseKind.JUDGING)):
        for address in share(addresses(world["slug"]), ASKING.index(role), of=len(ASKING)):
            watch.send(client, "get", address + query)
            watch.send(client, "post", address, {"reason": "\x00", "text": "\x00", "next": "//lain.example"})

    assert watch.broken == []


BODIES = (
    ("put", {}),
    ("post", b"--x", {"content_type": "multipart/form-data; boundary=y"}),
    ("post", b'{"a": [', {"content_type": "application/json", "headers": HTMX}),
)


def test_no_body_breaks_an_address_down(world):
    watch, client = Watch(), client_of(world["people"]["secretariat"])

    with clock.at(moment(PhaseKind.JUDGING)):
        for number, address in enumerate(addresses(world["slug"], numbers=("1",))):
            for method, *body, about in share(BODIES, number, of=len(BODIES)):
                watch.send(client, method, address, *body, **about)

    assert watch.broken == []


PARTS = 3 if FULL else 1  # the secretariat has most forms: both cores share them


@pytest.mark.parametrize(
    ("role", "phase", "least", "part", "parts"),
    [
        ("head", PhaseKind.REGISTRATION, 6, 0, 1),
        ("verifier", PhaseKind.ADMINISTRATION, 3, 0, 1),
        ("juror", PhaseKind.JUDGING, 2, 0, 1),
        *(("secretariat", PhaseKind.PLENARY, 20, part, PARTS) for part in range(PARTS)),
    ],
)
def test_no_form_breaks_down(world, role, phase, least, part, parts):
    watch, client, seen = Watch(), client_of(world["people"][role]), {}

    with clock.at(moment(phase)):
        for address, body in pages(watch, client, world["slug"]):
            for target, fields in Forms(body, address).forms:
                if target != "/keluar/":
                    seen.setdefault(kind_of(target), (target, fields))
        for number, (target, fields) in enumerate(list(seen.values())[part::parts]):
            for data in share(spoilings(fields), number, of=5):
                watch.send(client, "post", target, data, follow=True)

    assert watch.broken == []
    assert len(seen) > least, sorted(seen)


WRITTEN = ("\x00", "\ud800", HUGE, ["1", "2", "1"], "a=b=c title= =", "mine")
FIELDS = ["text", "seen[text]", "seen[title]", "contested[title]", "seen[notes]", "title", "started_on", "category"]
FIELDS += ["sdgs", "place", "contact_phone", "name", "nip", "row"]
FIELDS += ["step", "choose", "part", "part_1", "opd_name", "reason", "note", "key", "section", "requirement", "usulan"]


def test_nothing_that_is_written_breaks_down(world):
    """Every act on a draft, with each of these in all fields at once, as the script sends them."""
    client, watch = client_of(world["people"]["head"]), Watch()
    draft = ProposalFactory(edition=world["proposal"].edition, innovation__opd=world["proposal"].innovation.opd)
    numbers = {
        "pk": draft.pk,
        "template_pk": draft.edition.section_templates.get().pk,
        "requirement_pk": DocumentRequirementFactory(edition=draft.edition, letter=Letter.INNOVATOR).pk,
        "partnership_pk": PartnershipFactory(innovation=draft.innovation).pk,
    }
    acts = [
        "/" + PARAMETER.sub(lambda found: str(numbers[found[2]]), route)
        for route in dict.fromkeys(routes())
        if route.startswith("usulan/<int:pk>/") and {name for _kind, name in PARAMETER.findall(route)} <= set(numbers)
    ]

    with clock.at(moment(PhaseKind.REGISTRATION)):
        for number, act in enumerate(acts):
            for value in share(WRITTEN, number, of=3):
                sent = [value] if isinstance(value, str) else value
                pairs = [(name, one.encode("utf-8", "surrogatepass")) for name in FIELDS for one in sent]
                watch.send(client, "post", act, urlencode(pairs), content_type=FORM, headers={"X-Autosave": "1"})

    assert len(acts) > 15
    assert watch.broken == []


def pages(watch, client, slugs):
    """All pages that this person reaches from the home page by links."""
    found, waiting = set(), ["/beranda/", "/usulan/", "/penilaian/", "/kelola/", "/administrasi/"]
    waiting += [f"/kelola/{slug}/" for slug in slugs]
    while waiting:
        address = waiting.pop()
        key = address if address.startswith(("/usulan/", "/administrasi/")) else kind_of(address)
        if key in found or address.startswith(("/pengaturan", "/akun", "/static", "/usulan/berkas")):
            continue
        found.add(key)
        body = watch.send(client, "get", address)
        yield address, body
        waiting += [link for link in re.findall(r'href="(/[^"#?]*)', body) if not link.startswith("/static")]


def kind_of(address):
    """Addresses that differ in nothing but a number or a token are of one kind."""
    return re.sub(r"(?<=/)\d+(?=/)|(?<=piagam/)[^/]+", "#", address)


def spoilings(fields):
    """All fields spoilt at once, then one after the other, each in another way."""
    for spoilt in SPOILT[:4]:
        yield dict.fromkeys(fields, spoilt) | {name: value for name, value in fields.items() if name.endswith("_FORMS")}
    for number, name in enumerate(fields):
        yield {**fields, name: SPOILT[number % len(SPOILT)]}
    yield {**fields, **{name: SimpleUploadedFile("a.pdf", b"%PDF-\x00") for name in fields if "file" in name}}
