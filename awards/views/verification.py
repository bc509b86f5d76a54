"""Is this piagam genuine? For anyone who holds one."""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from awards.models import Certificate
from awards.privacy import without_personal_data

from .loading import typed

TOKEN_IN_ADDRESS = re.compile(r"/piagam/([\w-]+)")
MOST_FOUND = 10


@require_safe
@login_not_required
def certificate_verify(request: HttpRequest, token: str) -> HttpResponse:
    certificate = Certificate.objects.with_details().filter(token=token).first()
    if certificate is None:
        return _unknown(request, token)
    context = {
        "certificate": certificate,
        "reason": without_personal_data(certificate.revocation.reason) if certificate.revoked_at else "",
        "may_open": certificate.is_drawn and request.user.has_perm("awards.view_certificate", certificate),
    }
    return render(request, "awards/certificate_verify.html", context)


@require_safe
@login_not_required
def certificate_lookup(request: HttpRequest) -> HttpResponse:
    """Find a piagam by its number, its code, or the address that its QR code holds."""
    query = typed(request, "kode")
    if not query:
        return render(request, "awards/certificate_lookup.html", {"query": "", "found": []})
    found = _find(query)
    if not found:
        return _unknown(request, query)
    if len(found) == 1:
        return redirect(found[0])
    return render(request, "awards/certificate_lookup.html", {"query": query, "found": found})


def _find(query: str) -> list[Certificate]:
    address = TOKEN_IN_ADDRESS.search(query)
    by_token = Certificate.objects.filter(token=address[1] if address else query)
    by_number = Certificate.objects.filter(number__iexact=query)
    return list(by_token.with_details() or by_number.with_details()[:MOST_FOUND])


def _unknown(request: HttpRequest, query: str) -> HttpResponse:
    context = {"query": query, "found": [], "is_unknown": True}
    return render(request, "awards/certificate_lookup.html", context, status=404)
