"""Presentations: when and where, in which order, and who was there."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from competitions.models import Stage
from submissions.models import Proposal


class Session(models.Model):
    """A stretch of presentations in one room: the minutes are those of KOVABLIK Jawa Timur, 7 and 13."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("mulai"))
    ends_at = models.DateTimeField(_("selesai"))
    place = models.CharField(_("tempat"), max_length=150)
    talk_minutes = models.PositiveSmallIntegerField(
        _("paparan (menit)"), default=7, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    interview_minutes = models.PositiveSmallIntegerField(
        _("wawancara (menit)"), default=13, validators=[MinValueValidator(0), MaxValueValidator(120)]
    )
    pause_minutes = models.PositiveSmallIntegerField(_("jeda (menit)"), default=0, validators=[MaxValueValidator(120)])
    changed_at = models.DateTimeField(_("agenda diubah pada"), default=clock.now, editable=False)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("sesi presentasi")
        verbose_name_plural = _("sesi presentasi")
        constraints = [
            models.UniqueConstraint(name="judging_session_once", fields=["stage", "starts_at", "place"]),
            models.CheckConstraint(name="judging_session_talk", condition=Q(talk_minutes__range=(1, 120))),
            models.CheckConstraint(name="judging_session_forwards", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.place} / {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def slot_minutes(self) -> int:
        return self.talk_minutes + self.interview_minutes + self.pause_minutes

    @property
    def capacity(self) -> int:
        """How many turns end in time; behind the last one nobody needs a pause."""
        minutes = int((self.ends_at - self.starts_at).total_seconds() // 60)
        return max(0, (minutes + self.pause_minutes) // self.slot_minutes)

    def starting(self, number: int) -> datetime:
        """When a turn is planned to begin."""
        return self.starts_at + timedelta(minutes=(number - 1) * self.slot_minutes)

    def ending(self, number: int) -> datetime:
        return self.starting(number) + timedelta(minutes=self.talk_minutes + self.interview_minutes)


class Slot(models.Model):
    """A proposal's turn in a session, counted from 1. When it runs, the server says when it began."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="slots")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="slots")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="slots")
    number = models.PositiveSmallIntegerField(_("giliran"))
    began_at = models.DateTimeField(_("dimulai pada"), null=True, editable=False)
    interview_at = models.DateTimeField(_("wawancara dimulai pada"), null=True, editable=False)
    ended_at = models.DateTimeField(_("selesai pada"), null=True, editable=False)

    class Meta:
        ordering = ["session", "number"]
        verbose_name = _("giliran presentasi")
        verbose_name_plural = _("giliran presentasi")
        constraints = [
            models.UniqueConstraint(
                name="judging_slot_number", fields=["session", "number"], deferrable=models.Deferrable.IMMEDIATE
            ),
            models.UniqueConstraint(name="judging_slot_proposal_once", fields=["stage", "proposal"]),
            models.CheckConstraint(
                name="judging_slot_runs_forwards",
                condition=Q(began_at=None, interview_at=None, ended_at=None)
                | Q(began_at__isnull=False, interview_at=None)
                | Q(began_at__isnull=False, interview_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.proposal}"

    @property
    def starts_at(self) -> datetime:
        return self.session.starting(self.number)

    @property
    def ends_at(self) -> datetime:
        return self.session.ending(self.number)

    @property
    def is_running(self) -> bool:
        return self.began_at is not None and self.ended_at is None

    @property
    def key(self) -> str:
        """Changes with every step, so that a screen can tell whether it shows the latest."""
        return "-".join(f"{at:%H%M%S%f}" if at else "" for at in (self.began_at, self.interview_at, self.ended_at))


class Attendance(models.Model):
    """Whether a juror was in the room for a turn; or, without a juror, whether the agency's head was."""

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="attendance")
    juror = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("juri"))
    is_present = models.BooleanField(_("hadir"))
    noted_at = models.DateTimeField(editable=False)
    noted_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("kehadiran")
        verbose_name_plural = _("kehadiran")
        constraints = [
            models.UniqueConstraint(name="judging_attendance_once", fields=["slot", "juror"], nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.slot} / {self.juror or '–'}"
