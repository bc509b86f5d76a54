"""An edition whose proposals nobody judges yet, jurors with conflicts for it, and plans drawn as the worker does."""

import random
import time
from typing import Any

from django.db import connection

from accounts.models import User
from competitions.models import Category, Stage, UsualBody
from judging.assigning.actions_plan import draw_plan
from judging.assigning.planning import Wishes
from judging.models import Conflict, Panel, Plan, Seat
from kovablik.seeding.bulk_entries import enter
from kovablik.seeding.bulk_entries import make_agencies as make_many
from kovablik.seeding.facts import make_agencies
from kovablik.seeding.people import make_cast
from kovablik.seeding.synthetic import UNDER_WAY, announce, synthetic_entries
from submissions.models import Innovation

from .web import QueryCounter

IN_CONFLICT = 0.05  # of all pairs
BODIES = (UsualBody.INSPECTORATE.value, UsualBody.ACADEMIC.value)
NO_JUROR_OF = UsualBody.PROVINCE.value


def seed_unassigned(size: int) -> None:
    agencies = make_agencies()
    play = announce(size, agencies, make_cast(agencies), UNDER_WAY)
    enter(play, list(synthetic_entries(size)), make_many(size))


def seat_jurors(count: str) -> dict[str, Any]:
    """Jurors of two bodies in turn, at home in two categories each, and in conflict with one proposal in twenty."""
    stage = Stage.objects.get()
    chance, categories = random.Random(int(count)), list(Category.objects.order_by("pk"))  # noqa: S311  dull figures
    if Seat.objects.filter(panel__stage=stage).count() == int(count):
        return {}
    Seat.objects.filter(panel__stage=stage).delete()
    panel, _made = Panel.objects.get_or_create(stage=stage, name="Panel ukur")
    innovations = list(Innovation.objects.order_by("pk").values_list("pk", flat=True))
    by = User.objects.get(username="sekretariat")
    bodies = [stage.edition.jury_bodies.get(code=code) for code in BODIES]
    for number in range(int(count)):
        user = User.objects.create(
            username=f"ukur{number}", name=f"Juri Ukur {number}", email=f"ukur{number}@ukur.test"
        )
        seat = Seat.objects.create(panel=panel, user=user, body=bodies[number % 2])
        seat.expertise.set(chance.sample(categories, min(2, len(categories))))
        touched = chance.sample(innovations, int(len(innovations) * IN_CONFLICT))
        Conflict.objects.bulk_create(
            Conflict(user=user, innovation_id=one, reason="Contoh.", created_by=by) for one in touched
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {}


def draw_plans(per_proposal: str, rounds: str) -> dict[str, Any]:
    """How long a plan takes from reading to storing, and the answer that there is none; the first is warm-up."""
    stage, k = Stage.objects.get(), int(per_proposal)
    possible = Wishes(k, bodies=BODIES)
    forbidden = Wishes(k, bodies=(*BODIES, NO_JUROR_OF))
    taken = {True: [_seconds(stage, possible) for _round in range(int(rounds) + 1)][1:]}
    taken[False] = [_seconds(stage, forbidden) for _round in range(int(rounds))]
    counter, plan = QueryCounter(), _asked(stage, possible)
    with connection.execute_wrapper(counter):
        draw_plan(plan.pk)
    plan.refresh_from_db()
    return {
        "seconds": taken[True],
        "impossible": taken[False],
        "queries": counter.count,
        "spread": plan.part("spread"),
        "is_connected": plan.part("groups") == 1,
        "conflicts": Conflict.objects.count(),
    }


def _asked(stage: Stage, wishes: Wishes) -> Plan:
    return Plan.objects.create(
        stage=stage, settings=wishes.as_json(), asked_by=User.objects.get(username="sekretariat")
    )


def _seconds(stage: Stage, wishes: Wishes) -> float:
    plan, start = _asked(stage, wishes), time.perf_counter()
    draw_plan(plan.pk)
    return time.perf_counter() - start
