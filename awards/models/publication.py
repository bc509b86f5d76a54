"""The published result, frozen as rows."""

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import OPD, User
from competitions.models import Category, Edition
from submissions.models import Innovation, Proposal

from .plenary import Plenary


class PublicationQuerySet(models.QuerySet["Publication"]):
    def current(self) -> "PublicationQuerySet":
        """The last version of each edition: what the public sees."""
        newer = Publication.objects.filter(edition=OuterRef("edition"), version__gt=OuterRef("version"))
        return self.exclude(Exists(newer))

    def latest_of(self, edition: Edition) -> "Publication | None":
        return self.filter(edition=edition).order_by("-version").first()


def bundle_path(publication: "Publication", name: str) -> str:
    return f"piagam/{publication.pk}/{name}"


def certificate_storage() -> Storage:
    """Where drawn files lie. A second drawing replaces what a killed first one left half-written."""
    return storages["certificates"]


class Publication(models.Model):
    """The published result, frozen. A correction is a new version that names the old one."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="publications")
    plenary = models.OneToOneField(Plenary, models.PROTECT, related_name="publication")
    version = models.PositiveSmallIntegerField(_("versi"), default=1)
    published_at = models.DateTimeField(_("diterbitkan pada"), editable=False)
    published_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")
    ledger_head = models.CharField(max_length=64, editable=False)
    archive = models.FileField(upload_to=bundle_path, storage=certificate_storage, max_length=200, blank=True)
    archived_at = models.DateTimeField(null=True, editable=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name = _("penerbitan")
        verbose_name_plural = _("penerbitan")
        constraints = [
            models.UniqueConstraint(name="awards_publication_version", fields=["edition", "version"]),
        ]

    def __str__(self) -> str:
        return f"{self.edition} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("awards:result-detail", args=[self.edition.slug])


class ResultQuerySet(models.QuerySet["Result"]):
    def winners(self) -> "ResultQuerySet":
        return self.exclude(tier="")

    def current(self) -> "ResultQuerySet":
        return self.filter(publication__in=Publication.objects.current())

    def owned_by(self, opd: OPD) -> "ResultQuerySet":
        return self.filter(proposal__innovation__in=Innovation.objects.owned_by_any([opd.pk]))

    def with_details(self) -> "ResultQuerySet":
        return self.select_related("publication__edition", "proposal__innovation", "category")


class Result(models.Model):
    """Where a proposal came in a published result, as printed: later edits elsewhere do not reach it."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="results")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="results")
    place = models.PositiveIntegerField(_("peringkat"), editable=False)
    score = models.DecimalField(_("nilai akhir"), max_digits=5, decimal_places=2, editable=False)
    category = models.ForeignKey(Category, models.PROTECT, null=True, editable=False, related_name="+")
    tier = models.CharField(_("jenjang"), max_length=60, blank=True, editable=False)
    prints_place = models.BooleanField(default=False, editable=False)
    title = models.CharField(_("judul"), max_length=120, editable=False)
    long_title = models.CharField(_("kepanjangan"), max_length=250, blank=True, editable=False)
    owners = models.CharField(_("pemilik"), max_length=600, editable=False)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["place", "title"]
        verbose_name = _("hasil")
        verbose_name_plural = _("hasil")
        constraints = [
            models.UniqueConstraint(name="awards_result_once", fields=["publication", "proposal"]),
            models.CheckConstraint(name="awards_result_range", condition=Q(place__gte=1, score__range=(0, 100))),
        ]
        indexes = [models.Index(name="awards_result_order", fields=["publication", "place"])]

    def __str__(self) -> str:
        return f"{self.place} {self.title}"

    def get_absolute_url(self) -> str:
        innovation = self.proposal.innovation
        return reverse("awards:innovation-detail", args=[innovation.pk, slugify(self.title) or "inovasi"])

    @property
    def is_sample(self) -> bool:
        return self.publication.edition.is_sample or self.proposal.is_sample
