"""Declaring and setting conflicts: who may when, what follows, and what the pages say."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import clock
from accounts.models import AuditEntry
from judging.conflicts.actions import declare_conflict, excuse_conflicted, locked_despite
from judging.conflicts.actions_removal import remove_conflict
from judging.models import Assignment, Conflict, ConflictSource, Ranking, ScoreSheet
from submissions.models import Proposal
from tests.factories import (
    AssignmentFactory,
    ConflictFactory,
    InnovationFactory,
    OPDFactory,
    PanelFactory,
    PartnershipFactory,
    ProposalFactory,
    ScoreSheetFactory,
    SeatFactory,
)
from tests.judging.conflicts.conflicting import serve
from tests.judging.conftest import asked_anew
from tests.people import ROLES, everyone


def at(name, *args):
    return reverse(f"judging:{name}", args=args)


@pytest.fixture
def seated(sheet):
    """The sheet's juror, who sits in a panel of its stage."""
    return asked_anew(SeatFactory(panel=PanelFactory(stage=sheet.assignment.stage), user=sheet.assignment.juror).user)


@pytest.fixture
def opd(sheet):
    return sheet.assignment.proposal.innovation.opd


@pytest.fixture
def as_juror(client, seated):
    client.force_login(seated)
    return client


@pytest.fixture
def as_secretary(client, secretary):
    client.force_login(secretary)
    return client


# Rights


def test_a_confirmed_ranking_closes_declaring_and_setting(edition, seated, secretary):
    Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0, confirmed_at=clock.now())

    assert not secretary.has_perm("judging.set_conflict", edition)
    assert not seated.has_perm("judging.declare_conflict", edition)
    assert seated.has_perm("judging.view_own_conflicts", edition)


def test_a_juror_cannot_set_it_for_another_nor_an_outsider_declare(edition, seated, opd, sheet):
    other = SeatFactory(panel=PanelFactory(stage=sheet.assignment.stage)).user
    outsider = AssignmentFactory().juror

    for user, by in ((other, seated), (outsider, outsider)):
        with pytest.raises(PermissionDenied):
            declare_conflict(edition=edition, user=user, opd=opd, reason="Saudara.", by=by)
    assert not Conflict.objects.exists()


# The acts


def test_declaring_excuses_open_sheets_keeps_locked_ones_and_leaves_its_trace(stage, edition, seated, sheet, opd):
    locked = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=seated), final=True)
    PartnershipFactory(innovation=locked.assignment.proposal.innovation, opd=opd)
    free = ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=seated))

    conflict = declare_conflict(edition=edition, user=seated, opd=opd, reason=" Saudara. ", by=seated)

    sheet.assignment.refresh_from_db()
    entries = list(AuditEntry.objects.order_by("number").values_list("chain", "action", "note", "after"))
    assert (conflict.source, conflict.reason) == (ConflictSource.DECLARED, "Saudara.")
    assert sheet.assignment.excuse == f"Benturan kepentingan: {opd}."
    assert Assignment.objects.active().filter(juror=seated).count() == 2
    assert list(ScoreSheet.objects.of(seated)) == [free]
    assert "1 lembar sudah dikunci" in locked_despite(conflict, edition)
    assert [(chain, action) for chain, action, _note, _after in entries] == [
        (edition.ledger_chain, "conflict.create"),
        (edition.ledger_chain, "assignment.excuse"),
    ]
    assert entries[0][3] == {"user": seated.pk, "opd": opd.pk, "innovation": None, "source": "declared"}


def test_one_innovation_leaves_the_others_of_its_body(stage, edition, seated, sheet, opd):
    other = ScoreSheetFactory(
        assignment=AssignmentFactory(
            stage=stage,
            juror=seated,
            proposal=ProposalFactory(edition=edition, verified=True, innovation__opd=opd),
        )
    )

    declare_conflict(
        edition=edition, user=seated, innovation=sheet.assignment.proposal.innovation, reason="Ikut menulis.", by=seated
    )

    assert list(ScoreSheet.objects.of(seated)) == [other]


@pytest.mark.parametrize("targets", [{}, {"opd", "innovation"}])
def test_a_conflict_has_one_target(edition, seated, sheet, opd, targets):
    given = {"opd": opd, "innovation": sheet.assignment.proposal.innovation}

    with pytest.raises(ValidationError, match="satu OPD atau satu inovasi"):
        declare_conflict(edition=edition, user=seated, reason="x", by=seated, **{name: given[name] for name in targets})


def test_twice_and_without_a_reason_is_refused(edition, seated, opd):
    with pytest.raises(ValidationError, match="alasan"):
        declare_conflict(edition=edition, user=seated, opd=opd, reason=" ", by=seated)
    declare_conflict(edition=edition, user=seated, opd=opd, reason="Saudara.", by=seated)
    with pytest.raises(ValidationError, match="sudah dicatat"):
        declare_conflict(edition=edition, user=seated, opd=opd, reason="Saudara.", by=seated)


def test_only_the_secretariat_takes_it_back_and_once(edition, seated, secretary, opd):
    conflict = declare_conflict(edition=edition, user=seated, opd=opd, reason="Saudara.", by=seated)

    with pytest.raises(PermissionDenied):
        remove_conflict(edition=edition, conflict=conflict, reason="Keliru.", by=seated)
    for _ in range(2):
        remove_conflict(edition=edition, conflict=conflict, reason="Keliru.", by=secretary)

    assert not Conflict.objects.exists()
    assert AuditEntry.objects.filter(action="conflict.delete").count() == 1
    assert AuditEntry.objects.get(action="conflict.delete").before["reason"] == "Saudara."
    assert not Assignment.objects.active().filter(juror=seated).exists()  # who was excused stays excused


def test_what_the_registers_learnt_later_is_freed_by_one_act(edition, seated, secretary, sheet, opd):
    serve(seated, opd)

    assert excuse_conflicted(edition=edition, juror=seated, by=secretary) == 1
    with pytest.raises(ValidationError, match="tidak memegang"):
        excuse_conflicted(edition=edition, juror=seated, by=secretary)
    with pytest.raises(PermissionDenied):
        excuse_conflicted(edition=edition, juror=seated, by=seated)


# The juror's page


def test_a_juror_declares_a_body_by_a_plain_form(as_juror, edition, sheet, opd):
    page = as_juror.get(at("conflict-declare", edition.slug))
    answer = as_juror.post(at("conflict-declare", edition.slug), {"opd": opd.pk, "reason": "Saudara."}, follow=True)

    assert str(sheet.assignment.proposal) in page.text  # the title may be chosen
    assert "tercatat" in answer.text
    assert str(opd) in answer.text
    assert str(sheet.assignment.proposal) not in answer.text


def test_a_declared_innovation_is_told_back_without_its_title_or_owner(as_juror, edition, sheet, opd):
    data = {"innovation": sheet.assignment.proposal.innovation_id, "reason": "Ikut menulis."}

    answer = as_juror.post(at("conflict-declare", edition.slug), data, follow=True)

    stated = answer.text.partition('id="dinyatakan"')[2].partition("<form")[0]
    assert "Satu inovasi" in stated
    assert "Ikut menulis." in stated
    assert str(opd) not in stated
    assert str(sheet.assignment.proposal) not in answer.text


@pytest.mark.parametrize(
    "data",
    [
        {"reason": "Saudara."},
        {"opd": "0", "reason": "Saudara."},
        {"opd": "abc", "reason": "Saudara."},
        {"innovation": "999999", "reason": "Saudara."},
        {"opd": "own", "reason": ""},
        {"opd": "own", "reason": "x" * 301},
        {"opd": "own", "innovation": "own", "reason": "Saudara."},
    ],
)
def test_bad_input_says_so_and_keeps_what_was_typed(as_juror, edition, sheet, opd, data):
    known = {"opd": opd.pk, "innovation": sheet.assignment.proposal.innovation_id}
    data = {name: known[name] if value == "own" else value for name, value in data.items()}

    answer = as_juror.post(at("conflict-declare", edition.slug), data)

    assert answer.status_code == 422
    assert "perlu diperbaiki" in answer.text
    assert data["reason"] in answer.text
    assert not Conflict.objects.exists()


def test_a_title_out_of_sight_cannot_be_declared_nor_probed(as_juror, edition):
    """A guessed key answers like one that does not exist."""
    unseen = ProposalFactory(edition=edition, verified=True)
    url = at("conflict-declare", edition.slug)

    answers = [
        as_juror.post(url, {"innovation": key, "reason": "Saudara."}).text.replace(str(key), "")
        for key in (unseen.innovation_id, unseen.innovation_id + 1000)
    ]

    assert str(unseen) not in answers[0]
    assert not Conflict.objects.exists()


def test_of_many_bodies_a_few_are_offered_and_any_can_be_found_and_declared(as_juror, edition, sheet):
    OPDFactory.create_batch(60)
    far = OPDFactory(name="Zona Terluar", abbr="ZT")
    url = at("conflict-declare", edition.slug)

    first, found = as_juror.get(url).text, as_juror.get(url, {"cari-opd": "zona TER"}).text
    by_abbr = as_juror.get(url, {"cari-opd": "zt"}).text
    refused = as_juror.post(url, {"opd": far.pk, "reason": ""}).text
    as_juror.post(url, {"opd": far.pk, "reason": "Saudara."})

    assert first.count("<option") < 60
    assert "Zona Terluar" not in first
    assert 'name="cari-opd"' in first
    assert f'<option value="{far.pk}">Zona Terluar</option>' in found
    assert f'<option value="{far.pk}">Zona Terluar</option>' in by_abbr
    assert f'<option value="{far.pk}" selected>Zona Terluar</option>' in refused  # what was chosen stays chosen
    assert Conflict.objects.get().opd == far


def test_few_bodies_need_no_search(as_juror, edition, sheet):
    assert 'name="cari-opd"' not in as_juror.get(at("conflict-declare", edition.slug)).text


def test_a_search_finds_no_title_out_of_sight(as_juror, edition, sheet):
    unseen = ProposalFactory(edition=edition, verified=True, innovation__title="Tersembunyi Rapat")

    page = as_juror.get(at("conflict-declare", edition.slug), {"cari-innovation": "Tersembunyi"})

    assert str(unseen) not in page.text
    assert as_juror.get(at("conflict-declare", edition.slug), {"cari-innovation": "a\x00"}).status_code == 200


def test_after_the_ranking_is_confirmed_the_page_stays_without_its_form(as_juror, edition, opd):
    Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=0, confirmed_at=clock.now())

    page = as_juror.get(at("conflict-declare", edition.slug))
    refused = as_juror.post(at("conflict-declare", edition.slug), {"opd": opd.pk, "reason": "Saudara."})

    assert (page.status_code, refused.status_code) == (200, 403)
    assert "<form" not in page.text.partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize("role", ["secretariat", "auditor", "leader", "operator", "nobody", "admin"])
def test_whoever_sits_nowhere_has_no_page(client, stage, edition, role):
    person = everyone(ProposalFactory(verified=True, edition=edition), stage)[role]
    client.force_login(person)

    assert client.get(at("conflict-declare", edition.slug)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_jurors_page_costs_the_same(as_juror, edition, seated, count, django_assert_max_num_queries):
    for opd in OPDFactory.create_batch(count):
        serve(seated, opd)
        ConflictFactory(user=seated, opd=opd)
        ScoreSheetFactory(assignment=AssignmentFactory(stage=edition.stages.get(), juror=seated))

    with django_assert_max_num_queries(17) as queries:
        as_juror.get(at("conflict-declare", edition.slug))

    assert len(queries) == len(queries.captured_queries)
    COST.setdefault("juror", len(queries))
    assert len(queries) == COST["juror"]


COST: dict[str, int] = {}


# The secretariat's page


def test_the_list_shows_what_was_found_declared_and_set(as_secretary, edition, seated, sheet, opd):
    serve(seated, opd)
    ConflictFactory(user=seated, opd=OPDFactory(name="Dinas Sosial"), source=ConflictSource.DECLARED)
    innovation = InnovationFactory(title="Sapa Warga")
    ConflictFactory(user=seated, opd=None, innovation=innovation)

    page = as_secretary.get(at("conflict-list", edition.slug)).text

    assert f"Bertugas di {opd}" in page
    assert "1 usulan" in page
    assert "Dinas Sosial" in page
    assert "Sapa Warga" in page
    assert "1 lembar terbuka" in page


@pytest.mark.parametrize(
    ("source", "names"),
    [("", {"a", "b", "c"}), ("register", {"a"}), ("declared", {"b"}), ("set", {"c"}), ("?", {"a", "b", "c"})],
)
def test_the_list_is_filtered_by_origin(as_secretary, edition, sheet, opd, source, names):
    panel = PanelFactory(stage=sheet.assignment.stage)
    jurors = {name: SeatFactory(panel=panel, user__name=f"Juri {name}").user for name in "abc"}
    serve(jurors["a"], opd)
    ConflictFactory(user=jurors["b"], source=ConflictSource.DECLARED)
    ConflictFactory(user=jurors["c"], source=ConflictSource.SET)

    page = as_secretary.get(at("conflict-list", edition.slug), {"asal": source, "q": "juri"})

    assert {one.juror.name[-1] for one in page.context["page"]} == names


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same(as_secretary, edition, sheet, opd, count, django_assert_max_num_queries):
    for seat in SeatFactory.create_batch(count, panel=PanelFactory(stage=sheet.assignment.stage)):
        serve(seat.user, opd)
        ConflictFactory(user=seat.user)
        ConflictFactory(user=seat.user, opd=None, innovation=InnovationFactory())

    with django_assert_max_num_queries(17) as queries:
        page = as_secretary.get(at("conflict-list", edition.slug))

    COST.setdefault("list", len(queries))
    assert len(queries) == COST["list"]
    assert len(page.context["page"]) == count + 1


def test_the_secretariat_searches_a_body_among_many(as_secretary, edition, seated):
    OPDFactory.create_batch(60)
    far = OPDFactory(name="Zona Terluar")

    page = as_secretary.get(at("conflict-list", edition.slug), {"cari-opd": "terluar"}).text

    assert f'<option value="{far.pk}">Zona Terluar</option>' in page
    assert page.count("<option") < 60


def test_the_secretariat_sets_one_innovation_by_its_title(as_secretary, edition, seated, sheet):
    title = sheet.assignment.proposal.innovation.title
    data = {"user": seated.pk, "title": title.upper(), "reason": "Menulis buku bersama."}

    answer = as_secretary.post(at("conflict-create", edition.slug), data, follow=True)

    assert "tercatat" in answer.text
    assert Conflict.objects.get().innovation == sheet.assignment.proposal.innovation
    assert Conflict.objects.get().source == ConflictSource.SET


def test_two_of_the_same_title_are_told_apart_by_the_body(as_secretary, edition, seated, sheet):
    title = sheet.assignment.proposal.innovation.title
    twin = ProposalFactory(edition=edition, verified=True, innovation__title=title)
    data = {"user": seated.pk, "title": title, "reason": "Saudara."}

    unclear = as_secretary.post(at("conflict-create", edition.slug), data)
    as_secretary.post(at("conflict-create", edition.slug), {**data, "opd": twin.innovation.opd_id})

    assert unclear.status_code == 422
    assert "pilih juga OPD-nya" in unclear.text
    assert Conflict.objects.get().innovation == twin.innovation


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Pilih OPD"),
        ({"title": "Tidak ada"}, "Tidak ada usulan berjudul ini"),
        ({"title": "x" * 121}, "perlu diperbaiki"),
        ({"opd": "abc"}, "perlu diperbaiki"),
        ({"user": "0", "opd": "own"}, "perlu diperbaiki"),
    ],
)
def test_bad_input_of_the_secretariat(as_secretary, edition, seated, opd, data, sentence):
    data = {"user": seated.pk, "reason": "Tetangga dekat.", **data}
    data = {name: opd.pk if value == "own" else value for name, value in data.items()}

    answer = as_secretary.post(at("conflict-create", edition.slug), data)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Tetangga dekat." in answer.text
    assert not Conflict.objects.exists()


def test_the_secretariat_frees_and_deletes_by_plain_forms(as_secretary, edition, seated, sheet, opd):
    serve(seated, opd)
    conflict = ConflictFactory(user=seated)

    freed = as_secretary.post(at("conflict-excuse", edition.slug, seated.pk), follow=True)
    again = as_secretary.post(at("conflict-excuse", edition.slug, seated.pk), follow=True)
    as_secretary.post(at("conflict-delete", edition.slug, conflict.pk), {"reason": "Keliru."})

    assert "dibebaskan dari 1 lembar" in freed.text
    assert "tidak memegang" in again.text
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("role", [role for role in ROLES if role != "secretariat"])
def test_nobody_else_sets_frees_or_deletes(client, stage, edition, role):
    proposal = ProposalFactory(verified=True, edition=edition)
    people = everyone(proposal, stage)
    conflict = ConflictFactory(user=people["juror"])
    client.force_login(people[role])

    answers = {
        client.post(at("conflict-create", edition.slug), {}).status_code,
        client.post(at("conflict-delete", edition.slug, conflict.pk)).status_code,
        client.post(at("conflict-excuse", edition.slug, people["juror"].pk)).status_code,
    }

    assert answers == {403}
    assert client.get(at("conflict-list", edition.slug)).status_code == (200 if role == "auditor" else 403)


def test_somebody_elses_conflict_is_not_there(as_secretary, edition, seated):
    conflict = ConflictFactory()

    assert as_secretary.post(at("conflict-delete", edition.slug, conflict.pk)).status_code == 404
    assert as_secretary.post(at("conflict-excuse", edition.slug, conflict.user_id)).status_code == 404


def test_the_pledge_page_does_not_tell_the_title_either(as_juror, edition, seated, sheet):
    ConflictFactory(user=seated, opd=None, innovation=sheet.assignment.proposal.innovation)

    page = as_juror.get(at("pledge-detail", edition.slug))

    assert "Satu inovasi" in page.text
    assert str(sheet.assignment.proposal) not in page.text
    assert Proposal.objects.exists()


# Beyond the edition at hand


def test_open_sheets_of_other_editions_are_excused_each_on_its_own_chain(edition, seated, sheet, opd):
    other, settled = (AssignmentFactory(juror=seated, proposal__innovation__opd=opd) for _ in range(2))
    for assignment in (other, settled):
        ScoreSheetFactory(assignment=assignment)
    Ranking.objects.create(edition=settled.stage.edition, built_at=clock.now(), sheet_count=0, confirmed_at=clock.now())

    declare_conflict(edition=edition, user=seated, opd=opd, reason="Saudara.", by=seated)

    excused = set(Assignment.objects.filter(excused_at__isnull=False))
    told = {entry.chain: entry.target for entry in AuditEntry.objects.filter(action="assignment.excuse")}
    assert excused == {sheet.assignment, other}
    assert told == {
        edition.ledger_chain: f"judging.assignment:{sheet.assignment_id}",
        other.stage.edition.ledger_chain: f"judging.assignment:{other.pk}",
    }
