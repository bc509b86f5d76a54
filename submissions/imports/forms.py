"""A spreadsheet to import, refused here when it is none."""

import re
from collections.abc import Mapping
from typing import Any, BinaryIO

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.spreadsheets.forms import REFUSALS, SeenForm, SpreadsheetForm

from .preview import ANOTHER, SAME_PERSON
from .reading import read

QUESTION = re.compile(r"orang-(\d{1,7})", re.ASCII)


class ImportForm(SpreadsheetForm):
    refusals = REFUSALS | {"no_sheet": _("Tidak ada lembar bernama OPD, Orang, atau Inovasi. Pakailah templatnya.")}
    help_text = _("Paling besar 5 MB dan 5.000 baris per lembar.")

    def read(self, file: BinaryIO) -> None:
        read(file)


class StoreImportForm(SeenForm):
    """What was seen in the preview, and whether the new people are told."""

    invite = forms.BooleanField(label=_("Kirim undangan"), initial=True, required=False)
    answers = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100_000)

    def __init__(self, *args: Any, strangers: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.strangers = strangers
        self.fields["invite"].help_text = ngettext(
            "%(count)d orang baru mendapat e-mail berisi tautan untuk membuat kata sandi.",
            "%(count)d orang baru mendapat e-mail berisi tautan untuk membuat kata sandi.",
            strangers,
        ) % {"count": strangers}


def answers_in(data: Mapping[str, Any]) -> dict[int, str]:
    """What was answered of the people of which rows: `orang-5=sama`."""
    found = ((QUESTION.fullmatch(name), value) for name, value in data.items())
    return {int(match[1]): str(value) for match, value in found if match and value in (SAME_PERSON, ANOTHER)}


def as_text(answers: Mapping[int, str]) -> str:
    return " ".join(f"{number}:{answer}" for number, answer in sorted(answers.items()))


def from_text(text: str) -> dict[int, str]:
    pairs = (part.partition(":") for part in text.split())
    return {int(number): answer for number, _colon, answer in pairs if number.isascii() and number.isdigit()}


class UndoImportForm(forms.Form):
    """Why what a file brought is taken back."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Tercatat di jejak bersama nama Anda."),
        error_messages={"required": _("Tuliskan alasannya.")},
    )
