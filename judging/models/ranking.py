"""What the final sheets yield: a ranking and its places."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import OVERSEERS
from competitions.models import Category, Edition
from submissions.models import Proposal

from .conflicts_found import conflicted_proposal_ids


class RankingQuerySet(models.QuerySet["Ranking"]):
    def confirmed(self) -> "RankingQuerySet":
        """Those that stand; a plenary may have withdrawn one again."""
        return self.filter(confirmed_at__isnull=False, withdrawn_at=None)

    def in_the_making(self) -> "RankingQuerySet":
        return self.filter(confirmed_at=None)

    def latest_of(self, edition: Edition) -> "Ranking | None":
        return self.filter(edition=edition).order_by("-pk").first()


class Ranking(models.Model):
    """The order that the final sheets yield: who had it built, when, from how many sheets, by which rules.

    An edition has one ranking in the making, which is built again as sheets come in. The plenary confirms it, and
    from then on it stands; a later correction is another ranking. One that was withdrawn before its result was
    published stays as it was confirmed.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="rankings")
    built_at = models.DateTimeField(_("dihitung pada"), editable=False)
    built_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    sheet_count = models.PositiveIntegerField(_("lembar terkunci"), editable=False)
    basis = models.JSONField(_("dasar perhitungan"), default=dict, editable=False, encoder=DjangoJSONEncoder)
    confirmed_at = models.DateTimeField(_("ditetapkan pada"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("dibatalkan pada"), null=True, editable=False)

    objects = RankingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("peringkat")
        verbose_name_plural = _("peringkat")
        constraints = [
            models.UniqueConstraint(
                name="judging_ranking_one_in_the_making", fields=["edition"], condition=Q(confirmed_at=None)
            ),
            models.CheckConstraint(
                name="judging_ranking_withdrawn_after_confirmed",
                condition=Q(withdrawn_at=None) | Q(confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} / {self.built_at:%Y-%m-%d %H:%M}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None and self.withdrawn_at is None

    @property
    def stages(self) -> list[dict[str, Any]]:
        """The stages as they counted: pk, kind, share, quorum, and the criteria by falling weight."""
        return self.basis.get("stages", [])


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, user: User) -> "PlaceQuerySet":
        """Who holds no office, such as a panel's chair, never sees the rows in conflict."""
        if user.has_role(*OVERSEERS) or not (conflicted := conflicted_proposal_ids(user)):
            return self
        return self.exclude(proposal__in=conflicted)

    def placed(self) -> "PlaceQuerySet":
        return self.filter(place__isnull=False)

    def unplaced(self) -> "PlaceQuerySet":
        return self.filter(place=None)

    def in_category(self, category: Category) -> "PlaceQuerySet":
        return self.filter(proposal__category=category)

    def with_details(self) -> "PlaceQuerySet":
        return self.select_related("proposal__category", "proposal__innovation__opd")


class Place(models.Model):
    """Where a proposal stands in a ranking, with the figures that put it there.

    Without a place it has fewer final sheets than the quorum of a stage it reached.
    """

    ranking = models.ForeignKey(Ranking, models.CASCADE, related_name="places")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="places")
    place = models.PositiveIntegerField(_("peringkat"), null=True, editable=False)
    category_place = models.PositiveIntegerField(_("peringkat dalam kategori"), null=True, editable=False)
    score = models.DecimalField(_("nilai akhir"), max_digits=5, decimal_places=2, null=True, editable=False)
    stage_scores = models.JSONField(_("nilai per tahap"), default=list, editable=False)
    tie_key = models.JSONField(_("penentu seri"), default=list, editable=False)
    tie_break = models.PositiveSmallIntegerField(_("penentu yang memisahkan"), null=True, editable=False)
    is_tied = models.BooleanField(_("seri"), default=False, editable=False)
    sheet_count = models.PositiveSmallIntegerField(_("lembar"), default=0, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = [models.F("place").asc(nulls_last=True), "pk"]
        verbose_name = _("tempat")
        verbose_name_plural = _("tempat")
        constraints = [
            models.UniqueConstraint(name="judging_place_once", fields=["ranking", "proposal"]),
            models.CheckConstraint(
                name="judging_place_iff_score",
                condition=Q(place=None, category_place=None, score=None)
                | Q(
                    place__isnull=False,
                    category_place__isnull=False,
                    score__isnull=False,
                    score__range=(0, 100),
                    place__gte=1,
                    category_place__gte=1,
                ),
            ),
        ]
        indexes = [models.Index(name="judging_place_order", fields=["ranking", "place"])]

    def __str__(self) -> str:
        return f"{self.place or '–'} {self.proposal}"
