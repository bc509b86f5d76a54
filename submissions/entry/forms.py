"""What an innovation is called, where it competes, and what it is: field by field, each refusal at its own."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import OPD, User
from accounts.texts import title
from competitions.models import Category, Edition, RuleKind, entry_rules
from submissions.fields.coordinates import Point, UnreadablePlaceError, parse_point
from submissions.fields.goals import GOALS
from submissions.fields.videolinks import UnfitLinkError, clean_link
from submissions.models import Group, Innovation, Proposal

from .actions import Identity

LINKS = {
    "broken": _("Tautan ini tidak terbaca. Salin alamatnya sekali lagi dari peramban."),
    "scheme": _("Tautan harus diawali https:// atau http://."),
    "host": _("Nama situs dalam tautan ini tidak lengkap. Contoh: https://youtu.be/dQw4w9WgXcQ."),
    "credentials": _("Tautan ini memuat nama pengguna atau kata sandi. Hapus bagian sebelum tanda @."),
    "long": _("Tautan paling panjang 300 huruf. Pakai tautan berbagi yang pendek."),
    "youtube": _("Tautan YouTube ini tidak menunjuk satu video. Buka videonya, tekan Bagikan, lalu salin tautannya."),
    "vimeo": _("Tautan Vimeo ini tidak menunjuk satu video. Contoh: https://vimeo.com/123456789."),
    "drive": _("Tautan Google Drive ini tidak menunjuk satu berkas. Tekan Bagikan pada berkas videonya, lalu salin."),
}
PLACES = {
    "unreadable": _("Titik lokasi tidak terbaca. Tulis lintang lalu bujur, misalnya -7,8671, 112,5239."),
    "off_globe": _("Titik ini tidak ada di bumi: lintang -90 sampai 90, bujur -180 sampai 180."),
    "swapped": _("Urutannya terbalik: tulis lintang lebih dahulu, lalu bujur."),
}
DIGITAL = [("", _("Belum dipilih")), ("ya", _("Digital")), ("tidak", _("Tidak digital"))]
FIELDS_OF_RULES = {RuleKind.GROUP: "replicates", RuleKind.VIDEO: "video_url", RuleKind.COORDINATES: "place"}
PHONE_DIGITS = range(7, 16)


def _length(name: str, model: type = Innovation) -> int:
    return model._meta.get_field(name).max_length  # type: ignore[attr-defined]  # any model


class LineField(forms.CharField):
    """One line: whatever was pasted, its words stand one space apart, and nothing in it is unseen."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: the browser would cut what is pasted, and nobody would be told."""
        return {}

    def clean(self, value: Any) -> Any:
        return super().clean(title(value) if isinstance(value, str) else value)


class LinkField(forms.CharField):
    """The address of a video; one typed without https:// gets it."""

    def clean(self, value: Any) -> str:
        try:
            return clean_link(super().clean(value))
        except UnfitLinkError as error:
            raise ValidationError(LINKS[error.code], code=error.code) from error


class PointField(forms.CharField):
    """A place in one line: a Point, or nothing."""

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Point) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return parse_point(text) if text else None
        except UnreadablePlaceError as error:
            raise ValidationError(PLACES[error.code], code=error.code) from error


class PhoneField(forms.CharField):
    def clean(self, value: Any) -> str:
        text = super().clean(value)
        digits = sum(letter.isdigit() for letter in text)
        if text and (digits not in PHONE_DIGITS or not text.lstrip("+").replace("-", " ").replace(" ", "").isdecimal()):
            raise ValidationError(_("Nomor telepon terdiri atas 7 sampai 15 angka, misalnya 0812-3456-7890."))
        return text


class TitleForm(forms.Form):
    """What both forms ask: the names of an innovation, and where it competes."""

    title = LineField(
        label=_("Judul inovasi"),
        max_length=_length("title"),
        error_messages={"required": _("Judul inovasi wajib diisi.")},
        help_text=_("Nama yang dikenal warga, misalnya “Jebol Pak Bahir”."),
    )
    long_title = LineField(
        label=_("Kepanjangan atau penjelasan singkat"), max_length=_length("long_title"), required=False
    )
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("Kategori"),
        required=False,
        empty_label=_("Belum dipilih"),
        error_messages={"invalid_choice": _("Kategori ini tidak ada dalam edisi ini. Pilih dari daftar.")},
    )
    group = forms.ChoiceField(
        label=_("Kelompok"),
        choices=Group.choices,
        initial=Group.GENERAL,
        error_messages={
            "required": _("Pilih kelompok usulan."),
            "invalid_choice": _("Kelompok ini tidak dikenal. Pilih dari daftar."),
        },
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _mark_needed(self, "category")
        self.fields["category"].queryset = edition.categories.all()  # type: ignore[attr-defined]  # a model choice
        if not edition.categories.all():
            del self.fields["category"]


def _mark_needed(form: forms.Form, *names: str) -> None:
    """Fields that may stay empty for now, but not when the proposal is sent."""
    for name in names:
        form.fields[name].is_needed_to_send = True  # type: ignore[attr-defined]  # read by the label


def _needed(rules: dict[str, Any]) -> list[str]:
    """What the edition's rules hold a proposal up for."""
    found = [name for kind, name in FIELDS_OF_RULES.items() if rules[kind].blocks]
    return ["started_on", *found] if rules[RuleKind.AGE].is_asked else found


class ProposalForm(TitleForm):
    """Registering an innovation. The leading body is asked only of who belongs to several; the rest comes later."""

    opd = forms.ModelChoiceField(
        OPD.objects.none(),
        label=_("OPD pemilik"),
        empty_label=None,
        error_messages={
            "required": _("Pilih OPD pemilik inovasi ini."),
            "invalid_choice": _("OPD ini bukan peserta, atau Anda tidak bertindak untuknya. Pilih dari daftar."),
        },
    )

    def __init__(self, *args: Any, edition: Edition, user: User, **kwargs: Any) -> None:
        super().__init__(*args, edition=edition, **kwargs)
        own = OPD.objects.filter(pk__in=user.opd_roles, participations__edition=edition)
        self.leading = own[0] if len(own) == 1 else None
        if self.leading:
            del self.fields["opd"]
        else:
            self.fields["opd"].queryset = own  # type: ignore[attr-defined]  # a model choice

    def opd_chosen(self) -> OPD:
        return self.leading or self.cleaned_data["opd"]

    def identity(self) -> Identity:
        return Identity(**{name: value for name, value in self.cleaned_data.items() if name != "opd"})


class IdentityForm(TitleForm):
    """The identity on the desk. What is refused keeps its sentence; `values` are the fields that were understood."""

    replicates = LineField(
        label=_("Inovasi yang direplikasi"),
        required=False,
        max_length=_length("replicates", Proposal),
        help_text=_("Judul, pemilik, dan penghargaannya."),
    )
    started_on = forms.DateField(
        label=_("Mulai diterapkan"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Tanggal ini tidak ada. Tulis seperti 1/3/2024.")},
        help_text=_("Hari pertama inovasi melayani warga."),
    )
    is_digital = forms.TypedChoiceField(
        label=_("Jenis inovasi"),
        required=False,
        choices=DIGITAL,
        coerce=lambda value: value == "ya",
        empty_value=None,
        error_messages={"invalid_choice": _("Pilih salah satu dari daftar.")},
    )
    video_url = LinkField(
        label=_("Tautan video"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("YouTube, Vimeo, Google Drive, atau situs resmi; dapat dibuka tanpa masuk."),
    )
    place = PointField(
        label=_("Titik lokasi"),
        required=False,
        help_text=_("Lintang lalu bujur, misalnya -7,8671, 112,5239."),
    )
    sdgs = forms.TypedMultipleChoiceField(
        label=_("Tujuan Pembangunan Berkelanjutan (SDG)"),
        required=False,
        coerce=int,
        empty_value=[],
        choices=[(number, name) for number, name in GOALS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Tujuan SDG bernomor 1 sampai 17. Pilih dari daftar.")},
    )
    contact_name = LineField(label=_("Nama narahubung"), required=False, max_length=_length("contact_name", Proposal))
    contact_phone = PhoneField(
        label=_("Telepon narahubung"),
        required=False,
        max_length=_length("contact_phone", Proposal),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, proposal: Proposal, values: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, edition=proposal.edition, initial=_shown(values), **kwargs)
        self.stored = values
        rules = entry_rules(proposal.edition)
        _mark_needed(self, *_needed(rules))
        if not rules[RuleKind.COORDINATES].is_asked and values["place"] is None:
            del self.fields["place"]

    @property
    def values(self) -> dict[str, Any]:
        """What was understood, in the shape in which it is stored; missing fields were not sent."""
        self.is_valid()
        cleaned = self.cleaned_data
        sent = {name: value for name, value in cleaned.items() if name in self.data or name in WITHOUT_NAME}
        if "sdgs" in sent:
            sent["sdgs"] = tuple(sorted(set(sent["sdgs"])))
        return sent


WITHOUT_NAME = ("sdgs",)  # boxes that are not ticked send nothing


def _shown(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "is_digital": {True: "ya", False: "tidak"}.get(values["is_digital"], "")}
