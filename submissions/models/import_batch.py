"""What an import brought, kept row by row, so that it can be taken back."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User


class ImportedKind(models.TextChoices):
    """What a row stands for, by the name of its model."""

    OPD = "opd", _("OPD")
    USER = "user", _("Orang")
    MEMBERSHIP = "membership", _("Peran")
    INNOVATION = "innovation", _("Inovasi")


class ImportBatch(models.Model):
    """One file that was stored: whose, when, and which."""

    file_name = models.CharField(_("nama berkas"), max_length=100, blank=True)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField(default=clock.now, editable=False)
    imported_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("impor")
        verbose_name_plural = _("impor")

    def __str__(self) -> str:
        return self.file_name or f"{self.imported_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("submissions:import-batch-detail", args=[self.pk])


class ImportedRow(models.Model):
    """One row of the register that a file made or changed: what was there before, and what it set."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    kind = models.CharField(_("jenis"), max_length=12, choices=ImportedKind)
    key = models.BigIntegerField(editable=False)
    name = models.CharField(_("nama"), max_length=250)
    is_new = models.BooleanField(default=True)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder, editable=False)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    undo_reason = models.CharField(_("alasan"), max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("baris impor")
        verbose_name_plural = _("baris impor")
        constraints = [
            models.CheckConstraint(name="submissions_importedrow_kind", condition=Q(kind__in=ImportedKind.values)),
            models.CheckConstraint(
                name="submissions_importedrow_undone_with_reason",
                condition=Q(undone_at=None, undone_by=None, undo_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"
