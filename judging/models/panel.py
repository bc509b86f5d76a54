"""Who judges: panels and seats, and the pledge that comes before the first proposal."""

from collections.abc import Iterable

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from competitions.models import Category, Edition, JuryBody, Stage


class Panel(models.Model):
    """The jurors of a stage."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="panels", verbose_name=_("tahap"))
    name = models.CharField(_("nama panel"), max_length=60)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("panel")
        verbose_name_plural = _("panel")
        constraints = [models.UniqueConstraint(name="judging_panel_name", fields=["stage", "name"])]

    def __str__(self) -> str:
        return self.name


class SeatRole(models.TextChoices):
    MEMBER = "member", _("Anggota")
    CHAIR = "chair", _("Ketua")


class Answer(models.TextChoices):
    """What somebody invited to a seat said. Until then the seat is theirs, and the secretariat sees who is silent."""

    ACCEPTED = "accepted", _("Bersedia")
    DECLINED = "declined", _("Tidak bersedia")


class SeatQuerySet(models.QuerySet["Seat"]):
    def standing(self) -> "SeatQuerySet":
        """All but those whose juror declined."""
        return self.exclude(answer=Answer.DECLINED)


class Seat(models.Model):
    """A juror's place in a panel. The chair leads the plenary and does not score unless seated as a member too.

    Anyone who declined keeps the row, so that it can be said who was asked; the replacement names it.
    """

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="seats")
    user = models.ForeignKey(User, models.PROTECT, related_name="seats", verbose_name=_("juri"))
    role = models.CharField(_("peran"), max_length=10, choices=SeatRole, default=SeatRole.MEMBER)
    body = models.ForeignKey(JuryBody, models.PROTECT, related_name="seats", verbose_name=_("unsur"))
    expertise: models.ManyToManyField = models.ManyToManyField(
        Category, verbose_name=_("keahlian"), related_name="+", blank=True
    )
    invited_at = models.DateTimeField(_("diundang pada"), null=True, editable=False)
    answer = models.CharField(_("jawaban"), max_length=10, choices=Answer, blank=True, editable=False)
    answered_at = models.DateTimeField(_("dijawab pada"), null=True, editable=False)
    decline_reason = models.CharField(_("alasan tidak bersedia"), max_length=300, blank=True, editable=False)
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, editable=False, related_name="replaced_by", verbose_name=_("menggantikan")
    )

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("keanggotaan panel")
        verbose_name_plural = _("keanggotaan panel")
        constraints = [
            models.UniqueConstraint(name="judging_seat_once", fields=["panel", "user"]),
            models.CheckConstraint(name="judging_seat_role_known", condition=Q(role__in=SeatRole.values)),
            models.UniqueConstraint(
                name="judging_seat_one_chair",
                fields=["panel"],
                condition=Q(role=SeatRole.CHAIR) & ~Q(answer=Answer.DECLINED),
            ),
            models.CheckConstraint(
                name="judging_seat_answered_at",
                condition=Q(answer="", answered_at=None) | (Q(answer__in=Answer.values) & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="judging_seat_declined_with_reason",
                condition=(Q(answer=Answer.DECLINED) & ~Q(decline_reason=""))
                | (~Q(answer=Answer.DECLINED) & Q(decline_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.panel}"


def pledge_path(pledge: "Pledge", _name: str) -> str:
    return f"pakta/{pledge.edition_id}/{pledge.user_id}-{pledge.sha256[:32]}.pdf"


class Pledge(models.Model):
    """The integrity pledge (pakta integritas) as a juror read and accepted it. Its words are never changed.

    `sha256` is over `text`. The PDF is drawn from it by a worker, and is the only thing that is filled in later.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="pledges")
    user = models.ForeignKey(User, models.PROTECT, related_name="pledges", verbose_name=_("juri"))
    text = models.TextField(_("isi"))
    sha256 = models.CharField(max_length=64)
    accepted_at = models.DateTimeField(_("disetujui pada"), default=clock.now, editable=False)
    pdf = models.FileField(upload_to=pledge_path, max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("pakta integritas")
        verbose_name_plural = _("pakta integritas")
        constraints = [
            models.UniqueConstraint(name="judging_pledge_once", fields=["edition", "user"]),
            models.CheckConstraint(name="judging_pledge_says_something", condition=~Q(text="")),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="words_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["pdf"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.edition}"


def has_pledged(user: User, edition_id: int) -> bool:
    """Asked on every way to a proposal, so a yes is kept for the rest of the request; a no may turn into one."""
    given: set[int] = getattr(user, "_pledged_edition_ids", set())
    if edition_id not in given:
        given = set(user.pledges.values_list("edition", flat=True))
        user._pledged_edition_ids = given  # type: ignore[attr-defined]  # noqa: SLF001  # a cache
    return edition_id in given


def note_seat_roles(user: User, roles: Iterable[str]) -> None:
    """For anyone who has read what seats a person holds anywhere: who chairs none need not be asked of each edition."""
    user._seat_roles = frozenset(roles)  # type: ignore[attr-defined]  # noqa: SLF001  # a cache, as above


def may_sit(user: User, *roles: str) -> bool:
    """No, once it is known that the person sits in no panel at all, or nowhere in one of these roles."""
    held: frozenset[str] | None = getattr(user, "_seat_roles", None)
    return held is None or (not held.isdisjoint(roles) if roles else bool(held))


def note_pledge(user: User, edition_id: int) -> None:
    """For anyone who has read that it is given together with something else."""
    user._pledged_edition_ids = {*getattr(user, "_pledged_edition_ids", ()), edition_id}  # type: ignore[attr-defined]  # noqa: SLF001  # the cache above
