"""What was decided: the plenary, the published result, special awards, certificates and their revocation."""

import secrets

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import OPD, Office, User
from competitions.models import Category, Edition
from judging.models import Ranking
from submissions.models import Proposal

OVERSEERS = (Office.SECRETARIAT, Office.AUDITOR, Office.LEADER)


class Plenary(models.Model):
    """The meeting that confirms a ranking. What it decides of ties are its Decisions."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="plenaries")
    ranking = models.OneToOneField(Ranking, models.PROTECT, related_name="plenary", null=True, editable=False)
    minutes_number = models.CharField(_("nomor berita acara"), max_length=80, blank=True)
    held_on = models.DateField(_("tanggal pleno"), default=clock.today)
    venue = models.CharField(_("tempat"), max_length=120, blank=True)
    confirmed_at = models.DateTimeField(_("ditetapkan pada"), null=True, editable=False)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("pleno")
        verbose_name_plural = _("pleno")
        constraints = [
            models.UniqueConstraint(
                name="awards_plenary_one_at_work", fields=["edition"], condition=Q(confirmed_at=None)
            ),
            models.CheckConstraint(
                name="awards_plenary_confirmed_by_someone",
                condition=Q(confirmed_at=None, confirmed_by=None, ranking=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, ranking__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} / {self.held_on}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class Decision(models.Model):
    """How the plenary ordered a tie: this proposal comes `order`-th among its equals, for this reason."""

    plenary = models.ForeignKey(Plenary, models.CASCADE, related_name="decisions")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="decisions")
    order = models.PositiveSmallIntegerField(_("urutan"))
    reason = models.TextField(_("alasan"))
    decided_at = models.DateTimeField(default=clock.now, editable=False)
    decided_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["order"]
        verbose_name = _("keputusan pleno")
        verbose_name_plural = _("keputusan pleno")
        constraints = [
            models.UniqueConstraint(name="awards_decision_once", fields=["plenary", "proposal"]),
            models.CheckConstraint(name="awards_decision_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="awards_decision_from_one", condition=Q(order__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.order}"


class PublicationQuerySet(models.QuerySet["Publication"]):
    def latest_of(self, edition: Edition) -> "Publication | None":
        return self.filter(edition=edition).order_by("-version").first()


def bundle_path(publication: "Publication", name: str) -> str:
    return f"piagam/{publication.pk}/{name}"


def certificate_storage() -> object:
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


class SpecialAward(models.Model):
    """An award to a body, not to an innovation; the holder need not be an OPD that competes."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="special_awards")
    name = models.CharField(_("nama penghargaan"), max_length=150)
    holder = models.ForeignKey(OPD, models.PROTECT, related_name="special_awards", verbose_name=_("penerima"))
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("penghargaan khusus")
        verbose_name_plural = _("penghargaan khusus")
        constraints = [models.UniqueConstraint(name="awards_specialaward_once", fields=["edition", "name", "holder"])]

    def __str__(self) -> str:
        return self.name


def new_token() -> str:
    """A token that nobody guesses (128 bits) and anybody can type from a QR code's address."""
    return secrets.token_urlsafe(16)


def certificate_path(certificate: "Certificate", _name: str) -> str:
    return f"piagam/{certificate.publication_id}/{certificate.token}.pdf"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def drawn(self) -> "CertificateQuerySet":
        return self.filter(drawn_at__isnull=False)

    def undrawn(self) -> "CertificateQuerySet":
        return self.filter(drawn_at=None)

    def visible_to(self, user: User) -> "CertificateQuerySet":
        """The secretariat, the auditor and the leaders see all, an agency its own."""
        return self if user.has_role(*OVERSEERS) else self.filter(recipient__in=list(user.opd_roles))

    def with_print(self) -> "CertificateQuerySet":
        """All that is printed on a piagam."""
        return self.select_related("publication__edition", "result__proposal", "special_award")

    def with_details(self) -> "CertificateQuerySet":
        return self.select_related("publication__edition", "result__proposal", "special_award", "recipient").annotate(
            revoked_at=models.F("revocation__revoked_at")
        )


class Certificate(models.Model):
    """A piagam: one for each owner of a winning innovation and for each holder of a special award.

    What is printed on it is copied here when it is issued, and is never changed afterwards.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="certificates")
    result = models.ForeignKey(Result, models.PROTECT, null=True, related_name="certificates")
    special_award = models.ForeignKey(SpecialAward, models.PROTECT, null=True, related_name="certificates")
    recipient = models.ForeignKey(OPD, models.PROTECT, related_name="certificates")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    year = models.PositiveSmallIntegerField(_("tahun"), editable=False)
    sequence = models.PositiveIntegerField(_("nomor urut"), editable=False)
    number = models.CharField(_("nomor"), max_length=100, editable=False)
    recipient_name = models.CharField(_("diberikan kepada"), max_length=200, editable=False)
    honour = models.CharField(_("sebagai"), max_length=150, editable=False)
    title = models.CharField(_("judul inovasi"), max_length=400, blank=True, editable=False)
    issued_at = models.DateTimeField(default=clock.now, editable=False)
    pdf = models.FileField(upload_to=certificate_path, storage=certificate_storage, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    drawn_at = models.DateTimeField(null=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        verbose_name = _("piagam")
        verbose_name_plural = _("piagam")
        constraints = [
            models.UniqueConstraint(name="awards_certificate_number", fields=["year", "number"]),
            models.UniqueConstraint(name="awards_certificate_once_per_owner", fields=["result", "recipient"]),
            models.UniqueConstraint(
                name="awards_certificate_once_per_special", fields=["special_award", "publication"]
            ),
            models.CheckConstraint(
                name="awards_certificate_for_one_thing",
                condition=Q(result=None, special_award__isnull=False) | Q(result__isnull=False, special_award=None),
            ),
            models.CheckConstraint(
                name="awards_certificate_drawn_with_hash",
                condition=Q(drawn_at=None, sha256="") | (Q(drawn_at__isnull=False) & ~Q(sha256="") & ~Q(pdf="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("awards:certificate-verify", args=[self.token])

    @property
    def is_drawn(self) -> bool:
        return self.drawn_at is not None

    @property
    def is_sample(self) -> bool:
        """Rests on made-up texts or scores, so the piagam says CONTOH."""
        proposal = self.result.proposal if self.result else None
        return self.publication.edition.is_sample or (proposal is not None and proposal.is_sample)


class Revocation(models.Model):
    """A certificate that no longer counts, and why. It stays findable, marked as revoked."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="revocation")
    reason = models.TextField(_("alasan pencabutan"))
    revoked_at = models.DateTimeField(default=clock.now, editable=False)
    revoked_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("pencabutan")
        verbose_name_plural = _("pencabutan")
        constraints = [models.CheckConstraint(name="awards_revocation_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.certificate}: {self.reason}"
