"""What an edition is called, who signs, how it counts; and the preset that a new one starts from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competitions.actions.edition import IDENTITY
from competitions.models import Edition
from competitions.presets import presets

from .schedule import check_century

SIGNATORY = ("signatory_position", "signatory_name", "signatory_nip")
COPIED = (
    "government",
    "city",
    "organiser",
    "contact",
    "reply_to",
    *SIGNATORY,
)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class EditionForm(forms.ModelForm):
    signatory_nip = forms.CharField(
        label=_("NIP penanda tangan"),
        max_length=30,  # people group its figures with spaces
        required=False,
        help_text=_("Hanya untuk kepala dinas. Kepala daerah, wakil, Sekda, dan penjabatnya menandatangani tanpa NIP."),
    )

    class Meta:
        model = Edition
        fields = IDENTITY
        widgets = {"awarded_on": DayInput()}
        help_texts = {
            "name": _("Sebagaimana tercetak di piagam dan berita acara."),
            "short_name": _("Untuk menu dan alamat halaman, misalnya KOVABLIK Kota Batu 2026."),
            "signatory_name": _(
                "Tanpa gelar akademik: Permendagri 1/2023 pasal 44 tidak memperkenankan gelar pada piagam."
            ),
            "certificate_number": _(
                "{nomor} diganti nomor urut, {nomor:03} menjadikannya tiga angka, {tahun} diganti tahun piagam."
            ),
            "tiers_per_category": _("Centang bila setiap kategori punya Top 5, Top 10, dan seterusnya sendiri."),
            "max_file_mb": _("Berlaku untuk setiap berkas yang dilampirkan OPD."),
        }

    def clean_signatory_nip(self) -> str:
        nip = self.cleaned_data["signatory_nip"].replace(" ", "")
        if nip and not (nip.isascii() and nip.isdigit() and len(nip) == 18):
            raise forms.ValidationError(_("NIP terdiri atas 18 angka."))
        return nip


class EditionCreateForm(EditionForm):
    template = forms.ChoiceField(
        label=_("Pola proposal dan rubrik"),
        widget=forms.RadioSelect,
        help_text=_(
            "Menjadi awal: bagian, batas kata, dan bobot masih dapat diubah; setelah edisi dibuka dengan alasan."
        ),
    )
    first_day = forms.DateField(
        label=_("Pendaftaran mulai"),
        widget=DayInput(),
        validators=[check_century],
        help_text=_("Jadwal lengkap diusulkan dari tanggal ini, dan dapat diubah."),
    )
    field_order = ("template", "name", "short_name", "year", "first_day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["template"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(template.key, template.name) for template in presets().templates]
        choices.initial = presets().default.key

    def identity(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in IDENTITY}


def copied_from(edition: Edition | None) -> dict[str, Any]:
    """What a new edition takes over from the one before: the same city, the same signatory."""
    return {field: getattr(edition, field) for field in COPIED} if edition else {}
