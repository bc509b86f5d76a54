"""A choice out of thousands of rows: the page offers the few that match what was searched, and any may be sent."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.forms.boundfield import BoundField
from django.forms.models import ModelChoiceIterator
from django.utils.functional import cached_property

MOST_OFFERED = 50


class _Few(ModelChoiceIterator):
    """The choices of a field without the rows that are not offered."""

    field: "NarrowedField"

    def __iter__(self) -> Iterator[Any]:
        yield "", self.field.empty_label
        for row in self.field.offered:
            yield self.choice(row)


class NarrowedField(forms.ModelChoiceField):
    """`columns` are searched for the words that `narrow` gives; validation looks among all rows, as ever."""

    iterator = _Few
    rows: QuerySet[Any]

    def __init__(self, *args: Any, columns: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns, self.words, self.sent = columns, "", ""

    def narrow(self, rows: QuerySet[Any], words: str, sent: str) -> None:
        """Offer the rows that hold the words, and the one that was sent."""
        self.words, self.sent = words.replace("\x00", "").strip(), sent
        self.queryset = self.rows = rows

    @cached_property
    def offered(self) -> list[Any]:
        rows = self._found[:MOST_OFFERED]
        if self.sent.isdecimal() and len(self.sent) < 19 and int(self.sent) not in {row.pk for row in rows}:
            rows = [*self.rows.filter(pk=self.sent), *rows]
        return rows

    @property
    def is_long(self) -> bool:
        """Whether there are more rows than are offered, so that a search is worth its place."""
        return bool(self.words) or len(self._found) > MOST_OFFERED

    @cached_property
    def _found(self) -> list[Any]:
        wanted = Q()
        for column in self.columns if self.words else ():
            wanted |= Q(**{f"{column}__icontains": self.words})
        return list(self.rows.filter(wanted)[: MOST_OFFERED + 1])


class NarrowedForm(forms.Form):
    """A form with such choices. What is searched comes with the address: ?cari-opd=dinas."""

    def narrow(self, searched: Mapping[str, str], **rows: QuerySet[Any]) -> None:
        """Tell each choice its rows, and what of them to offer."""
        for name, choices in rows.items():
            field = cast("NarrowedField", self.fields[name])
            field.narrow(choices, searched.get(f"cari-{name}", ""), str(self.data.get(name, "")))

    @property
    def is_searched(self) -> bool:
        return any(field.words for _name, field in self._narrowed())

    @property
    def long(self) -> list[BoundField]:
        """The choices that are too many to be offered at once."""
        return [self[name] for name, field in self._narrowed() if field.is_long]

    def _narrowed(self) -> Iterator[tuple[str, NarrowedField]]:
        return ((name, field) for name, field in self.fields.items() if isinstance(field, NarrowedField))
