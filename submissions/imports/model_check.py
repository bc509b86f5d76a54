"""What the models themselves refuse, as sentences at the cells."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .preview import Cells

SENTENCES = {("email", "invalid"): _("Alamat e-mail ini tidak lengkap. Contoh: nama@contoh.go.id.")}


def refuse_what_the_model_refuses(instance: models.Model, cells: Cells, fields: Collection[str]) -> None:
    """Ask fields and `clean` of an unsaved row. Uniqueness is asked of the snapshot: a query a row would not do."""
    others = [field.name for field in instance._meta.fields if field.name not in fields]
    for check in (lambda: instance.clean_fields(exclude=others), instance.clean):
        try:
            check()
        except ValidationError as error:
            for name, errors in error.error_dict.items():
                cells.refuse(name, " ".join(sentence for one in errors for sentence in _sentences(name, one)))


def _sentences(name: str, error: ValidationError) -> list[str]:
    """Ours where Django's own tells too little of what to write."""
    ours = SENTENCES.get((name, error.code or ""))
    return [str(ours)] if ours else error.messages
