"""The script that opens a visit report without a network."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def visit_worker(request: HttpRequest) -> HttpResponse:
    """Its address is its reach: the reports, and nothing else."""
    text = (settings.BASE_DIR / "static/js/judging/visits/visit-worker.js").read_text()
    return HttpResponse(text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})
