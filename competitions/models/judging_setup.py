"""How proposals are measured: rubric, stages, tiers."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from .edition import Edition, PhaseKind
from .entry_setup import SWAPPABLE, SectionTemplate


@dataclass(frozen=True)
class Aspect:
    """Criteria under one heading, and what they weigh together. The arithmetic knows nothing of it."""

    name: str
    criteria: "list[Criterion]"

    @property
    def weight(self) -> Decimal | None:
        """Nothing as long as one of them has no weight."""
        weights = [one.weight for one in self.criteria]
        return None if None in weights else sum((weight for weight in weights if weight is not None), Decimal(0))


class Rubric(models.Model):
    """The weighted criteria of a stage."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rubrics")
    name = models.CharField(_("nama"), max_length=120)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("rubrik")
        verbose_name_plural = _("rubrik")
        constraints = [models.UniqueConstraint(name="competitions_rubric_name", fields=["edition", "name"])]

    def __str__(self) -> str:
        return self.name

    def aspects(self) -> list[Aspect]:
        """The criteria by their headings, in their order; those without one stand under an empty name."""
        return [Aspect(name, list(rows)) for name, rows in groupby(self.criteria.all(), key=lambda one: one.aspect)]


class Criterion(models.Model):
    """What a juror marks from 0 to 100, and how much it weighs."""

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria")
    section = models.ForeignKey(
        SectionTemplate, models.SET_NULL, null=True, blank=True, related_name="criteria", verbose_name=_("bagian")
    )
    number = models.PositiveSmallIntegerField(_("urutan"))
    aspect = models.CharField(
        _("aspek"), max_length=80, blank=True, help_text=_("Judul di atas kriteria yang sekelompok. Boleh kosong.")
    )
    name = models.CharField(_("kriteria"), max_length=100)
    guidance = models.TextField(_("panduan"), blank=True)
    weight = models.DecimalField(
        _("bobot"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    class Meta:
        ordering = ["number"]
        verbose_name = _("kriteria")
        verbose_name_plural = _("kriteria")
        constraints = [
            models.UniqueConstraint(
                name="competitions_criterion_name", fields=["rubric", "name"], deferrable=SWAPPABLE
            ),
            models.CheckConstraint(
                name="competitions_criterion_weight", condition=Q(weight=None) | Q(weight__gt=0, weight__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Band(models.Model):
    """What points from `lower` up to the next band of the criterion mean, for the juror to read while marking."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="bands")
    lower = models.DecimalField(
        _("mulai nilai"), max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    name = models.CharField(_("sebutan"), max_length=40)
    text = models.CharField(_("uraian"), max_length=300, blank=True)

    class Meta:
        ordering = ["lower"]
        verbose_name = _("rentang nilai")
        verbose_name_plural = _("rentang nilai")
        constraints = [
            models.UniqueConstraint(name="competitions_band_once", fields=["criterion", "lower"]),
            models.CheckConstraint(name="competitions_band_range", condition=Q(lower__range=(0, 100))),
        ]

    def __str__(self) -> str:
        return self.name


class UsualBody(models.TextChoices):
    """Where jurors usually come from: in Kota Batu 2020 (kovablik/data/kota-batu-2020.toml) the first five."""

    SAKIP = "sakip", _("Tim SAKIP")
    INSPECTORATE = "inspectorate", _("Inspektorat")
    ACADEMIC = "academic", _("Akademisi")
    PRACTITIONER = "practitioner", _("Praktisi")
    PROVINCE = "province", _("Biro Provinsi")


class JuryBody(models.Model):
    """Where jurors of an edition come from. The code stays when the name changes: stages, plans and ledger keep it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="jury_bodies")
    number = models.PositiveSmallIntegerField(_("urutan"))
    code = models.SlugField(_("kode"), max_length=20, editable=False)
    name = models.CharField(_("nama unsur"), max_length=60)

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = _("unsur juri")
        verbose_name_plural = _("unsur juri")
        constraints = [
            models.UniqueConstraint(name="competitions_jurybody_code_once", fields=["edition", "code"]),
            models.UniqueConstraint("edition", Lower("name"), name="competitions_jurybody_name_once"),
            models.CheckConstraint(
                name="competitions_jurybody_is_called_something", condition=~Q(name="") & ~Q(code="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


def usual_bodies(edition: Edition) -> list[JuryBody]:
    """Store the usual ones for an edition that has none; what is stored is Indonesian, whoever makes it."""
    with translation.override("id"):
        return JuryBody.objects.bulk_create(
            JuryBody(edition=edition, number=number, code=body.value, name=str(body.label))
            for number, body in enumerate(UsualBody, start=1)
        )


class StageKind(models.TextChoices):
    """The rounds in which jurors mark; each runs in the phase of the same name."""

    DESK = PhaseKind.JUDGING.value, PhaseKind.JUDGING.label
    PRESENTATION = PhaseKind.PRESENTATION.value, PhaseKind.PRESENTATION.label
    VISIT = PhaseKind.VISIT.value, PhaseKind.VISIT.label


class Stage(models.Model):
    """A round of judging with its rubric, its quorum of final sheets and its share in the final score."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="stages")
    kind = models.CharField(_("tahap"), max_length=20, choices=StageKind)
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="stages", verbose_name=_("rubrik"))
    share = models.DecimalField(
        _("bobot tahap (%)"),
        max_digits=5,
        decimal_places=2,
        default=100,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    quorum = models.PositiveSmallIntegerField(
        _("kuorum lembar"),
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("Usulan dengan lembar terkunci kurang dari ini tidak mendapat peringkat."),
    )
    jurors_per_proposal = models.PositiveSmallIntegerField(
        _("juri per usulan"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Kosong: setiap anggota panel menilai semua usulan."),
    )
    required_bodies = ArrayField(
        models.CharField(max_length=20),
        verbose_name=_("unsur yang wajib ada"),
        default=list,
        blank=True,
        help_text=_("Setiap usulan dinilai sedikitnya seorang juri dari tiap unsur ini."),
    )
    calibration_size = models.PositiveSmallIntegerField(
        _("usulan kalibrasi"),
        default=0,
        help_text=_("Sejumlah usulan yang dinilai semua juri, agar nilai mereka dapat dibandingkan."),
    )
    promotes = models.PositiveSmallIntegerField(
        _("naik ke tahap berikutnya"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Jumlah usulan terbaik yang diusulkan naik. Kosong: pleno yang menyusun daftarnya."),
    )
    passing_grade = models.DecimalField(
        _("nilai ambang"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Usulan dengan nilai tahap di bawah ini tidak naik, dan berada di bawah semua yang mencapainya."),
    )
    is_blind = models.BooleanField(
        _("tanpa nama"),
        default=False,
        help_text=_("Juri tidak melihat OPD, mitra, inovator, dan nama berkas."),
    )
    has_discussion = models.BooleanField(
        _("diskusi juri"),
        default=False,
        help_text=_("Setelah lembarnya sendiri terkunci, juri melihat nilai rekannya dan dapat berdiskusi."),
    )
    comment_below = models.DecimalField(
        _("komentar wajib di bawah nilai"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    comment_above = models.DecimalField(
        _("komentar wajib di atas nilai"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    needs_overall_comment = models.BooleanField(_("komentar umum wajib"), default=False)
    spread_limit = models.DecimalField(
        _("batas selisih nilai"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Bila dua juri berbeda lebih dari ini, juri tambahan diusulkan."),
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("tahap penilaian")
        verbose_name_plural = _("tahap penilaian")
        constraints = [
            models.UniqueConstraint(name="competitions_stage_once", fields=["edition", "kind"], deferrable=SWAPPABLE),
            models.CheckConstraint(name="competitions_stage_kind_known", condition=Q(kind__in=StageKind.values)),
            models.CheckConstraint(name="competitions_stage_share", condition=Q(share__gt=0, share__lte=100)),
            models.CheckConstraint(name="competitions_stage_quorum", condition=Q(quorum__gte=1)),
            models.CheckConstraint(
                name="competitions_stage_jurors_reach_quorum",
                condition=Q(jurors_per_proposal=None)
                | Q(jurors_per_proposal__isnull=False, jurors_per_proposal__gte=F("quorum")),
            ),
            models.CheckConstraint(
                name="competitions_stage_promotes",
                condition=Q(promotes=None) | Q(promotes__isnull=False, promotes__gte=1),
            ),
            models.CheckConstraint(
                name="competitions_stage_passing_grade",
                condition=Q(passing_grade=None)
                | Q(passing_grade__isnull=False, passing_grade__gt=0, passing_grade__lte=100),
            ),
            models.CheckConstraint(
                name="competitions_stage_blind_at_the_desk", condition=Q(is_blind=False) | Q(kind=StageKind.DESK)
            ),
            models.CheckConstraint(
                name="competitions_stage_comment_below",
                condition=Q(comment_below=None) | Q(comment_below__isnull=False, comment_below__range=(0, 100)),
            ),
            models.CheckConstraint(
                name="competitions_stage_comment_above",
                condition=Q(comment_above=None) | Q(comment_above__isnull=False, comment_above__range=(0, 100)),
            ),
            models.CheckConstraint(
                name="competitions_stage_comment_thresholds",
                condition=Q(comment_below=None)
                | Q(comment_above=None)
                | Q(comment_below__isnull=False, comment_above__isnull=False, comment_below__lte=F("comment_above")),
            ),
            models.CheckConstraint(
                name="competitions_stage_spread",
                condition=Q(spread_limit=None)
                | Q(spread_limit__isnull=False, spread_limit__gt=0, spread_limit__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def asks_comment(self, points: Decimal | None) -> bool:
        """Whether a mark is so low or so high that its juror has to say why."""
        if points is None:
            return False
        is_low = self.comment_below is not None and points < self.comment_below
        is_high = self.comment_above is not None and points > self.comment_above
        return is_low or is_high


class Tier(models.Model):
    """A nested cut-off by place; a winner carries the highest it reached."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="tiers")
    name = models.CharField(_("nama jenjang"), max_length=60)
    up_to_place = models.PositiveSmallIntegerField(_("sampai peringkat"), validators=[MinValueValidator(1)])
    prints_place = models.BooleanField(
        _("cetak peringkat"), default=False, help_text=_("Piagam menyebut “Terbaik I”, “Terbaik II” dan seterusnya.")
    )

    class Meta:
        ordering = ["up_to_place"]
        verbose_name = _("jenjang")
        verbose_name_plural = _("jenjang")
        constraints = [
            models.UniqueConstraint(name="competitions_tier_name", fields=["edition", "name"], deferrable=SWAPPABLE),
            models.UniqueConstraint(
                name="competitions_tier_cutoff", fields=["edition", "up_to_place"], deferrable=SWAPPABLE
            ),
            models.CheckConstraint(name="competitions_tier_from_one", condition=Q(up_to_place__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name
