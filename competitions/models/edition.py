"""One competition and its calendar."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.formats import tanggal
from accounts.models import User
from accounts.roles import WATCHERS
from competitions.calendar import Window
from competitions.numbering import PatternError, check_pattern
from competitions.tiers import Cutoff
from competitions.titles import academic_titles

NOT_EDITIONS = frozenset({"edisi", "impor", "opd", "orang"})  # what stands at /kelola/… beside the editions
PATTERN_PROBLEMS = {
    "braces": _("Kurung kurawal tidak berpasangan."),
    "unknown": _("“{%(part)s}” tidak dikenal; yang tersedia hanya {nomor} dan {tahun}."),
    "width": _("“%(part)s” bukan lebar angka; tulis misalnya {nomor:03}."),
    "sequence": _("Format harus memuat {nomor}, agar setiap piagam bernomor sendiri."),
}
EARLY_AWARD = _("Tanggal piagam mendahului pendaftaran, yang dimulai %(day)s.")
FIRST_YEAR, FURTHEST_YEARS = 2000, 2  # an edition is prepared so far ahead at most


class PhaseKind(models.TextChoices):
    """The phases in the order of the calendar."""

    SOCIALISATION = "socialisation", _("Sosialisasi")
    REGISTRATION = "registration", _("Pendaftaran")
    ADMINISTRATION = "administration", _("Seleksi administrasi")
    JUDGING = "judging", _("Penilaian proposal")
    PRESENTATION = "presentation", _("Presentasi dan wawancara")
    VISIT = "visit", _("Verifikasi dan observasi lapangan")
    PLENARY = "plenary", _("Pleno akhir")
    ANNOUNCEMENT = "announcement", _("Pengumuman dan masa sanggah")
    AWARDING = "awarding", _("Penganugerahan")


OVERLAPPING = frozenset({PhaseKind.SOCIALISATION})
ALWAYS_NEEDED = (
    PhaseKind.REGISTRATION,
    PhaseKind.ADMINISTRATION,
    PhaseKind.JUDGING,
    PhaseKind.PLENARY,
    PhaseKind.ANNOUNCEMENT,
)
RANK: dict[str, int] = {kind: rank for rank, kind in enumerate(PhaseKind)}


class Averaging(models.TextChoices):
    MEAN = "mean", _("Rata-rata")
    MEDIAN = "median", _("Median")


class EditionQuerySet(models.QuerySet["Edition"]):
    def opened(self) -> "EditionQuerySet":
        return self.filter(opened_at__isnull=False)

    def visible_to(self, user: User) -> "EditionQuerySet":
        """Everyone signed in sees what was opened; its makers see it before that."""
        return self if user.has_role(*WATCHERS) else self.opened()

    def with_phases(self) -> "EditionQuerySet":
        return self.prefetch_related("phases")

    def with_details(self) -> "EditionQuerySet":
        """All parts, for the page that shows them and the checklist that asks for them."""
        return self.prefetch_related(
            "phases",
            "categories",
            "section_templates",
            "document_requirements",
            "entry_rules",
            "rubrics__criteria",
            "stages__rubric",
            "tiers",
        )


class Edition(models.Model):
    """One run of the competition. Nobody but its makers sees it before it opens."""

    name = models.CharField(_("nama resmi"), max_length=200)
    short_name = models.CharField(_("nama singkat"), max_length=80, unique=True)
    slug = models.SlugField(_("alamat"), max_length=80, unique=True)
    year = models.PositiveSmallIntegerField(
        _("tahun"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2100)]
    )
    government = models.CharField(_("pemerintah"), max_length=100, help_text=_("Misalnya Pemerintah Kota Batu."))
    city = models.CharField(
        _("tempat penetapan"), max_length=60, help_text=_("Tercetak di muka tanggal, misalnya Batu.")
    )
    organiser = models.CharField(_("penyelenggara"), max_length=120)
    contact = models.CharField(
        _("kontak penyelenggara"),
        max_length=200,
        blank=True,
        help_text=_("Tercetak di kaki setiap e-mail: siapa yang ditanya dan lewat apa, misalnya Siti, 0341-512345."),
    )
    reply_to = models.EmailField(
        _("alamat balasan"), blank=True, help_text=_("Balasan atas e-mail dari Kovablik sampai ke alamat ini.")
    )
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
    correction_days = models.PositiveSmallIntegerField(
        _("masa perbaikan (hari)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Waktu OPD memperbaiki usulan yang dikembalikan. Kosong: sampai seleksi administrasi ditutup."),
    )
    conflict_years = models.PositiveSmallIntegerField(
        _("masa benturan penugasan (tahun)"),
        default=2,
        validators=[MaxValueValidator(20)],
        help_text=_("Juri yang dalam sekian tahun terakhir bertugas di sebuah OPD tidak menilai usulannya."),
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
        _("format nomor piagam"),
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
            models.CheckConstraint(
                name="competitions_edition_correction_days",
                condition=Q(correction_days=None) | Q(correction_days__isnull=False, correction_days__range=(1, 60)),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("edition-detail", args=[self.slug])

    def clean(self) -> None:
        """The short name gives the address until people may have it; what is printed on a piagam makes sense there."""
        if not self.is_open:
            self.slug = slugify(self.short_name)
        if self.short_name and not slugify(self.short_name):
            raise ValidationError({"short_name": _("Pakai sedikitnya satu huruf atau angka.")})
        if slugify(self.short_name) in NOT_EDITIONS:
            raise ValidationError({"short_name": _("Nama singkat ini alamat halaman lain. Tambahkan tahunnya.")})
        if Edition.objects.exclude(pk=self.pk).filter(slug__in=[self.slug, slugify(self.short_name)]).exists():
            raise ValidationError({"short_name": _("Nama singkat ini sudah dipakai edisi lain.")})
        problems = {"certificate_number": self._pattern_problem(), "signatory_name": self._title_problem()}
        problems |= {"year": self._year_problem()} if self._year_problem() else {"awarded_on": self._day_problem()}
        if found := {field: problem for field, problem in problems.items() if problem}:
            raise ValidationError(found)

    def _pattern_problem(self) -> ValidationError | None:
        try:
            check_pattern(self.certificate_number)
        except PatternError as error:
            return ValidationError(PATTERN_PROBLEMS[error.code], params={"part": error.part})
        return None

    def _title_problem(self) -> ValidationError | None:
        if not (titles := academic_titles(self.signatory_name)):
            return None
        sentence = _("Tulis tanpa gelar akademik “%(titles)s”: pada piagam gelar tidak dicantumkan.")
        return ValidationError(sentence, "title", {"titles": ", ".join(titles)})

    def _year_problem(self) -> ValidationError | None:
        if not isinstance(self.year, int) or self.year <= (latest := clock.today().year + FURTHEST_YEARS):
            return None
        return ValidationError(_("Tahun ini terlalu jauh; paling jauh %(latest)d."), "far", {"latest": latest})

    def _day_problem(self) -> ValidationError | None:
        """A piagam is awarded in the edition's year or in the next, and not before anybody could enter."""
        if not isinstance(self.awarded_on, date) or not isinstance(self.year, int) or self.year < FIRST_YEAR:
            return None
        if self.awarded_on.year not in {self.year, self.year + 1}:
            sentence = _("Tanggal piagam edisi %(year)d jatuh pada tahun %(year)d atau %(next)d.")
            return ValidationError(sentence, "year", {"year": self.year, "next": self.year + 1})
        registration = self.phase(PhaseKind.REGISTRATION) if self.pk else None
        if registration is None or self.awarded_on >= (begins := timezone.localdate(registration.opens_at)):
            return None
        return ValidationError(EARLY_AWARD, "early", {"day": tanggal(begins)})

    @property
    def ledger_chain(self) -> str:
        return f"edition-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None

    def phase(self, kind: str) -> "Phase | None":
        """The phase of a kind; reads the phases once, from the prefetch when there is one."""
        return next((phase for phase in self.phases.all() if phase.kind == kind), None)

    def phase_ahead(self, kind: str) -> "Phase | None":
        """The phase of a kind, as long as it has not begun."""
        phase = self.phase(kind)
        return phase if phase and not phase.has_begun() else None

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

    def foremost_phase(self, kind: str = "") -> "Phase | None":
        """Of the phases that run now the one of this kind; else the first that others wait for."""
        running = sorted(self.running_phases(), key=lambda phase: (phase.kind != kind, phase.kind in OVERLAPPING))
        return running[0] if running else None

    def next_phase(self, at: datetime | None = None) -> "Phase | None":
        at = at or clock.now()
        return next((phase for phase in self.phases.all() if phase.opens_at > at), None)

    def startable_phases(self, at: datetime | None = None) -> list["Phase"]:
        """The phases that may be started before their time: the next in turn, and any that others need not wait for."""
        ahead = sorted((phase for phase in self.phases.all() if not phase.has_begun(at)), key=lambda p: RANK[p.kind])
        next_in_turn = [phase for phase in ahead if phase.kind not in OVERLAPPING][:1]
        return next_in_turn + [phase for phase in ahead if phase.kind in OVERLAPPING]

    def needed_phases(self) -> list[PhaseKind]:
        """The phases that an open edition cannot do without: those of every edition, and one for each stage."""
        stages = [PhaseKind(stage.kind) for stage in self.stages.all()]
        return [kind for kind in PhaseKind if kind in ALWAYS_NEEDED or kind in stages]

    def cutoffs(self) -> list[Cutoff]:
        return [Cutoff(tier.name, tier.up_to_place) for tier in self.tiers.all()]


class Phase(models.Model):
    """A stretch of the calendar, half-open: opens_at <= t < closes_at. Nothing flips it; one asks the clock."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="phases")
    kind = models.CharField(_("tahapan"), max_length=20, choices=PhaseKind)
    opens_at = models.DateTimeField(_("dibuka"))
    closes_at = models.DateTimeField(_("ditutup"))
    # What was left undone when it ended is known, and it was decided to go on without; a new close asks again.
    let_go_at = models.DateTimeField(_("dilanjutkan tanpa yang tertinggal pada"), null=True, editable=False)

    class Meta:
        ordering = ["opens_at", "closes_at"]
        verbose_name = _("tahapan")
        verbose_name_plural = _("tahapan")
        constraints = [
            models.CheckConstraint(name="competitions_phase_kind_known", condition=Q(kind__in=PhaseKind.values)),
            models.CheckConstraint(name="competitions_phase_forwards", condition=Q(closes_at__gt=F("opens_at"))),
            models.CheckConstraint(
                name="competitions_phase_let_go_when_over",
                condition=Q(let_go_at=None) | Q(let_go_at__isnull=False, let_go_at__gte=F("closes_at")),
            ),
            models.UniqueConstraint(name="competitions_phase_once", fields=["edition", "kind"]),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def has_begun(self, at: datetime | None = None) -> bool:
        return self.opens_at <= (at or clock.now())

    def has_ended(self, at: datetime | None = None) -> bool:
        return self.closes_at <= (at or clock.now())

    def is_running(self, at: datetime | None = None) -> bool:
        return self.opens_at <= (at or clock.now()) < self.closes_at

    def as_window(self) -> Window:
        return window(self.kind, self.opens_at, self.closes_at)


def window(kind: str, opens_at: datetime, closes_at: datetime) -> Window:
    kind = PhaseKind(kind)
    return Window(RANK[kind], str(kind.label), opens_at, closes_at, overlaps=kind in OVERLAPPING)
