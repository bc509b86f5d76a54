"""Steps that were taken back: what was undone, by whom and why. What the step had left stays on record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User

from .proposal import Proposal


class Undone(models.TextChoices):
    """The steps that can be taken back, by the names of `steps.workflow`."""

    REJECT = "reject", _("Penolakan")
    VERIFY = "verify", _("Kelolosan")
    RETURN = "return", _("Pengembalian")
    WITHDRAW = "withdraw", _("Penarikan")


class Undoing(models.Model):
    """One step taken back. It may be taken again and taken back again: each time is a row of its own."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="undoings")
    step = models.CharField(_("langkah"), max_length=10, choices=Undone)
    reason = models.CharField(_("alasan"), max_length=300)
    undone_at = models.DateTimeField(default=clock.now, editable=False)
    undone_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("penarikan kembali")
        verbose_name_plural = _("penarikan kembali")
        constraints = [
            models.CheckConstraint(name="submissions_undoing_step_known", condition=Q(step__in=Undone.values)),
            models.CheckConstraint(name="submissions_undoing_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.proposal}"
