from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.refusals import refusable_form
from competitions.actions.rules import update_rules
from competitions.forms.rules import RulesForm

from .changing import changing, is_sent
from .loading import get_edition


@require_http_methods(["GET", "HEAD", "POST"])
def rule_update(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the edition asks of an entry before it is sent."""
    edition = get_edition(request, slug, right="change_edition")
    form = RulesForm(request.POST if request.method == "POST" else None, edition=edition)
    if is_sent(request) and form.is_valid():
        act = partial(update_rules, edition=edition, rules=form.rules(), by=request.user)
        with refusable_form(form):
            return changing(request, edition, act, part="aturan", done=_("Aturan tersimpan."))
    return render(request, "competitions/rule_update.html", {"edition": edition, "form": form})
