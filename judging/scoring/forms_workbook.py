"""A filled workbook, refused here when it cannot be read."""

from typing import Any, BinaryIO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from judging.scoring.workbook.reading import read
from submissions.file_inspection.kinds import UnfitFileError
from submissions.imports.forms import REFUSALS, ImportForm

WORKBOOK_REFUSALS = {
    **REFUSALS,
    "no_sheet": _("Ini bukan berkas nilai dari Kovablik, atau lembar pengenalnya hilang. Unduh berkas baru."),
    "other_stage": _("Berkas ini dari tahap atau edisi lain. Unggah di halaman tahapnya."),
}


class WorkbookForm(ImportForm):
    def __init__(self, *args: Any, stage_pk: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage_pk = stage_pk
        self.fields["file"].help_text = _("Berkas yang tadi diunduh, paling besar 5 MB.")

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        try:
            stage = read(cast("BinaryIO", file)).stage
        except UnfitFileError as error:
            raise forms.ValidationError(WORKBOOK_REFUSALS[error.code], code=error.code) from error
        if stage != self.stage_pk:
            raise forms.ValidationError(WORKBOOK_REFUSALS["other_stage"], code="other_stage")
        return file


class StoreWorkbookForm(forms.Form):
    """What was seen in the preview."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
