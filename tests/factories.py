"""Dull rows. An edition comes open, with every phase laid out in 2026 (see `tests.moments`)."""

from datetime import date, timedelta
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from accounts.models import OPD, Appointment, Membership, MembershipRole, Office, User
from awards.models import Plenary
from competitions.models import (
    Band,
    Category,
    Criterion,
    DocumentRequirement,
    Edition,
    Participant,
    Phase,
    PhaseKind,
    Rubric,
    SectionTemplate,
    Stage,
    StageKind,
    Tier,
    UsualBody,
    usual_bodies,
)
from judging.models import (
    AgendaMark,
    Answer,
    Assignment,
    Attendance,
    Comment,
    Conflict,
    Message,
    Nudge,
    Panel,
    Plan,
    Pledge,
    Promotion,
    Reopening,
    Score,
    ScoreSheet,
    Seat,
    Session,
    Slot,
    Visit,
    VisitPhoto,
    VisitQuestion,
)
from submissions.models import (
    Extension,
    Group,
    Innovation,
    Innovator,
    Partnership,
    Proposal,
    Reached,
    Reminder,
    Section,
    State,
    Version,
    VersionKind,
)
from tests.moments import START, opening


class OPDFactory(DjangoModelFactory):
    """A body that every edition calls which is there already, unless it is no participant."""

    class Meta:
        model = OPD
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Dinas Contoh {n}")
    abbr = factory.Sequence(lambda n: f"Dinas {n}")
    kind = "dinas"

    @factory.post_generation
    def called(self, create, wanted, **kwargs):
        if create and self.is_participant and wanted is not False:
            call(opd=self.pk)


def call(**narrowed):
    """Put every participant on the list of every edition, or those of one of them."""
    editions = Edition.objects.filter(**{"pk": narrowed["edition"]} if "edition" in narrowed else {})
    opds = OPD.objects.filter(**{"pk": narrowed["opd"]} if "opd" in narrowed else {"is_participant": True})
    pairs = [(edition, opd) for edition in editions.values_list("pk", flat=True) for opd in opds.values_list("pk")]
    Participant.objects.bulk_create(Participant(edition_id=edition, opd_id=opd) for edition, (opd,) in pairs)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"orang{n}")
    email = factory.LazyAttribute(lambda o: f"{o.username}@contoh.example")
    name = factory.Sequence(lambda n: f"Orang Contoh {n}")
    nip = factory.Sequence(lambda n: f"{date(1960, 1, 1) + timedelta(days=n // 900):%Y%m%d}2005011{n % 900 + 100}")
    phone = factory.Sequence(lambda n: f"08120000{n % 10000:04}")
    password = factory.django.Password("rahasia-contoh")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    opd = factory.SubFactory(OPDFactory)
    role = MembershipRole.OPERATOR
    starts_on = date(2020, 1, 1)


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = Appointment

    user = factory.SubFactory(UserFactory)
    role = Office.SECRETARIAT
    starts_on = date(2020, 1, 1)


class PhaseFactory(DjangoModelFactory):
    class Meta:
        model = Phase

    kind = PhaseKind.REGISTRATION
    opens_at = factory.LazyAttribute(lambda o: opening(o.kind))
    closes_at = factory.LazyAttribute(lambda o: opening(o.kind) + timedelta(days=7))


class EditionFactory(DjangoModelFactory):
    """An open edition with all phases, each a week long, one after the other. `phases=False` leaves them out."""

    class Meta:
        model = Edition
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Kompetisi Inovasi Pelayanan Publik Contoh {n}")
    short_name = factory.Sequence(lambda n: f"KOVABLIK Contoh {n}")
    slug = factory.Sequence(lambda n: f"kovablik-contoh-{n}")
    year = 2026
    government = "Pemerintah Kota Contoh"
    city = "Contoh"
    organiser = "Bagian Organisasi"
    signatory_position = "WALI KOTA CONTOH"
    signatory_name = "NAMA CONTOH"
    awarded_on = date(2026, 12, 17)
    opened_at = START - timedelta(days=1)

    @factory.post_generation
    def bodies(self, create, wanted, **kwargs):
        if create and wanted is not False:
            usual_bodies(self)

    @factory.post_generation
    def phases(self, create, wanted, **kwargs):
        if create and wanted is not False:
            for kind in PhaseKind:
                PhaseFactory(edition=self, kind=kind)

    @factory.post_generation
    def participants(self, create, wanted, **kwargs):
        """All bodies that are there already; those that come later join by themselves."""
        if create and wanted is not False:
            call(edition=self.pk)


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Kategori {n}")


class SectionTemplateFactory(DjangoModelFactory):
    class Meta:
        model = SectionTemplate

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Bagian {n}")
    prompt = "Tuliskan isinya."
    max_words = 10


class DocumentRequirementFactory(DjangoModelFactory):
    class Meta:
        model = DocumentRequirement

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Dokumen {n}")


class TierFactory(DjangoModelFactory):
    class Meta:
        model = Tier

    edition = factory.SubFactory(EditionFactory)
    name = factory.LazyAttribute(lambda o: f"Top {o.up_to_place}")
    up_to_place = 5


class RubricFactory(DjangoModelFactory):
    class Meta:
        model = Rubric

    edition = factory.SubFactory(EditionFactory)
    name = factory.Sequence(lambda n: f"Rubrik {n}")


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = Criterion

    rubric = factory.SubFactory(RubricFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Kriteria {n}")
    weight = Decimal(50)


class StageFactory(DjangoModelFactory):
    class Meta:
        model = Stage

    edition = factory.SubFactory(EditionFactory)
    kind = StageKind.DESK
    rubric = factory.SubFactory(RubricFactory, edition=factory.SelfAttribute("..edition"))
    quorum = 1


class InnovationFactory(DjangoModelFactory):
    class Meta:
        model = Innovation

    title = factory.Sequence(lambda n: f"Inovasi {n}")
    long_title = factory.Sequence(lambda n: f"Kepanjangan Inovasi {n}")
    opd = factory.SubFactory(OPDFactory)
    started_on = date(2024, 1, 1)


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership

    class Params:
        confirmed = factory.Trait(is_confirmed=True, answered_at=START, answered_by=factory.SubFactory(UserFactory))

    innovation = factory.SubFactory(InnovationFactory)
    opd = factory.SubFactory(OPDFactory)


class ProposalFactory(DjangoModelFactory):
    """A draft; `sent=True` (or a later state) makes it one that was sent."""

    class Meta:
        model = Proposal

    class Params:
        sent = factory.Trait(
            state=State.SUBMITTED,
            submitted_at=START,
            submitted_by=factory.SelfAttribute("created_by"),
        )
        verified = factory.Trait(sent=True, state=State.VERIFIED)
        returned = factory.Trait(sent=True, state=State.RETURNED)
        handed = factory.Trait(state=State.HANDED, handed_at=START, handed_by=factory.SelfAttribute("created_by"))

    edition = factory.SubFactory(EditionFactory)
    innovation = factory.SubFactory(InnovationFactory)
    group = Group.GENERAL
    created_by = factory.SubFactory(UserFactory)


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = Section

    proposal = factory.SubFactory(ProposalFactory)
    template = factory.SubFactory(SectionTemplateFactory, edition=factory.SelfAttribute("..proposal.edition"))
    text = "Tiga kata saja"
    words = 3
    updated_by = factory.SelfAttribute("proposal.created_by")


class InnovatorFactory(DjangoModelFactory):
    class Meta:
        model = Innovator

    proposal = factory.SubFactory(ProposalFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Inovator Contoh {n}")
    nip = factory.Sequence(lambda n: f"1985010120100120{n % 100:02}")


class VersionFactory(DjangoModelFactory):
    class Meta:
        model = Version

    proposal = factory.SubFactory(ProposalFactory, sent=True)
    number = 1
    kind = VersionKind.SENT
    content = factory.LazyFunction(dict)
    sha256 = "0" * 64
    frozen_at = START
    frozen_by = factory.SelfAttribute("proposal.created_by")


class ExtensionFactory(DjangoModelFactory):
    class Meta:
        model = Extension

    edition = factory.SubFactory(EditionFactory)
    opd = factory.SubFactory(OPDFactory)
    until = factory.LazyFunction(lambda: opening(PhaseKind.ADMINISTRATION) + timedelta(days=2))
    reason = "Listrik padam."
    granted_at = START
    granted_by = factory.SubFactory(UserFactory)


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = Reminder

    edition = factory.SubFactory(EditionFactory)
    opd = factory.SubFactory(OPDFactory)
    reached = Reached.OPERATORS
    sent_at = START
    sent_by = factory.SubFactory(UserFactory)


class PanelFactory(DjangoModelFactory):
    class Meta:
        model = Panel

    stage = factory.SubFactory(StageFactory)
    name = factory.Sequence(lambda n: f"Panel {n}")


class SeatFactory(DjangoModelFactory):
    """Whoever sits has given the pledge, unless `pledged=False`."""

    class Meta:
        model = Seat
        skip_postgeneration_save = True

    class Params:
        accepted = factory.Trait(answer=Answer.ACCEPTED, answered_at=START)

    panel = factory.SubFactory(PanelFactory)
    user = factory.SubFactory(UserFactory)
    body = UsualBody.ACADEMIC

    @classmethod
    def _adjust_kwargs(cls, **kwargs):
        """A body goes by its code as well, among those of the panel's edition."""
        if isinstance(kwargs["body"], str):
            kwargs["body"] = kwargs["panel"].stage.edition.jury_bodies.get(code=str(kwargs["body"]))
        return kwargs

    @factory.post_generation
    def pledged(self, create, wanted, **kwargs):
        if create and wanted is not False:
            PledgeFactory(edition=self.panel.stage.edition, user=self.user)


class ConflictFactory(DjangoModelFactory):
    class Meta:
        model = Conflict

    user = factory.SubFactory(UserFactory)
    opd = factory.SubFactory(OPDFactory)
    reason = "Saudara kandung kepala dinas."
    created_by = factory.SelfAttribute("user")


class AssignmentFactory(DjangoModelFactory):
    """A verified proposal of the stage's edition, given to a juror who has given the pledge (or `pledged=False`)."""

    class Meta:
        model = Assignment
        skip_postgeneration_save = True

    stage = factory.SubFactory(StageFactory)
    proposal = factory.SubFactory(ProposalFactory, verified=True, edition=factory.SelfAttribute("..stage.edition"))
    juror = factory.SubFactory(UserFactory)

    @factory.post_generation
    def pledged(self, create, wanted, **kwargs):
        if create and wanted is not False:
            PledgeFactory(edition=self.stage.edition, user=self.juror)


class ScoreSheetFactory(DjangoModelFactory):
    class Meta:
        model = ScoreSheet

    class Params:
        final = factory.Trait(total=Decimal("80.00"), finalised_at=START)

    assignment = factory.SubFactory(AssignmentFactory)
    rubric = factory.SelfAttribute("assignment.stage.rubric")


class ScoreFactory(DjangoModelFactory):
    class Meta:
        model = Score

    sheet = factory.SubFactory(ScoreSheetFactory)
    criterion = factory.SubFactory(CriterionFactory, rubric=factory.SelfAttribute("..sheet.rubric"))
    points = Decimal(80)


class BandFactory(DjangoModelFactory):
    class Meta:
        model = Band

    criterion = factory.SubFactory(CriterionFactory)
    lower = Decimal(0)
    name = "Cukup"


class PledgeFactory(DjangoModelFactory):
    class Meta:
        model = Pledge
        django_get_or_create = ("edition", "user")

    edition = factory.SubFactory(EditionFactory)
    user = factory.SubFactory(UserFactory)
    text = "Saya menilai dengan jujur."
    sha256 = "0" * 64
    accepted_at = START


class CommentFactory(DjangoModelFactory):
    """About the whole proposal; with a criterion beside its mark."""

    class Meta:
        model = Comment

    sheet = factory.SubFactory(ScoreSheetFactory)
    criterion = None
    text = "Terukur dan mudah ditiru."


class ReopeningFactory(DjangoModelFactory):
    class Meta:
        model = Reopening

    sheet = factory.SubFactory(ScoreSheetFactory)
    reason = "Salah ketik."
    before = factory.LazyFunction(dict)
    reopened_by = factory.SubFactory(UserFactory)


class PromotionFactory(DjangoModelFactory):
    class Meta:
        model = Promotion

    stage = factory.SubFactory(StageFactory, kind=StageKind.PRESENTATION)
    proposal = factory.SubFactory(ProposalFactory, verified=True, edition=factory.SelfAttribute("..stage.edition"))
    place = 1
    promoted_at = START
    promoted_by = factory.SubFactory(UserFactory)


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan

    stage = factory.SubFactory(StageFactory)
    asked_at = START
    asked_by = factory.SubFactory(UserFactory)


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    stage = factory.SubFactory(StageFactory, kind=StageKind.PRESENTATION)
    starts_at = factory.LazyFunction(lambda: opening(PhaseKind.PRESENTATION))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=4))
    place = factory.Sequence(lambda n: f"Ruang {n}")


class SlotFactory(DjangoModelFactory):
    class Meta:
        model = Slot

    session = factory.SubFactory(SessionFactory)
    stage = factory.SelfAttribute("session.stage")
    proposal = factory.SubFactory(ProposalFactory, verified=True, edition=factory.SelfAttribute("..stage.edition"))
    number = factory.Sequence(lambda n: n + 1)


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    slot = factory.SubFactory(SlotFactory)
    juror = factory.SubFactory(UserFactory)
    is_present = True
    noted_at = START
    noted_by = factory.SubFactory(UserFactory)


class VisitQuestionFactory(DjangoModelFactory):
    class Meta:
        model = VisitQuestion

    stage = factory.SubFactory(StageFactory, kind=StageKind.VISIT)
    number = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Apakah layanan {n} berjalan?")


class VisitFactory(DjangoModelFactory):
    class Meta:
        model = Visit

    stage = factory.SubFactory(StageFactory, kind=StageKind.VISIT)
    proposal = factory.SubFactory(ProposalFactory, verified=True, edition=factory.SelfAttribute("..stage.edition"))
    juror = factory.SubFactory(UserFactory)


class VisitPhotoFactory(DjangoModelFactory):
    class Meta:
        model = VisitPhoto

    visit = factory.SubFactory(VisitFactory)
    key = factory.Faker("uuid4")
    sha256 = "0" * 64
    taken_at = START


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    stage = factory.SubFactory(StageFactory, has_discussion=True)
    proposal = factory.SubFactory(ProposalFactory, verified=True, edition=factory.SelfAttribute("..stage.edition"))
    author = factory.SubFactory(UserFactory)
    text = "Angka dampaknya perlu dibahas."


class AgendaMarkFactory(DjangoModelFactory):
    class Meta:
        model = AgendaMark

    stage = factory.SubFactory(StageFactory)
    proposal = factory.SubFactory(ProposalFactory, verified=True, edition=factory.SelfAttribute("..stage.edition"))
    note = "Nilai dua juri jauh berbeda."
    marked_by = factory.SubFactory(UserFactory)


class NudgeFactory(DjangoModelFactory):
    class Meta:
        model = Nudge

    stage = factory.SubFactory(StageFactory)
    juror = factory.SubFactory(UserFactory)
    open_sheets = 1
    sent_at = START


class PlenaryFactory(DjangoModelFactory):
    class Meta:
        model = Plenary

    edition = factory.SubFactory(EditionFactory)
    held_on = date(2026, 11, 1)
