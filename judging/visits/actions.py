"""A site visit: its checklist, what a visitor notes on the spot, and filing the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.concurrency import Seen, merge
from accounts.locks import lock
from accounts.models import User
from competitions.models import Stage
from judging.locks import lock_sheet
from judging.models import ScoreSheet, Visit, VisitPhoto, VisitQuestion

MOST_PHOTOS = 40
TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Snapshot:
    """A photo as the device sent it. `key` is the device's: sent twice, stored once."""

    key: UUID
    jpeg: bytes
    taken_at: datetime
    caption: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None


class ReportChangedError(ValidationError):
    """The report is no longer the one that the sender started from; `visit` is how it stands."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(_("Laporan ini sudah diubah di tab atau perangkat lain."), code="stale")
        self.visit = visit


@transaction.atomic
def set_visit_questions(*, stage: Stage, texts: Sequence[str], by: User) -> list[VisitQuestion]:
    """Make these the checklist, in this order. A question that stays keeps its answers; a filed report closes it."""
    stage = lock(Stage.objects.select_related("edition"), stage.pk, no_key=True)
    if not by.has_perm("judging.manage_visit", stage.edition):
        raise PermissionDenied
    if stage.visits.filter(filed_at__isnull=False).exists():
        raise ValidationError(_("Daftar periksa sudah dipakai laporan yang terkirim dan tidak dapat diubah lagi."))

    standing = {question.text: question for question in stage.visit_questions.all()}
    before = list(standing)
    if before == list(texts):
        return list(standing.values())
    stage.visit_questions.exclude(text__in=texts).delete()
    for number, text in enumerate(texts, start=1):
        question = standing.get(text) or VisitQuestion(stage=stage, text=text)
        question.number = number
        question.save()

    chain, after = stage.edition.ledger_chain, {"questions": list(texts)}
    ledger.record("visit.questions", stage, by=by, chain=chain, before={"questions": before}, after=after)
    return list(stage.visit_questions.all())


@transaction.atomic
def save_visit(*, sheet: ScoreSheet, notes: Mapping[str, Any], by: User, seen: Seen | None = None) -> Visit:
    """Store what was noted so far, complete or not: `answers`, `findings`, `visited_at`, `received_by` and
    `is_signed_on_paper`. Where other `notes` stand than were `seen`, nothing is stored: ReportChangedError.
    """
    sheet = lock_sheet(sheet.pk)
    _require_open(sheet, by)
    visit = _visit(sheet)
    changes = {name: value for name, value in notes.items() if getattr(visit, name) != value}
    if not changes:
        return visit
    if merge({"notes": {**visit.notes, **notes}}, {"notes": visit.notes}, seen or {}).unseen:
        raise ReportChangedError(visit)
    return _stored(visit, changes)


@transaction.atomic
def add_visit_photo(*, sheet: ScoreSheet, photo: Snapshot, by: User) -> VisitPhoto:
    """Keep a photo; one that is there already is answered with what is there, filed or not."""
    sheet = lock_sheet(sheet.pk)
    if standing := _photos(sheet, by).filter(key=photo.key).first():
        return standing
    _require_open(sheet, by)
    visit = _begun(sheet)
    if visit.photos.count() >= MOST_PHOTOS:
        raise ValidationError(_("Satu laporan memuat paling banyak %(count)d foto."), params={"count": MOST_PHOTOS})

    row = VisitPhoto(
        visit=visit,
        key=photo.key,
        sha256=sha256(photo.jpeg).hexdigest(),
        caption=photo.caption,
        taken_at=photo.taken_at,
        latitude=photo.latitude,
        longitude=photo.longitude,
        received_at=clock.now(),
    )
    row.image.save("foto.jpg", ContentFile(photo.jpeg), save=False)
    row.save()
    ledger.record("visit.photo", row, by=by, chain=sheet.assignment.stage.edition.ledger_chain, after=_as_data(row))
    return row


@transaction.atomic
def remove_visit_photo(*, sheet: ScoreSheet, key: UUID, by: User) -> None:
    """Take a photo out before the report is filed; one that is gone already stays gone."""
    sheet = lock_sheet(sheet.pk)
    _require_open(sheet, by)
    photo = _photos(sheet, by).filter(key=key).first()
    if photo is None:
        return
    chain = sheet.assignment.stage.edition.ledger_chain
    ledger.record("visit.photo_delete", photo, by=by, chain=chain, before=_as_data(photo))
    image, is_kept = photo.image, photo.visit.reopenings.exists()  # what a filed report showed stays in the storage
    photo.delete()
    if not is_kept:
        transaction.on_commit(lambda: image.storage.delete(image.name))


@transaction.atomic
def sign_visit(*, sheet: ScoreSheet, png: bytes | None, by: User) -> Visit:
    """Keep the signature, or take it away with None; a new one takes the place of the old."""
    sheet = lock_sheet(sheet.pk)
    _require_open(sheet, by)
    visit = _begun(sheet)
    digest = sha256(png).hexdigest() if png else ""
    if digest == visit.signature_sha256:
        return visit
    if visit.signature and not visit.reopenings.exists():
        storage, name = visit.signature.storage, visit.signature.name
        transaction.on_commit(lambda: storage.delete(name))
    visit.signature = None
    if png:
        visit.signature.save("tanda-tangan.png", ContentFile(png), save=False)
    visit.signature_sha256 = digest
    visit.save(update_fields=["signature", "signature_sha256"])
    return visit


@transaction.atomic
def file_visit(*, sheet: ScoreSheet, by: User) -> Visit:
    """Freeze the report. It needs every question answered, findings and the time; sent again it stays as it is."""
    sheet = lock_sheet(sheet.pk)
    visit = _visit(sheet)
    if visit.is_filed and visit.juror_id == by.pk and by.has_perm("judging.view_visit", sheet):
        return visit
    _require_open(sheet, by)
    questions = list(sheet.assignment.stage.visit_questions.all())
    _refuse_gaps(visit, questions)

    asked = {str(question.pk) for question in questions}
    visit.answers = {pk: answer for pk, answer in visit.answers.items() if pk in asked}
    visit.filed_at = clock.now()
    visit.save(update_fields=["answers", "filed_at"])

    chain = sheet.assignment.stage.edition.ledger_chain
    ledger.record("visit.file", visit, by=by, chain=chain, after=sealed(visit, questions))
    return visit


def sealed(visit: Visit, questions: Sequence[VisitQuestion]) -> dict[str, Any]:
    """What the ledger says of a filed report: the SHA-256 of its words, of its photos and of the signature."""
    return {
        "stage": visit.stage_id,
        "proposal": visit.proposal_id,
        "sha256": visit.digest(questions),
        "photos": [photo.sha256 for photo in visit.photos.all()],
        "signature": visit.signature_sha256,
    }


def _refuse_gaps(visit: Visit, questions: Sequence[VisitQuestion]) -> None:
    """Each gap at its place, so that the page can lead there."""
    unanswered = [question for question in questions if not visit.answers.get(str(question.pk), {}).get("answer")]
    gaps: dict[str, Any] = {f"jawaban-{question.pk}": _("Jawab pertanyaan ini.") for question in unanswered}
    if visit.visited_at is None:
        gaps["visited_at"] = _("Isi waktu kunjungan.")
    if not visit.findings:
        gaps["findings"] = _("Tuliskan temuan di lapangan.")
    if gaps:
        raise ValidationError(gaps)


def _require_open(sheet: ScoreSheet, by: User) -> None:
    if not by.has_perm("judging.fill_visit", sheet):
        raise PermissionDenied


def _visit(sheet: ScoreSheet) -> Visit:
    """The report of the sheet's juror, begun or not."""
    place = {"stage": sheet.assignment.stage, "proposal": sheet.assignment.proposal}
    juror = sheet.assignment.juror_id
    return Visit.objects.filter(**place, juror=juror).first() or Visit(**place, juror_id=juror, updated_at=clock.now())


def _begun(sheet: ScoreSheet) -> Visit:
    visit = _visit(sheet)
    if visit.pk is None:
        visit.save()
    return visit


def _stored(visit: Visit, changes: Mapping[str, Any]) -> Visit:
    for name, value in changes.items():
        setattr(visit, name, value)
    visit.updated_at = max(clock.now(), visit.updated_at + TICK) if visit.pk else clock.now()
    visit.save()
    return visit


def _photos(sheet: ScoreSheet, by: User) -> Any:
    assignment = sheet.assignment
    place = {"visit__stage": assignment.stage_id, "visit__proposal": assignment.proposal_id}
    return VisitPhoto.objects.filter(**place, visit__juror=assignment.juror_id).filter(visit__juror=by)


def _as_data(photo: VisitPhoto) -> dict[str, Any]:
    return {"visit": photo.visit_id, "sha256": photo.sha256, "taken_at": photo.taken_at.isoformat()}
