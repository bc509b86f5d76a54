"""Plans on random questions: an independent look at every rule, and every child's-size question tried by hand."""

import random
from collections import Counter
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging.assigning.solver.answer import Apart, Infeasible, PairReason, RelaxationKind, Rule, SolvedPlan, Uneven
from judging.assigning.solver.freeing import relaxed
from judging.assigning.solver.problem import AssignmentProblem, SolverJuror, SolverProposal
from judging.assigning.solver.solving import solve
from tests.extent import examples

BODIES = ("academic", "inspectorate", "sakip")


@st.composite
def problems(draw, proposals=8, jurors=7, *, limited=False):
    """Questions with kept, pinned, present, excused and forbidden pairs, bodies, experts and a calibration set."""
    count, people = draw(st.integers(1, proposals)), draw(st.integers(1, jurors))
    groups = st.one_of(st.none(), st.integers(1, 3))
    listed = tuple(SolverProposal(10 * number, draw(groups)) for number in range(1, count + 1))
    capacity = draw(st.integers(1, count)) if limited and draw(st.booleans()) else None
    seated = tuple(
        SolverJuror(
            100 + number, draw(st.sampled_from(BODIES)), draw(st.frozensets(st.integers(1, 3), max_size=2)), capacity
        )
        for number in range(people)
    )
    pairs = [(one.id, other.id) for one in listed for other in seated]
    fates = draw(st.lists(st.sampled_from(" " * 12 + "fekpm"), min_size=len(pairs), max_size=len(pairs)))

    def those(*marks):
        return frozenset(pair for pair, fate in zip(pairs, fates, strict=True) if fate in marks)

    return AssignmentProblem(
        listed,
        seated,
        draw(st.integers(1, min(4, people))),
        forbidden=those("f"),
        excused=those("e"),
        kept=those("k", "p"),
        pinned=those("p"),
        present=those("m"),
        bodies=tuple(draw(st.sets(st.sampled_from(BODIES), max_size=2))),
        calibration_size=draw(st.sampled_from([0, 0, 0, 1, 2])),
        seed=draw(st.integers(0, 2**63)),
    )


def groups_of(pairs):
    """The jurors in groups that share proposals, found by walking."""
    left = {juror for _proposal, juror in pairs}
    while left:
        found = {min(left)}
        while True:
            known = {proposal for proposal, juror in pairs if juror in found}
            more = {juror for proposal, juror in pairs if proposal in known}
            if more == found:
                break
            found = more
        left -= found
        yield found


def loads_of(problem, pairs):
    count = Counter(juror for _proposal, juror in pairs)
    return [count[one.id] for one in problem.jurors if one.is_seated]


def check(problem, plan):
    """Every rule, and the truth of every reason, without a line of the solver's."""
    pairs = {one.pair for one in plan.pairs}
    assert len(pairs) == len(plan.pairs)
    assert problem.kept <= pairs
    new = pairs - problem.kept
    assert not new & (problem.forbidden | problem.excused)
    assert set(plan.added) == pairs - problem.kept - problem.present
    assert set(plan.removed) == problem.present - pairs
    jurors = {one.id: one for one in problem.jurors}
    for one in problem.proposals:
        judging = {juror for proposal, juror in pairs if proposal == one.id}
        kept = {juror for proposal, juror in problem.kept if proposal == one.id}
        if one.id in plan.calibration:
            barred = {juror for proposal, juror in problem.forbidden | problem.excused if proposal == one.id}
            assert judging == kept | (set(jurors) - barred)
        else:
            assert len(judging) == max(problem.wanted(one.id), len(kept))
        for body in problem.bodies:
            assert (one.id, body) in problem.waived or body in {jurors[juror].body for juror in judging}
    loads = Counter(juror for _proposal, juror in pairs)
    before = Counter(juror for _proposal, juror in problem.kept)
    for juror in problem.jurors:
        assert juror.capacity is None or loads[juror.id] <= max(juror.capacity, before[juror.id])
    assert {one.juror: one.after for one in plan.loads} == {one.id: loads[one.id] for one in problem.jurors}
    seated = loads_of(problem, pairs)
    assert plan.spread == max(seated) - min(seated)
    assert (plan.uneven is None) == (plan.spread <= 1)
    assert plan.groups == len(list(groups_of(pairs)))
    assert (plan.apart is None) == plan.is_connected
    assert len(plan.calibration) == min(problem.calibration_size, len(problem.proposals))
    _check_reasons(problem, plan, pairs)


def _check_reasons(problem, plan, pairs):
    jurors = {one.id: one for one in problem.jurors}
    group = {one.id: one.group for one in problem.proposals}
    loads = Counter(juror for _proposal, juror in pairs)
    lightest = min(loads_of(problem, pairs))
    for one in plan.pairs:
        juror, reasons = jurors[one.juror], set(one.reasons)
        assert reasons
        assert (PairReason.KEPT in reasons) == (one.pair in problem.kept)
        assert (PairReason.PINNED in reasons) == (one.pair in problem.pinned)
        assert (PairReason.CALIBRATION in reasons) == (one.proposal in plan.calibration)
        assert (PairReason.EXPERTISE in reasons) == (group[one.proposal] in juror.expertise)
        others = {jurors[other].body for proposal, other in pairs if proposal == one.proposal and other != one.juror}
        is_sole = juror.body in problem.bodies and juror.body not in others
        assert (PairReason.BODY in reasons) == (is_sole and (one.proposal, juror.body) not in problem.waived)
        if PairReason.BALANCE in reasons:
            assert loads[one.juror] <= lightest + 1
    connecting = {one.pair for one in plan.pairs if PairReason.CONNECTS in one.reasons}
    assert not connecting or len(list(groups_of(pairs - connecting))) > 1


def subsets(problem, proposal):
    """Every set of jurors that one proposal could get by the rules that concern it alone."""
    kept = {juror for one, juror in problem.kept if one == proposal.id}
    barred = {juror for one, juror in problem.forbidden | problem.excused if one == proposal.id}
    could = sorted({one.id for one in problem.jurors if one.is_seated} - barred - kept)
    more = max(problem.wanted(proposal.id) - len(kept), 0)
    bodies = {one.id: one.body for one in problem.jurors}
    for chosen in combinations(could, more):
        judging = kept | set(chosen)
        if {body for body in problem.bodies if (proposal.id, body) not in problem.waived} <= {
            bodies[one] for one in judging
        }:
            yield frozenset(judging)


def every_plan(problem):
    """All plans there are, tried out; for questions without a calibration set."""
    before = Counter(juror for _proposal, juror in problem.kept)
    for choice in product(*(list(subsets(problem, one)) for one in problem.proposals)):
        pairs = {(one.id, juror) for one, chosen in zip(problem.proposals, choice, strict=True) for juror in chosen}
        loads = Counter(juror for _proposal, juror in pairs)
        if all(one.capacity is None or loads[one.id] <= max(one.capacity, before[one.id]) for one in problem.jurors):
            yield pairs


SMALL = problems(proposals=3, jurors=4, limited=True).map(lambda one: replace(one, calibration_size=0))


@settings(max_examples=examples(300), deadline=None)
@given(problems(limited=True))
def test_every_plan_keeps_every_rule_and_says_the_truth(problem):
    answer = solve(problem)

    if isinstance(answer, SolvedPlan):
        check(problem, answer)


@settings(max_examples=examples(200), deadline=None)
@given(SMALL)
def test_what_is_called_impossible_is_and_plans_are_as_even_as_any(problem):
    possible = list(every_plan(problem))

    answer = solve(problem)

    assert isinstance(answer, SolvedPlan) == bool(possible)
    if possible:
        spreads = [max(loads) - min(loads) for loads in (loads_of(problem, pairs) for pairs in possible)]
        assert answer.spread == min(spreads)


@settings(max_examples=examples(200), deadline=None)
@given(SMALL)
def test_as_many_experts_are_asked_as_any_plan_of_these_loads_could(problem):
    """Where nothing needs joining; an exchange to join may cost an expert."""
    answer = solve(problem)
    if not isinstance(answer, SolvedPlan) or any(PairReason.CONNECTS in one.reasons for one in answer.pairs):
        return
    group = {one.id: one.group for one in problem.proposals}
    expertise = {one.id: one.expertise for one in problem.jurors}

    def experts(pairs):
        return sum(group[proposal] in expertise[juror] for proposal, juror in pairs)

    evenness = sum(load * load for load in loads_of(problem, {one.pair for one in answer.pairs}))
    rivals = [pairs for pairs in every_plan(problem) if sum(x * x for x in loads_of(problem, pairs)) <= evenness]

    assert experts({one.pair for one in answer.pairs}) == max(map(experts, rivals))


@settings(max_examples=examples(200), deadline=None)
@given(problems(limited=True))
def test_each_way_out_frees_and_the_first_is_the_smallest(problem):
    answer = solve(problem)
    if isinstance(answer, SolvedPlan):
        return

    assert answer.ways
    for way in answer.ways:
        changed = relaxed(problem, way)
        freed = solve(changed)
        assert isinstance(freed, SolvedPlan)
        check(changed.in_order(), freed)
    sizes = [sum(change.size for change in way) for way in answer.ways]
    assert sizes == sorted(sizes)


@settings(max_examples=examples(150), deadline=None)
@given(SMALL)
def test_no_smaller_change_of_the_same_kind_would_do(problem):
    answer = solve(problem)
    if isinstance(answer, SolvedPlan):
        return

    for (change,) in (way for way in answer.ways if len(way) == 1):
        for smaller in smaller_ones(change):
            assert isinstance(solve(relaxed(problem, [smaller])), Infeasible), (change, smaller)


def smaller_ones(change):
    """The change with one thing less in it."""

    def each(things):
        return [things[:at] + things[at + 1 :] for at in range(len(things))]

    def lowered(things, by):
        return [(*things[:at], (name, count + by), *things[at + 1 :]) for at, (name, count) in enumerate(things)]

    smaller = {
        RelaxationKind.FEWER: lambda: [{"fewer": fewer} for fewer in lowered(change.fewer, 1)],
        RelaxationKind.CAPACITY: lambda: [{"capacity": change.capacity - 1}],
        RelaxationKind.WAIVE: lambda: [{"waived": waived} for waived in each(change.waived)],
        RelaxationKind.UNPIN: lambda: [{"released": released} for released in each(change.released)],
        RelaxationKind.SEAT: lambda: [{"seats": seats} for seats in lowered(change.seats, -1)],
    }
    return [replace(change, **less) for less in smaller[change.kind]()]


@settings(max_examples=examples(60), deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_the_same_question_has_the_same_answer_in_any_order(problem, chance):
    def shuffled(things):
        return tuple(chance.sample(sorted(things, key=repr), len(things)))

    again = replace(
        problem,
        proposals=shuffled(problem.proposals),
        jurors=shuffled(problem.jurors),
        bodies=shuffled(problem.bodies),
        forbidden=frozenset(shuffled(problem.forbidden)),
    )

    assert solve(again) == solve(problem)


def test_another_seed_gives_another_plan_and_the_same_seed_the_known_one():
    question = AssignmentProblem(
        tuple(map(SolverProposal, range(1, 13))), tuple(map(SolverJuror, range(1, 7))), 2, seed=1
    )

    one, other = solve(question), solve(replace(question, seed=2))

    assert one.pairs != other.pairs
    assert [one.pair for one in solve(question).pairs][:6] == KNOWN


KNOWN = [(1, 2), (1, 4), (2, 2), (2, 5), (3, 2), (3, 6)]  # as ever since, on any machine


# Each rule alone


def panel(count, **more):
    return tuple(SolverJuror(number, **more) for number in range(1, count + 1))


def entries(count, **more):
    return tuple(SolverProposal(number, **more) for number in range(1, count + 1))


def test_more_jurors_than_there_are_is_too_many():
    answer = solve(AssignmentProblem(entries(3), panel(2), 3))

    assert answer.rule == Rule.TOO_MANY
    assert answer.ways[0][0].kind == RelaxationKind.SEAT
    assert answer.ways[0][0].seats == (("", 1),)
    assert answer.ways[1][0].fewer == ((1, 2), (2, 2), (3, 2))


def test_conflicts_that_leave_too_few_are_named_with_the_proposals():
    answer = solve(AssignmentProblem(entries(3), panel(3), 2, forbidden=frozenset({(2, 1), (2, 2)})))

    assert answer.rule == Rule.JURORS
    assert [(lack.proposal, lack.short) for lack in answer.lacks] == [(2, 1)]
    assert answer.ways[0][0].fewer == ((2, 1),)


def test_a_body_that_nobody_brings_is_named():
    answer = solve(AssignmentProblem(entries(2), panel(3, body="sakip"), 2, bodies=("inspectorate", "sakip")))

    assert answer.rule == Rule.BODY
    assert {(lack.proposal, lack.body) for lack in answer.lacks} == {(1, "inspectorate"), (2, "inspectorate")}
    assert answer.ways[0][0].seats == (("inspectorate", 1),)
    assert answer.ways[1][0].waived == ((1, "inspectorate"), (2, "inspectorate"))


def test_pins_that_fill_the_places_of_a_body_are_to_be_released():
    jurors = (SolverJuror(1, "sakip"), SolverJuror(2, "sakip"), SolverJuror(3, "inspectorate"))
    pins = frozenset({(1, 1), (1, 2)})

    answer = solve(AssignmentProblem(entries(1), jurors, 2, kept=pins, pinned=pins, bodies=("inspectorate",)))

    assert answer.rule == Rule.PLACES
    assert answer.ways[0][0].released == ((1, 1),)


def test_a_limit_of_sheets_rises_as_little_as_suffices():
    answer = solve(AssignmentProblem(entries(5), panel(4, capacity=3), 3))

    assert answer.rule == Rule.CAPACITY
    assert [way[0].kind for way in answer.ways] == [RelaxationKind.CAPACITY, RelaxationKind.SEAT, RelaxationKind.FEWER]
    assert answer.ways[0][0].capacity == 4


def test_a_calibration_set_beyond_the_limit_is_made_smaller():
    answer = solve(AssignmentProblem(entries(3), panel(3, capacity=1), 1, calibration_size=3))

    assert answer.rule == Rule.CAPACITY
    assert {way[0].kind for way in answer.ways} >= {RelaxationKind.CAPACITY, RelaxationKind.CALIBRATION}


def test_two_rules_at_once_are_relaxed_together():
    barred = frozenset({(1, 1), (1, 2)})

    answer = solve(AssignmentProblem(entries(1), panel(2, body="sakip"), 1, forbidden=barred, bodies=("inspectorate",)))

    assert [change.kind for change in answer.ways[0]] in (
        [RelaxationKind.SEAT],
        [RelaxationKind.WAIVE, RelaxationKind.FEWER],
    )


def test_kept_pairs_that_make_loads_uneven_are_said_to():
    kept = frozenset({(number, 1) for number in range(1, 6)})

    answer = solve(AssignmentProblem(entries(6), panel(3), 1, kept=kept))

    assert answer.spread > 1
    assert answer.uneven == Uneven.KEPT


def test_one_juror_each_cannot_connect_and_a_calibration_set_does():
    question = AssignmentProblem(entries(6), panel(3), 1)

    assert solve(question).apart == Apart.FEW_SHEETS
    assert solve(replace(question, calibration_size=1)).is_connected


def test_groups_that_may_not_meet_are_said_to_be_barred():
    apart = frozenset({(p, j) for p in range(1, 5) for j in range(1, 5) if (p <= 2) != (j <= 2)})

    answer = solve(AssignmentProblem(entries(4), panel(4), 2, forbidden=apart))

    assert answer.groups == 2
    assert answer.apart == Apart.BARRED


@pytest.mark.parametrize("count", [2, 5])
def test_experts_who_would_stay_among_themselves_are_joined(count):
    """Each category has its own experts: left alone, the plan falls into as many groups."""
    jurors = tuple(SolverJuror(number, expertise=frozenset({number % count})) for number in range(1, 4 * count + 1))
    proposals = tuple(SolverProposal(number, number % count) for number in range(1, 40 * count + 1))

    answer = solve(AssignmentProblem(proposals, jurors, 3))

    check(AssignmentProblem(proposals, jurors, 3), answer)
    assert answer.is_connected
    assert sum(PairReason.CONNECTS in one.reasons for one in answer.pairs) <= 4 * (count - 1)
    assert len(answer.wishes) == 0


def test_a_top_up_adds_what_is_missing_and_touches_nothing_else():
    before = {one.pair for one in solve(AssignmentProblem(entries(30), panel(6), 3)).pairs}
    gone = {pair for pair in before if pair[1] == 4}
    question = AssignmentProblem(entries(32), panel(6), 3, kept=frozenset(before - gone), excused=frozenset(gone))

    answer = solve(question)

    check(question, answer)
    assert answer.removed == ()
    assert len(answer.added) == len(gone) + 2 * 3


def test_a_large_question_is_answered_with_every_rule_kept():
    chance = random.Random(3)  # noqa: S311  dull figures
    jurors = tuple(SolverJuror(n, BODIES[n % 3], frozenset(chance.sample(range(6), 2))) for n in range(30))
    proposals = tuple(SolverProposal(n, chance.randrange(6)) for n in range(600))
    barred = frozenset((p.id, j.id) for p in proposals for j in jurors if chance.random() < 0.05)
    question = AssignmentProblem(proposals, jurors, 5, barred, bodies=("inspectorate",), calibration_size=3, seed=9)

    answer = solve(question)

    check(question, answer)
    assert answer.spread <= 1
    assert answer.is_connected
