"""Marks as people type them, and which sheets a list shows."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from judging.models import ScoreSheet

MARK = re.compile(r"[0-9]{1,3}([.,][0-9]{1,2})?")


class MarkField(forms.Field):
    """A mark from 0 to 100, with a comma or a point; blank is no mark."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Isi angka 0–100, paling banyak dua angka di belakang koma.")}

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip()
        if not text:
            return None
        if not MARK.fullmatch(text) or (points := Decimal(text.replace(",", "."))) > 100:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return points


def field_name(criterion_id: int) -> str:
    return f"nilai-{criterion_id}"


class MarksForm(forms.Form):
    """The marks of a sheet; those that were not sent stay as they are."""

    def __init__(self, *args: Any, sheet: ScoreSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in sheet.rubric.criteria.all():
            if field_name(criterion.pk) in self.data:
                self.fields[field_name(criterion.pk)] = MarkField(label=criterion.name, required=False)

    def points(self) -> dict[int, Decimal | None]:
        """What can be stored, even when something beside it cannot."""
        return {int(name.removeprefix("nilai-")): value for name, value in self.cleaned_data.items()}


class ScoreForm(forms.Form):
    """One mark."""

    def __init__(self, *args: Any, criterion_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = field_name(criterion_id)
        self.fields[self.name] = MarkField(required=False)

    @property
    def points(self) -> Decimal | None:
        return self.cleaned_data[self.name]

    @property
    def problem(self) -> str:
        return " ".join(str(sentence) for sentence in self.errors.get(self.name, []))


class SheetFilter(forms.Form):
    """Which sheets a list shows; anything unknown shows all."""

    OPEN, FINAL = "terbuka", "terkunci"

    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Semua")), (OPEN, _("Belum dikunci")), (FINAL, _("Terkunci"))],
    )
    edisi = forms.SlugField(label=_("Edisi"), required=False)
