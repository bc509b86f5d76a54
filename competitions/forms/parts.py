"""The lists of an edition, a row each: categories, sections, criteria, stages, tiers, documents."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.renderers import get_default_renderer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from competitions.checklist import HUNDRED, plain
from competitions.models import (
    Category,
    Criterion,
    DocumentRequirement,
    Letter,
    Rubric,
    SectionTemplate,
    Stage,
    Tier,
)
from competitions.tiers import Cutoff, nesting_problem

SMALLEST_SHARE = Decimal("0.01")
LETTERS = [
    ("", gettext_lazy("Bukan")),
    (Letter.IMPLEMENTATION, gettext_lazy("Implementasi")),
    (Letter.INNOVATOR, gettext_lazy("Inovator")),
    (Letter.REPLICATION, gettext_lazy("Kesediaan replikasi")),
]


class PercentField(forms.DecimalField):
    """A share of a hundred, typed with a comma or a point."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=SMALLEST_SHARE,
            max_value=HUNDRED,
            max_digits=5,
            decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "data-summand": True}),
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value


class RowForm(forms.ModelForm):
    """A row is cleaned here and stored by an action, so constraints over several rows are the formset's matter."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def validate_unique(self) -> None:
        pass

    def validate_constraints(self) -> None:
        pass


class RowFormSet(forms.BaseFormSet):
    """Rows that can be added, removed and put in order on a plain page."""

    unique: tuple[str, ...] = ("name",)
    fields: Sequence[str] = ()
    extra = 2
    min_num, max_num, absolute_max = 0, 60, 80
    validate_min, validate_max = False, True
    can_delete, can_delete_extra, can_order, edit_only = True, True, True, False

    def __init__(self, data: Any = None, *, rows: Iterable[models.Model], **kwargs: Any) -> None:
        initial = [{"id": row.pk, **{name: getattr(row, name) for name in self.fields}} for row in rows]
        self.known = {row["id"] for row in initial}
        self.renderer = get_default_renderer()
        super().__init__(data, initial=initial, **kwargs)

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Hapus")
        if "ORDER" in form.fields:
            form.fields["ORDER"].label = _("Urutan")
            form.order_fields(["id", "ORDER"])

    @property
    def filled(self) -> list[Any]:
        """The rows that are to be kept, as they are on the page."""
        return [
            form
            for form in self.forms
            if not form.cleaned_data.get("DELETE") and (form.cleaned_data.get("id") or form.has_changed())
        ]

    def rows(self) -> list[dict[str, Any]]:
        """The cleaned rows in their order, for the action."""
        kept = [form for form in self.filled if form.cleaned_data]
        if self.can_order:
            kept.sort(key=lambda form: (form.cleaned_data["ORDER"] is None, form.cleaned_data["ORDER"]))
        return [{name: form.cleaned_data[name] for name in ("id", *self.fields)} for form in kept]

    def clean(self) -> None:
        if any(self.errors):
            return
        if {form.cleaned_data.get("id") for form in self.forms} - {None} != self.known:
            raise ValidationError(
                _("Daftar ini diubah orang lain sementara Anda mengisinya. Muat ulang halaman, lalu ulangi."), "stale"
            )
        for name in self.unique:
            self.refuse_twice(name)

    def refuse_twice(self, name: str) -> None:
        seen: set[object] = set()
        for form in self.filled:
            value = form.cleaned_data[name]
            key = value.casefold() if isinstance(value, str) else value
            if key in seen:
                form.add_error(name, ValidationError(_("Sudah dipakai di baris lain."), "twice"))
            seen.add(key)

    def refuse_unless_hundred(self, name: str, sentence: str) -> None:
        total = sum((form.cleaned_data[name] for form in self.filled), Decimal(0))
        if self.filled and total != HUNDRED:
            raise ValidationError(sentence, "total", {"total": plain(total)})


class CategoryForm(RowForm):
    class Meta:
        model = Category
        fields = ("name",)


class CategoryFormSet(RowFormSet):
    form = CategoryForm
    fields = ("name",)


class SectionTemplateForm(RowForm):
    class Meta:
        model = SectionTemplate
        fields = ("name", "prompt", "min_words", "max_words", "evidence_required")
        labels = {
            "min_words": gettext_lazy("Paling sedikit"),
            "max_words": gettext_lazy("Paling banyak"),
            "evidence_required": gettext_lazy("Wajib bukti"),
        }
        widgets = {"prompt": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["min_words"].required = False

    def clean_min_words(self) -> int:
        return self.cleaned_data["min_words"] or 0

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        least, most = data.get("min_words"), data.get("max_words")
        if least is not None and most is not None and least > most:
            sentence = _("Tidak boleh lebih dari %(most)s kata, batas terbanyaknya.")
            self.add_error("min_words", ValidationError(sentence, "range", {"most": most}))
        return data


class SectionFormSet(RowFormSet):
    form = SectionTemplateForm
    extra = 1
    fields = SectionTemplateForm.Meta.fields


class DocumentForm(RowForm):
    class Meta:
        model = DocumentRequirement
        fields = ("name", "help_text", "letter", "is_required")
        labels = {"letter": gettext_lazy("Surat pernyataan")}
        help_texts = {"letter": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].choices = LETTERS  # type: ignore[attr-defined]  # a choice field


class DocumentFormSet(RowFormSet):
    form = DocumentForm
    fields = DocumentForm.Meta.fields


class TierForm(RowForm):
    class Meta:
        model = Tier
        fields = ("name", "up_to_place", "prints_place")
        help_texts = {"prints_place": ""}


class TierFormSet(RowFormSet):
    form = TierForm
    can_order = False
    fields = TierForm.Meta.fields

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        forms_ = self.filled
        cutoffs = [Cutoff(form.cleaned_data["name"], form.cleaned_data["up_to_place"]) for form in forms_]
        if (index := nesting_problem(cutoffs)) is not None:
            sentence = _("Harus lebih jauh daripada “%(upper)s” di atasnya (peringkat %(place)s).")
            upper = cutoffs[index - 1]
            error = ValidationError(sentence, "nesting", {"upper": upper.name, "place": upper.up_to})
            forms_[index].add_error("up_to_place", error)


class StageForm(RowForm):
    rubric_id = forms.TypedChoiceField(label=gettext_lazy("Rubrik"), coerce=int)
    share = PercentField(label=gettext_lazy("Bobot tahap (%)"))

    class Meta:
        model = Stage
        fields = ("kind", "share", "quorum")
        help_texts = {"quorum": ""}

    field_order = ("id", "kind", "rubric_id", "share", "quorum")

    def __init__(self, *args: Any, rubrics: Sequence[Rubric], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rubric_id"].choices = [("", "---------"), *((rubric.pk, str(rubric)) for rubric in rubrics)]  # type: ignore[attr-defined]


class StageFormSet(RowFormSet):
    form = StageForm
    extra = 1
    can_order = False
    fields = ("kind", "rubric_id", "share", "quorum")
    unique = ("kind",)

    def clean(self) -> None:
        super().clean()
        if not any(self.errors):
            self.refuse_unless_hundred("share", _("Bobot semua tahap berjumlah %(total)s, seharusnya 100."))


class RubricForm(forms.ModelForm):
    class Meta:
        model = Rubric
        fields = ("name",)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = Rubric.objects.filter(edition=self.instance.edition_id).exclude(pk=self.instance.pk)
        if others.filter(name=name).exists():
            raise ValidationError(_("Rubrik lain sudah memakai nama ini."))
        return name


class CriterionForm(RowForm):
    section_id = forms.TypedChoiceField(
        label=gettext_lazy("Bagian yang dinilai"), coerce=int, empty_value=None, required=False
    )
    weight = PercentField(label=gettext_lazy("Bobot"), error_messages={"required": gettext_lazy("Bobot belum diisi.")})

    class Meta:
        model = Criterion
        fields = ("aspect", "name", "guidance", "weight")
        help_texts = {"aspect": ""}  # it would stand in every row
        widgets = {"guidance": forms.Textarea(attrs={"rows": 2})}

    field_order = ("id", "aspect", "name", "section_id", "guidance", "weight")

    def __init__(self, *args: Any, sections: Sequence[SectionTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everywhere = ("", _("Proposal secara keseluruhan"))
        self.fields["section_id"].choices = [everywhere, *((part.pk, str(part)) for part in sections)]  # type: ignore[attr-defined]


class CriterionFormSet(RowFormSet):
    form = CriterionForm
    extra = 1
    fields = ("aspect", "name", "guidance", "section_id", "weight")

    def rows(self) -> list[dict[str, Any]]:
        """Criteria of one aspect stand together, in the order in which the aspects come first."""
        rows = super().rows()
        aspects = list(dict.fromkeys(row["aspect"] for row in rows))
        return sorted(rows, key=lambda row: aspects.index(row["aspect"]))

    def clean(self) -> None:
        super().clean()
        if not any(self.errors):
            self.refuse_unless_hundred("weight", _("Bobot berjumlah %(total)s, seharusnya 100."))
