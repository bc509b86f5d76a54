"""What the models themselves refuse, as sentences at the cells."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models

from .plan import Cells


def refuse_what_the_model_refuses(instance: models.Model, cells: Cells, fields: Collection[str]) -> None:
    """Ask fields and `clean` of an unsaved row. Uniqueness is asked of the snapshot: a query a row would not do."""
    others = [field.name for field in instance._meta.fields if field.name not in fields]
    for check in (lambda: instance.clean_fields(exclude=others), instance.clean):
        try:
            check()
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                cells.refuse(name, " ".join(sentences))
