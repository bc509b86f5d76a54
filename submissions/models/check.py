"""What the administrative check found, round by round."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from competitions.models import DocumentRequirement, SectionTemplate

from .proposal import Proposal
from .undoing import Undoing


class Reason(models.TextChoices):
    """Why a place does not pass, in the words of the administrative check."""

    MISSING = "missing", _("Belum ada")
    INCOMPLETE = "incomplete", _("Tidak lengkap")
    UNREADABLE = "unreadable", _("Tidak terbaca")
    WRONG = "wrong", _("Bukan yang diminta")
    UNSIGNED = "unsigned", _("Belum ditandatangani")
    TOO_YOUNG = "too_young", _("Belum cukup lama diterapkan")
    FILLER = "filler", _("Teks pengisi atau salinan")
    DUPLICATE = "duplicate", _("Judul atau inovasi ganda")
    WON_BEFORE = "won_before", _("Sudah pernah menjadi pemenang")
    MISMATCH = "mismatch", _("Tidak cocok dengan bukti")
    OTHER = "other", _("Lainnya")


class CheckItemQuerySet(models.QuerySet["CheckItem"]):
    def standing(self) -> "CheckItemQuerySet":
        """Of the verdicts that were not taken back."""
        return self.filter(undoing=None)


class CheckItem(models.Model):
    """What one look at one place found: in order, or not and why.

    Without a section and a document it speaks of the identity, or of the proposal as a whole. What was found stays
    when the verdict is taken back (`undoing`), but holds no longer.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="check_items")
    section = models.ForeignKey(SectionTemplate, models.PROTECT, null=True, related_name="+")
    requirement = models.ForeignKey(DocumentRequirement, models.PROTECT, null=True, related_name="+")
    is_identity = models.BooleanField(_("identitas"), default=False)
    round = models.PositiveSmallIntegerField(_("putaran"), editable=False)
    is_ok = models.BooleanField(_("sesuai"), default=False)
    reason = models.CharField(_("sebab"), max_length=20, choices=Reason, blank=True)
    note = models.TextField(_("alasan"), blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")
    undoing = models.ForeignKey(Undoing, models.PROTECT, null=True, editable=False, related_name="items")

    objects = CheckItemQuerySet.as_manager()

    class Meta:
        ordering = ["round", "pk"]
        verbose_name = _("catatan pemeriksaan")
        verbose_name_plural = _("catatan pemeriksaan")
        constraints = [
            models.CheckConstraint(
                name="submissions_checkitem_one_place",
                condition=Q(section=None, requirement=None)
                | Q(section=None, is_identity=False)
                | Q(requirement=None, is_identity=False),
            ),
            models.CheckConstraint(
                name="submissions_checkitem_reason_known", condition=Q(reason__in=["", *Reason.values])
            ),
            models.CheckConstraint(
                name="submissions_checkitem_says_why",
                condition=Q(is_ok=True, reason="")
                | (Q(is_ok=False) & (~Q(note="") | ~Q(reason__in=["", Reason.OTHER]))),
            ),
        ]

    def __str__(self) -> str:
        return self.note or str(self.get_reason_display() or self.place)

    @property
    def is_general(self) -> bool:
        """Speaks of the proposal as a whole."""
        return not (self.is_identity or self.section_id or self.requirement_id)

    @property
    def place(self) -> str:
        if self.is_identity:
            return str(_("Identitas"))
        return str(self.section or self.requirement or _("Usulan secara umum"))
