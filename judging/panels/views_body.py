"""The bodies of jurors: the page on which the secretariat names them."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import refusable, refusable_form
from competitions.models import Edition
from judging.loading import get_edition

from .actions_body import add_body, raise_body, remove_body, rename_body
from .forms import BodyForm

NEW = "baru"


@require_safe
def body_list(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, get_edition(request, slug, "judging.view_jury"))


@require_POST
def body_create(request: SignedInRequest, slug: str) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    form = BodyForm(request.POST, prefix=NEW)
    if form.is_valid():
        with refusable_form(form):
            body = add_body(edition=edition, name=form.cleaned_data["name"], by=request.user)
            messages.success(request, _("Unsur “%(name)s” ditambahkan.") % {"name": body})
            return redirect("judging:body-list", slug)
    return _page(request, edition, form)


@require_POST
def body_update(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    body = get_object_or_404(edition.jury_bodies.select_related("edition"), pk=pk)
    form = BodyForm(request.POST, prefix=f"unsur-{pk}")
    if form.is_valid():
        with refusable_form(form):
            rename_body(body=body, name=form.cleaned_data["name"], by=request.user)
            messages.success(request, _("Nama unsur tersimpan."))
            return redirect("judging:body-list", slug)
    return _page(request, edition, form)


@require_POST
def body_raise(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    raise_body(body=get_object_or_404(edition.jury_bodies.select_related("edition"), pk=pk), by=request.user)
    return redirect("judging:body-list", slug)


@require_POST
def body_delete(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    edition = get_edition(request, slug, "judging.manage_panel")
    body = get_object_or_404(edition.jury_bodies.select_related("edition"), pk=pk)
    with refusable(request):
        remove_body(body=body, by=request.user)
        messages.success(request, _("Unsur “%(name)s” dihapus.") % {"name": body})
    return redirect("judging:body-list", slug)


def _page(request: SignedInRequest, edition: Edition, typed: BodyForm | None = None) -> HttpResponse:
    """The one form that was refused stands as it was typed."""

    def form(prefix: str, name: str = "") -> BodyForm:
        return typed if typed and typed.prefix == prefix else BodyForm(prefix=prefix, initial={"name": name})

    bodies = edition.jury_bodies.annotate(seated=Count("seats__user", distinct=True))
    wanted = {code for stage in edition.stages.all() for code in stage.required_bodies}
    context = {
        "edition": edition,
        "lines": [
            {"body": one, "form": form(f"unsur-{one.pk}", one.name), "is_wanted": one.code in wanted} for one in bodies
        ],
        "form": form(NEW),
        "may_manage": request.user.has_perm("judging.manage_panel", edition),
    }
    return render(request, "judging/panels/body_list.html", context, status=422 if typed else 200)
