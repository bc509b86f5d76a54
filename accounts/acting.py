"""One act on one page: what it is, what it does, what it asks; then done, or told at the field why not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from .http import SignedInRequest
from .refusals import refusable_form
from .text_fields import RunningFormField

TEMPLATE = "accounts/act.html"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ReasonField(RunningFormField):
    """Why: for the ledger, in a sentence or two."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=300, widget=forms.Textarea(attrs={"rows": 2}), **options)


@dataclass(frozen=True)
class ActPage:
    """What the page says before it is done."""

    title: str
    button: str
    crumbs: Sequence[tuple[str, str]]  # address and label
    lede: str = ""
    effects: Sequence[str] = ()
    obstacles: Sequence[str] = ()  # what must be settled before: the act is not offered
    is_danger: bool = False

    @property
    def back(self) -> str:
        return self.crumbs[-1][0]


def act(
    request: SignedInRequest, page: ActPage, form: forms.BaseForm, do: Callable[[dict[str, Any]], str], done: str = ""
) -> HttpResponse:
    """Show the page, or do it with what the form sent: `do` acts and returns the sentence for the next page."""
    if request.method == "POST" and form.is_valid():
        with refusable_form(form):
            messages.success(request, do(form.cleaned_data))
            return redirect(done or page.back)
    return render(request, TEMPLATE, {"act": page, "form": form}, status=422 if form.errors else 200)
