"""The calendar and the yardstick of one competition: phases, rubric, stages, tiers, what must be attached."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import clock

from . import tiers
from .calendar import Window


class PhaseKind(models.TextChoices):
    """The phases in the order of the calendar."""

    SOCIALISATION = "sosialisasi", _("Sosialisasi")
    REGISTRATION = "pendaftaran", _("Pendaftaran")
    ADMINISTRATION = "administrasi", _("Seleksi administrasi")
    JUDGING = "penilaian", _("Penilaian proposal")
    PRESENTATION = "presentasi", _("Presentasi dan wawancara")
    VISIT = "observasi", _("Verifikasi dan observasi lapangan")
    PLENARY = "pleno", _("Pleno akhir")
    ANNOUNCEMENT = "pengumuman", _("Pengumuman dan masa sanggah")
    AWARDING = "penganugerahan", _("Penganugerahan")


OVERLAPPING = frozenset({PhaseKind.SOCIALISATION})
ALWAYS_NEEDED = (
    PhaseKind.REGISTRATION,
    PhaseKind.ADMINISTRATION,
    PhaseKind.JUDGING,
    PhaseKind.PLENARY,
    PhaseKind.ANNOUNCEMENT,
)
RANK = {kind: rank for rank, kind in enumerate(PhaseKind)}


class Averaging(models.TextChoices):
    MEAN = "mean", _("Rata-rata")
    MEDIAN = "median", _("Median")


class EditionQuerySet(models.QuerySet["Edition"]):
    def opened(self) -> "EditionQuerySet":
        return self.filter(opened_at__isnull=False)

    def with_phases(self) -> "EditionQuerySet":
        return self.prefetch_related("phases")


class Edition(models.Model):
    """One run of the competition. Nobody but its makers sees it before it opens."""

    name = models.CharField(_("nama resmi"), max_length=200)
    short_name = models.CharField(_("nama singkat"), max_length=80, unique=True)
    slug = models.SlugField(_("alamat"), max_length=80, unique=True)
    year = models.PositiveSmallIntegerField(_("tahun"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    government = models.CharField(_("pemerintah"), max_length=100, help_text=_("Misalnya Pemerintah Kota Batu."))
    city = models.CharField(
        _("tempat penetapan"), max_length=60, help_text=_("Tercetak di muka tanggal, misalnya Batu.")
    )
    organiser = models.CharField(_("penyelenggara"), max_length=120)
    averaging = models.CharField(
        _("nilai tahap"),
        max_length=10,
        choices=Averaging,
        default=Averaging.MEAN,
        help_text=_("Cara nilai para juri digabung."),
    )
    tiers_per_category = models.BooleanField(_("jenjang per kategori"), default=False)
    winners_per_opd = models.PositiveSmallIntegerField(
        _("batas pemenang per OPD"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Kosongkan bila tidak dibatasi."),
    )
    max_file_mb = models.PositiveSmallIntegerField(
        _("ukuran berkas terbesar (MB)"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    signatory_position = models.CharField(_("jabatan penanda tangan"), max_length=100)
    signatory_name = models.CharField(
        _("nama penanda tangan"),
        max_length=100,
        help_text=_("Tanpa gelar akademik (Permendagri 1/2023 pasal 44)."),
    )
    signatory_nip = models.CharField(
        _("NIP penanda tangan"),
        max_length=18,
        blank=True,
        help_text=_("Kosongkan untuk kepala daerah, wakil, dan Sekda: mereka menandatangani tanpa NIP."),
    )
    awarded_on = models.DateField(_("tanggal piagam"), help_text=_("Tanggal yang tercetak di piagam."))
    certificate_number = models.CharField(
        _("pola nomor piagam"),
        max_length=80,
        default="188.45/{nomor:03}/KEP/{tahun}",
        help_text=_("{nomor} diganti nomor urut, {tahun} diganti tahun piagam."),
    )
    is_sample = models.BooleanField(_("contoh"), default=False, editable=False)
    opened_at = models.DateTimeField(_("dibuka pada"), null=True, editable=False)
    created_at = models.DateTimeField(_("dibuat pada"), default=clock.now, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-pk"]
        verbose_name = _("edisi")
        verbose_name_plural = _("edisi")
        constraints = [
            models.CheckConstraint(name="competitions_edition_averaging", condition=Q(averaging__in=Averaging.values)),
            models.CheckConstraint(name="competitions_edition_year", condition=Q(year__range=(2000, 2100))),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("competitions:edition-detail", args=[self.slug])

    @property
    def ledger_chain(self) -> str:
        return f"edisi-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None

    def phase(self, kind: str) -> "Phase | None":
        """The phase of a kind; reads the phases once, from the prefetch when there is one."""
        return next((phase for phase in self.phases.all() if phase.kind == kind), None)

    def in_phase(self, *kinds: str, at: datetime | None = None) -> bool:
        """Whether one of these phases runs, in an edition that was opened."""
        return self.is_open and any(phase.is_running(at) for phase in self.phases.all() if phase.kind in kinds)

    def has_begun(self, kind: str, at: datetime | None = None) -> bool:
        phase = self.phase(kind)
        return self.is_open and phase is not None and phase.opens_at <= (at or clock.now())

    def has_ended(self, kind: str, at: datetime | None = None) -> bool:
        phase = self.phase(kind)
        return self.is_open and phase is not None and phase.closes_at <= (at or clock.now())

    def running_phases(self, at: datetime | None = None) -> list["Phase"]:
        return [phase for phase in self.phases.all() if self.is_open and phase.is_running(at)]

    def next_phase(self, at: datetime | None = None) -> "Phase | None":
        at = at or clock.now()
        return next((phase for phase in self.phases.all() if phase.opens_at > at), None)

    def cutoffs(self) -> list[tiers.Cutoff]:
        return [tiers.Cutoff(tier.name, tier.up_to_place) for tier in self.tiers.all()]


class Phase(models.Model):
    """A stretch of the calendar, half-open: opens_at <= t < closes_at. Nothing flips it; one asks the clock."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="phases")
    kind = models.CharField(_("tahapan"), max_length=20, choices=PhaseKind)
    opens_at = models.DateTimeField(_("dibuka"))
    closes_at = models.DateTimeField(_("ditutup"))

    class Meta:
        ordering = ["opens_at", "closes_at"]
        verbose_name = _("tahapan")
        verbose_name_plural = _("tahapan")
        constraints = [
            models.CheckConstraint(name="competitions_phase_kind_known", condition=Q(kind__in=PhaseKind.values)),
            models.CheckConstraint(name="competitions_phase_forwards", condition=Q(closes_at__gt=F("opens_at"))),
            models.UniqueConstraint(name="competitions_phase_once", fields=["edition", "kind"]),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def is_running(self, at: datetime | None = None) -> bool:
        return self.opens_at <= (at or clock.now()) < self.closes_at

    def as_window(self) -> Window:
        return window(self.kind, self.opens_at, self.closes_at)


def window(kind: str, opens_at: datetime, closes_at: datetime) -> Window:
    kind = PhaseKind(kind)
    return Window(RANK[kind], str(kind.label), opens_at, closes_at, overlaps=kind in OVERLAPPING)


class Category(models.Model):
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="categories")
    number = models.PositiveSmallIntegerField(_("urutan"))
    name = models.CharField(_("nama"), max_length=100)

    class Meta:
        ordering = ["number"]
        verbose_name = _("kategori")
        verbose_name_plural = _("kategori")
        constraints = [models.UniqueConstraint(name="competitions_category_name", fields=["edition", "name"])]

    def __str__(self) -> str:
        return self.name


class SectionTemplate(models.Model):
    """One part of the proposal's text: what is asked and how many words the answer may have."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="section_templates")
    number = models.PositiveSmallIntegerField(_("urutan"))
    name = models.CharField(_("judul bagian"), max_length=100)
    prompt = models.TextField(_("petunjuk"), blank=True)
    max_words = models.PositiveSmallIntegerField(_("paling banyak (kata)"), validators=[MinValueValidator(1)])
    evidence_required = models.BooleanField(_("wajib data dukung"), default=False)

    class Meta:
        ordering = ["number"]
        verbose_name = _("bagian proposal")
        verbose_name_plural = _("bagian proposal")
        constraints = [
            models.UniqueConstraint(name="competitions_sectiontemplate_name", fields=["edition", "name"]),
            models.CheckConstraint(name="competitions_sectiontemplate_words", condition=Q(max_words__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class DocumentRequirement(models.Model):
    """A document that the agency attaches, such as the surat pernyataan implementasi."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="document_requirements")
    number = models.PositiveSmallIntegerField(_("urutan"))
    name = models.CharField(_("nama dokumen"), max_length=120)
    help_text = models.CharField(_("keterangan"), max_length=300, blank=True)
    is_required = models.BooleanField(_("wajib"), default=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("dokumen yang diminta")
        verbose_name_plural = _("dokumen yang diminta")
        constraints = [
            models.UniqueConstraint(name="competitions_documentrequirement_name", fields=["edition", "name"])
        ]

    def __str__(self) -> str:
        return self.name


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


class Criterion(models.Model):
    """What a juror marks from 0 to 100, and how much it weighs."""

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria")
    section = models.ForeignKey(
        SectionTemplate, models.SET_NULL, null=True, blank=True, related_name="criteria", verbose_name=_("bagian")
    )
    number = models.PositiveSmallIntegerField(_("urutan"))
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
            models.UniqueConstraint(name="competitions_criterion_name", fields=["rubric", "name"]),
            models.CheckConstraint(
                name="competitions_criterion_weight", condition=Q(weight=None) | Q(weight__gt=0, weight__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return self.name


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
        _("porsi nilai (%)"),
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

    class Meta:
        ordering = ["pk"]
        verbose_name = _("tahap penilaian")
        verbose_name_plural = _("tahap penilaian")
        constraints = [
            models.UniqueConstraint(name="competitions_stage_once", fields=["edition", "kind"]),
            models.CheckConstraint(name="competitions_stage_kind_known", condition=Q(kind__in=StageKind.values)),
            models.CheckConstraint(name="competitions_stage_share", condition=Q(share__gt=0, share__lte=100)),
            models.CheckConstraint(name="competitions_stage_quorum", condition=Q(quorum__gte=1)),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


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
            models.UniqueConstraint(name="competitions_tier_name", fields=["edition", "name"]),
            models.UniqueConstraint(name="competitions_tier_cutoff", fields=["edition", "up_to_place"]),
            models.CheckConstraint(name="competitions_tier_from_one", condition=Q(up_to_place__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name
