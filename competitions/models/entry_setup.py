"""What the call asks of the agencies: in which category, with which texts, with which papers."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .edition import Edition

# Checked after each statement and not after each row, so that one UPDATE may swap two names.
SWAPPABLE = models.Deferrable.IMMEDIATE


class Category(models.Model):
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="categories")
    number = models.PositiveSmallIntegerField(_("urutan"))
    name = models.CharField(_("nama"), max_length=100)

    class Meta:
        ordering = ["number"]
        verbose_name = _("kategori")
        verbose_name_plural = _("kategori")
        constraints = [
            models.UniqueConstraint(name="competitions_category_name", fields=["edition", "name"], deferrable=SWAPPABLE)
        ]

    def __str__(self) -> str:
        return self.name


class SectionTemplate(models.Model):
    """One part of the proposal's text: what is asked and how many words the answer may have."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="section_templates")
    number = models.PositiveSmallIntegerField(_("urutan"))
    name = models.CharField(_("judul bagian"), max_length=100)
    prompt = models.TextField(_("petunjuk"), blank=True)
    min_words = models.PositiveSmallIntegerField(_("paling sedikit (kata)"), default=0)
    max_words = models.PositiveSmallIntegerField(_("paling banyak (kata)"), validators=[MinValueValidator(1)])
    evidence_required = models.BooleanField(_("wajib data dukung"), default=False)

    class Meta:
        ordering = ["number"]
        verbose_name = _("bagian proposal")
        verbose_name_plural = _("bagian proposal")
        constraints = [
            models.UniqueConstraint(
                name="competitions_sectiontemplate_name", fields=["edition", "name"], deferrable=SWAPPABLE
            ),
            models.CheckConstraint(name="competitions_sectiontemplate_words", condition=Q(max_words__gte=1)),
            models.CheckConstraint(
                name="competitions_sectiontemplate_range", condition=Q(min_words__lte=F("max_words"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Letter(models.TextChoices):
    """The statements that Kovablik draws from a proposal's data, for signature or for approval inside."""

    IMPLEMENTATION = "implementation", _("Surat pernyataan implementasi")
    INNOVATOR = "innovator", _("Surat pernyataan inovator")
    REPLICATION = "replication", _("Surat kesediaan replikasi")


class DocumentRequirement(models.Model):
    """A document that the agency attaches, such as the surat pernyataan implementasi."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="document_requirements")
    number = models.PositiveSmallIntegerField(_("urutan"))
    name = models.CharField(_("nama dokumen"), max_length=120)
    help_text = models.CharField(_("keterangan"), max_length=300, blank=True)
    is_required = models.BooleanField(_("wajib"), default=True)
    letter = models.CharField(
        _("digambar sebagai"),
        max_length=20,
        choices=Letter,
        blank=True,
        help_text=_("Surat yang dapat disiapkan aplikasi dari data usulan, atau disetujui kepala OPD di dalamnya."),
    )

    class Meta:
        ordering = ["number"]
        verbose_name = _("dokumen yang diminta")
        verbose_name_plural = _("dokumen yang diminta")
        constraints = [
            models.CheckConstraint(
                name="competitions_documentrequirement_letter_known", condition=Q(letter__in=["", *Letter.values])
            ),
            models.UniqueConstraint(
                name="competitions_documentrequirement_name", fields=["edition", "name"], deferrable=SWAPPABLE
            ),
        ]

    def __str__(self) -> str:
        return self.name
