"""A proposal that was entered under the wrong body and moved to the right one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import OPD, User
from submissions.models import Proposal


class OwnerMove(models.Model):
    """One move from body to body. Moved back is a move of its own, which gives back what this one took.

    `excused` are the keys of the assignments whose jurors came into conflict by it, `dropped` is what the new owner had
    said as a partner before.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="owner_moves")
    from_opd = models.ForeignKey(OPD, models.PROTECT, related_name="+", verbose_name=_("dari"))
    to_opd = models.ForeignKey(OPD, models.PROTECT, related_name="+", verbose_name=_("ke"))
    reason = models.CharField(_("alasan"), max_length=300)
    excused = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    dropped = models.JSONField(null=True, editable=False)
    moved_at = models.DateTimeField(default=clock.now, editable=False)
    moved_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("pemindahan pemilik")
        verbose_name_plural = _("pemindahan pemilik")
        constraints = [
            models.CheckConstraint(name="judging_ownermove_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="judging_ownermove_goes_elsewhere", condition=~Q(from_opd=F("to_opd"))),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.from_opd} → {self.to_opd}"
