"""Whom a juror must not touch."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import OPD, User
from competitions.models import Edition
from submissions.models import Innovation, Partnership, Proposal


class ConflictSource(models.TextChoices):
    DECLARED = "declared", _("Dinyatakan juri")
    SET = "set", _("Ditetapkan Bagian Organisasi")


class Conflict(models.Model):
    """A juror must not touch what this body owns, or this one innovation, because somebody said so.

    What the registers tell needs no row: the own agency's family, a posting of late, the own part in an innovation.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="conflicts", verbose_name=_("juri"))
    opd = models.ForeignKey(OPD, models.PROTECT, null=True, blank=True, related_name="conflicts")
    innovation = models.ForeignKey(Innovation, models.PROTECT, null=True, blank=True, related_name="conflicts")
    source = models.CharField(
        _("asal"), max_length=10, choices=ConflictSource, default=ConflictSource.SET, editable=False
    )
    reason = models.CharField(_("alasan"), max_length=300)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("benturan kepentingan")
        verbose_name_plural = _("benturan kepentingan")
        constraints = [
            models.UniqueConstraint(name="judging_conflict_once", fields=["user", "opd"]),
            models.UniqueConstraint(name="judging_conflict_innovation_once", fields=["user", "innovation"]),
            models.CheckConstraint(
                name="judging_conflict_one_target",
                condition=Q(opd=None, innovation__isnull=False) | Q(opd__isnull=False, innovation=None),
            ),
            models.CheckConstraint(name="judging_conflict_source_known", condition=Q(source__in=ConflictSource.values)),
            models.CheckConstraint(name="judging_conflict_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.opd or self.innovation}"

    def proposals(self, edition: Edition) -> models.QuerySet[Proposal]:
        """What it touches in an edition: the innovation's entry, or all that the body owns or partners in."""
        if self.innovation_id:
            return edition.proposals.filter(innovation=self.innovation_id)
        partnered = Partnership.objects.filter(opd=self.opd_id).exclude(is_confirmed=False).values("innovation")
        return edition.proposals.filter(Q(innovation__opd=self.opd_id) | Q(innovation__in=partnered))

    def told_to_juror(self) -> str:
        """Neither the title of what is out of sight, nor whose it is: a blind stage may have shown the title."""
        return str(self.opd) if self.opd else str(_("Satu inovasi"))
