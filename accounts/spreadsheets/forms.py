"""An uploaded workbook, refused here with a sentence when it cannot be read."""

from typing import Any, BinaryIO, ClassVar, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .inspection import UnfitWorkbookError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REFUSALS = {
    "empty": _("Berkas ini kosong."),
    "big": _("Berkas terlalu besar: paling besar 5 MB."),
    "unknown": _("Berkas ini bukan XLSX. Jenis berkas dilihat dari isinya; simpan sebagai “Excel Workbook (.xlsx)”."),
    "locked": _("Berkas ini terkunci dengan kata sandi atau berformat lama (.xls). Simpan sebagai XLSX tanpa sandi."),
    "macro": _("Berkas ini berisi makro. Simpan sebagai XLSX tanpa makro."),
    "bomb": _("Isi berkas ini terlalu besar setelah dibuka. Hapus lembar dan format yang tidak dipakai."),
    "broken": _("Berkas ini rusak atau tidak utuh. Simpan ulang dari aplikasi asalnya, lalu unggah kembali."),
}


class SpreadsheetForm(forms.Form):
    """One XLSX that `read` can read; its refusals are sentences by their code."""

    refusals: ClassVar[dict[str, Any]] = REFUSALS
    help_text: Any = ""

    file = forms.FileField(
        label=_("Berkas XLSX"),
        allow_empty_file=True,
        max_length=255,
        error_messages={"required": _("Pilih dahulu berkasnya."), "invalid": _("Pilih dahulu berkasnya.")},
        widget=forms.FileInput(attrs={"accept": f".xlsx,{XLSX}"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = self.help_text

    def read(self, file: BinaryIO) -> None:
        raise NotImplementedError

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        try:
            self.read(cast("BinaryIO", file))
        except UnfitWorkbookError as error:
            raise forms.ValidationError(self.refusals[error.code], code=error.code) from error
        return file


class SeenForm(forms.Form):
    """What was seen in the preview."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
