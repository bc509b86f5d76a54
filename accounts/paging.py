"""Pages of long lists whose rows are costly to read."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


class KeysFirst(Paginator):
    """Sorts and skips with the keys alone, then reads the rows of the page by them.

    PostgreSQL would reckon every column of each row that it skips, and carry it through the sorting: the last page of
    thousands took six times as long as the first. `read` makes the rows, with all their columns, out of the bare ones.
    """

    def __init__(
        self, ordered: QuerySet[Any], per_page: int, *, read: Callable[[QuerySet[Any]], QuerySet[Any]]
    ) -> None:
        super().__init__(ordered, per_page)
        self.ordered, self.read = ordered, read

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = list(self.ordered.values_list("pk", flat=True)[start : start + self.per_page])
        rows = {row.pk: row for row in self.read(self.ordered.model._default_manager.filter(pk__in=keys).order_by())}
        return self._get_page([rows[key] for key in keys if key in rows], number, self)
