import ast
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from accounts import clock, ledger
from accounts.models import AuditEntry, Office
from competitions.models import JuryBody
from kovablik.ledger.terms import ACTIONS
from kovablik.ledger.words import tell
from submissions.models import State
from submissions.steps.workflow import STEPS
from tests.factories import (
    AppointmentFactory,
    CriterionFactory,
    EditionFactory,
    ExtensionFactory,
    OPDFactory,
    ProposalFactory,
    ReminderFactory,
    UserFactory,
)
from tests.moments import MOMENTS, moment
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db

QUERIES = 9
ACTION = re.compile(r"[a-z]+\.[a-z_]+")
TRACED = ("opd", "user", "membership", "appointment", "innovation")  # by the administrator, or by an import


@pytest.fixture
def proposal():
    return ProposalFactory(innovation__title="ADIARTA")


def page(edition, **filters):
    return reverse("ledger-list", args=[edition.slug], query=filters)


def submit(proposal, by):
    """An entry as the sending of a proposal leaves it."""
    change = {"before": {"state": State.DRAFT}, "after": {"state": State.SUBMITTED}}
    return ledger.record("proposal.submit", proposal, by=by, chain=proposal.ledger_chain, **change)


@pytest.fixture
def secretary(client):
    user = AppointmentFactory().user
    client.force_login(user)
    return user


@pytest.mark.parametrize("name", MOMENTS)
def test_only_the_secretariat_and_the_auditor_read_the_ledger(client, proposal, name):
    allowed = {"secretariat", "auditor"}

    with clock.at(moment(name)):
        codes = {role: status(client, person, proposal.edition) for role, person in everyone(proposal).items()}

    assert codes == {role: 200 if role in allowed else 403 for role in ROLES}


def status(client, person, edition):
    client.force_login(person)
    return client.get(page(edition)).status_code


def test_an_unopened_edition_has_no_ledger_for_the_others(client):
    edition = EditionFactory(opened_at=None)

    assert status(client, UserFactory(), edition) == 404
    assert status(client, AppointmentFactory(role=Office.AUDITOR).user, edition) == 200


def test_the_ledger_asks_for_a_sign_in(client, proposal):
    response = client.get(page(proposal.edition))

    assert response.status_code == 302


def test_the_ledger_says_who_when_what_and_from_what_to_what(client, secretary, proposal):
    head = UserFactory(name="Kepala Arsip")
    with clock.at(moment("registration")):
        entry = submit(proposal, head)

    text = client.get(page(proposal.edition)).text

    for words in ("Kepala Arsip", "Mengirim usulan", "Usulan “ADIARTA”", "15 Jan 2026 20.00 WIB", entry.hash):
        assert words in text
    assert "status: Draf → Terkirim" in " ".join(text.split())


def test_an_empty_ledger_says_what_comes(client, secretary):
    text = client.get(page(EditionFactory())).text

    assert "Belum ada catatan" in text


def test_the_ledger_of_another_edition_stays_out(client, secretary, proposal):
    submit(proposal, secretary)

    text = client.get(page(EditionFactory())).text

    assert "ADIARTA" not in text


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({}, 3),
        ({"action": "proposal.submit"}, 2),
        ({"action": "proposal.verify"}, 1),
        ({"action": "plenary.open"}, 0),
        ({"by": "first"}, 2),
        ({"by": "second", "action": "proposal.submit"}, 0),
        ({"target": "first"}, 2),
        ({"target": "submissions.proposal:999999"}, 0),
        ({"target": "nonsense"}, 0),
    ],
)
def test_filters_are_addresses(client, secretary, proposal, filters, shown):
    other = ProposalFactory(edition=proposal.edition)
    first, second = UserFactory(), UserFactory()
    submit(proposal, first)
    submit(other, first)
    ledger.record("proposal.verify", proposal, by=second, chain=proposal.ledger_chain)
    people, targets = {"first": first.pk, "second": second.pk}, {"first": ledger.name_of(proposal)}
    if "by" in filters:
        filters = filters | {"by": people[filters["by"]]}
    if "target" in filters:
        filters = filters | {"target": targets.get(filters["target"], filters["target"])}

    response = client.get(page(proposal.edition, **filters))

    assert len(response.context["lines"]) == shown


def test_somebody_is_found_by_a_part_of_the_name(client, secretary, proposal):
    submit(proposal, UserFactory(name="Siti Rahayu"))
    submit(proposal, UserFactory(name="Budi Santoso"))

    response = client.get(page(proposal.edition, name="rahayu"))

    assert [str(line.entry.actor) for line in response.context["lines"]] == ["Siti Rahayu"]


@pytest.mark.parametrize(
    "filters", [{"action": "no.such"}, {"by": "abc"}, {"by": "999999"}, {"by": "9" * 30}, {"page": "abc"}]
)
def test_a_filter_that_makes_no_sense_is_no_accident(client, secretary, proposal, filters):
    submit(proposal, secretary)

    response = client.get(page(proposal.edition, **filters))

    assert response.status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_ledger_costs_the_same_for_any_number_of_entries(client, secretary, count, django_assert_num_queries):
    edition = EditionFactory()
    for _ in range(count):
        submit(ProposalFactory(edition=edition), UserFactory())

    with django_assert_num_queries(QUERIES):
        response = client.get(page(edition))

    assert len(response.context["lines"]) == count


def test_entries_show_fifty_at_a_time_the_newest_first(client, secretary, proposal):
    events = [ledger.Event("proposal.update", proposal, secretary, after={"title": f"Judul {n}"}) for n in range(51)]
    ledger.record_all(events, chain=proposal.ledger_chain)

    first, second = (client.get(page(proposal.edition, page=number)).context["lines"] for number in (1, 2))

    assert [line.entry.number for line in first] == list(range(51, 1, -1))
    assert [line.entry.number for line in second] == [1]


def changes_of(target, before, after):
    entry = ledger.record("proposal.update", target, by=None, before=before, after=after)
    return [(change.label, change.before, change.after) for change in tell([entry])[0].changes]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (None, None, []),
        ("80.00", "80.00", []),
        ("78.5", "80.00", [("", "78,50", "80,00")]),
        (None, {"group": "general", "title": "ADIARTA"}, [("kelompok", "", "Umum"), ("judul inovasi", "", "ADIARTA")]),
        (
            {"title": "Lama", "group": "general"},
            {"title": "Baru", "group": "general"},
            [("judul inovasi", "Lama", "Baru")],
        ),
        (None, {"started_on": "2021-02-17"}, [("mulai diterapkan", "", "17 Februari 2021")]),
        (None, {"opened_at": "2026-01-12T01:00:00Z"}, [("dibuka pada", "", "12 Jan 2026 08.00 WIB")]),
        (
            {"plenary": ["2026-01-12T01:00:00Z", "2026-01-13T01:00:00Z"]},
            {"plenary": ["2026-01-12T01:00:00Z", "2026-01-14T01:00:00Z"]},
            [
                (
                    "Pleno akhir",
                    "12 Jan 2026 08.00 WIB, 13 Jan 2026 08.00 WIB",
                    "12 Jan 2026 08.00 WIB, 14 Jan 2026 08.00 WIB",
                )
            ],
        ),
        (
            [{"name": "Kebaruan", "weight": "15.00"}, {"name": "Dampak", "weight": "30.00"}],
            [{"name": "Kebaruan", "weight": "20.00"}, {"name": "Dampak", "weight": "30.00"}],
            [("", "nama Kebaruan, bobot 15,00", "nama Kebaruan, bobot 20,00")],
        ),
        ({"started_on": "2021-02-17"}, {"started_on": None}, [("mulai diterapkan", "17 Februari 2021", "–")]),
        (None, {"fingerprint": "ab12" * 16}, [("sidik naskah", "", "ab12ab12ab12…")]),
        (None, {"unheard_of": True}, [("unheard_of", "", "ya")]),
    ],
)
def test_changes_are_told_in_words(proposal, before, after, shown):
    assert changes_of(proposal, before, after) == shown


def test_changes_name_the_rows_they_point_to(proposal):
    opd = OPDFactory(name="Dinas Pariwisata")

    assert changes_of(proposal, None, {"owners": [opd.pk]}) == [("pemilik", "", "Dinas Pariwisata")]
    assert changes_of(proposal, None, {str(proposal.pk): 2}) == [("ADIARTA", "", "2")]


def test_a_mark_is_told_by_its_criterion(proposal):
    criterion = CriterionFactory(name="Kebaruan")
    before, after = ({"criterion": criterion.pk, "points": points} for points in (None, "80.00"))

    assert changes_of(proposal, before, after) == [("Kebaruan", "", "80,00")]


def test_a_target_that_is_gone_keeps_its_number(proposal):
    entry = ledger.record("proposal.update", proposal, by=None)
    number = proposal.pk
    proposal.delete()

    assert [line.target for line in tell([entry])] == [f"Usulan {number}"]


def test_every_action_of_the_apps_has_words():
    assert actions_in_the_code() - ACTIONS.keys() == set()


def actions_in_the_code():
    """The actions that stand in the code by name, the steps of the workflow, the parts of an edition, what is imported.

    A text counts as an action when it looks like one, whichever function carries it to the ledger.
    """
    ours = ("accounts", "competitions", "submissions", "judging", "awards")
    nouns = {model._meta.model_name for app in ours for model in apps.get_app_config(app).get_models()}
    nouns |= {action.partition(".")[0] for action in ACTIONS}
    found = {f"proposal.{step}" for step in STEPS}
    found |= {f"{noun}.{verb}" for noun in TRACED for verb in ("create", "update")}
    for tree in trees(ours):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and ACTION.fullmatch(str(node.value)):
                found |= {node.value} if node.value.partition(".")[0] in nouns else set()
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_update":
                found |= {
                    f"edition.{word.value}" for word in node.args[:1] if isinstance(getattr(word, "value", None), str)
                }
    return found


def trees(names):
    for app in names:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            yield ast.parse(path.read_text())


def test_more_time_and_reminders_are_told_with_the_agency(proposal):
    opd = OPDFactory(name="Dinas Kesehatan")
    extension, reminder = ExtensionFactory(edition=proposal.edition, opd=opd), ReminderFactory(opd=opd)
    entries = [
        ledger.record(
            "extension.grant", extension, by=None, after={"opd": opd.pk, "until": "2026-01-21T01:00:00+00:00"}
        ),
        ledger.record("reminder.send", reminder, by=None, after={"opd": opd.pk, "reached": "head"}),
    ]

    granted, reminded = tell(entries)

    assert (granted.action, granted.target) == ("Memperpanjang waktu OPD", "Perpanjangan waktu “Dinas Kesehatan”")
    assert [(change.label, change.after) for change in granted.changes] == [
        ("OPD", "Dinas Kesehatan"),
        ("sampai", "21 Jan 2026 08.00 WIB"),
    ]
    assert reminded.action == "Mengingatkan OPD"
    assert [change.after for change in reminded.changes] == ["Dinas Kesehatan", "Kepala OPD"]


def test_an_unknown_action_and_target_show_as_they_stand(proposal):
    entry = AuditEntry(action="no.such", target="no.such:thing", after=None)

    line = tell([entry])[0]

    assert (line.action, line.target) == ("no.such", "no.such:thing")


def test_a_rule_of_entry_is_called_by_what_it_asks():
    """Its kind may share its name with a field: `title`, `group`."""
    edition = EditionFactory()
    entry = ledger.record(
        "edition.entry_rules",
        edition,
        by=None,
        chain=edition.ledger_chain,
        before={"title": ["warn"]},
        after={"title": ["block"]},
    )

    (change,) = tell([entry])[0].changes
    assert change.label == "Judul tidak dipakai dua kali"


@pytest.mark.django_db
def test_a_body_of_jurors_goes_by_its_name_in_the_edition():
    edition = EditionFactory()
    JuryBody.objects.create(edition=edition, number=90, code="ombudsman-ri", name="Ombudsman RI")
    after = {"body": "ombudsman-ri", "required_bodies": ["ombudsman-ri"]}
    entry = ledger.record("seat.create", edition, by=UserFactory(), chain=edition.ledger_chain, after=after)

    (line,) = tell([entry])

    assert [change.after for change in line.changes] == ["Ombudsman RI", "Ombudsman RI"]
