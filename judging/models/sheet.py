"""Who judges what, and what they say: assignments, sheets and marks."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

import pgtrigger
from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from accounts.roles import WATCHERS
from accounts.statements import built_once
from competitions.models import Criterion, Edition, Rubric, Stage
from judging import scoring_rules
from submissions.models import Partnership, Proposal

from .conflicts_found import conflicted_proposal_ids
from .panel import Pledge, SeatRole
from .progress import Progress

# How the excuse begins of a sheet whose proposal is not promoted any more; stored, so Indonesian whoever asks.
PROMOTION_WITHDRAWN = "Kenaikan tahap ditarik kembali:"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def active(self) -> "AssignmentQuerySet":
        return self.filter(excused_at=None)

    def in_edition(self, edition: Edition) -> "AssignmentQuerySet":
        return self.filter(stage__edition=edition)

    def unfinished(self) -> "AssignmentQuerySet":
        """Not excused, and the sheet is not final: what the plenary waits for, by name."""
        return self.active().filter(
            sheet__isnull=False, sheet__finalised_at=None
        )  # the first makes the join an inner one

    def freed(self) -> "AssignmentQuerySet":
        """Excused from an open sheet: what may be taken back."""
        return self.filter(excused_at__isnull=False, sheet__isnull=False, sheet__finalised_at=None)

    def taken_out(self) -> "AssignmentQuerySet":
        """Locked sheets that were taken out of the mean."""
        return self.filter(excused_at__isnull=False, sheet__finalised_at__isnull=False)


class Origin(models.TextChoices):
    """How an assignment came about."""

    ALL = "all", _("Semua menilai semua")
    PLAN = "plan", _("Rencana")
    HAND = "hand", _("Tangan")
    EXTRA = "extra", _("Juri tambahan")


class Assignment(models.Model):
    """One juror is to judge one proposal in one stage. Anyone who is excused leaves the mean.

    A pinned one is kept by every later plan.
    """

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="assignments")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="assignments")
    juror = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    excused_at = models.DateTimeField(null=True, editable=False)
    excuse = models.CharField(_("alasan dibebaskan"), max_length=300, blank=True, editable=False)
    origin = models.CharField(_("asal"), max_length=10, choices=Origin, default=Origin.ALL, editable=False)
    is_pinned = models.BooleanField(_("disematkan"), default=False)
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
            models.CheckConstraint(name="judging_assignment_origin_known", condition=Q(origin__in=Origin.values)),
        ]
        indexes = [  # what the overviews count of thousands is read from these alone
            models.Index(name="judging_assignment_given", fields=["stage", "juror"], condition=Q(excused_at=None)),
            models.Index(name="judging_assignment_judged", fields=["stage", "proposal"], condition=Q(excused_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} / {self.juror}"

    @property
    def is_taken_out(self) -> bool:
        """Whether its locked sheet was taken out of the mean; from an open one the juror is excused."""
        return self.excused_at is not None and self.sheet.is_final

    def as_data(self) -> dict[str, Any]:
        """Who was given what, as the ledger keeps it."""
        return {"stage": self.stage_id, "proposal": self.proposal_id, "juror": self.juror_id}


class ScoreSheetQuerySet(models.QuerySet["ScoreSheet"]):
    def final(self) -> "ScoreSheetQuerySet":
        return self.filter(finalised_at__isnull=False)

    def active(self) -> "ScoreSheetQuerySet":
        return self.filter(assignment__excused_at=None)

    def in_edition(self, edition: Edition) -> "ScoreSheetQuerySet":
        return self.filter(assignment__stage__edition=edition)

    def in_status(self, status: str) -> "ScoreSheetQuerySet":
        """By the words that the list's address uses; all for any other."""
        return {"terbuka": self.filter(finalised_at=None), "terkunci": self.final()}.get(status, self.all())

    def of(self, user: User) -> "ScoreSheetQuerySet":
        """The sheets this juror is to fill: assigned, not excused, and nowhere in conflict."""
        own = self.active().filter(assignment__juror=user)
        conflicted = conflicted_proposal_ids(user)
        return own.exclude(assignment__proposal__in=conflicted) if conflicted else own

    def visible_to(self, user: User) -> "ScoreSheetQuerySet":
        """A juror sees the own sheets, the secretariat and the auditor all of them."""
        return self if user.has_role(*WATCHERS) else self.of(user)

    def overseen_by(self, user: User) -> "ScoreSheetQuerySet":
        """The locked sheets of others in the stages whose panel this person chairs, once the own ones are locked."""
        chaired = user.seats.standing().filter(role=SeatRole.CHAIR).values("panel__stage")
        marking = Assignment.objects.unfinished().filter(juror=user).values("stage")
        sheets = self.final().active().filter(assignment__stage__in=chaired).exclude(assignment__stage__in=marking)
        sheets = sheets.filter(assignment__stage__edition__in=user.pledges.values("edition"))
        conflicted = conflicted_proposal_ids(user)
        sheets = sheets.exclude(assignment__proposal__in=conflicted) if conflicted else sheets
        return sheets.exclude(assignment__juror=user)

    def with_proposal(self) -> "ScoreSheetQuerySet":
        """For lists: who judges what, and whose it is."""
        return self.select_related(
            "rubric",
            "assignment__juror",
            "assignment__stage__edition",
            "assignment__proposal__category",
            "assignment__proposal__innovation__opd",
        ).prefetch_related("assignment__proposal__innovation__partnerships__opd")

    def with_line(self) -> "ScoreSheetQuerySet":
        """For a long list: what one of its lines prints, and few rows beside the sheet's."""
        partners = Partnership.objects.filter(innovation=OuterRef("assignment__proposal__innovation"))
        return self.select_related("assignment__stage").annotate(
            title=F("assignment__proposal__innovation__title"),
            owner=F("assignment__proposal__innovation__opd__abbr"),
            partners=ArraySubquery(partners.values("opd__abbr")),
            category=F("assignment__proposal__category__name"),
            is_sample=F("assignment__proposal__is_sample"),
            juror=F("assignment__juror__name"),
        )

    def with_pledge_of(self, user: User | int) -> "ScoreSheetQuerySet":
        """Whether this person has pledged for the sheet's edition: on the way to a sheet it is asked each time."""
        pledges = Pledge.objects.filter(user=user, edition=OuterRef("assignment__stage__edition"))
        return self.annotate(is_pledged=Exists(pledges))

    def with_rights(self) -> "ScoreSheetQuerySet":
        """What the rules ask about and no more: each further table costs the planner."""
        return self.select_related("assignment__stage__edition").prefetch_related("assignment__stage__edition__phases")

    def with_details(self) -> "ScoreSheetQuerySet":
        """For what asks about rights, too."""
        return self.with_proposal().prefetch_related("assignment__stage__edition__phases")

    def with_desk(self) -> "ScoreSheetQuerySet":
        """For its page: what it judges, who made that, the comment about the whole, when and why it was opened again.

        Not the juror: on most of these pages that is the reader.
        """
        last = Reopening.objects.filter(sheet=OuterRef("pk")).order_by("-pk")
        overall = Comment.objects.filter(sheet=OuterRef("pk"), criterion=None).order_by()
        proposal = self.with_rights().select_related(
            "assignment__proposal__category", "assignment__proposal__innovation__opd"
        )
        return proposal.annotate(
            overall_comment=Coalesce(  # type: ignore[no-redef]  # fills the cached property beforehand
                Subquery(overall.values("text")), Value(""), output_field=models.TextField()
            ),
            reopened_at=Subquery(last.values("reopened_at")[:1]),
            reopening_reason=Subquery(last.values("reason")[:1]),
        )


class ScoreSheet(models.Model):
    """One juror's marks for one proposal in one stage. Its total exists exactly when it is final."""

    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="sheet")
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="sheets")
    total = models.DecimalField(_("nilai"), max_digits=5, decimal_places=2, null=True, editable=False)
    finalised_at = models.DateTimeField(_("dikunci pada"), null=True, editable=False)
    opened_at = models.DateTimeField(_("dibuka pada"), null=True, editable=False)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("lembar nilai")
        verbose_name_plural = _("lembar nilai")
        constraints = [
            models.CheckConstraint(
                name="judging_scoresheet_total_iff_final",
                condition=Q(total=None, finalised_at=None)
                | Q(total__isnull=False, total__range=(0, 100), finalised_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="judging_scoresheet_open", fields=["assignment"], condition=Q(finalised_at=None))]

    def __str__(self) -> str:
        return f"{self.assignment.proposal} / {self.assignment.juror}"

    def get_absolute_url(self) -> str:
        return reverse("judging:scoresheet-detail", args=[self.pk])

    @property
    def is_final(self) -> bool:
        return self.finalised_at is not None

    @cached_property
    def entries(self) -> list["CriterionEntry"]:
        """Every criterion of the rubric with what the sheet says of it, in one query, read once."""
        self.read_at = clock.now()
        found = criteria_with_marks(sheet=self.pk, rubric=self.rubric_id)
        return [CriterionEntry(one, one.given, one.why or "") for one in found]

    @cached_property
    def overall_comment(self) -> str:
        return self.comments.filter(criterion=None).order_by().values_list("text", flat=True).first() or ""

    def marks(self) -> list[scoring_rules.Mark]:
        """Every criterion of the rubric with its points, or None where it is unmarked."""
        return [scoring_rules.Mark(one.points, one.criterion.weight or Decimal(0)) for one in self.entries]

    def progress(self) -> Progress:
        """The total of a final sheet, which says it all, or what the marks so far amount to."""
        if self.is_final:
            return Progress(self.total, 0, 0, is_final=True, as_of=_microseconds(clock.now()))
        marks = self.marks()
        marked = sum(mark.points is not None for mark in marks)
        as_of = _microseconds(self.read_at)
        return Progress(scoring_rules.running_total(marks), marked, len(marks), is_final=False, as_of=as_of)

    def unmarked_criteria(self) -> list[Criterion]:
        return [one.criterion for one in self.entries if one.points is None]

    def uncommented_criteria(self) -> list[Criterion]:
        """Those whose mark asks for a comment, by the thresholds of the stage, and has none."""
        asks = self.assignment.stage.asks_comment
        return [one.criterion for one in self.entries if not one.comment and asks(one.points)]

    def lacks_overall_comment(self) -> bool:
        return self.assignment.stage.needs_overall_comment and not self.overall_comment


@built_once(sheet=int, rubric=int)
def criteria_with_marks(sheet: int, rubric: int) -> "models.QuerySet[Criterion, Any]":
    """The criteria of a rubric, each with the points `given` on a sheet and `why`."""
    said = {"sheet": sheet, "criterion": OuterRef("pk")}
    return Criterion.objects.filter(rubric=rubric).annotate(
        given=Subquery(Score.objects.filter(**said).order_by().values("points")),
        why=Subquery(Comment.objects.filter(**said).order_by().values("text")),
    )


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


@dataclass(frozen=True)
class CriterionEntry:
    """What a sheet says of one criterion."""

    criterion: Criterion
    points: Decimal | None = None
    comment: str = ""


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


class Comment(models.Model):
    """What a juror says beside a mark, or about the proposal as a whole when it names no criterion."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="comments")
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("komentar"))
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["sheet", models.F("criterion__number").asc(nulls_last=True)]
        verbose_name = _("komentar")
        verbose_name_plural = _("komentar")
        constraints = [
            models.UniqueConstraint(name="judging_comment_once", fields=["sheet", "criterion"], nulls_distinct=False),
            models.CheckConstraint(name="judging_comment_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.criterion or self.sheet}: {self.text[:40]}"


class Reopening(models.Model):
    """A final sheet that the chair opened again, and why. `before` keeps its total, marks and comments."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="reopenings")
    reason = models.CharField(_("alasan"), max_length=300)
    before = models.JSONField(_("isi sebelumnya"))
    reopened_at = models.DateTimeField(_("dibuka kembali pada"), default=clock.now, editable=False)
    reopened_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("pembukaan kembali")
        verbose_name_plural = _("pembukaan kembali")
        constraints = [models.CheckConstraint(name="judging_reopening_says_why", condition=~Q(reason=""))]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.sheet}: {self.reason}"
