"""What the secretariat grants and sends to one agency: more time, reminders, and the letters that reached somebody."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import OPD, User
from competitions.models import Edition


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def running(self) -> "ExtensionQuerySet":
        """Granted and not over: half-open, as every window here."""
        return self.filter(until__gt=clock.now())


class Extension(models.Model):
    """More time for one agency: until then it enters, writes and sends, although the registration is over.

    Granted again, the latest row counts; the earlier ones stay. Ended early, `until` is the moment at which it was, and
    `was_until` what had been granted.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="extensions")
    opd = models.ForeignKey(OPD, models.PROTECT, related_name="extensions", verbose_name=_("OPD"))
    until = models.DateTimeField(_("sampai"))
    reason = models.TextField(_("alasan"))
    granted_at = models.DateTimeField(default=clock.now, editable=False)
    granted_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")
    was_until = models.DateTimeField(_("semula sampai"), null=True, editable=False)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    end_reason = models.CharField(_("alasan diakhiri"), max_length=300, blank=True, editable=False)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("perpanjangan waktu")
        verbose_name_plural = _("perpanjangan waktu")
        constraints = [
            models.CheckConstraint(name="submissions_extension_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="submissions_extension_forwards", condition=Q(until__gt=models.F("granted_at"))
            ),
            models.CheckConstraint(
                name="submissions_extension_ended_early",
                condition=Q(was_until=None, ended_by=None, end_reason="")
                | (
                    Q(was_until__isnull=False, ended_by__isnull=False, was_until__gt=models.F("until"))
                    & ~Q(end_reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.opd)

    @property
    def is_running(self) -> bool:
        return self.until > clock.now()

    @property
    def was_ended(self) -> bool:
        return self.was_until is not None


class Reached(models.TextChoices):
    """Whom a reminder went to: first those who write, then the head of the agency."""

    OPERATORS = "operator", _("Operator OPD")
    HEADS = "head", _("Kepala OPD")


class Reminder(models.Model):
    """A letter to an agency about what it still owes an edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="reminders")
    opd = models.ForeignKey(OPD, models.PROTECT, related_name="reminders")
    reached = models.CharField(_("kepada"), max_length=10, choices=Reached)
    sent_at = models.DateTimeField(default=clock.now, editable=False)
    sent_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("pengingat")
        verbose_name_plural = _("pengingat")
        constraints = [
            models.CheckConstraint(name="submissions_reminder_reached_known", condition=Q(reached__in=Reached.values))
        ]

    def __str__(self) -> str:
        return f"{self.opd} / {self.get_reached_display()}"
