"""Special awards, certificates and their revocation."""

import secrets
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import OPD, User
from accounts.roles import OVERSEERS
from competitions.models import Edition

from .publication import Publication, Result, certificate_storage

MOST_FAILURES = 3  # after which a piagam is not drawn again by itself


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

    def awaited(self) -> "CertificateQuerySet":
        """Not drawn yet, and not given up."""
        return self.undrawn().filter(failures__lt=MOST_FAILURES)

    def given_up(self) -> "CertificateQuerySet":
        return self.undrawn().filter(failures__gte=MOST_FAILURES)

    def visible_to(self, user: User) -> "CertificateQuerySet":
        """The secretariat, the auditor and the leaders see all, an agency its own."""
        return self if user.has_role(*OVERSEERS) else self.filter(recipient__in=list(user.opd_roles))

    def with_print(self) -> "CertificateQuerySet":
        """All that is printed on a piagam."""
        return self.select_related("publication__edition", "result__proposal", "special_award")

    def with_details(self) -> "CertificateQuerySet":
        return self.select_related(
            "publication__edition", "result__proposal__innovation", "special_award", "recipient", "revocation"
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
    failures = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        verbose_name = _("piagam")
        verbose_name_plural = _("piagam")
        constraints = [
            models.UniqueConstraint(name="awards_certificate_number", fields=["year", "number"]),
            models.UniqueConstraint(name="awards_certificate_sequence", fields=["year", "sequence"]),
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
    def is_given_up(self) -> bool:
        return not self.is_drawn and self.failures >= MOST_FAILURES

    @property
    def revoked_at(self) -> datetime | None:
        """Asks the database only where `with_details` did not."""
        return self.revocation.revoked_at if hasattr(self, "revocation") else None

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
