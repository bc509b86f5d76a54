"""What the jurors say: panels and seats, who judges what, sheets and marks, and the ranking they yield."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import OPD, Office, User
from competitions.models import Criterion, Edition, Rubric, Stage
from submissions.models import Innovation, Proposal

from . import scoring

WATCHERS = (Office.SECRETARIAT, Office.AUDITOR)


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
    """Where jurors come from (domain.md, "Who does what")."""

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


def conflicted_opd_ids(user: User) -> set[int]:
    """The bodies whose proposals this person must not touch. Read once per request and person."""
    if not hasattr(user, "_conflicted_opd_ids"):
        declared = set(user.conflicts.values_list("opd", flat=True))
        user._conflicted_opd_ids = user.family_ids | declared  # type: ignore[attr-defined]  # noqa: SLF001  # a cache
    return user._conflicted_opd_ids  # type: ignore[attr-defined]  # noqa: SLF001  # the cache above


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def active(self) -> "AssignmentQuerySet":
        return self.filter(excused_at=None)


class Assignment(models.Model):
    """One juror is to judge one proposal in one stage. Whoever is excused leaves the mean."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="assignments")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="assignments")
    juror = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    excused_at = models.DateTimeField(null=True, editable=False)
    excuse = models.CharField(_("alasan dibebaskan"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("penugasan")
        verbose_name_plural = _("penugasan")
        constraints = [
            models.UniqueConstraint(name="judging_assignment_once", fields=["stage", "proposal", "juror"]),
            models.CheckConstraint(
                name="judging_assignment_excused_with_reason",
                condition=Q(excused_at=None, excuse="") | (Q(excused_at__isnull=False) & ~Q(excuse="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} / {self.juror}"


class ScoreSheetQuerySet(models.QuerySet["ScoreSheet"]):
    def final(self) -> "ScoreSheetQuerySet":
        return self.filter(finalised_at__isnull=False)

    def active(self) -> "ScoreSheetQuerySet":
        return self.filter(assignment__excused_at=None)

    def in_edition(self, edition: Edition) -> "ScoreSheetQuerySet":
        return self.filter(assignment__stage__edition=edition)

    def of(self, user: User) -> "ScoreSheetQuerySet":
        """The sheets this juror is to fill: assigned, not excused, and nowhere in conflict."""
        conflicted = Innovation.objects.owned_by_any(list(conflicted_opd_ids(user)))
        return self.active().filter(assignment__juror=user).exclude(assignment__proposal__innovation__in=conflicted)

    def visible_to(self, user: User) -> "ScoreSheetQuerySet":
        """A juror sees the own sheets, the secretariat and the auditor all of them."""
        return self if user.has_role(*WATCHERS) else self.of(user)

    def with_details(self) -> "ScoreSheetQuerySet":
        return self.select_related(
            "rubric",
            "assignment__juror",
            "assignment__stage__edition",
            "assignment__proposal__category",
            "assignment__proposal__innovation__opd",
        ).prefetch_related("assignment__stage__edition__phases", "assignment__proposal__innovation__partnerships__opd")

    def with_progress(self) -> "ScoreSheetQuerySet":
        return self.annotate(marked=Count("scores"))


class ScoreSheet(models.Model):
    """One juror's marks for one proposal in one stage. Its total exists exactly when it is final."""

    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="sheet")
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="sheets")
    total = models.DecimalField(_("nilai"), max_digits=5, decimal_places=2, null=True, editable=False)
    finalised_at = models.DateTimeField(_("dikunci pada"), null=True, editable=False)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("lembar nilai")
        verbose_name_plural = _("lembar nilai")
        constraints = [
            models.CheckConstraint(
                name="judging_scoresheet_total_iff_final",
                condition=Q(total=None, finalised_at=None) | Q(total__range=(0, 100), finalised_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment.proposal} / {self.assignment.juror}"

    def get_absolute_url(self) -> str:
        return reverse("judging:scoresheet-detail", args=[self.pk])

    @property
    def is_final(self) -> bool:
        return self.finalised_at is not None

    def marks(self) -> list[scoring.Mark]:
        """Every criterion of the rubric with its points, or None where it is unmarked."""
        points = {score.criterion_id: score.points for score in self.scores.all()}
        return [
            scoring.Mark(points.get(criterion.pk), criterion.weight or scoring.Decimal(0))
            for criterion in self.rubric.criteria.all()
        ]

    def unmarked_criteria(self) -> models.QuerySet[Criterion]:
        return self.rubric.criteria.exclude(scores__sheet=self)


class Score(models.Model):
    """The points that a sheet gives to one criterion."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    points = models.DecimalField(
        _("nilai"), max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["criterion__number"]
        constraints = [
            models.UniqueConstraint(name="judging_score_once", fields=["sheet", "criterion"]),
            models.CheckConstraint(name="judging_score_range", condition=Q(points__range=(0, 100))),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"


class Ranking(models.Model):
    """The order that the final sheets yield: who had it built, when, from how many sheets.

    An edition has one ranking in the making, which is built anew as sheets come in. The plenary confirms it, and
    from then on it stands; a later correction is another ranking.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="rankings")
    built_at = models.DateTimeField(_("dihitung pada"), editable=False)
    built_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    sheet_count = models.PositiveIntegerField(_("lembar terkunci"), editable=False)
    confirmed_at = models.DateTimeField(_("ditetapkan pada"), null=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("peringkat")
        verbose_name_plural = _("peringkat")
        constraints = [
            models.UniqueConstraint(
                name="judging_ranking_one_in_the_making", fields=["edition"], condition=Q(confirmed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} / {self.built_at:%Y-%m-%d %H:%M}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class Place(models.Model):
    """Where a proposal stands in a ranking, with the figures that put it there.

    Without a place it has fewer final sheets than a stage's quorum, or did not get that far.
    """

    ranking = models.ForeignKey(Ranking, models.CASCADE, related_name="places")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="places")
    place = models.PositiveIntegerField(_("peringkat"), null=True, editable=False)
    score = models.DecimalField(_("nilai akhir"), max_digits=5, decimal_places=2, null=True, editable=False)
    stage_scores = models.JSONField(_("nilai per tahap"), default=list, editable=False)
    tie_key = models.JSONField(_("penentu seri"), default=list, editable=False)
    is_tied = models.BooleanField(_("seri"), default=False, editable=False)
    sheet_count = models.PositiveSmallIntegerField(_("lembar"), default=0, editable=False)

    class Meta:
        ordering = [models.F("place").asc(nulls_last=True), "pk"]
        verbose_name = _("tempat")
        verbose_name_plural = _("tempat")
        constraints = [
            models.UniqueConstraint(name="judging_place_once", fields=["ranking", "proposal"]),
            models.CheckConstraint(
                name="judging_place_iff_score", condition=Q(place=None) | Q(score__range=(0, 100), place__gte=1)
            ),
        ]
        indexes = [models.Index(name="judging_place_order", fields=["ranking", "place"])]

    def __str__(self) -> str:
        return f"{self.place or '–'} {self.proposal}"
