"""Who has not set a password yet, and sending the invitation again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import refusable

from . import actions
from .http import SignedInRequest
from .invitations import people_to_invite
from .models import Membership, User

PER_PAGE = 50


@require_safe
def invitation_list(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm("accounts.invite_user"):
        raise PermissionDenied
    query = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    parts = Membership.objects.current().select_related("opd")
    people = people_to_invite().prefetch_related(Prefetch("memberships", parts)).order_by("name", "pk")
    if query:
        people = people.filter(Q(name__icontains=query) | Q(email__icontains=query))
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/invitation_list.html", {"page": page, "query": query})


@require_POST
def invitation_send(request: SignedInRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("accounts.invite_user"):
        raise PermissionDenied
    user = get_object_or_404(User, pk=pk)
    with refusable(request):
        actions.invite_again(user=user, by=request.user)
        messages.success(request, _("Undangan untuk %(name)s sedang dikirim.") % {"name": user})
    return redirect("invitation-list")
