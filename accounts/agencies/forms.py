"""What the pages of agencies send, cleaned."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.acting import DayInput, ReasonField
from accounts.keys import containing
from accounts.models import OPD, OPDKind, OPDQuerySet
from accounts.text_fields import TitleFormField

from . import belongings
from .actions import CORRECTED

STANDINGS = (("", _("Masih ada")), ("ditutup", _("Ditutup")), ("semua", _("Semua")))
CALLED = (("", _("Peserta dan bukan")), ("ya", _("Peserta")), ("tidak", _("Bukan peserta")))


class AgencyFilter(forms.Form):
    """The filters are the address. What is not understood does not filter."""

    q = forms.CharField(label=_("Cari OPD"), required=False, max_length=100)
    jenis = forms.ChoiceField(label=_("Jenis"), required=False, choices=[("", _("Semua jenis")), *OPDKind.choices])
    peserta = forms.ChoiceField(label=_("Peserta"), required=False, choices=CALLED)
    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False, choices=STANDINGS)

    def value(self, name: str) -> str:
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    def apply(self, opds: OPDQuerySet) -> OPDQuerySet:
        if (state := self.value("keadaan")) != "semua":
            opds = opds.filter(closed_on__lte=clock.today()) if state else opds.open()
        if kind := self.value("jenis"):
            opds = opds.filter(kind=kind)
        if called := self.value("peserta"):
            opds = opds.filter(is_participant=called == "ya")
        if words := self.value("q"):
            by_name = containing(OPD.objects.all(), ("name", "abbr", "former_names__name"), words)
            opds = opds.filter(pk__in=by_name.values("pk"))
        return opds

    @property
    def narrows(self) -> bool:
        return any(self.value(name) for name in self.fields)


class AgencyForm(forms.ModelForm):
    class Meta:
        model = OPD
        fields = CORRECTED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)
        parent.queryset = OPD.objects.open()
        parent.empty_label = str(_("Tidak ada"))


class ReasonOnlyForm(forms.Form):
    reason = ReasonField(label=_("Alasan"))


class DatedForm(forms.Form):
    on = forms.DateField(label=_("Berlaku sejak"), widget=DayInput())
    reason = ReasonField(label=_("Alasan"), help_text=_("Misalnya nomor peraturan yang menetapkannya."))


class RenameForm(DatedForm):
    name = TitleFormField(label=_("Nama baru"), max_length=200)
    abbr = TitleFormField(label=_("Singkatan baru"), max_length=60)
    field_order = ("name", "abbr", "on", "reason")


class MergeForm(DatedForm):
    """With one choice more for each thing that may go elsewhere than to the successor."""

    into = forms.ModelChoiceField(
        OPD.objects.none(),
        label=_("Digabungkan ke"),
        error_messages={"invalid_choice": _("Pilih OPD lain yang masih ada.")},
    )

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, opd: OPD, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = OPD.objects.open().exclude(pk=opd.pk)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)
        into.queryset = others
        self.keys = {f"bawaan_{key}": key for key, _title in belongings.movable(opd)}
        for key, title in belongings.movable(opd):
            self.fields[f"bawaan_{key}"] = forms.ModelChoiceField(
                others,
                label=_("“%(title)s” diteruskan ke") % {"title": title},
                required=False,
                empty_label=str(_("Penerus yang sama")),
            )
        self.order_fields(("into", *self.keys, "on", "reason"))

    def chosen(self) -> dict[str, OPD]:
        return {key: self.cleaned_data[name] for name, key in self.keys.items() if self.cleaned_data.get(name)}
