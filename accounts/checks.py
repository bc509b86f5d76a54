"""What must not be in a database: the demo's people, whose password everyone knows, anywhere but in the demo."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from .models import DEMO_DOMAIN, User


@register(Tags.database)
def no_demo_accounts(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """`migrate` runs this before anything else, so that a server on the demo's data does not start."""
    if settings.DEMO or settings.TESTING or not databases:
        return []
    return [
        Error(
            f"The database “{alias}” holds accounts of the demo (…{DEMO_DOMAIN}).",
            hint="Start production on a database of its own.",
            id="accounts.E001",
        )
        for alias in databases
        if _has_demo_accounts(alias)
    ]


def _has_demo_accounts(alias: str) -> bool:
    if User._meta.db_table not in connections[alias].introspection.table_names():
        return False
    return User.objects.using(alias).filter(email__endswith=DEMO_DOMAIN).exists()
