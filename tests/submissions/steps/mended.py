"""A proposal that is sent with something of every kind, and rewritten everywhere after it came back."""

from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import clock
from accounts.models import User
from competitions.models import Letter
from submissions.attachments.actions import add_attachment, remove_attachment
from submissions.letters import letter_key
from submissions.models import Attachment, Innovation, Paper, PaperKind, Partnership, Proposal, Revision, Upload
from submissions.papers.actions_letter import approve_letter
from submissions.papers.contents import paper_context, paper_key
from submissions.steps import workflow
from tests.factories import (
    CategoryFactory,
    DocumentRequirementFactory,
    InnovatorFactory,
    PartnershipFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
)
from tests.people import everyone
from tests.submissions import samples

MENDED = "Perbaikan rahasia"


def loaded(proposal):
    return Proposal.objects.with_details().get(pk=proposal.pk)


def sent():
    """A proposal with something of every kind, sent while the registration ran."""
    proposal = ProposalFactory(
        category=CategoryFactory(name="Kategori Terkirim"), video_url="https://terkirim.example/v", sdgs=[3]
    )
    Proposal.objects.filter(pk=proposal.pk).update(latitude=Decimal("-6.66"), longitude=Decimal("112.5"))
    Innovation.objects.filter(pk=proposal.innovation_id).update(started_on=date(2018, 6, 6))
    people = everyone(proposal)
    template = SectionTemplateFactory(edition=proposal.edition, name="Kebaruan", max_words=9)
    SectionFactory(proposal=proposal, template=template, text="Naskah terkirim", words=2)
    InnovatorFactory(proposal=proposal, name="Inovator Terkirim", part="Peran terkirim")
    PartnershipFactory(innovation=proposal.innovation, part="Peran terkirim")
    letter = DocumentRequirementFactory(edition=proposal.edition, letter=Letter.INNOVATOR)
    for name in ("berkas-tetap.pdf", "berkas-hilang.pdf"):
        file = SimpleUploadedFile(name, samples.pdf())
        add_attachment(proposal=proposal, file=file, by=people["operator"], section=template)
    approve(proposal, letter, people)
    workflow.take("submit", proposal=proposal, by=people["head"])
    return proposal, people, letter


def approve(proposal, letter, people):
    key = letter_key(loaded(proposal), letter)
    approve_letter(proposal=proposal, requirement=letter, key=key, by=User.objects.get(pk=people["head"].pk))


def mend(proposal, people, letter):
    """The agency rewrites everything that it can, and finishes nothing."""
    section = proposal.sections.get()
    section.text, section.words = MENDED, 2
    section.save()
    Revision.objects.create(section=section, text=MENDED, words=2, written_by=people["operator"])
    Proposal.objects.filter(pk=proposal.pk).update(
        category=CategoryFactory(edition=proposal.edition, name="Kategori Rahasia"),
        video_url="https://rahasia.example/v",
        replicates="Asal rahasia",
        latitude=Decimal("-7.77"),
        contact_name="Narahubung Rahasia",
        head_note="Catatan rahasia",
    )
    Innovation.objects.filter(pk=proposal.innovation_id).update(long_title=MENDED, started_on=date(2019, 7, 7))
    proposal.innovators.update(name="Inovator Rahasia", part="Peran rahasia")
    Partnership.objects.filter(innovation=proposal.innovation).update(part="Peran rahasia")
    PartnershipFactory(innovation=proposal.innovation, opd__name="OPD Rahasia")
    remove_attachment(attachment=proposal.attachments.get(name="berkas-hilang.pdf"), by=people["operator"])
    for place in ({"section": section.template}, {"requirement": letter}):
        attach(proposal, people, **place)
    upload = {"section": section.template, "name": "berkas-rahasia.pdf", "size": 9}
    Upload.objects.create(proposal=proposal, uploaded_by=people["head"], **upload)
    approve(proposal, letter, people)
    for kind, requirement in ((PaperKind.PROPOSAL, None), (PaperKind.LETTER, letter)):
        draw(proposal, kind, requirement=requirement)


def attach(proposal, people, **place):
    """A file whose bytes are the secret, and whose bytes are those of a frozen one under another name."""
    for name, content in (("berkas-rahasia.pdf", MENDED.encode()), ("berkas-rahasia-salinan.pdf", samples.pdf())):
        frozen = proposal.attachments.get(name="berkas-tetap.pdf")
        values = {"content_type": "application/pdf", "sha256": frozen.sha256, "uploaded_by": people["operator"]}
        attachment = Attachment(proposal=proposal, name=name, size=len(content), **values, **place)
        attachment.file.save(name, ContentFile(content))


def draw(proposal, kind, **place):
    context = paper_context(kind, loaded(proposal), **place)
    paper = Paper(proposal=proposal, kind=kind, key=paper_key(kind, context), sha256="2" * 64, **place)
    paper.drawn_at = clock.now()
    paper.pdf.save("x.pdf", ContentFile(MENDED.encode()))
