"""Files in a folder of this machine."""

import os

from django.core.files.storage import FileSystemStorage

from accounts.rehearsal import placed


class FolderStorage(FileSystemStorage):
    """As Django's own; what a rehearsal writes lies in a folder of its own below."""

    @property
    def location(self) -> str:
        return os.path.abspath(os.path.join(self.base_location, placed("")))  # noqa: PTH100, PTH118  as in Django
