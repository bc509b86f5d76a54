"""All marks as a file: a row for each sheet, a column for each criterion.

4,000 proposals with five sheets of eight criteria are 160,000 marks: they are read and written piece by piece.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext as _

from accounts.spreadsheets.export import Cell, Export
from competitions.models import Criterion, Edition, Stage
from judging.models import Score

MANY = 2_000
OWN = (
    "title",
    "owner",
    "partners",
    "category",
    "juror",
    "stage",
    "now",
    "finalised_at",
    "is_sample",
    "which",
    "points",
)


def marks_export(edition: Edition, stages: Iterable[Stage], rows: Any) -> Export:
    """`rows` are the sheets of these stages as the list of all jurors finds them, each with its `juror`."""
    stages = list(stages)
    criteria = Criterion.objects.filter(rubric__stages__in=stages).distinct().order_by("rubric", "number")
    asked = dict(criteria.values_list("pk", "name"))
    columns = [
        *(_("Judul"), _("OPD"), _("Kategori"), _("Juri"), _("Tahap"), *asked.values()),
        *(_("Nilai lembar"), _("Dikunci"), _("Contoh")),
    ]
    marks = Score.objects.filter(sheet=OuterRef("pk")).order_by("criterion_id")
    given = {"which": ArraySubquery(marks.values("criterion")), "points": ArraySubquery(marks.values("points"))}
    names = {stage.pk: str(stage) for stage in stages}
    sheets = rows.annotate(**given).values_list(*OWN)
    title = _("Nilai juri %(edition)s") % {"edition": edition}
    return Export(title, columns, _rows(sheets, names, list(asked)), ", ".join(names.values()))


def _rows(sheets: Any, names: dict[int, str], asked: list[int]) -> Iterator[list[Cell]]:
    yes = _("ya")
    for title, owner, partners, category, juror, stage, now, final, is_sample, which, points in sheets.iterator(MANY):
        marks = dict(zip(which, points, strict=True))
        yield [
            *(title, ", ".join([owner, *partners]), category, juror, names[stage]),
            *map(marks.get, asked),
            *(now, final, yes if is_sample else None),
        ]
