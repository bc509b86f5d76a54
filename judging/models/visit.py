"""Site visits: what is asked on the spot, what was found, and the photos of it."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.concurrency import tokens
from accounts.models import User
from competitions.models import Stage
from submissions.models import Proposal


class VisitQuestion(models.Model):
    """One line of the checklist that visitors go through."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="visit_questions")
    number = models.PositiveSmallIntegerField(_("urutan"))
    text = models.CharField(_("pertanyaan"), max_length=300)

    class Meta:
        ordering = ["number"]
        verbose_name = _("pertanyaan kunjungan")
        verbose_name_plural = _("pertanyaan kunjungan")
        constraints = [
            models.UniqueConstraint(
                name="judging_visitquestion_once", fields=["stage", "text"], deferrable=models.Deferrable.IMMEDIATE
            )
        ]

    def __str__(self) -> str:
        return self.text


def signature_path(visit: "Visit", _name: str) -> str:
    return f"kunjungan/{visit.pk}/tanda-tangan.png"


NOTES = ("answers", "findings", "visited_at", "received_by", "is_signed_on_paper")


class Visit(models.Model):
    """One visitor's report on one proposal: begun on the spot, perhaps without a network, and sent later."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="visits")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="visits")
    juror = models.ForeignKey(User, models.PROTECT, related_name="visits")
    answers: models.JSONField = models.JSONField(_("jawaban"), default=dict)
    findings = models.TextField(_("temuan"), blank=True)
    visited_at = models.DateTimeField(_("dikunjungi pada"), null=True)
    received_by = models.CharField(_("diterima oleh"), max_length=150, blank=True)
    signature = models.ImageField(upload_to=signature_path, max_length=200, blank=True, editable=False)
    signature_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    is_signed_on_paper = models.BooleanField(_("ditandatangani di kertas"), default=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)
    filed_at = models.DateTimeField(_("dikirim pada"), null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("laporan kunjungan")
        verbose_name_plural = _("laporan kunjungan")
        constraints = [
            models.UniqueConstraint(name="judging_visit_once", fields=["stage", "proposal", "juror"]),
            models.CheckConstraint(
                name="judging_visit_filed_whole",
                condition=Q(filed_at=None) | (Q(filed_at__isnull=False, visited_at__isnull=False) & ~Q(findings="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} / {self.juror}"

    @property
    def is_filed(self) -> bool:
        return self.filed_at is not None

    @property
    def notes(self) -> dict[str, Any]:
        """What is written into the report, photos and signature apart."""
        return {name: getattr(self, name) for name in NOTES}

    @property
    def seen(self) -> dict[str, str]:
        return tokens({"notes": self.notes})

    @property
    def as_of(self) -> int:
        """It grows with every change, and is 0 while nothing is noted: of two pages the later one is to be believed."""
        return int(self.updated_at.timestamp() * 1_000_000) if any(self.notes.values()) else 0

    def digest(self, questions: Sequence[VisitQuestion]) -> str:
        """The SHA-256 of the report's words in canonical JSON: each question with its answer, findings, time, names."""
        content = {
            "answers": [[question.text, self.answers.get(str(question.pk))] for question in questions],
            "findings": self.findings,
            "visited_at": self.visited_at.isoformat() if self.visited_at else None,
            "received_by": self.received_by,
            "is_signed_on_paper": self.is_signed_on_paper,
        }
        words = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(words.encode()).hexdigest()


class VisitReopening(models.Model):
    """A filed report that was opened again, and why. `before` keeps its words; files it had are kept in the storage."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="reopenings")
    reason = models.CharField(_("alasan"), max_length=300)
    before = models.JSONField(_("isi sebelumnya"))
    reopened_at = models.DateTimeField(_("dibuka kembali pada"), default=clock.now, editable=False)
    reopened_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("pembukaan kembali laporan kunjungan")
        verbose_name_plural = _("pembukaan kembali laporan kunjungan")
        constraints = [models.CheckConstraint(name="judging_visitreopening_says_why", condition=~Q(reason=""))]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.visit}: {self.reason}"


def photo_path(photo: "VisitPhoto", _name: str) -> str:
    return f"kunjungan/{photo.visit_id}/{photo.key}.jpg"


class VisitPhoto(models.Model):
    """A photo with the time and place that the device gave. `key` comes from the device: sent twice, stored once."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="photos")
    key = models.UUIDField(editable=False)
    image = models.ImageField(upload_to=photo_path, max_length=200)
    sha256 = models.CharField(max_length=64, editable=False)
    caption = models.CharField(_("keterangan"), max_length=200, blank=True)
    taken_at = models.DateTimeField(_("diambil pada"))
    latitude = models.DecimalField(_("lintang"), max_digits=8, decimal_places=6, null=True)
    longitude = models.DecimalField(_("bujur"), max_digits=9, decimal_places=6, null=True)
    received_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["taken_at", "pk"]
        verbose_name = _("foto kunjungan")
        verbose_name_plural = _("foto kunjungan")
        constraints = [
            models.UniqueConstraint(name="judging_visitphoto_once", fields=["visit", "key"]),
            models.CheckConstraint(
                name="judging_visitphoto_place",
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit} / {self.key}"
