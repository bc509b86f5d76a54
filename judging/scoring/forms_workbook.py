"""A filled workbook, refused here when it cannot be read."""

from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from accounts.spreadsheets.forms import REFUSALS, SpreadsheetForm
from accounts.spreadsheets.inspection import UnfitWorkbookError
from judging.scoring.workbook.reading import read


class WorkbookForm(SpreadsheetForm):
    refusals = REFUSALS | {
        "no_sheet": _("Ini bukan berkas nilai dari Kovablik, atau lembar pengenalnya hilang. Unduh berkas baru."),
        "other_stage": _("Berkas ini dari tahap atau edisi lain. Unggah di halaman tahapnya."),
    }
    help_text = _("Berkas yang tadi diunduh, paling besar 5 MB.")

    def __init__(self, *args: Any, stage_pk: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage_pk = stage_pk

    def read(self, file: BinaryIO) -> None:
        if read(file).stage != self.stage_pk:
            raise UnfitWorkbookError("other_stage")
