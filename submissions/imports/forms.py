"""A spreadsheet to import, refused here when it is none."""

from typing import Any, BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from submissions.file_inspection.kinds import UnfitFileError

from .reading import read

REFUSALS = {
    "empty": _("Berkas ini kosong."),
    "big": _("Berkas terlalu besar: paling besar 5 MB."),
    "unknown": _("Berkas ini bukan XLSX. Jenis berkas dilihat dari isinya; simpan sebagai “Excel Workbook (.xlsx)”."),
    "locked": _("Berkas ini terkunci dengan kata sandi atau berformat lama (.xls). Simpan sebagai XLSX tanpa sandi."),
    "macro": _("Berkas ini berisi makro. Simpan sebagai XLSX tanpa makro."),
    "bomb": _("Isi berkas ini terlalu besar setelah dibuka. Hapus lembar dan format yang tidak dipakai."),
    "broken": _("Berkas ini rusak atau tidak utuh. Simpan ulang dari aplikasi asalnya, lalu unggah kembali."),
    "no_sheet": _("Tidak ada lembar bernama OPD, Orang, atau Inovasi. Pakailah templatnya."),
}


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Berkas XLSX"),
        help_text=_("Paling besar 5 MB dan 5.000 baris per lembar."),
        allow_empty_file=True,
        max_length=255,
        error_messages={"required": _("Pilih dahulu berkasnya."), "invalid": _("Pilih dahulu berkasnya.")},
        widget=forms.FileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        try:
            read(cast("BinaryIO", file))
        except UnfitFileError as error:
            raise forms.ValidationError(REFUSALS[error.code], code=error.code) from error
        return file


class StoreImportForm(forms.Form):
    """What was seen in the preview, and whether the new people are told."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    invite = forms.BooleanField(label=_("Kirim undangan"), initial=True, required=False)

    def __init__(self, *args: Any, strangers: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.strangers = strangers
        self.fields["invite"].help_text = ngettext(
            "%(count)d orang baru mendapat surat berisi tautan untuk membuat kata sandi.",
            "%(count)d orang baru mendapat surat berisi tautan untuk membuat kata sandi.",
            strangers,
        ) % {"count": strangers}
