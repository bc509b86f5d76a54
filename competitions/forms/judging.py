"""How a stage is judged, and what points mean."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competitions.actions.judging import STAGE_RULES
from competitions.checklist import HUNDRED, plain
from competitions.models import Band, Criterion, Stage, StageKind

from .parts import RowForm, RowFormSet


class PointsField(forms.DecimalField):
    """Points from 0 to 100, typed with a comma or a point."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(
            min_value=Decimal(0), max_value=HUNDRED, max_digits=5, decimal_places=2, widget=widget, **kwargs
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value


class StageRulesForm(forms.ModelForm):
    """Everything about a stage but its rubric, share and quorum, which stand in the list of stages."""

    required_bodies = forms.MultipleChoiceField(
        label=gettext_lazy("Unsur yang wajib ada"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Setiap usulan dinilai sedikitnya seorang juri dari tiap unsur yang dicentang."),
    )
    comment_below = PointsField(
        label=gettext_lazy("Komentar wajib untuk nilai di bawah"),
        required=False,
        help_text=gettext_lazy("Misalnya 60. Kosong: tidak pernah wajib."),
    )
    comment_above = PointsField(
        label=gettext_lazy("Komentar wajib untuk nilai di atas"),
        required=False,
        help_text=gettext_lazy("Misalnya 90. Kosong: tidak pernah wajib."),
    )
    spread_limit = PointsField(
        label=gettext_lazy("Batas selisih nilai"),
        required=False,
        help_text=gettext_lazy("Bila dua juri berbeda lebih dari ini, juri tambahan diusulkan. Misalnya 20."),
    )

    passing_grade = PointsField(
        label=gettext_lazy("Nilai ambang"),
        required=False,
        help_text=gettext_lazy(
            "Usulan dengan nilai tahap di bawah ini tidak naik, dan berada di bawah semua yang mencapainya. "
            "KIPP 2025 memakai 85. Kosong: tanpa ambang."
        ),
    )

    class Meta:
        model = Stage
        fields = STAGE_RULES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies: Any = self.fields["required_bodies"]
        bodies.choices = [(body.code, body.name) for body in self.instance.edition.jury_bodies.all()]
        if self.instance.kind != StageKind.DESK:
            del self.fields["is_blind"]

    def clean_jurors_per_proposal(self) -> int | None:
        jurors = self.cleaned_data["jurors_per_proposal"]
        if jurors is not None and jurors < self.instance.quorum:
            raise ValidationError(
                _("Kurang dari kuorum (%(quorum)d lembar); usulan tidak akan pernah mendapat peringkat."),
                params={"quorum": self.instance.quorum},
            )
        return jurors

    def clean_passing_grade(self) -> Decimal | None:
        grade = self.cleaned_data["passing_grade"]
        if grade is not None and grade <= 0:
            raise ValidationError(_("Isi angka di atas 0, atau kosongkan."))
        return grade

    def clean_spread_limit(self) -> Decimal | None:
        limit = self.cleaned_data["spread_limit"]
        if limit is not None and limit <= 0:
            raise ValidationError(_("Isi angka di atas 0, atau kosongkan."))
        return limit

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        below, above = values.get("comment_below"), values.get("comment_above")
        if below is not None and above is not None and below > above:
            self.add_error("comment_above", _("Tidak boleh lebih kecil daripada batas bawahnya."))
        return values

    def rules(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in STAGE_RULES if field in self.cleaned_data}


class BandForm(RowForm):
    criterion_id = forms.TypedChoiceField(label=gettext_lazy("Kriteria"), coerce=int)
    lower = PointsField(label=gettext_lazy("Mulai nilai"))

    class Meta:
        model = Band
        fields = ("lower", "name", "text")

    field_order = ("id", "criterion_id", "lower", "name", "text")

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(criterion.pk, str(criterion)) for criterion in criteria]
        self.fields["criterion_id"].choices = [("", "---------"), *choices]  # type: ignore[attr-defined]


class BandFormSet(RowFormSet):
    form = BandForm
    extra = 1
    can_order = False
    unique = ()
    fields = ("criterion_id", "lower", "name", "text")
    max_num, absolute_max = 200, 220

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        seen = set()
        for form in self.filled:
            key = (form.cleaned_data["criterion_id"], form.cleaned_data["lower"])
            if key in seen:
                form.add_error("lower", _("Kriteria ini sudah punya rentang mulai nilai itu."))
            seen.add(key)
