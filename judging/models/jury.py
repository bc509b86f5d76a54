"""Who judges: panels, seats, and whom a juror must not touch."""

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import OPD, User
from competitions.models import Stage
from submissions.models import Proposal


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


class JuryBody(models.TextChoices):
    """Where jurors come from, as in Kota Batu 2020 (kovablik/data/kota-batu-2020.toml, jury_bodies)."""

    SAKIP = "sakip", _("Tim SAKIP")
    INSPECTORATE = "inspektorat", _("Inspektorat")
    ACADEMIC = "akademisi", _("Akademisi")
    PRACTITIONER = "praktisi", _("Praktisi")
    PROVINCE = "provinsi", _("Biro Provinsi")


class Seat(models.Model):
    """A juror's place in a panel. The chair leads the plenary and does not score unless seated as a member too."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="seats")
    user = models.ForeignKey(User, models.PROTECT, related_name="seats", verbose_name=_("juri"))
    role = models.CharField(_("peran"), max_length=10, choices=SeatRole, default=SeatRole.MEMBER)
    body = models.CharField(_("unsur"), max_length=20, choices=JuryBody)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("kursi juri")
        verbose_name_plural = _("kursi juri")
        constraints = [
            models.UniqueConstraint(name="judging_seat_once", fields=["panel", "user"]),
            models.CheckConstraint(name="judging_seat_role_known", condition=Q(role__in=SeatRole.values)),
            models.CheckConstraint(name="judging_seat_body_known", condition=Q(body__in=JuryBody.values)),
            models.UniqueConstraint(name="judging_seat_one_chair", fields=["panel"], condition=Q(role=SeatRole.CHAIR)),
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.panel}"


class Conflict(models.Model):
    """A juror must not touch what this body owns. The own agency's family needs no row: it is found by itself."""

    user = models.ForeignKey(User, models.PROTECT, related_name="conflicts", verbose_name=_("juri"))
    opd = models.ForeignKey(OPD, models.PROTECT, related_name="conflicts")
    reason = models.CharField(_("alasan"), max_length=300)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("benturan kepentingan")
        verbose_name_plural = _("benturan kepentingan")
        constraints = [
            models.UniqueConstraint(name="judging_conflict_once", fields=["user", "opd"]),
            models.CheckConstraint(name="judging_conflict_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.opd}"


CONFLICTED = """
    WITH RECURSIVE own(id) AS ({memberships}), up(id, parent_id) AS (
        SELECT o.id, o.parent_id FROM accounts_opd o JOIN own ON own.id = o.id
        UNION SELECT o.id, o.parent_id FROM accounts_opd o JOIN up ON o.id = up.parent_id
    ), down(id) AS (
        SELECT id FROM own
        UNION SELECT o.id FROM accounts_opd o JOIN down ON o.parent_id = down.id
    )
    SELECT id FROM up UNION SELECT id FROM down UNION ({conflicts})
"""


def conflicted_opd_ids(user: User) -> set[int]:
    """The bodies whose proposals this person must not touch: the own ones with all above and below, and the declared.

    Read once per request and person, in one query, since every way to a sheet passes here.
    """
    if not hasattr(user, "_conflicted_opd_ids"):
        memberships, member = user.memberships.current().order_by().values("opd").query.sql_with_params()
        conflicts, declared = user.conflicts.order_by().values("opd").query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(CONFLICTED.format(memberships=memberships, conflicts=conflicts), [*member, *declared])
            found = {pk for (pk,) in cursor.fetchall()}
        user._conflicted_opd_ids = found  # type: ignore[attr-defined]  # noqa: SLF001  # a cache
    return user._conflicted_opd_ids  # type: ignore[attr-defined]  # noqa: SLF001  # the cache above


def conflicted_proposal_ids(user: User) -> set[int]:
    """The proposals that this person must not touch, read once like the bodies; mostly there are none to leave out."""
    if not hasattr(user, "_conflicted_proposal_ids"):
        bodies = conflicted_opd_ids(user)
        found = set(Proposal.objects.of_bodies(bodies).order_by().values_list("pk", flat=True)) if bodies else set()
        user._conflicted_proposal_ids = found  # type: ignore[attr-defined]  # noqa: SLF001  # a cache
    return user._conflicted_proposal_ids  # type: ignore[attr-defined]  # noqa: SLF001  # the cache above
