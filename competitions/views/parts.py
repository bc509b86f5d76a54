"""The lists of an edition: one page each, and the same walk through all of them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.refusals import refusable
from competitions.actions.parts import update_categories, update_documents, update_sections, update_stages, update_tiers
from competitions.forms.parts import (
    CategoryFormSet,
    DocumentFormSet,
    RowFormSet,
    SectionFormSet,
    StageFormSet,
    TierFormSet,
)
from competitions.models import Edition

from .changing import changing, is_sent
from .loading import get_edition

on_page = require_http_methods(["GET", "HEAD", "POST"])


@on_page
def category_update(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, right="change_edition")
    formset = CategoryFormSet(request.POST or None, rows=edition.categories.all(), prefix="kategori")
    return _walk(request, edition, formset, update_categories, "category")


@on_page
def section_update(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, right="change_edition")
    formset = SectionFormSet(request.POST or None, rows=edition.section_templates.all(), prefix="bagian")
    return _walk(request, edition, formset, update_sections, "section")


@on_page
def document_update(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, right="change_edition")
    formset = DocumentFormSet(request.POST or None, rows=edition.document_requirements.all(), prefix="dokumen")
    return _walk(request, edition, formset, update_documents, "document")


@on_page
def tier_update(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, right="change_edition")
    formset = TierFormSet(request.POST or None, rows=edition.tiers.all(), prefix="jenjang")
    return _walk(request, edition, formset, update_tiers, "tier")


@on_page
def stage_update(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, right="change_edition")
    formset = StageFormSet(
        request.POST or None,
        rows=edition.stages.all(),
        prefix="tahap",
        form_kwargs={"rubrics": edition.rubrics.all()},
    )
    return _walk(request, edition, formset, update_stages, "stage")


def _walk(
    request: SignedInRequest, edition: Edition, formset: RowFormSet, act: Callable[..., Any], name: str
) -> HttpResponse:
    problem = ""
    if is_sent(request) and formset.is_valid():
        act = partial(act, edition=edition, rows=formset.rows(), by=request.user)
        with refusable() as refusal:
            return changing(request, edition, act, part=str(formset.prefix), done=_("Tersimpan."))
        problem = refusal.sentence
    context = {"edition": edition, "formset": formset, "problem": problem}
    return render(request, f"competitions/{name}_update.html", context)
