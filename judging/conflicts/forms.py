"""Conflicts of interest as people state them: for a body, or for one innovation."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import OPD, User
from competitions.models import Edition
from judging.models import ReasonKind
from judging.narrowed_choice import NarrowedField, NarrowedForm
from judging.panels.forms import PersonField
from submissions.models import Innovation

REASON = forms.CharField(
    label=_("Alasan"),
    max_length=300,
    help_text=_("Misalnya: saudara kandung kepala dinas. Tercatat di jejak edisi."),
)


class DeclareForm(NarrowedForm):
    """What a juror declares: a body, or one of the innovations whose titles the juror may see."""

    opd = NarrowedField(
        label=_("OPD"),
        columns=("name", "abbr"),
        queryset=OPD.objects.none(),
        required=False,
        empty_label=_("– bukan untuk satu OPD –"),
        help_text=_("Semua inovasi yang dimiliki atau dimitrainya."),
    )
    innovation = NarrowedField(
        label=_("Atau satu inovasi saja"),
        columns=("title",),
        queryset=Innovation.objects.none(),
        required=False,
        empty_label=_("– bukan untuk satu inovasi –"),
        help_text=_("Dari judul yang sekarang dapat Anda lihat."),
    )
    reason = REASON

    def __init__(self, *args: Any, innovations: Any, searched: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.narrow(searched, opd=OPD.objects.all(), innovation=innovations)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("opd")) == bool(cleaned.get("innovation")) and not self.errors:
            raise ValidationError(_("Pilih satu OPD atau satu inovasi, tidak keduanya."))
        return cleaned


class ConflictForm(NarrowedForm):
    """What the secretariat sets. An innovation is named by its title; its owner tells two of the same title apart."""

    user = PersonField(label=_("Juri"), queryset=User.objects.none())
    opd = NarrowedField(label=_("OPD"), columns=("name", "abbr"), queryset=OPD.objects.none(), required=False)
    title = forms.CharField(
        label=_("Judul inovasi"),
        max_length=120,
        required=False,
        help_text=_("Bila hanya satu inovasi. Kosong: semua inovasi OPD itu."),
    )
    reason = REASON

    def __init__(self, *args: Any, edition: Edition, searched: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.narrow(searched, opd=OPD.objects.all())
        jurors = User.objects.filter(seats__panel__stage__edition=edition).distinct()
        self.fields["user"].queryset = jurors  # type: ignore[attr-defined]  # a choice of rows

    def clean(self) -> dict[str, Any]:
        """`innovation` instead of its title; with an innovation the body only helped to find it."""
        cleaned = super().clean() or {}
        cleaned["innovation"] = None
        if title := cleaned.pop("title", ""):
            cleaned["innovation"] = self._innovation(title, cleaned.get("opd"))
            cleaned["opd"] = None
        elif not cleaned.get("opd") and not self.errors:
            self.add_error("opd", _("Pilih OPD, atau tulis judul satu inovasi."))
        return cleaned

    def _innovation(self, title: str, opd: OPD | None) -> Innovation | None:
        found = Innovation.objects.filter(proposals__edition=self.edition, title__iexact=title).distinct()
        rows = list((found.filter(opd=opd) if opd else found)[:2])
        if len(rows) == 1:
            return rows[0]
        several = _("Beberapa OPD memakai judul ini; pilih juga OPD-nya.")
        self.add_error("title", several if rows else _("Tidak ada usulan berjudul ini di edisi ini."))
        return None


class WithdrawalForm(forms.Form):
    """Why a conflict is none."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Tuliskan alasannya.")},
        help_text=_("Tercatat di jejak edisi dan ada dalam kabarnya."),
    )


class RemovalForm(WithdrawalForm):
    """Whether the sheets that were freed for it are given again in the same act."""

    with_sheets = forms.BooleanField(label=_("Berikan lagi lembar yang dibebaskan"), required=False, initial=True)


class ConflictFilter(forms.Form):
    """Which jurors a list shows; what is not understood does not filter."""

    FOUND = "register"

    q = forms.CharField(label=_("Cari juri"), required=False, max_length=100)
    asal = forms.ChoiceField(
        label=_("Asal"),
        required=False,
        choices=[
            ("", _("Semua")),
            (FOUND, _("Ditemukan sistem")),
            (ReasonKind.DECLARED.value, ReasonKind.DECLARED.label),
            (ReasonKind.SET.value, ReasonKind.SET.label),
        ],
    )

    def value(self, name: str) -> str:
        self.is_valid()
        return self.cleaned_data.get(name) or ""
