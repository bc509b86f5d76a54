"""What is frozen: versions of a proposal, approvals by the head, and the papers drawn from them."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from competitions.models import DocumentRequirement, Edition

from .proposal import Proposal


class VersionKind(models.TextChoices):
    SENT = "sent", _("Dikirim")
    RETURNED = "returned", _("Dikembalikan")
    CORRECTED = "corrected", _("Dikirim setelah perbaikan")
    RESTORED = "restored", _("Pengembalian ditarik kembali")
    MOVED = "moved", _("Dipindahkan ke OPD lain")


SENDINGS = (VersionKind.SENT, VersionKind.CORRECTED, VersionKind.MOVED)  # what counts, and has its receipt


class Version(models.Model):
    """A proposal as it was at a step, word for word. Never changed, never removed.

    `sha256` is over the canonical JSON of `content`; the ledger and the receipt carry the same hash.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("nomor"))
    kind = models.CharField(_("langkah"), max_length=10, choices=VersionKind)
    content = models.JSONField(_("isi"))
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=clock.now, editable=False)
    frozen_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["proposal", "number"]
        verbose_name = _("versi usulan")
        verbose_name_plural = _("versi usulan")
        constraints = [
            models.UniqueConstraint(name="submissions_version_once", fields=["proposal", "number"]),
            models.CheckConstraint(name="submissions_version_kind_known", condition=Q(kind__in=VersionKind.values)),
        ]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.proposal} v{self.number}"

    @property
    def is_sending(self) -> bool:
        return self.kind in SENDINGS

    @property
    def receipt_number(self) -> str:
        """TT-2026-00123-1: year, proposal and version; unique without a counter that senders would queue for."""
        return f"TT-{self.proposal.edition.year}-{self.proposal_id:05}-{self.number}"


class Approval(models.Model):
    """A statement that the head of the agency approved inside the application instead of signing it on paper.

    It holds as long as `key`, the hash of what the statement says, is still that of the proposal.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="approvals")
    requirement = models.ForeignKey(DocumentRequirement, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, editable=False)
    approved_at = models.DateTimeField(default=clock.now, editable=False)
    approved_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("persetujuan pernyataan")
        verbose_name_plural = _("persetujuan pernyataan")
        constraints = [
            models.UniqueConstraint(name="submissions_approval_once", fields=["proposal", "requirement", "key"])
        ]

    def __str__(self) -> str:
        return f"{self.requirement} / {self.approved_by}"


class PaperKind(models.TextChoices):
    PROPOSAL = "proposal", _("Naskah usulan")
    BLIND = "blind", _("Naskah tanpa nama")
    RECEIPT = "receipt", _("Tanda terima")
    LETTER = "letter", _("Surat pernyataan")


MOST_FAILURES = 3  # after which nothing is drawn again by itself


def paper_path(paper: "Paper", _name: str) -> str:
    return f"naskah/{paper.proposal_id}/{paper.kind}-{paper.key[:32]}.pdf"


class PaperQuerySet(models.QuerySet["Paper"]):
    def awaited(self) -> "PaperQuerySet":
        """Not drawn yet, and not given up."""
        return self.filter(drawn_at=None, failures__lt=MOST_FAILURES)

    def with_details(self) -> "PaperQuerySet":
        return self.select_related("proposal__innovation", "version__frozen_by", "requirement")


class Paper(models.Model):
    """A PDF that a worker draws from a proposal. `key` is the hash of what it is drawn from: nothing is drawn twice."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="papers")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="papers")
    requirement = models.ForeignKey(DocumentRequirement, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=PaperKind)
    key = models.CharField(max_length=64, editable=False)
    pdf = models.FileField(upload_to=paper_path, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    drawn_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("naskah tergambar")
        verbose_name_plural = _("naskah tergambar")
        constraints = [
            models.UniqueConstraint(name="submissions_paper_once", fields=["proposal", "kind", "key"]),
            models.CheckConstraint(name="submissions_paper_kind_known", condition=Q(kind__in=PaperKind.values)),
            models.CheckConstraint(
                name="submissions_paper_drawn_with_hash",
                condition=Q(drawn_at=None, sha256="") | (Q(drawn_at__isnull=False) & ~Q(sha256="") & ~Q(pdf="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} / {self.get_kind_display()}"

    @property
    def is_drawn(self) -> bool:
        return self.drawn_at is not None

    @property
    def is_given_up(self) -> bool:
        return self.drawn_at is None and self.failures >= MOST_FAILURES


class Bundle(models.Model):
    """All proposals of an edition as one ZIP, gathered by a worker; `done` of `total` counts how far it is."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="bundles")
    asked_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    file = models.FileField(upload_to="naskah/kumpulan/", max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("kumpulan naskah")
        verbose_name_plural = _("kumpulan naskah")
        constraints = [
            models.CheckConstraint(name="submissions_bundle_within", condition=Q(done__lte=models.F("total"))),
            models.CheckConstraint(
                name="submissions_bundle_finished_with_file",
                condition=Q(finished_at=None) | (Q(finished_at__isnull=False) & ~Q(file="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} / {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def is_given_up(self) -> bool:
        return self.finished_at is None and self.failures >= MOST_FAILURES
