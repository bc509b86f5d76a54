from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts import clock, policy
from accounts.http import SignedInRequest
from accounts.refusals import refusable, refusable_form
from competitions import checklist
from competitions.actions.copying import copy_edition
from competitions.actions.deleting import delete_edition
from competitions.actions.edition import create_edition, open_edition, update_edition
from competitions.copying import counted
from competitions.drafts import what_goes, who_heard
from competitions.forms.edition import EditionCopyForm, EditionCreateForm, EditionForm, copied_from
from competitions.forms.schedule import ReasonForm
from competitions.models import Edition, entry_rules
from competitions.presets import presets

from .changing import changing, is_sent
from .loading import get_edition

PER_PAGE = 25
NEWEST = 4


@require_safe
def edition_list(request: SignedInRequest) -> HttpResponse:
    editions = Edition.objects.visible_to(request.user).with_phases()
    page = Paginator(editions, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "competitions/edition_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def edition_create(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm("competitions.add_edition"):
        raise PermissionDenied
    initial = {"year": clock.today().year, **copied_from(Edition.objects.first())}
    form = EditionCreateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusable_form(form):
            edition = create_edition(
                template=form.cleaned_data["template"],
                identity=form.identity(),
                first_day=form.cleaned_data["first_day"],
                by=request.user,
            )
            messages.success(request, _("Edisi tersusun. Periksa setiap bagiannya, lalu bukalah."))
            return redirect(edition)
    context = {"form": form, "templates": presets().templates, "sources": sources(request)}
    return render(request, "competitions/edition_create.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edition_copy(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new edition as an earlier one was set up, with its own name and dates."""
    source = get_edition(request, slug)
    if not request.user.has_perm("competitions.add_edition"):
        raise PermissionDenied
    form = EditionCopyForm(request.POST or None, source=source)
    if request.method == "POST" and form.is_valid():
        with refusable_form(form):
            edition = copy_edition(
                source=source,
                identity=form.identity(),
                first_day=form.cleaned_data["first_day"],
                wanted=form.cleaned_data.get("wanted", ()),
                by=request.user,
            )
            done = _("Edisi tersusun seperti %(source)s. Periksa dahulu kalendernya.")
            messages.success(request, done % {"source": source})
            return redirect("competitions:phase-update", edition.slug)
    parts = [(model._meta.verbose_name, count) for model, count in counted(source)]
    context = {"form": form, "source": source, "parts": parts, "sources": sources(request)}
    return render(request, "competitions/edition_copy.html", context, status=422 if form.errors else 200)


def sources(request: SignedInRequest) -> QuerySet[Edition]:
    """The editions that a new one may be copied from, the newest first."""
    return Edition.objects.visible_to(request.user)[:NEWEST]


@require_http_methods(["GET", "HEAD", "POST"])
def edition_delete(request: SignedInRequest, slug: str) -> HttpResponse:
    """What goes with an edition that was never opened; and its deletion, with a reason."""
    edition = get_edition(request, slug)
    policy.require("competitions.delete_edition", request.user, edition)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusable_form(form):
            delete_edition(edition=edition, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("%(edition)s dihapus. Jejaknya tetap terbaca.") % {"edition": edition})
            return redirect("competitions:edition-list")
    context = {"edition": edition, "form": form, "goes": what_goes(edition), "heard": len(who_heard(edition))}
    return render(request, "competitions/edition_delete.html", context, status=422 if form.errors else 200)


@require_safe
def edition_rules(request: SignedInRequest, slug: str) -> HttpResponse:
    """By what the edition is entered and judged: for its makers, and for everyone once it is opened."""
    edition = get_edition(request, slug)
    names = {rubric.name for rubric in edition.rubrics.all()}
    context = {
        "edition": edition,
        "stage_rubrics": [preset for preset in presets().stage_rubrics if preset.name not in names],
        "rules": entry_rules(edition).values(),
        "participants": edition.participants.count(),
        "changes": edition.rule_changes.all(),
    }
    return render(request, "competitions/edition_rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edition_update(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, right="change_edition")
    form = EditionForm(request.POST or None, instance=Edition.objects.get(pk=edition.pk))
    if is_sent(request) and form.is_valid():
        act = partial(update_edition, edition=edition, identity=form.cleaned_data, by=request.user)
        with refusable_form(form):
            return changing(request, edition, act, part="identitas", done=_("Identitas tersimpan."))
    return render(request, "competitions/edition_update.html", {"edition": edition, "form": form})


@require_POST
def edition_open(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug)
    with refusable(None if request.htmx else request) as refusal:
        edition = open_edition(edition=edition, by=request.user)
        messages.success(request, _("Edisi dibuka. Semua pengguna kini melihatnya."))
    if not request.htmx:
        return redirect(edition)
    if refusal:
        problem = _("Belum dapat dibuka: masih ada yang kurang.")
        gaps = checklist.gaps(edition)
        blocked = sum(gap.blocks for gap in gaps)
        context = {"edition": edition, "gaps": gaps, "blocked": blocked, "problem": problem}
        return render(request, "competitions/_opening.html", context)
    return HttpResponseClientRedirect(edition.get_absolute_url())
