"""An act that may be refused: it raises ValidationError, and the page says the sentence where the person reads it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest


class Refusal:
    """What came of the act: true when it was refused, with the error and its sentences."""

    error: ValidationError | None = None

    def __bool__(self) -> bool:
        return self.error is not None

    @property
    def code(self) -> str:
        return getattr(self.error, "code", "") or ""

    @property
    def sentence(self) -> str:
        return in_words(self.error) if self.error else ""


@contextmanager
def refusable(request: HttpRequest | None = None) -> Iterator[Refusal]:
    """Around an act and what follows when it is done; with the request a refusal is a message on the next page."""
    refusal = Refusal()
    try:
        yield refusal
    except ValidationError as error:
        refusal.error = error
        if request is not None:
            messages.error(request, in_words(error))


@contextmanager
def refusable_form(form: BaseForm, field: str | None = None, places: Mapping[str, str] | None = None) -> Iterator[None]:
    """Around an act on what a form sent: each sentence at its field, above the form where it has no such field.

    `field` takes what names none; `places` says which field mends what the act calls by another name.
    """
    try:
        yield
    except ValidationError as error:
        if field or not hasattr(error, "error_dict"):
            form.add_error(field, error)
            return
        for name, errors in error.error_dict.items():
            place = (places or {}).get(name, name)
            form.add_error(place if place in form.fields else None, errors)


def in_words(error: ValidationError) -> str:
    """All its sentences, one after the other."""
    return " ".join(error.messages)
