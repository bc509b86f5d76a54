"""What comes in from a site visit: notes, photos, a signature, and the checklist of the stage."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.concurrency import seen
from judging.models import VisitQuestion

from .photos import ImageRefusedError, as_jpeg, as_signature

FINDINGS_LIMIT = 8_000
NOTE_LIMIT = 1_000
MOST_QUESTIONS = 60
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
SLACK = timedelta(hours=1)  # a phone's clock may be fast
REFUSALS = {
    "empty": gettext_lazy("Berkas ini kosong (0 bita). Ambil atau pilih fotonya lagi."),
    "large": gettext_lazy("Berkas ini terlalu besar; foto paling besar 15 MB, tanda tangan 1 MB."),
    "pixels": gettext_lazy("Gambar ini melebihi 50 megapiksel. Kecilkan dahulu, lalu kirim lagi."),
    "unreadable": gettext_lazy("Berkas ini bukan foto JPG, PNG, atau WebP yang utuh, jadi tidak dapat diterima."),
    "blank": gettext_lazy("Tanda tangan ini kosong. Goreskan dahulu di kotaknya."),
}


class ChecklistAnswer(models.TextChoices):
    YES = "ya", gettext_lazy("Ya")
    PARTLY = "sebagian", gettext_lazy("Sebagian")
    NO = "tidak", gettext_lazy("Tidak")


def answer_name(question_id: int) -> str:
    return f"jawaban-{question_id}"


def note_name(question_id: int) -> str:
    return f"catatan-{question_id}"


class TextField(forms.CharField):
    """Text as people write it, with the line ends of one kind."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class VisitForm(forms.Form):
    """The notes of a report, whole: what was not sent is not noted. Gaps are no mistake until it is filed."""

    visited_at = forms.DateTimeField(
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"invalid": gettext_lazy("Isi tanggal dan jam kunjungan.")},
    )
    received_by = forms.CharField(required=False, max_length=150)
    is_signed_on_paper = forms.BooleanField(required=False)
    findings = TextField(required=False, max_length=FINDINGS_LIMIT)

    def __init__(self, *args: Any, questions: Sequence[VisitQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[answer_name(question.pk)] = forms.ChoiceField(required=False, choices=ChecklistAnswer.choices)
            self.fields[note_name(question.pk)] = TextField(required=False, max_length=NOTE_LIMIT)

    def clean_visited_at(self) -> datetime | None:
        moment = self.cleaned_data["visited_at"]
        if moment and not EARLIEST <= moment <= clock.now() + SLACK:
            raise ValidationError(_("Waktu kunjungan tidak boleh di masa depan atau sebelum tahun 2000."))
        return moment

    def clean(self) -> dict[str, Any]:
        """A page that does not say what it was shown might overwrite what others wrote."""
        if "notes" not in seen(self.data):
            raise ValidationError(_("Muat ulang halaman ini, lalu simpan lagi."))
        return self.cleaned_data

    def notes(self) -> dict[str, Any]:
        names = ("visited_at", "received_by", "is_signed_on_paper", "findings")
        return {name: self.cleaned_data[name] for name in names} | {"answers": dict(self._answers())}

    def _answers(self) -> Any:
        for question in self.questions:
            answer = self.cleaned_data[answer_name(question.pk)]
            note = self.cleaned_data[note_name(question.pk)]
            if answer or note:
                yield str(question.pk), {"answer": answer, "note": note}


class DrawnField(forms.Field):
    """An uploaded picture, drawn again; what is none is refused with the reason."""

    def __init__(self, draw: Callable[[bytes], bytes], largest: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.FileInput, **kwargs)
        self.draw, self.largest = draw, largest

    def to_python(self, value: Any) -> bytes | None:
        if not isinstance(value, UploadedFile):
            return None
        try:
            if value.size and value.size > self.largest:
                raise ImageRefusedError("large")  # noqa: TRY301  one refusal, one sentence
            return self.draw(value.read())
        except ImageRefusedError as error:
            raise ValidationError(REFUSALS[error.code], code=error.code) from error


class PhotoForm(forms.Form):
    """A photo with what the device says of it. Without a time it is of now, without a place of nowhere."""

    key = forms.UUIDField(error_messages={"invalid": gettext_lazy("Muat ulang halaman ini, lalu kirim lagi.")})
    image = DrawnField(
        as_jpeg, 15 * 1024 * 1024, error_messages={"required": gettext_lazy("Ambil atau pilih fotonya dahulu.")}
    )
    caption = forms.CharField(required=False, max_length=200)
    taken_at = forms.CharField(required=False, max_length=40)
    latitude = forms.DecimalField(required=False, min_value=-90, max_value=90, max_digits=8, decimal_places=6)
    longitude = forms.DecimalField(required=False, min_value=-180, max_value=180, max_digits=9, decimal_places=6)

    def clean_taken_at(self) -> datetime:
        text = self.cleaned_data["taken_at"]
        if not text:
            return clock.now()
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise ValidationError(_("Waktu foto tidak terbaca.")) from error
        if moment.tzinfo is None or not EARLIEST.year <= moment.year <= 2100:
            raise ValidationError(_("Waktu foto tidak terbaca."))
        return moment

    def clean(self) -> dict[str, Any]:
        """Half a place is none."""
        cleaned: dict[str, Any] = self.cleaned_data
        if cleaned.get("latitude") is None or cleaned.get("longitude") is None:
            cleaned["latitude"] = cleaned["longitude"] = None
        return cleaned

    def snapshot(self) -> dict[str, Any]:
        names = ("key", "caption", "taken_at", "latitude", "longitude")
        return {name: self.cleaned_data[name] for name in names} | {"jpeg": self.cleaned_data["image"]}


class SignatureForm(forms.Form):
    """A signature as drawn; none takes the one that is there away."""

    image = DrawnField(as_signature, 1024 * 1024, required=False)


class VisitReopeningForm(forms.Form):
    """Why a filed report is opened again."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Tuliskan alasannya: juri dan jejak menyebutnya.")},
    )


class QuestionsForm(forms.Form):
    """The checklist, one question a line."""

    questions = TextField(
        label=gettext_lazy("Daftar periksa"),
        help_text=gettext_lazy("Satu pertanyaan per baris, dapat dijawab ya, sebagian, atau tidak."),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=20_000,
        error_messages={"required": gettext_lazy("Tuliskan sedikitnya satu pertanyaan.")},
    )

    def clean_questions(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["questions"].split("\n")]
        texts = [line for line in lines if line]
        if len(texts) > MOST_QUESTIONS:
            raise ValidationError(_("Paling banyak %(count)d pertanyaan.") % {"count": MOST_QUESTIONS})
        if long := next((text for text in texts if len(text) > 300), ""):
            raise ValidationError(_("Lebih dari 300 karakter: “%(text)s …”") % {"text": long[:40]})
        twice = next((text for number, text in enumerate(texts) if text in texts[:number]), "")
        if twice:
            raise ValidationError(_("Tertulis dua kali: “%(text)s”") % {"text": twice})
        return texts
