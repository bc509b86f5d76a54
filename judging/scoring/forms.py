"""Marks and comments as people type them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from judging.marks_text import COMMENT_LIMIT, WrongMarkError, read_mark, read_seen, stored_comment, write_seen
from submissions.proposal_parts import text_version

OVERALL = "umum"
NO_MARK = _("Isi angka 0–100, paling banyak dua angka di belakang koma.")


class MarkField(forms.Field):
    """A mark from 0 to 100, with a comma or a point; blank is no mark."""

    widget = forms.TextInput
    default_error_messages = {"invalid": NO_MARK}

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return read_mark(value)
        except WrongMarkError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class CommentField(forms.CharField):
    """What a juror says, with line ends of one kind."""

    default_error_messages = {"too_long": _("Komentar paling panjang 4.000 huruf.")}

    def to_python(self, value: Any) -> str:
        text = stored_comment(str(value or ""))
        if len(text) > COMMENT_LIMIT:
            raise ValidationError(self.error_messages["too_long"], code="too_long")
        return text


def field_name(key: int | None) -> str:
    return f"nilai-{key}"


def comment_name(key: int | None) -> str:
    return f"komentar-{key or OVERALL}"


def version_name(key: int | None) -> str:
    return f"version-{key or OVERALL}"


def version_of(points: Decimal | None, comment: str) -> str:
    """What a page has seen of one criterion: the mark, and a short sign of the comment."""
    return f"{write_seen(points)}:{text_version(comment)}"


class MarksForm(forms.Form):
    """Marks and comments of some criteria, by their keys; None is the whole. What was not sent stays as it is."""

    def __init__(self, *args: Any, keys: Iterable[int | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = list(keys)
        for key in self.keys:
            if field_name(key) in self.data and key is not None:
                self.fields[field_name(key)] = MarkField(required=False)
            if comment_name(key) in self.data:
                self.fields[comment_name(key)] = CommentField(required=False)

    def sent(self) -> dict[str, Any]:
        """What can be stored, even when something beside it cannot: the arguments of `save_scores`."""
        return {
            "points": {key: self.cleaned_data[name] for key, name in self._named(field_name)},
            "comments": {key: self.cleaned_data[name] for key, name in self._named(comment_name)},
            **self.seen(),
        }

    def seen(self) -> dict[str, Any]:
        """What the page says that it was shown."""
        seen = {key: self.data[version_name(key)] for key in self.keys if version_name(key) in self.data}
        return {
            "seen": {key: read_seen(version.partition(":")[0]) for key, version in seen.items() if key is not None},
            "seen_comments": {key: version.partition(":")[2] for key, version in seen.items()},
        }

    def _named(self, name_of: Any) -> list[tuple[int | None, str]]:
        return [(key, name_of(key)) for key in self.keys if name_of(key) in self.cleaned_data]

    def problem(self, name: str) -> str:
        return " ".join(str(sentence) for sentence in self.errors.get(name, []))


class ReopeningForm(forms.Form):
    """Why a locked sheet is opened again."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tuliskan alasannya: juri dan jejak menyebutnya.")},
    )
