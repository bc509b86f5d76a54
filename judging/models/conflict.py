"""Whom a juror must not touch."""

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import OPD, User
from submissions.models import Innovation, Proposal


class ConflictSource(models.TextChoices):
    DECLARED = "declared", _("Dinyatakan juri")
    SET = "set", _("Ditetapkan Bagian Organisasi")


class Conflict(models.Model):
    """A juror must not touch what this body owns, or this one innovation, because somebody said so.

    What the registers tell needs no row: the own agency's family, a posting of late, the own part in an innovation.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="conflicts", verbose_name=_("juri"))
    opd = models.ForeignKey(OPD, models.PROTECT, null=True, blank=True, related_name="conflicts")
    innovation = models.ForeignKey(Innovation, models.PROTECT, null=True, blank=True, related_name="conflicts")
    source = models.CharField(
        _("asal"), max_length=10, choices=ConflictSource, default=ConflictSource.SET, editable=False
    )
    reason = models.CharField(_("alasan"), max_length=300)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("benturan kepentingan")
        verbose_name_plural = _("benturan kepentingan")
        constraints = [
            models.UniqueConstraint(name="judging_conflict_once", fields=["user", "opd"]),
            models.UniqueConstraint(name="judging_conflict_innovation_once", fields=["user", "innovation"]),
            models.CheckConstraint(
                name="judging_conflict_one_target",
                condition=Q(opd=None, innovation__isnull=False) | Q(opd__isnull=False, innovation=None),
            ),
            models.CheckConstraint(name="judging_conflict_source_known", condition=Q(source__in=ConflictSource.values)),
            models.CheckConstraint(name="judging_conflict_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.opd or self.innovation}"


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
        conflicts, declared = user.conflicts.filter(opd__isnull=False).order_by().values("opd").query.sql_with_params()
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
