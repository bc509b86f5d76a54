"""What the agencies enter: innovations that they run, and the proposals with which these compete."""

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import OPD, Office, User
from competitions.models import Category, DocumentRequirement, Edition, SectionTemplate

from .wordcount import count_words

READERS = (Office.SECRETARIAT, Office.VERIFIER, Office.AUDITOR)
WATCHERS = (*READERS, Office.LEADER)


class InnovationQuerySet(models.QuerySet["Innovation"]):
    def owned_by_any(self, opd_ids: object) -> "InnovationQuerySet":
        """Innovations that one of these bodies leads or partners in."""
        led = Innovation.objects.filter(opd__in=opd_ids).order_by().values("pk")
        partnered = Partnership.objects.filter(opd__in=opd_ids).order_by().values("innovation")
        return self.filter(pk__in=led.union(partnered))  # a union finds both by index, an OR reads all innovations

    def visible_to(self, user: User) -> "InnovationQuerySet":
        return self if user.has_role(*WATCHERS) else self.owned_by_any(list(user.opd_roles))


class Innovation(models.Model):
    """What an agency runs for years. Its entry in one edition is a Proposal."""

    title = models.CharField(_("judul inovasi"), max_length=120)
    long_title = models.CharField(_("kepanjangan"), max_length=250, blank=True)
    opd = models.ForeignKey(OPD, models.PROTECT, related_name="innovations", verbose_name=_("OPD pemilik"))
    partners: models.ManyToManyField = models.ManyToManyField(
        OPD, through="Partnership", related_name="partner_innovations"
    )
    started_on = models.DateField(_("mulai diterapkan"), null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = InnovationQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = _("inovasi")
        verbose_name_plural = _("inovasi")
        constraints = [models.UniqueConstraint(name="submissions_innovation_title", fields=["opd", "title"])]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        return slugify(self.title)

    def owners(self) -> list[OPD]:
        """The leading body first, then the partners. Prefetch `partnerships__opd` for lists."""
        return [self.opd, *(partnership.opd for partnership in self.partnerships.all())]


class Partnership(models.Model):
    """A further owner of an innovation."""

    innovation = models.ForeignKey(Innovation, models.CASCADE, related_name="partnerships")
    opd = models.ForeignKey(OPD, models.PROTECT, related_name="partnerships")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="submissions_partnership_once", fields=["innovation", "opd"])]

    def __str__(self) -> str:
        return f"{self.innovation} / {self.opd}"


class State(models.TextChoices):
    DRAFT = "draft", _("Draf")
    SUBMITTED = "submitted", _("Terkirim")
    RETURNED = "returned", _("Perlu perbaikan")
    VERIFIED = "verified", _("Lolos administrasi")
    REJECTED = "rejected", _("Tidak lolos administrasi")
    WITHDRAWN = "withdrawn", _("Ditarik")


class Group(models.TextChoices):
    GENERAL = "umum", _("Umum")
    REPLICATION = "replikasi", _("Replikasi")
    SPECIAL = "khusus", _("Khusus")


EDITABLE = (State.DRAFT, State.RETURNED)
TONES = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "info",
    State.RETURNED: "warn",
    State.VERIFIED: "success",
    State.REJECTED: "danger",
    State.WITHDRAWN: "neutral",
}


def counted(rows: models.QuerySet, by: str) -> Coalesce:
    """The number of related rows, by a subquery that is asked only for the rows of the page."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(number=Count("pk")).values("number")), 0)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> "ProposalQuerySet":
        """Which proposals this person may know of. Whether the text may be read is another question (rules)."""
        if user.has_role(Office.AUDITOR):
            return self
        own = self.of_bodies(list(user.opd_roles))
        return self.exclude(state=State.WITHDRAWN) | own if user.has_role(*WATCHERS) else own

    def of_bodies(self, opd_ids: object) -> "ProposalQuerySet":
        return self.filter(innovation__in=Innovation.objects.owned_by_any(opd_ids))

    def verified(self) -> "ProposalQuerySet":
        return self.filter(state=State.VERIFIED)

    def with_details(self) -> "ProposalQuerySet":
        return self.select_related("edition", "category", "innovation__opd", "submitted_by").prefetch_related(
            "edition__phases", "innovation__partnerships__opd"
        )

    def with_progress(self) -> "ProposalQuerySet":
        """How many of the edition's sections have text."""
        filled = Section.objects.filter(proposal=OuterRef("pk"), words__gt=0)
        asked = SectionTemplate.objects.filter(edition=OuterRef("edition"))
        return self.annotate(filled=counted(filled, "proposal"), asked=counted(asked, "edition"))

    def with_rounds(self) -> "ProposalQuerySet":
        """How often the checker sent each back."""
        latest = CheckItem.objects.filter(proposal=OuterRef("pk")).order_by("-round").values("round")[:1]
        return self.annotate(rounds=Coalesce(Subquery(latest), 0))


class Proposal(models.Model):
    """The entry of one innovation in one edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="proposals", verbose_name=_("edisi"))
    innovation = models.ForeignKey(Innovation, models.PROTECT, related_name="proposals", verbose_name=_("inovasi"))
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("kategori")
    )
    group = models.CharField(_("kelompok"), max_length=20, choices=Group, default=Group.GENERAL)
    state = models.CharField(_("status"), max_length=20, choices=State, default=State.DRAFT, editable=False)
    submitted_at = models.DateTimeField(_("dikirim pada"), null=True, editable=False)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    is_sample = models.BooleanField(_("contoh"), default=False, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("usulan")
        verbose_name_plural = _("usulan")
        indexes = [models.Index(name="submissions_proposal_queue", fields=["edition", "state"])]
        constraints = [
            models.CheckConstraint(name="submissions_proposal_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="submissions_proposal_group_known", condition=Q(group__in=Group.values)),
            models.CheckConstraint(
                name="submissions_proposal_sent_by_someone",
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="submissions_proposal_sent_when_past_draft",
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN]) | Q(submitted_at__isnull=False),
            ),
            models.UniqueConstraint(name="submissions_proposal_once", fields=["edition", "innovation"]),
        ]

    def __str__(self) -> str:
        return self.innovation.title

    def get_absolute_url(self) -> str:
        return reverse("submissions:proposal-detail", args=[self.pk])

    @property
    def ledger_chain(self) -> str:
        return f"edisi-{self.edition_id}"

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def state_tone(self) -> str:
        return TONES[State(self.state)]

    def owner_ids(self) -> set[int]:
        innovation = self.innovation
        return {innovation.opd_id, *(partnership.opd_id for partnership in innovation.partnerships.all())}


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


def attachment_path(attachment: "Attachment", _name: str) -> str:
    """Files lie by proposal under a name that nobody typed."""
    return f"usulan/{attachment.proposal_id}/{attachment.sha256[:16]}-{clock.now():%Y%m%d%H%M%S%f}"


class Attachment(models.Model):
    """Evidence for a section, or a document that the edition asks for; never both."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="attachments")
    section = models.ForeignKey(
        SectionTemplate, models.PROTECT, null=True, related_name="attachments", verbose_name=_("bagian")
    )
    requirement = models.ForeignKey(
        DocumentRequirement, models.PROTECT, null=True, related_name="attachments", verbose_name=_("dokumen")
    )
    file = models.FileField(_("berkas"), upload_to=attachment_path, max_length=200)
    name = models.CharField(_("nama berkas"), max_length=100)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("ukuran"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_at = models.DateTimeField(default=clock.now, editable=False)
    uploaded_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("lampiran")
        verbose_name_plural = _("lampiran")
        constraints = [
            models.CheckConstraint(
                name="submissions_attachment_one_place",
                condition=Q(section=None, requirement__isnull=False) | Q(section__isnull=False, requirement=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CheckItem(models.Model):
    """A reason for which a proposal was returned or rejected: the place, and what is wrong there.

    Without a section and a document it speaks of the proposal as a whole.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="check_items")
    section = models.ForeignKey(SectionTemplate, models.PROTECT, null=True, related_name="+")
    requirement = models.ForeignKey(DocumentRequirement, models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(_("putaran"), editable=False)
    note = models.TextField(_("alasan"))
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["round", "pk"]
        verbose_name = _("catatan pemeriksaan")
        verbose_name_plural = _("catatan pemeriksaan")
        constraints = [
            models.CheckConstraint(
                name="submissions_checkitem_one_place", condition=Q(section=None) | Q(requirement=None)
            ),
            models.CheckConstraint(name="submissions_checkitem_says_why", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return self.note

    @property
    def place(self) -> str:
        return str(self.section or self.requirement or _("Usulan secara umum"))
