"""What comes in: marks as people type them, seats, reasons, filters."""

import re
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import OPD, User
from competitions.models import Category, Edition

from .models import Conflict, JuryBody, Panel, ScoreSheet, Seat, SeatRole

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


class PanelForm(forms.ModelForm):
    class Meta:
        model = Panel
        fields = ["name"]


class SeatForm(forms.ModelForm):
    class Meta:
        model = Seat
        fields = ["user", "body", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"] = PersonField(label=_("Juri"), queryset=User.objects.filter(is_active=True))
        self.fields["role"].initial = SeatRole.MEMBER
        self.fields["body"] = forms.ChoiceField(label=_("Unsur"), choices=[("", "–"), *JuryBody.choices])


class PersonField(forms.ModelChoiceField):
    """A person by name; the account beside it tells two of the same name apart."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.username})"


def everybody() -> list[tuple[Any, str]]:
    """Who can be seated, as choices; read once for many forms on a page."""
    people = User.objects.filter(is_active=True)
    return [("", "–"), *((person.pk, f"{person} ({person.username})") for person in people)]


def person_field(form: SeatForm) -> PersonField:
    return cast("PersonField", form.fields["user"])


class ConflictForm(forms.ModelForm):
    class Meta:
        model = Conflict
        fields = ["user", "opd", "reason"]

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        jurors = User.objects.filter(seats__panel__stage__edition=edition).distinct()
        self.fields["user"] = PersonField(label=_("Juri"), queryset=jurors)
        self.fields["opd"] = forms.ModelChoiceField(label=_("OPD"), queryset=OPD.objects.all())
        self.fields["reason"].help_text = _("Misalnya: saudara kandung kepala dinas. Tercatat di jejak edisi.")


class ExcuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan dibebaskan"), max_length=300, help_text=_("Misalnya: sakit. Tercatat di jejak edisi.")
    )


class RankingFilter(forms.Form):
    """Which places a list shows; an unknown category shows all."""

    kategori = forms.ModelChoiceField(label=_("Kategori"), queryset=Category.objects.none(), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kategori"].queryset = edition.categories.all()  # type: ignore[attr-defined]  # a choice of rows

    @property
    def category(self) -> Category | None:
        return self.cleaned_data.get("kategori") if self.is_valid() else None
