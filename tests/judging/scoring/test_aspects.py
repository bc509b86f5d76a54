"""A juror reads the criteria under their aspects: on the sheet, in its summary, in the grid and in the workbook."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from competitions.models import Criterion
from judging.scoring.workbook.drawing import draw

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_juror(client, juror):
    client.force_login(juror)
    return client


@pytest.fixture
def aspects(criteria):
    first, *others = criteria
    Criterion.objects.filter(pk=first.pk).update(aspect="Gagasan")
    Criterion.objects.filter(pk__in=[one.pk for one in others]).update(aspect="Manfaat")


def test_each_aspect_is_a_heading_once(as_juror, sheet, aspects):
    page = as_juror.get(sheet.get_absolute_url()).text

    assert page.count(">Gagasan<") == page.count(">Manfaat<") == 1


def test_the_grid_has_a_row_of_aspects(as_juror, sheet, aspects):
    stage = sheet.assignment.stage
    page = as_juror.get(reverse("judging:grid-detail", args=[stage.edition.slug, stage.pk])).text

    assert page.count('<th scope="colgroup"') == 2


def test_without_aspects_nothing_is_added(as_juror, sheet, criteria):
    stage = sheet.assignment.stage

    page = as_juror.get(reverse("judging:grid-detail", args=[stage.edition.slug, stage.pk])).text

    assert "grid__aspects" not in page


def test_the_workbook_names_the_aspect_above_the_criterion(as_juror, sheet, aspects):
    stage = sheet.assignment.stage
    content = draw(stage, list(stage.rubric.criteria.all()), [], "Juri", nameless=True)

    headings = [str(cell.value) for cell in load_workbook(io.BytesIO(content))["Nilai"][2]]
    assert sum(heading.startswith("Gagasan:\n") for heading in headings) == 1
