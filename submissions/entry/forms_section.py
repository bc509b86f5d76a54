"""The text of a section as it comes in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.concurrency import seen, token

from .actions_section import plain


class WrittenField(forms.CharField):
    """Text as it is kept: every space stays, and what the database refuses is left out instead of being refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, required=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value) or "")


class SectionForm(forms.Form):
    """A page that does not say from which text its writer started began with an empty place."""

    text = WrittenField()
    apart = forms.BooleanField(required=False)

    def clean_text(self) -> str:
        """A request that was cut short must not be taken for an emptied section."""
        if "text" not in self.data:
            raise ValidationError(_("Belum tersimpan: tulisannya tidak ikut terkirim."), code="no_text")
        return str(self.cleaned_data["text"])

    @property
    def seen(self) -> dict[str, str]:
        return {"text": token(""), **seen(self.data)}
