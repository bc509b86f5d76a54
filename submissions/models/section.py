"""The text under the headings of a proposal, and how it came to be."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from competitions.models import SectionTemplate
from submissions.texts.wordcount import count_words

from .proposal import Proposal


class Section(models.Model):
    """The text under one heading, with its count of words as the server counts."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="sections")
    template = models.ForeignKey(SectionTemplate, models.PROTECT, related_name="sections")
    text = models.TextField(_("isi"), blank=True)
    words = models.PositiveIntegerField(_("jumlah kata"), default=0, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)
    updated_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["template__number"]
        verbose_name = _("bagian")
        verbose_name_plural = _("bagian")
        constraints = [models.UniqueConstraint(name="submissions_section_once", fields=["proposal", "template"])]

    def __str__(self) -> str:
        return f"{self.proposal} / {self.template}"

    def count(self) -> None:
        self.words = count_words(self.text)


class Revision(models.Model):
    """The text of a section as one person left it: a sitting of writing, not every keystroke.

    While the same person goes on writing the row grows with the text; another person, or a pause, begins a new one.
    """

    section = models.ForeignKey(Section, models.CASCADE, related_name="revisions")
    text = models.TextField(_("isi"), blank=True)
    words = models.PositiveIntegerField(_("jumlah kata"), default=0, editable=False)
    begun_at = models.DateTimeField(default=clock.now, editable=False)
    written_at = models.DateTimeField(default=clock.now, editable=False)
    written_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("riwayat bagian")
        verbose_name_plural = _("riwayat bagian")
        constraints = [
            models.CheckConstraint(
                name="submissions_revision_forwards", condition=Q(written_at__gte=models.F("begun_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.section} / {self.written_by}"
