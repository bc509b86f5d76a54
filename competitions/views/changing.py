"""A change of the rules on its way from its own page: at once, or shown first and done at the second press."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from competitions.actions.changes import letters_ahead
from competitions.effects import Consent, UnconfirmedError
from competitions.forms.schedule import ReasonForm
from competitions.models import Edition
from competitions.wording import in_words

from .loading import to_rules

OWN = {"csrfmiddlewaretoken", "reason", "seen"}


def is_sent(request: SignedInRequest) -> bool:
    """Whether the fields are to be stored: not when somebody comes back to them from what they would touch."""
    return request.method == "POST" and "ubah" not in request.POST


def changing(
    request: SignedInRequest, edition: Edition, act: Callable[..., Any], *, part: str, done: str
) -> HttpResponse:
    """Carry out an act on the rules. Where it touches people its page asks once more, with whom and for a reason."""
    consent = Consent(request.POST.get("reason", ""), request.POST["seen"]) if "seen" in request.POST else None
    try:
        changed = act(consent=consent)
    except UnconfirmedError as asked:
        return _confirm(request, edition, asked)
    told = _("Perubahan diterapkan; yang bersangkutan dikabari lewat surel.")
    messages.success(request, told if consent else done)
    return to_rules(changed if isinstance(changed, Edition) else edition, part)


def _confirm(request: SignedInRequest, edition: Edition, asked: UnconfirmedError) -> HttpResponse:
    effect = asked.effect
    form = ReasonForm(request.POST if asked.lacks in {"reason", "length"} else None)
    if asked.lacks == "changed":
        form = ReasonForm(initial={"reason": request.POST.get("reason", "")})
    context = {
        "edition": edition,
        "what": in_words(effect.change),
        "touched": effect.touched,
        "ahead": letters_ahead(effect, request.POST.get("reason", "")),
        "fields": list(_sent(request.POST)),
        "token": effect.token,
        "form": form,
        "problem": asked.messages[0] if asked.lacks == "changed" else "",
    }
    return render(request, "competitions/change_confirm.html", context, status=422 if asked.lacks else 200)


def _sent(data: QueryDict) -> Iterator[tuple[str, str]]:
    """The fields as they came, to come along at the second press."""
    return ((name, value) for name, values in data.lists() if name not in OWN for value in values)
