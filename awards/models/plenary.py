"""The meeting that confirms a ranking, and what it decides."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from competitions.models import Edition
from judging.models import Ranking
from submissions.models import Proposal


class PlenaryQuerySet(models.QuerySet["Plenary"]):
    def standing(self) -> "PlenaryQuerySet":
        """At work, or with a confirmed ranking; not those whose confirmation was withdrawn."""
        return self.filter(withdrawn_at=None)

    def confirmed(self) -> "PlenaryQuerySet":
        return self.standing().filter(confirmed_at__isnull=False)

    def withdrawn(self) -> "PlenaryQuerySet":
        return self.filter(withdrawn_at__isnull=False)


class Plenary(models.Model):
    """The meeting that confirms a ranking. What it decides of ties are its Decisions.

    One whose confirmation was withdrawn stays, with its ranking and its decisions, as what was once decided; the next
    one goes on from there.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="plenaries")
    ranking = models.OneToOneField(Ranking, models.PROTECT, related_name="plenary", null=True, editable=False)
    minutes_number = models.CharField(_("nomor berita acara"), max_length=80, blank=True)
    held_on = models.DateField(_("tanggal pleno"), default=clock.today)
    venue = models.CharField(_("tempat"), max_length=120, blank=True)
    confirmed_at = models.DateTimeField(_("ditetapkan pada"), null=True, editable=False)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    withdrawn_at = models.DateTimeField(_("dibatalkan pada"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    withdrawal_reason = models.CharField(_("alasan pembatalan"), max_length=300, blank=True, editable=False)

    objects = PlenaryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("pleno")
        verbose_name_plural = _("pleno")
        constraints = [
            models.UniqueConstraint(
                name="awards_plenary_one_at_work", fields=["edition"], condition=Q(confirmed_at=None)
            ),
            models.CheckConstraint(
                name="awards_plenary_confirmed_by_someone",
                condition=Q(confirmed_at=None, confirmed_by=None, ranking=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, ranking__isnull=False),
            ),
            models.CheckConstraint(
                name="awards_plenary_withdrawn_by_someone",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, confirmed_at__isnull=False)
                    & ~Q(withdrawal_reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} / {self.held_on}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None and self.withdrawn_at is None


class Decision(models.Model):
    """How the plenary ordered a tie: this proposal comes `order`-th among its equals, for this reason."""

    plenary = models.ForeignKey(Plenary, models.CASCADE, related_name="decisions")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="decisions")
    order = models.PositiveSmallIntegerField(_("urutan"))
    reason = models.TextField(_("alasan"))
    decided_at = models.DateTimeField(default=clock.now, editable=False)
    decided_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["order"]
        verbose_name = _("keputusan pleno")
        verbose_name_plural = _("keputusan pleno")
        constraints = [
            models.UniqueConstraint(name="awards_decision_once", fields=["plenary", "proposal"]),
            models.CheckConstraint(name="awards_decision_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="awards_decision_from_one", condition=Q(order__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.order}"
