"""Files: evidence and documents, and what is still on its way."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from competitions.models import DocumentRequirement, SectionTemplate

from .proposal import Proposal


def attachment_path(attachment: "Attachment", _name: str) -> str:
    """Files lie by proposal under a name that nobody typed."""
    return f"usulan/{attachment.proposal_id}/{attachment.sha256[:16]}-{clock.now():%Y%m%d%H%M%S%f}"


class Scan(models.TextChoices):
    """What the virus scanner said. Without a scanner nothing waits for it."""

    UNASKED = "", _("Tidak dipindai")
    WAITING = "waiting", _("Sedang dipindai")
    CLEAN = "clean", _("Bersih")
    INFECTED = "infected", _("Terinfeksi")


class Attachment(models.Model):
    """Evidence for a section, or a document that the edition asks for; never both."""

    opening = "submissions.open_attachment"  # the right that its address asks for

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="attachments")
    section = models.ForeignKey(
        SectionTemplate, models.PROTECT, null=True, related_name="attachments", verbose_name=_("bagian")
    )
    requirement = models.ForeignKey(
        DocumentRequirement, models.PROTECT, null=True, related_name="attachments", verbose_name=_("dokumen")
    )
    file = models.FileField(_("berkas"), upload_to=attachment_path, max_length=200)
    name = models.CharField(_("nama berkas"), max_length=100)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("ukuran"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_at = models.DateTimeField(default=clock.now, editable=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    scan = models.CharField(
        _("pemindaian"), max_length=10, choices=Scan, default=Scan.UNASKED, blank=True, editable=False
    )
    scanned_at = models.DateTimeField(null=True, editable=False)
    threat = models.CharField(_("ancaman"), max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("lampiran")
        verbose_name_plural = _("lampiran")
        constraints = [
            models.CheckConstraint(name="submissions_attachment_scan_known", condition=Q(scan__in=Scan.values)),
            models.CheckConstraint(
                name="submissions_attachment_scanned_when_told",
                condition=Q(scan__in=[Scan.UNASKED, Scan.WAITING], scanned_at=None)
                | Q(scan__in=[Scan.CLEAN, Scan.INFECTED], scanned_at__isnull=False),
            ),
            models.CheckConstraint(
                name="submissions_attachment_one_place",
                condition=Q(section=None, requirement__isnull=False) | Q(section__isnull=False, requirement=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("submissions:attachment-detail", args=[self.pk])

    @property
    def is_letter(self) -> bool:
        """A statement that was signed by name."""
        return self.requirement is not None and bool(self.requirement.letter)

    def is_frozen(self) -> bool:
        """Whether the latest version of the proposal holds this file at its place, by name and content."""
        version, kind = self.proposal.latest_version, "sections" if self.section_id else "documents"
        places = version.content.get(kind, []) if version else []
        own = [place for place in places if place["id"] == (self.section_id or self.requirement_id)]
        return (self.sha256, self.name) in {(file["sha256"], file["name"]) for place in own for file in place["files"]}


class Upload(models.Model):
    """A file on its way in pieces, resumed after a cut; it becomes an Attachment when its last byte is here."""

    token = models.UUIDField(unique=True, default=uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="uploads")
    section = models.ForeignKey(SectionTemplate, models.CASCADE, null=True, related_name="+")
    requirement = models.ForeignKey(DocumentRequirement, models.CASCADE, null=True, related_name="+")
    name = models.CharField(_("nama berkas"), max_length=255)
    size = models.PositiveBigIntegerField(_("ukuran"))
    received = models.PositiveBigIntegerField(_("diterima"), default=0)
    begun_at = models.DateTimeField(default=clock.now, editable=False)
    touched_at = models.DateTimeField(default=clock.now, editable=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")
    attachment = models.ForeignKey(Attachment, models.SET_NULL, null=True, editable=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("unggahan")
        verbose_name_plural = _("unggahan")
        constraints = [
            models.CheckConstraint(
                name="submissions_upload_one_place",
                condition=Q(section=None, requirement__isnull=False) | Q(section__isnull=False, requirement=None),
            ),
            models.CheckConstraint(name="submissions_upload_within", condition=Q(received__lte=models.F("size"))),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_complete(self) -> bool:
        return self.received == self.size
