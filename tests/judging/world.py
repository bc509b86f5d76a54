"""A whole edition around one proposal, with a row of every kind that says something of it."""

from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from PIL import Image

from accounts import clock
from accounts.models import OPD, User
from competitions.models import DocumentRequirement, Edition, Letter, PhaseKind, Stage, StageKind
from judging import ranking_build
from judging.models import Assignment, Attendance, Comment, Score, ScoreSheet, Seat, SeatRole, VisitPhoto
from kovablik.outbox.ahead import ACTS
from submissions.models import Attachment, Proposal, VersionKind
from submissions.papers.actions import latest_sending
from submissions.proposal_parts import proposal_parts
from submissions.versions import freeze
from tests.factories import (
    AgendaMarkFactory,
    AppointmentFactory,
    AssignmentFactory,
    AttendanceFactory,
    CategoryFactory,
    CommentFactory,
    CriterionFactory,
    DocumentRequirementFactory,
    EditionFactory,
    InnovatorFactory,
    MessageFactory,
    OPDFactory,
    PanelFactory,
    PartnershipFactory,
    PlanFactory,
    PledgeFactory,
    PlenaryFactory,
    PromotionFactory,
    ProposalFactory,
    ScoreFactory,
    ScoreSheetFactory,
    SeatFactory,
    SectionFactory,
    SectionTemplateFactory,
    SessionFactory,
    SlotFactory,
    StageFactory,
    UserFactory,
    VisitFactory,
    VisitPhotoFactory,
    VisitQuestionFactory,
)
from tests.moments import moment

TITLE = "Sapa Rahasia Zamrud"
NAMES = {
    "agency": "Dinas Kerahasiaan Amethyst",
    "abbr": "Dirhst",
    "partner": "Badan Mitra Safir",
    "partner_abbr": "Bamisaf",
    "innovator": "Turmalina Widyastuti",
    "innovator_nip": "199001012015011777",
    "contact": "Opalina Kusuma",
    "phone": "081299887766",
    "video": "https://video.contoh.example/rubi",
    "file": "laporan-dinas-amethyst.pdf",
    "award": "Top 45 Aquamarin",
    "part": "Menyediakan data Safir",
    "head": "Kepala Kuarsa",
    "place": "-7.871234",
}


@dataclass
class World:
    """The edition with its stages, a proposal nobody in conflict may meet, one that is free, and the people."""

    edition: Edition
    stages: dict[str, Stage]
    hidden: Proposal
    free: Proposal
    juror: User
    chair: User
    secretary: User
    keys: dict[str, list[Any]] = field(default_factory=dict)
    rows: dict[str, set[int]] = field(default_factory=dict)


def picture() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (8, 8), "white").save(stream, "JPEG")
    return stream.getvalue()


def make_world() -> World:
    edition = EditionFactory()
    category = CategoryFactory(edition=edition)
    template = SectionTemplateFactory(edition=edition, number=1, max_words=200)
    letter = DocumentRequirementFactory(edition=edition, letter=Letter.INNOVATOR, name="Surat Pernyataan Inovator")
    document = DocumentRequirementFactory(edition=edition, name="Data dukung")
    stages = {str(kind): _stage(edition, kind) for kind in StageKind}
    head = UserFactory(name=NAMES["head"])
    opd = OPDFactory(name=NAMES["agency"], abbr=NAMES["abbr"])
    hidden = _proposal(edition, category, template, TITLE, opd, head)
    free = _proposal(edition, category, template, "Layanan Terbuka", OPDFactory(), UserFactory())
    _identify(hidden)
    for requirement, name in ((letter, "surat-amethyst.pdf"), (document, NAMES["file"])):
        _attach(hidden, requirement, name)
        _attach(free, requirement, "bukti.pdf")
    with clock.at(moment(PhaseKind.REGISTRATION)):
        for proposal in (hidden, free):
            loaded = Proposal.objects.with_details().get(pk=proposal.pk)
            freeze(loaded, proposal_parts(loaded), VersionKind.SENT, proposal.submitted_by)
    juror, chair = UserFactory(name="Juri Walk"), UserFactory(name="Ketua Walk")
    world = World(edition, stages, hidden, free, juror, chair, AppointmentFactory().user)
    for stage in stages.values():
        _judge(world, stage)
    _later(world)
    PlenaryFactory(edition=edition)
    PledgeFactory._meta.model.objects.filter(edition=edition, user=chair).exists() or PledgeFactory(
        edition=edition, user=chair
    )
    ranking_build.build(edition)
    world.rows = rows_of(world)
    world.keys = keys_of(world)
    return world


def _stage(edition: Edition, kind: str) -> Stage:
    stage = StageFactory(edition=edition, kind=kind, has_discussion=True, promotes=2)
    CriterionFactory(rubric=stage.rubric, number=1, name="Kebaruan", weight=Decimal(100))
    return stage


def _proposal(edition: Edition, category: Any, template: Any, title: str, opd: OPD, by: User) -> Proposal:
    proposal = ProposalFactory(
        edition=edition, category=category, verified=True, created_by=by, innovation__opd=opd, innovation__title=title
    )
    SectionFactory(proposal=proposal, template=template, text=f"Uraian {proposal.pk} tanpa sebutan.", updated_by=by)
    return proposal


def _identify(proposal: Proposal) -> None:
    """Everything that tells whose it is."""
    innovation = proposal.innovation
    type(innovation).objects.filter(pk=innovation.pk).update(past_award=NAMES["award"])
    partner = OPDFactory(name=NAMES["partner"], abbr=NAMES["partner_abbr"])
    PartnershipFactory(innovation=innovation, opd=partner, part=NAMES["part"])
    InnovatorFactory(proposal=proposal, name=NAMES["innovator"], nip=NAMES["innovator_nip"])
    Proposal.objects.filter(pk=proposal.pk).update(
        video_url=NAMES["video"],
        latitude=Decimal(NAMES["place"]),
        longitude=Decimal("112.512345"),
        contact_name=NAMES["contact"],
        contact_phone=NAMES["phone"],
    )


def _attach(proposal: Proposal, requirement: DocumentRequirement, name: str) -> Attachment:
    return Attachment.objects.create(
        proposal=proposal,
        requirement=requirement,
        file=ContentFile(b"%PDF-1.4", name),
        name=name,
        content_type="application/pdf",
        size=8,
        sha256=uuid4().hex * 2,
        uploaded_by=proposal.created_by,
    )


def _judge(world: World, stage: Stage) -> None:
    """Two members judge both proposals; the juror's sheet of the free one is open, those of the other locked."""
    panel = PanelFactory(stage=stage)
    SeatFactory(panel=panel, user=world.chair, role=SeatRole.CHAIR)
    other = UserFactory()
    for user in (world.juror, other):
        SeatFactory(panel=panel, user=user)
        for proposal in (world.hidden, world.free):
            is_final = user is other or proposal == world.hidden
            assignment = AssignmentFactory(stage=stage, proposal=proposal, juror=user)
            sheet = ScoreSheetFactory(assignment=assignment, final=is_final)
            ScoreFactory(sheet=sheet, criterion=stage.rubric.criteria.get(), points=Decimal(80))
            CommentFactory(sheet=sheet, text=f"Komentar atas {proposal}.")
    for proposal in (world.hidden, world.free):
        MessageFactory(stage=stage, proposal=proposal, author=other, text=f"Bicara {proposal}.")
        AgendaMarkFactory(stage=stage, proposal=proposal, note=f"Bahas {proposal}.", marked_by=other)
    PlanFactory(
        stage=stage,
        outcome={"pairs": [], "loads": [], "note": TITLE},
        drawn_at=clock.now(),
        settings={"seed": 1},
    )


def _later(world: World) -> None:
    """The stages to which both went on: a session with their turns, and a visit to each."""
    session = SessionFactory(stage=world.stages[StageKind.PRESENTATION])
    question = VisitQuestionFactory(stage=world.stages[StageKind.VISIT])
    for number, proposal in enumerate((world.hidden, world.free), start=1):
        for kind in (StageKind.PRESENTATION, StageKind.VISIT):
            PromotionFactory(stage=world.stages[kind], proposal=proposal, place=number)
        slot = SlotFactory(session=session, proposal=proposal, number=number)
        AttendanceFactory(slot=slot, juror=world.juror)
        visit = VisitFactory(
            stage=world.stages[StageKind.VISIT],
            proposal=proposal,
            juror=world.juror,
            findings=f"Temuan {proposal}.",
            answers={str(question.pk): {"answer": "ya", "note": ""}},
        )
        photo = VisitPhotoFactory(visit=visit, caption=f"Foto {proposal}")
        photo.image.save("", ContentFile(picture()))


def keys_of(world: World) -> dict[str, list[Any]]:
    """What an argument of an address may stand for; `pk` for a row of any kind that tells of the hidden proposal."""
    hidden, edition = world.hidden, world.edition

    return {
        "pk": sorted({pk for found in world.rows.values() for pk in found}),
        "slug": [edition.slug],
        "stage_pk": [stage.pk for stage in world.stages.values()],
        "proposal_pk": [hidden.pk],
        "attachment_pk": ids("submissions.Attachment", proposal=hidden),
        "criterion_pk": [stage.rubric.criteria.get().pk for stage in world.stages.values()],
        "juror_pk": [world.juror.pk],
        "opd_pk": [hidden.innovation.opd_id],
        "partnership_pk": ids("submissions.Partnership", innovation=hidden.innovation),
        "requirement_pk": ids("competitions.DocumentRequirement", edition=edition),
        "template_pk": ids("competitions.SectionTemplate", edition=edition),
        "revision_pk": [1],
        "number": [1],
        "anchor": [f"bagian-{one}" for one in ids("competitions.SectionTemplate", edition=edition)],
        "kind": [str(PhaseKind.JUDGING)],
        "step": ["kirim", "nilai", "mulai", "jeda", "lanjut", "selesai", "ulang"],
        "token": [str(uuid4())],
        "key": [str(key) for key in apps.get_model("judging", "VisitPhoto").objects.values_list("key", flat=True)],
        "uidb36": ["1"],
        "act": list(ACTS),
        "duty": ["opd", "jabatan"],
    }


def rows_of(world: World) -> dict[str, set[int]]:
    """By table the rows that tell of the hidden proposal, and the juror's own sheet of the free one."""
    hidden, edition = world.hidden, world.edition
    return {
        "judging_scoresheet": {
            *ids("judging.ScoreSheet", assignment__proposal=hidden),
            *ids("judging.ScoreSheet", assignment__proposal=world.free, assignment__juror=world.juror),
        },
        "judging_assignment": {*ids("judging.Assignment", proposal=hidden)},
        "judging_slot": {*ids("judging.Slot", proposal=hidden)},
        "judging_session": {*ids("judging.Session", stage__edition=edition)},
        "judging_visit": {*ids("judging.Visit", proposal=hidden)},
        "judging_promotion": {*ids("judging.Promotion", proposal=hidden)},
        "judging_plan": {*ids("judging.Plan", stage__edition=edition)},
        "submissions_attachment": {*ids("submissions.Attachment", proposal=hidden)},
        "judging_pledge": {*ids("judging.Pledge", edition=edition, user=world.juror)},
        "judging_seat": {*ids("judging.Seat", user=world.juror)},
        "submissions_proposal": {hidden.pk},
        "submissions_innovation": {hidden.innovation_id},
        "accounts_user": {world.juror.pk},
    }


def ids(name: str, **lookup: Any) -> list[int]:
    app, model = name.split(".")
    return list(apps.get_model(app, model)._default_manager.filter(**lookup).values_list("pk", flat=True))


def forget(proposal: Proposal) -> None:
    """As if it had never been entered: every row that hangs on it goes, whatever guards it."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        sheets = ScoreSheet.objects.filter(assignment__proposal=proposal)
        for rows in (Score, Comment):
            rows.objects.filter(sheet__in=sheets).delete()
        Attendance.objects.filter(slot__proposal=proposal).delete()
        VisitPhoto.objects.filter(visit__proposal=proposal).delete()
        sheets._raw_delete(sheets.db)  # noqa: SLF001  past the guards, which is the point
        for model in apps.get_models():
            for one in model._meta.fields:
                if one.related_model is Proposal and model._meta.managed:
                    query = model._default_manager.filter(**{one.name: proposal})
                    query._raw_delete(query.db)  # noqa: SLF001  past the guards, which is the point
        query = Proposal.objects.filter(pk=proposal.pk)
        query._raw_delete(query.db)  # noqa: SLF001  past the guards, which is the point
        cursor.execute("SET session_replication_role = DEFAULT")


__all__ = ["NAMES", "TITLE", "Assignment", "Seat", "World", "forget", "keys_of", "latest_sending", "make_world"]
