"""Which proposals a stage judges, and how they are to be handed out."""

from functools import cached_property
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from competitions.models import Stage
from submissions.models import Proposal


class Promotion(models.Model):
    """A proposal that goes on to a later stage. The first stage needs none: it judges every verified proposal."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="promotions")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="promotions")
    place = models.PositiveIntegerField(_("peringkat saat naik"), null=True, editable=False)
    note = models.CharField(_("alasan"), max_length=300, blank=True)
    promoted_at = models.DateTimeField(default=clock.now, editable=False)
    promoted_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")
    told_at = models.DateTimeField(_("dikabarkan pada"), null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("usulan yang naik tahap")
        verbose_name_plural = _("usulan yang naik tahap")
        constraints = [
            models.UniqueConstraint(name="judging_promotion_once", fields=["stage", "proposal"]),
            models.CheckConstraint(
                name="judging_promotion_off_the_list_says_why", condition=Q(place__isnull=False) | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} → {self.stage}"


class Plan(models.Model):
    """A proposal of who judges what in a stage, shown before it is taken.

    `settings` is what it was asked for (jurors per proposal, bodies, calibration, seed), `outcome` what came of it:
    the pairs with the reason of each, loads, what changes; or which rule binds and the smallest change that frees it.
    The same input gives the same outcome.
    """

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="plans")
    settings: models.JSONField = models.JSONField(_("permintaan"), default=dict, encoder=DjangoJSONEncoder)
    outcome: models.JSONField = models.JSONField(_("hasil"), null=True, encoder=DjangoJSONEncoder)
    asked_at = models.DateTimeField(_("diminta pada"), default=clock.now, editable=False)
    asked_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")
    drawn_at = models.DateTimeField(_("selesai disusun pada"), null=True, editable=False)
    taken_at = models.DateTimeField(_("diterapkan pada"), null=True, editable=False)
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("rencana penugasan")
        verbose_name_plural = _("rencana penugasan")
        constraints = [
            models.CheckConstraint(
                name="judging_plan_drawn_iff_outcome",
                condition=Q(outcome=None, drawn_at=None) | Q(outcome__isnull=False, drawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="judging_plan_taken_by_someone",
                condition=Q(taken_at=None, taken_by=None)
                | Q(taken_at__isnull=False, taken_by__isnull=False, drawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} / {self.asked_at:%Y-%m-%d %H:%M}"

    @cached_property
    def body_names(self) -> dict[str, str]:
        """What the bodies of jurors are called that a plan names by their codes."""
        return dict(self.stage.edition.jury_bodies.values_list("code", "name"))

    def part(self, name: str) -> Any:
        """A part of the outcome, or nothing while it is being drawn."""
        return (self.outcome or {}).get(name)
