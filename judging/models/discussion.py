"""What jurors say to each other after their own sheet is final, and what the chair takes to the plenary."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from accounts.roles import OVERSEERS
from competitions.models import Edition, Stage
from submissions.models import Proposal

from .conflicts_found import conflicted_proposal_ids


class Message(models.Model):
    """One contribution to the discussion of a proposal in a stage."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="messages")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="messages")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(_("pesan"), max_length=4_000)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("pesan diskusi")
        verbose_name_plural = _("pesan diskusi")
        constraints = [models.CheckConstraint(name="judging_message_says_something", condition=~Q(text=""))]
        indexes = [models.Index(name="judging_message_thread", fields=["stage", "proposal"])]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"


class AgendaMarkQuerySet(models.QuerySet["AgendaMark"]):
    def in_edition(self, edition: Edition) -> "AgendaMarkQuerySet":
        return self.filter(stage__edition=edition)

    def visible_to(self, user: User) -> "AgendaMarkQuerySet":
        """As with places: who holds no office never sees what is in conflict."""
        if user.has_role(*OVERSEERS) or not (conflicted := conflicted_proposal_ids(user)):
            return self
        return self.exclude(proposal__in=conflicted)

    def with_details(self) -> "AgendaMarkQuerySet":
        return self.select_related("stage", "proposal__innovation", "marked_by")


class AgendaMark(models.Model):
    """The chair wants the plenary to speak about this proposal."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="agenda_marks")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="agenda_marks")
    note = models.CharField(_("yang perlu dibahas"), max_length=300)
    marked_at = models.DateTimeField(default=clock.now, editable=False)
    marked_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    objects = AgendaMarkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("catatan untuk pleno")
        verbose_name_plural = _("catatan untuk pleno")
        constraints = [
            models.UniqueConstraint(name="judging_agendamark_once", fields=["stage", "proposal"]),
            models.CheckConstraint(name="judging_agendamark_says_why", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.note}"


class Nudge(models.Model):
    """A juror who is late was reminded by e-mail; at most once a day."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="nudges")
    juror = models.ForeignKey(User, models.PROTECT, related_name="+")
    open_sheets = models.PositiveIntegerField(_("lembar terbuka"))
    sent_at = models.DateTimeField(default=clock.now, editable=False)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("pengingat juri")
        verbose_name_plural = _("pengingat juri")
        constraints = [
            models.CheckConstraint(name="judging_nudge_about_something", condition=Q(open_sheets__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.juror} / {self.sent_at:%Y-%m-%d}"
