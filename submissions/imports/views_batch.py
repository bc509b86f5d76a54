"""Earlier imports: what each brought, and taking it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest
from accounts.refusals import refusable_form
from submissions.models import ImportBatch

from .actions_undo import undo_rows
from .forms import UndoImportForm
from .views import require_secretariat

PER_PAGE = 50


@require_safe
def batch_list(request: SignedInRequest) -> HttpResponse:
    require_secretariat(request)
    made, undone = Count("rows", filter=Q(rows__is_new=True)), Count("rows", filter=Q(rows__undone_at__isnull=False))
    rows = (
        ImportBatch.objects.select_related("imported_by")
        .annotate(total=Count("rows"), made=made, undone=undone)
        .order_by("-pk")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "submissions/imports/batch_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def batch_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The rows of one file; the ticked ones, or all, are taken back with a reason."""
    require_secretariat(request)
    batch = get_object_or_404(ImportBatch.objects.select_related("imported_by"), pk=pk)
    form = UndoImportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ticked = [
            int(key) for key in request.POST.getlist("baris") if key.isascii() and key.isdigit() and len(key) < 19
        ]
        chosen = list(batch.rows.values_list("pk", flat=True)) if "semua" in request.POST else ticked
        with refusable_form(form):
            done = undo_rows(batch=batch, rows=chosen, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("%(count)d baris ditarik kembali.") % {"count": len(done)})
            return redirect(batch)
    rows = batch.rows.select_related("undone_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    left = batch.rows.filter(undone_at=None).count()
    context = {"batch": batch, "page": page, "form": form, "left": left}
    return render(request, "submissions/imports/batch_detail.html", context, status=422 if form.errors else 200)
