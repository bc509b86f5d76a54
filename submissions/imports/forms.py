"""A spreadsheet to import, refused here when it is none."""

from typing import Any, BinaryIO

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.spreadsheets.forms import REFUSALS, SeenForm, SpreadsheetForm

from .reading import read


class ImportForm(SpreadsheetForm):
    refusals = REFUSALS | {"no_sheet": _("Tidak ada lembar bernama OPD, Orang, atau Inovasi. Pakailah templatnya.")}
    help_text = _("Paling besar 5 MB dan 5.000 baris per lembar.")

    def read(self, file: BinaryIO) -> None:
        read(file)


class StoreImportForm(SeenForm):
    """What was seen in the preview, and whether the new people are told."""

    invite = forms.BooleanField(label=_("Kirim undangan"), initial=True, required=False)

    def __init__(self, *args: Any, strangers: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.strangers = strangers
        self.fields["invite"].help_text = ngettext(
            "%(count)d orang baru mendapat e-mail berisi tautan untuk membuat kata sandi.",
            "%(count)d orang baru mendapat e-mail berisi tautan untuk membuat kata sandi.",
            strangers,
        ) % {"count": strangers}


class UndoImportForm(forms.Form):
    """Why what a file brought is taken back."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Tercatat di jejak bersama nama Anda."),
        error_messages={"required": _("Tuliskan alasannya.")},
    )
