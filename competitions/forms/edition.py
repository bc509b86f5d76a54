"""What an edition is called, who signs, how it counts; and the preset that a new one starts from."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.acting import DayInput
from competitions.actions.edition import IDENTITY
from competitions.copying import offers
from competitions.models import Edition, PhaseKind
from competitions.moving_on import moved_on
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
MOVED = ("name", "short_name", "certificate_number")


class FirstDayField(forms.DateField):
    """The day on which the registration begins."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Pendaftaran mulai"), widget=DayInput(), validators=[check_century], **kwargs)


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
        label=_("Templat proposal dan rubrik"),
        widget=forms.RadioSelect,
        help_text=_(
            "Menjadi awal: bagian, batas kata, dan bobot masih dapat diubah; setelah edisi dibuka dengan alasan."
        ),
    )
    first_day = FirstDayField(help_text=_("Jadwal lengkap diusulkan dari tanggal ini, dan dapat diubah."))
    field_order = ("template", "name", "short_name", "year", "first_day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["template"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(template.key, template.name) for template in presets().templates]
        choices.initial = presets().default.key

    def identity(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in IDENTITY}


class EditionCopyForm(EditionForm):
    """What the new edition is called, when it begins, and what of the earlier one comes along beyond its rules."""

    first_day = FirstDayField(help_text=_("Setiap tahapan bergeser bersamanya, dengan lama dan jarak yang sama."))
    wanted = forms.MultipleChoiceField(label=_("Ikut disalin"), required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ("name", "short_name", "year", "first_day")

    def __init__(self, data: Any = None, *, source: Edition) -> None:
        super().__init__(data, initial=moved_on_from(source))
        choices = [(one.key, f"{one.label}: {words}") for one, words in offers(source)]
        if choices:
            self.fields["wanted"].choices = choices  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["wanted"]

    def identity(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in IDENTITY}


def moved_on_from(source: Edition) -> dict[str, Any]:
    """The identity of an edition as it would be this year, or the year after it: names, pattern and days."""
    later = max(clock.today().year, source.year + 1)
    values = {field: getattr(source, field) for field in IDENTITY}
    values |= {field: moved_on(values[field], source.year, later) for field in MOVED}
    values["year"] = later
    if values["short_name"] == source.short_name:
        values["short_name"] = f"{source.short_name} {later}"
    days = timedelta(weeks=52 * (later - source.year))  # the same day of the week
    values["awarded_on"] = source.awarded_on + days
    registration = source.phase(PhaseKind.REGISTRATION)
    first_day = timezone.localdate(registration.opens_at) + days if registration else None
    return values | {"first_day": first_day}


def copied_from(edition: Edition | None) -> dict[str, Any]:
    """What a new edition takes over from the one before: the same city, the same signatory."""
    return {field: getattr(edition, field) for field in COPIED} if edition else {}
