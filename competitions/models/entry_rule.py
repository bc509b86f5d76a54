"""What an edition asks of an entry beyond its form: rules that are calculated before a proposal is sent."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .edition import Edition


class RuleKind(models.TextChoices):
    """The rules, in the order in which the pages name them."""

    SECTIONS = "sections", _("Setiap bagian terisi")
    DOCUMENTS = "documents", _("Dokumen dan data dukung terlampir")
    LENGTH = "length", _("Panjang setiap bagian sesuai batasnya")
    AGE = "age", _("Sudah diterapkan cukup lama")
    GROUP = "group", _("Syarat kelompok dipenuhi")
    TITLE = "title", _("Judul tidak dipakai dua kali")
    SIMILAR = "similar", _("Tidak mirip inovasi terdahulu")
    WINNER = "winner", _("Belum pernah menjadi pemenang teratas")
    QUOTA = "quota", _("Tidak melebihi kuota OPD")
    INNOVATORS = "innovators", _("Inovator disebutkan")
    PARTNERS = "partners", _("OPD mitra sudah menyatakan perannya")
    VIDEO = "video", _("Tautan video dicantumkan")
    COORDINATES = "coordinates", _("Titik lokasi dicantumkan")
    FILLER = "filler", _("Tidak ada teks pengisi")
    PERSONAL = "pribadi", _("Tidak ada data pribadi dalam naskah")
    AGENCY = "agency", _("Nama OPD tidak disebut dalam naskah")


class RuleLevel(models.TextChoices):
    OFF = "off", _("Tidak diperiksa")
    WARN = "warn", _("Mengingatkan")
    BLOCK = "block", _("Menghalangi pengiriman")


# What holds for an edition without a row of its own: (level, value). The value counts years, proposals or per cent.
RULE_DEFAULTS: dict[str, tuple[RuleLevel, int | None]] = {
    RuleKind.SECTIONS: (RuleLevel.BLOCK, None),
    RuleKind.DOCUMENTS: (RuleLevel.BLOCK, None),
    RuleKind.LENGTH: (RuleLevel.BLOCK, None),
    RuleKind.AGE: (RuleLevel.BLOCK, 1),
    RuleKind.GROUP: (RuleLevel.BLOCK, None),
    RuleKind.TITLE: (RuleLevel.BLOCK, None),
    RuleKind.SIMILAR: (RuleLevel.WARN, 60),
    RuleKind.WINNER: (RuleLevel.BLOCK, None),
    RuleKind.QUOTA: (RuleLevel.OFF, 3),
    RuleKind.INNOVATORS: (RuleLevel.WARN, None),
    RuleKind.PARTNERS: (RuleLevel.WARN, None),
    RuleKind.VIDEO: (RuleLevel.WARN, None),
    RuleKind.COORDINATES: (RuleLevel.OFF, None),
    RuleKind.FILLER: (RuleLevel.WARN, None),
    RuleKind.PERSONAL: (RuleLevel.WARN, None),
    RuleKind.AGENCY: (RuleLevel.OFF, None),
}
COUNTING = {RuleKind.AGE: _("tahun"), RuleKind.SIMILAR: _("persen"), RuleKind.QUOTA: _("usulan")}


class EntryRule(models.Model):
    """One rule of an edition: whether it is asked, whether it blocks, and its number where it has one."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="entry_rules")
    kind = models.CharField(_("aturan"), max_length=20, choices=RuleKind)
    level = models.CharField(_("berlaku"), max_length=10, choices=RuleLevel)
    value = models.PositiveSmallIntegerField(_("nilai"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("aturan usulan")
        verbose_name_plural = _("aturan usulan")
        constraints = [
            models.UniqueConstraint(name="competitions_entryrule_once", fields=["edition", "kind"]),
            models.CheckConstraint(name="competitions_entryrule_kind_known", condition=Q(kind__in=RuleKind.values)),
            models.CheckConstraint(name="competitions_entryrule_level_known", condition=Q(level__in=RuleLevel.values)),
            models.CheckConstraint(
                name="competitions_entryrule_counts",
                condition=Q(kind__in=list(COUNTING), value__isnull=False, value__gte=1)
                | (~Q(kind__in=list(COUNTING)) & Q(value=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_asked(self) -> bool:
        return self.level != RuleLevel.OFF

    @property
    def blocks(self) -> bool:
        return self.level == RuleLevel.BLOCK

    @property
    def unit(self) -> str:
        """What `value` counts, or nothing."""
        return str(COUNTING.get(RuleKind(self.kind), ""))


def entry_rules(edition: Edition) -> dict[str, EntryRule]:
    """All rules of an edition by kind; one query, or none when `entry_rules` is prefetched."""
    stored = {rule.kind: rule for rule in edition.entry_rules.all()}
    return {
        kind: stored.get(kind) or EntryRule(edition=edition, kind=kind, level=level, value=value)
        for kind, (level, value) in RULE_DEFAULTS.items()
    }
