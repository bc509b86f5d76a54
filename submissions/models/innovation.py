"""What an agency runs for years, and who runs it with it."""

from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.keys import ReadAs
from accounts.models import OPD, User
from accounts.roles import OFFICERS
from accounts.text_fields import TitleField


class InnovationQuerySet(models.QuerySet["Innovation"]):
    def owned_by_any(self, opd_ids: object) -> "InnovationQuerySet":
        """Innovations that one of these bodies leads or partners in."""
        led = Innovation.objects.filter(opd__in=opd_ids).order_by().values("pk")
        partnered = Partnership.objects.filter(opd__in=opd_ids).order_by().values("innovation")
        return self.filter(pk__in=led.union(partnered))  # a union finds both by index, an OR reads all innovations

    def visible_to(self, user: User) -> "InnovationQuerySet":
        return self if user.has_role(*OFFICERS) else self.owned_by_any(list(user.opd_roles))


class Innovation(models.Model):
    """What an agency runs for years. Its entry in one edition is a Proposal."""

    title = TitleField(_("judul inovasi"), max_length=120)
    long_title = TitleField(_("kepanjangan"), max_length=250, blank=True)
    opd = models.ForeignKey(OPD, models.PROTECT, related_name="innovations", verbose_name=_("OPD pemilik"))
    partners: models.ManyToManyField = models.ManyToManyField(
        OPD, through="Partnership", related_name="partner_innovations"
    )
    started_on = models.DateField(_("mulai diterapkan"), null=True, blank=True)
    past_award = models.CharField(
        _("penghargaan terdahulu"),
        max_length=150,
        blank=True,
        help_text=_("Dari daftar penyelenggara, misalnya Top 45 KIPP 2021."),
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = InnovationQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = _("inovasi")
        verbose_name_plural = _("inovasi")
        constraints = [models.UniqueConstraint(F("opd"), ReadAs("title"), name="submissions_innovation_title")]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        return slugify(self.title)

    def owners(self) -> list[OPD]:
        """The leading body first, then the partners. Prefetch `partnerships__opd` for lists."""
        return [self.opd, *(partnership.opd for partnership in self.partnerships.all())]

    def confirmed_owners(self) -> list[OPD]:
        """The leading body and the partners that said so themselves: who gets a certificate."""
        return [self.opd, *(row.opd for row in self.partnerships.all() if row.is_confirmed)]

    def unconfirmed_partners(self) -> list[OPD]:
        """Partners that were named and have not answered."""
        return [row.opd for row in self.partnerships.all() if row.is_confirmed is None]

    def unanswered_by(self, user: User) -> "list[Partnership]":
        """Where this person's bodies are named as partners and have not answered. No query after the prefetch."""
        return [row for row in self.partnerships.all() if row.opd_id in user.opd_roles and row.is_confirmed is None]


class Partnership(models.Model):
    """A further owner of an innovation, and whether that body has said so itself."""

    innovation = models.ForeignKey(Innovation, models.CASCADE, related_name="partnerships")
    opd = models.ForeignKey(OPD, models.PROTECT, related_name="partnerships")
    part = models.CharField(_("peran"), max_length=250, blank=True)
    is_confirmed = models.BooleanField(_("membenarkan"), null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    reason = models.CharField(_("alasan"), max_length=500, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("kemitraan")
        verbose_name_plural = _("kemitraan")
        constraints = [
            models.UniqueConstraint(name="submissions_partnership_once", fields=["innovation", "opd"]),
            models.CheckConstraint(
                name="submissions_partnership_answered_by_someone",
                condition=Q(is_confirmed=None, answered_at=None, answered_by=None)
                | Q(is_confirmed__isnull=False, answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="submissions_partnership_declined_with_reason",
                condition=(Q(is_confirmed__isnull=False, is_confirmed=False) & ~Q(reason=""))
                | Q(is_confirmed__isnull=False, is_confirmed=True, reason="")
                | Q(is_confirmed=None, reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.innovation} / {self.opd}"
