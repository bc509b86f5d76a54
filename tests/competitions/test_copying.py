"""A new edition from an earlier one: every part of it, with every field, and nothing of what happened."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ForeignKey
from django.urls import reverse

from accounts import ledger
from accounts.models import AuditEntry, Office
from competitions import copying
from competitions.actions.copying import OWN, copy_edition
from competitions.actions.edition import IDENTITY
from competitions.actions.judging import update_stage_rules
from competitions.actions.parts import add_rubric, update_stages
from competitions.actions.rules import update_rules
from competitions.copying import Offer, counted, offer, parts, rows_of
from competitions.forms.edition import EditionCopyForm
from competitions.models import Edition, Phase, RuleKind, RuleLevel, StageKind
from judging.models import VisitQuestion
from tests.competitions.conftest import fields_of, queries
from tests.factories import AppointmentFactory, EditionFactory, OPDFactory, ProposalFactory

pytestmark = pytest.mark.django_db
FIRST_DAY = date(2027, 3, 1)
# What hangs on an edition and is not taken over: it happened there, or says who judges, which is offered apart.
NOT_TAKEN = {
    *("Proposal", "Section", "Revision", "Attachment", "Upload", "Approval", "CheckItem", "Innovator", "Paper"),
    *("Version", "Bundle", "Extension", "Reminder", "RuleChange", "Undoing", "OwnerMove", "VisitReopening"),
    *("Panel", "Seat", "Pledge", "Plan", "Assignment", "ScoreSheet", "Score", "Comment", "Reopening", "Nudge"),
    *("Promotion", "AgendaMark", "Message", "Session", "Slot", "Attendance", "Visit", "VisitPhoto", "Ranking", "Place"),
    *("Plenary", "Decision", "Publication", "Result", "Certificate", "Revocation", "SpecialAward"),
}


@pytest.fixture
def source(edition, secretary):
    """Every part has rows, and what can be set apart from its default is."""
    OPDFactory(is_participant=False).participations.create(edition=edition)
    stage = edition.stages.get()
    rubric = add_rubric(edition=edition, stage_rubric="presentasi-jatim", by=secretary)
    rows = [
        {"id": stage.pk, "kind": StageKind.DESK, "rubric_id": stage.rubric_id, "share": Decimal(60), "quorum": 3},
        {"kind": StageKind.PRESENTATION, "rubric_id": rubric.pk, "share": Decimal(40), "quorum": 2},
    ]
    update_stages(edition=edition, rows=rows, by=secretary)
    told = {"jurors_per_proposal": 5, "is_blind": True, "promotes": 10, "spread_limit": Decimal(15)}
    update_stage_rules(stage=stage, rules=told, by=secretary)
    update_rules(edition=edition, rules={RuleKind.QUOTA: (RuleLevel.BLOCK, 2)}, by=secretary)
    VisitQuestion.objects.create(stage=stage, number=1, text="Apakah layanannya berjalan?")
    return Edition.objects.get(pk=edition.pk)


def copied(source, by, short_name="KOVABLIK 2027", **values):
    identity = {name: getattr(source, name) for name in IDENTITY}
    moved = {"name": "KOVABLIK 2027", "short_name": short_name, "year": 2027, "awarded_on": date(2027, 12, 1)}
    return copy_edition(source=source, identity=identity | moved, first_day=FIRST_DAY, by=by, **values)


def hanging_on_editions():
    """All models whose rows lead to an edition, by name."""
    found, waiting = set(), [Edition]
    while waiting:
        for relation in waiting.pop()._meta.related_objects:
            model = relation.related_model
            if isinstance(relation.field, ForeignKey) and model not in found and not model._meta.auto_created:
                found.add(model)
                waiting.append(model)
    return found


def test_whatever_hangs_on_an_edition_is_taken_over_or_said_not_to_be():
    """A model that comes later is a part (`copying.part`), or its name stands in NOT_TAKEN."""
    assert {model.__name__ for model in hanging_on_editions() - {*parts(), Phase}} == NOT_TAKEN


def in_words(model, edition):
    """The rows of a part, field by field; what points to another part says its place there, and no row its key."""
    places = {one: list(rows_of(one, edition).values_list("pk", flat=True)) for one in parts()} | {
        Edition: [edition.pk]
    }

    def say(field, value):
        return places[field.related_model].index(value) if field.related_model in places and value else value

    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return [{one.name: say(one, getattr(row, one.attname)) for one in fields} for row in rows_of(model, edition)]


def test_every_field_of_every_part_is_the_same_in_the_copy(source, secretary):
    copy = copied(source, secretary)

    for model in parts():
        rows = in_words(model, source)
        assert rows, f"the source has no {model.__name__}: give it one, so that its copying is held"
        assert in_words(model, copy) == rows
        assert not set(rows_of(model, source)) & set(rows_of(model, copy))


def test_every_field_of_the_edition_but_its_own_is_the_same(source, secretary):
    own = {*OWN, "name", "short_name", "year", "awarded_on"}
    fields = [field.name for field in Edition._meta.concrete_fields if field.name not in own]
    Edition.objects.update(winners_per_opd=2, correction_days=5, conflict_years=3, tiers_per_category=True)
    source.refresh_from_db()

    copy = Edition.objects.get(pk=copied(source, secretary).pk)

    assert {name: getattr(copy, name) for name in fields} == {name: getattr(source, name) for name in fields}


def test_a_body_that_was_closed_since_is_called_no_more(source, secretary):
    gone = source.participants.get(opd__is_participant=False).opd
    type(gone).objects.filter(pk=gone.pk).update(closed_on=date(2025, 1, 1))

    copy = copied(source, secretary)

    assert source.participants.filter(opd=gone).exists()
    assert not copy.participants.filter(opd=gone).exists()


def test_the_phases_keep_hour_length_and_distance(source, secretary):
    copy = copied(source, secretary)

    old, new = list(source.phases.all()), list(copy.phases.all())
    move = new[0].opens_at - old[0].opens_at
    assert move == timedelta(days=(FIRST_DAY - date(2026, 2, 2)).days)
    assert [(row.kind, row.opens_at + move, row.closes_at + move) for row in old] == [
        (row.kind, row.opens_at, row.closes_at) for row in new
    ]


def test_without_a_calendar_one_is_suggested(source, secretary):
    source.phases.all().delete()

    assert copied(source, secretary).phases.count() == 8  # with the presentation that has a stage


def test_nothing_of_what_happened_comes_along_and_the_source_is_left_alone(source, secretary):
    ProposalFactory(edition=source)
    before = AuditEntry.objects.filter(chain=source.ledger_chain).count()

    copy = copied(source, secretary)
    copy.rubrics.all()[0].criteria.all().delete()

    assert not copy.is_open
    assert not copy.proposals.exists()
    assert source.rubrics.all()[0].criteria.exists()
    assert AuditEntry.objects.filter(chain=source.ledger_chain).count() == before
    entry = ledger.head(copy.ledger_chain)
    assert (entry.action, entry.after["copied_from"], entry.number) == ("edition.create", source.short_name, 1)


def test_what_a_later_app_offers_is_taken_when_it_is_wanted(source, secretary, monkeypatch):
    monkeypatch.setattr(copying, "_offers", [])
    done = []
    offer(Offer("jury", "Juri", lambda _source: "5 orang", lambda *told: done.append(told)))
    offer(Offer("none", "Tidak ada", lambda _source: "", lambda *told: done.append(told)))

    assert EditionCopyForm(source=source).fields["wanted"].choices == [("jury", "Juri: 5 orang")]
    copied(source, secretary)
    assert done == []
    copy = copied(source, secretary, short_name="KOVABLIK lagi", wanted=["jury", "none"])
    ((one, other, copies, by),) = done
    assert (one, other, by) == (source, copy, secretary)
    assert {edition.pk for edition in copies[Edition].values()} == {copy.pk}


@pytest.mark.parametrize("role", [Office.VERIFIER, Office.LEADER, Office.AUDITOR])
def test_only_the_secretariat_copies(source, role):
    with pytest.raises(PermissionDenied):
        copied(source, AppointmentFactory(role=role).user)

    assert Edition.objects.count() == 1


def test_a_name_that_is_taken_leaves_nothing(source, secretary):
    EditionFactory(short_name="KOVABLIK 2027", slug="kovablik-2027")

    with pytest.raises(ValidationError, match="Nama singkat ini sudah dipakai"):
        copied(source, secretary)

    assert Edition.objects.count() == 2


def test_the_form_comes_filled_in_with_names_and_days_moved_on(browse, source):
    page = browse.get(reverse("competitions:edition-copy", args=[source.slug]))

    shown = fields_of(page)
    assert shown["name"] == "Kompetisi Inovasi Pelayanan Publik Kota Uji Tahun 2027"
    assert (shown["short_name"], shown["year"]) == ("KOVABLIK Kota Uji 2027", "2027")
    assert (shown["first_day"], shown["awarded_on"]) == ("2027-02-01", "2027-12-16")  # Monday, Thursday, as before
    names = {str(model._meta.verbose_name) for model, _count in counted(source)}
    assert all(name.lower() in page.text.lower() for name in names)


def typed(page):
    """What a browser would send: boxes that are not ticked send nothing."""
    return {name: value for name, value in fields_of(page).items() if name != "wanted"}


def test_what_is_sent_makes_the_edition_and_leads_to_its_calendar(browse, source):
    path = reverse("competitions:edition-copy", args=[source.slug])

    answer = browse.post(path, typed(browse.get(path)))

    made = Edition.objects.exclude(pk=source.pk).get()
    assert answer.url == reverse("competitions:phase-update", args=[made.slug])
    assert made.section_templates.count() == source.section_templates.count()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"first_day": "2162-01-01"}, "di antara 2000 dan 2100"),
        ({"first_day": ""}, "first_day"),
        ({"short_name": "KOVABLIK Kota Uji 2026"}, "sudah dipakai edisi lain"),
        ({"first_day": "2027-12-31"}, "mendahului pendaftaran"),
    ],
)
def test_bad_input_is_said_at_its_place_and_nothing_typed_is_lost(browse, source, wrong, sentence):
    path = reverse("competitions:edition-copy", args=[source.slug])

    page = browse.post(path, typed(browse.get(path)) | {"city": "Kota Lain"} | wrong)

    assert page.status_code == 422
    assert sentence in page.text
    assert 'value="Kota Lain"' in page.text
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("role", [Office.VERIFIER, Office.LEADER, Office.AUDITOR])
def test_the_page_is_the_secretariats(client, opened, role):
    client.force_login(AppointmentFactory(role=role).user)

    assert client.get(reverse("competitions:edition-copy", args=[opened.slug])).status_code == 403


def test_the_page_costs_the_same_for_any_number_of_editions(browse, source):
    path = reverse("competitions:edition-copy", args=[source.slug])
    one = queries(browse, path)
    EditionFactory.create_batch(2)

    assert queries(browse, path) == one <= 32
