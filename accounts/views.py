"""Sending the invitation of somebody who has not set a password yet; who that is, the list of people tells."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import refusable

from . import actions
from .http import SignedInRequest
from .models import User


@require_safe
def invitation_list(request: SignedInRequest) -> HttpResponse:
    """The list of people holds it now, as one of its filters."""
    return redirect(reverse("person-list", query={"saring": "tanpa-sandi"}), permanent=True)


@require_POST
def invitation_send(request: SignedInRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("accounts.invite_user"):
        raise PermissionDenied
    user = get_object_or_404(User, pk=pk)
    with refusable(request):
        actions.invite_again(user=user, by=request.user)
        messages.success(request, _("Undangan untuk %(name)s sedang dikirim.") % {"name": user})
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, None) else reverse("person-detail", args=[pk]))
