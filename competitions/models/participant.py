"""Which bodies an edition calls to take part."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import OPD

from .edition import Edition


class Participant(models.Model):
    """A body that an edition is addressed to: it may enter, and one innovation of it is waited for.

    `OPD.is_participant` only says who is called to a new edition.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="participants", verbose_name=_("edisi"))
    opd = models.ForeignKey(OPD, models.PROTECT, related_name="participations", verbose_name=_("OPD"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("OPD peserta")
        verbose_name_plural = _("OPD peserta")
        constraints = [models.UniqueConstraint(name="competitions_participant_once", fields=["edition", "opd"])]

    def __str__(self) -> str:
        return str(self.opd)
