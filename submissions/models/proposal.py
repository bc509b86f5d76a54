"""The entry of an innovation in an edition: its state, what is said of it in fields, and who made it."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from accounts.roles import OFFICERS, WATCHERS
from competitions.models import Category, Edition, SectionTemplate
from submissions.fields.coordinates import Point
from submissions.fields.goals import GOALS

from .innovation import Innovation


class State(models.TextChoices):
    DRAFT = "draft", _("Draf")
    HANDED = "handed", _("Menunggu kepala OPD")
    SUBMITTED = "submitted", _("Terkirim")
    RETURNED = "returned", _("Perlu perbaikan")
    VERIFIED = "verified", _("Lolos administrasi")
    REJECTED = "rejected", _("Tidak lolos administrasi")
    WITHDRAWN = "withdrawn", _("Ditarik")


class Group(models.TextChoices):
    GENERAL = "general", _("Umum")
    REPLICATION = "replication", _("Replikasi")
    SPECIAL = "special", _("Khusus")


EDITABLE = (State.DRAFT, State.HANDED, State.RETURNED)
DECIDED = (State.VERIFIED, State.REJECTED, State.RETURNED)
NEVER_SENT = (State.DRAFT, State.HANDED, State.WITHDRAWN)
TONES = {
    State.DRAFT: "neutral",
    State.HANDED: "info",
    State.SUBMITTED: "info",
    State.RETURNED: "warn",
    State.VERIFIED: "success",
    State.REJECTED: "danger",
    State.WITHDRAWN: "neutral",
}


SDGS = 17
RETURN = "returned"  # VersionKind.RETURNED, which is defined on top of the proposal


def counted(rows: models.QuerySet, by: str) -> Coalesce:
    """The number of related rows, by a subquery that is asked only for the rows of the page."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(number=Count("pk")).values("number")), 0)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> "ProposalQuerySet":
        """Which proposals this person may know of. Whether the text may be read is another question (rules)."""
        if user.has_role(*WATCHERS):
            return self
        own = self.of_bodies(list(user.opd_roles))
        return self.exclude(state=State.WITHDRAWN) | own if user.has_role(*OFFICERS) else own

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
        filled = self._rows_of("Section").filter(proposal=OuterRef("pk"), words__gt=0)
        asked = SectionTemplate.objects.filter(edition=OuterRef("edition"))
        return self.annotate(filled=counted(filled, "proposal"), asked=counted(asked, "edition"))

    def with_rounds(self) -> "ProposalQuerySet":
        """How often the checker sent each back: each return froze a version."""
        returns = self._rows_of("Version").filter(proposal=OuterRef("pk"), kind=RETURN)
        return self.annotate(rounds=counted(returns, "proposal"))

    def clean(self) -> "ProposalQuerySet":
        """Sent once, and the pre-flight had nothing to say: what may be passed together."""
        returns = self._rows_of("Version").filter(proposal=OuterRef("pk"), kind=RETURN)
        return self.filter(~Exists(returns), state=State.SUBMITTED, found_when_sent=0)

    @staticmethod
    def _rows_of(name: str) -> models.QuerySet:
        """The parts of a proposal are defined after it; by then Django knows them by name."""
        return apps.get_model("submissions", name)._default_manager.all()


class Proposal(models.Model):
    """The entry of one innovation in one edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="proposals", verbose_name=_("edisi"))
    innovation = models.ForeignKey(Innovation, models.PROTECT, related_name="proposals", verbose_name=_("inovasi"))
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("kategori")
    )
    group = models.CharField(_("kelompok"), max_length=20, choices=Group, default=Group.GENERAL)
    is_digital = models.BooleanField(_("inovasi digital"), null=True, blank=True)
    sdgs = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("tujuan SDG"), default=list, blank=True)
    video_url = models.URLField(_("tautan video"), max_length=300, blank=True)
    latitude = models.DecimalField(_("lintang"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("bujur"), max_digits=9, decimal_places=6, null=True, blank=True)
    replicates = models.CharField(
        _("inovasi yang direplikasi"),
        max_length=250,
        blank=True,
        help_text=_("Judul, pemilik, dan penghargaannya."),
    )
    contact_name = models.CharField(_("narahubung"), max_length=150, blank=True)
    contact_phone = models.CharField(
        _("telepon narahubung"), max_length=20, blank=True, help_text=_("Tidak pernah tampil di halaman publik.")
    )
    state = models.CharField(_("status"), max_length=20, choices=State, default=State.DRAFT, editable=False)
    submitted_at = models.DateTimeField(_("dikirim pada"), null=True, editable=False)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    handed_at = models.DateTimeField(_("diserahkan pada"), null=True, editable=False)
    handed_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    head_note = models.TextField(_("catatan kepala OPD"), blank=True, editable=False)
    mend_until = models.DateTimeField(_("batas perbaikan"), null=True, editable=False)
    found_when_sent = models.PositiveSmallIntegerField(_("temuan saat dikirim"), null=True, editable=False)
    is_sample = models.BooleanField(_("contoh"), default=False, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")
    # Who last filled which field of the identity, and when: {field: [key of the person, ISO time]}.
    described = models.JSONField(default=dict, editable=False)

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
                condition=Q(state__in=NEVER_SENT) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="submissions_proposal_handed_by_someone",
                condition=Q(handed_at=None, handed_by=None) | Q(handed_at__isnull=False, handed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="submissions_proposal_handed_when_waiting",
                condition=~Q(state=State.HANDED) | Q(handed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="submissions_proposal_mended_when_sent",
                condition=Q(mend_until=None) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="submissions_proposal_examined_when_sent",
                condition=Q(found_when_sent=None) | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="submissions_proposal_sdgs_known", condition=Q(sdgs__contained_by=list(range(1, SDGS + 1)))
            ),
            models.CheckConstraint(
                name="submissions_proposal_on_the_globe",
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            ),
            models.UniqueConstraint(name="submissions_proposal_once", fields=["edition", "innovation"]),
        ]

    def __str__(self) -> str:
        return self.innovation.title

    def get_absolute_url(self) -> str:
        return reverse("submissions:proposal-detail", args=[self.pk])

    @property
    def ledger_chain(self) -> str:
        return f"edition-{self.edition_id}"

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def state_tone(self) -> str:
        return TONES[State(self.state)]

    def stands_as_sent(self) -> bool:
        """Its rows say what was sent last: not while it is written or mended, nor if it ended in the midst of that."""
        if self.state in {State.SUBMITTED, State.VERIFIED}:
            return True
        return not self.is_editable and not self.came_back_last

    @property
    def came_back_last(self) -> bool:
        """Its latest version was frozen when it was returned: what was written since was never sent."""
        return self._last_frozen == RETURN

    @cached_property
    def _last_frozen(self) -> str | None:
        """The kind of its latest version; asked only of what ended, to which nothing is added any more."""
        return self.versions.order_by("-number").values_list("kind", flat=True).first()

    @cached_property
    def latest_version(self) -> Any:
        """What was frozen last, whole: read once for a page that shows many files of it."""
        return self.versions.select_related("frozen_by").order_by("-number").first()

    def owner_ids(self) -> set[int]:
        innovation = self.innovation
        return {innovation.opd_id, *(partnership.opd_id for partnership in innovation.partnerships.all())}

    @property
    def described_at(self) -> datetime | None:
        """When a field of the identity was last stored."""
        return max((datetime.fromisoformat(at) for _person, at in self.described.values()), default=None)

    @property
    def point(self) -> Point | None:
        """Where it is done."""
        return None if self.latitude is None or self.longitude is None else Point(self.latitude, self.longitude)

    @property
    def goals(self) -> list[tuple[int, str]]:
        """The SDG goals that it serves, each with its name."""
        return [(number, str(GOALS[number])) for number in sorted(self.sdgs)]

    @property
    def was_sent(self) -> bool:
        """Sent at least once: what is written now is a correction."""
        return self.submitted_at is not None


class Innovator(models.Model):
    """A person who made the innovation. The NIP is private: never on a public page, never in a proposal's PDF."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="innovators")
    number = models.PositiveSmallIntegerField(_("urutan"))
    name = models.CharField(_("nama"), max_length=150)
    nip = models.CharField("NIP", max_length=18, blank=True)
    part = models.CharField(_("peran"), max_length=150, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("inovator")
        verbose_name_plural = _("inovator")
        constraints = [
            models.UniqueConstraint(
                name="submissions_innovator_place", fields=["proposal", "number"], deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                name="submissions_innovator_nip", condition=Q(nip="") | Q(nip__regex=r"^[0-9]{18}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name
