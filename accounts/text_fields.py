"""Fields of models and forms that clean what comes in by what it is meant for (`accounts.texts`)."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.db import models

from . import texts


class _Cleaning:
    """Cleans before anything else looks at it: a length, a pattern, the other rows.

    A model's field does so too with what is stored or asked for, whoever stores or asks.
    """

    cleaning: ClassVar[Callable[[str], str]]

    def to_python(self, value: Any) -> Any:
        return super().to_python(type(self).cleaning(value) if isinstance(value, str) else value)  # type: ignore[misc]  # mixed into fields


class TitleFormField(_Cleaning, forms.CharField):
    cleaning = texts.title


class DigitsFormField(_Cleaning, forms.CharField):
    cleaning = texts.digits


class AddressFormField(_Cleaning, forms.EmailField):
    cleaning = texts.email_address


class RunningFormField(_Cleaning, forms.CharField):
    cleaning = texts.running
    widget = forms.Textarea


class _CleaningColumn(_Cleaning):
    """The same for a column; its form cleans alike."""

    form_field: ClassVar[type[forms.Field]]
    asked: ClassVar[dict[str, Any]] = {}

    def formfield(
        self, form_class: type[forms.Field] | None = None, choices_form_class: Any = None, **kwargs: Any
    ) -> Any:
        asked = {**self.asked, **kwargs, "choices_form_class": choices_form_class}
        return super().formfield(form_class=form_class or self.form_field, **asked)  # type: ignore[misc]  # mixed into fields


class TitleField(_CleaningColumn, models.CharField):
    """One line that people read: a name, a heading."""

    cleaning = texts.title
    form_field = TitleFormField


class DigitsField(_CleaningColumn, models.CharField):
    """A number that people group with spaces and dots: its length is asked of what is left."""

    cleaning = texts.digits
    form_field = DigitsFormField
    asked: ClassVar[dict[str, Any]] = {"max_length": None}


class AddressField(_CleaningColumn, models.EmailField):
    """An e-mail address, in small letters."""

    cleaning = texts.email_address
    form_field = AddressFormField
