"""Marks and comments as people type them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.concurrency import seen
from judging.marks_text import COMMENT_LIMIT, WrongMarkError, comment_key, mark_key, read_mark, stored_comment

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


class MarksForm(forms.Form):
    """Marks and comments of some criteria, by their keys; None is the whole. What was not sent stays as it is."""

    def __init__(self, *args: Any, keys: Iterable[int | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = list(keys)
        for key in self.keys:
            if key is not None and mark_key(key) in self.data:
                self.fields[mark_key(key)] = MarkField(required=False)
            if comment_key(key) in self.data:
                self.fields[comment_key(key)] = CommentField(required=False)

    def sent(self) -> dict[str, Any]:
        """What can be stored, even when something beside it cannot: the arguments of `save_scores`."""
        return {
            "points": self._by_key(mark_key),
            "comments": self._by_key(comment_key),
            "seen": seen(self.data),
        }

    def _by_key(self, name_of: Any) -> dict[Any, Any]:
        names = ((key, name_of(key)) for key in self.keys)
        return {key: self.cleaned_data[name] for key, name in names if name in self.cleaned_data}

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
