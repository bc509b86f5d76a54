"""What was sent stays as it was sent; what is broken is refused in words."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts import clock
from accounts.models import AuditEntry
from competitions.models import PhaseKind
from submissions.attachments.actions import remove_attachment
from submissions.entry.actions import Identity, register_proposal
from submissions.entry.actions_partners import add_partner
from submissions.file_inspection.inspection import inspect
from submissions.file_inspection.kinds import UnfitFileError
from submissions.models import Attachment, Innovation, State
from tests.factories import EditionFactory, MembershipFactory, OPDFactory, PartnershipFactory, ProposalFactory
from tests.moments import WEEK, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def later():
    """Another edition takes registrations while the first one is judged."""
    edition = EditionFactory(phases=False)
    opens = moment(PhaseKind.JUDGING) - timedelta(days=1)
    edition.phases.create(kind=PhaseKind.REGISTRATION, opens_at=opens, closes_at=opens + WEEK)
    with clock.at(moment(PhaseKind.JUDGING)):
        yield edition


def identity_of(innovation, **changes):
    told = {
        "title": innovation.title,
        "long_title": innovation.long_title,
        "partners": innovation.owners()[1:],
        "started_on": innovation.started_on,
    }
    return Identity(**{**told, **changes})


@pytest.mark.parametrize(
    "change",
    [
        {"partners": []},
        {"long_title": "Nama yang lain sama sekali"},
        {"started_on": date(2025, 5, 5)},
    ],
    ids=["partners", "long_title", "started_on"],
)
@pytest.mark.parametrize("state", [State.SUBMITTED, State.VERIFIED])
def test_a_new_entry_changes_nothing_of_what_another_edition_judges(later, state, change):
    """Otherwise an owner could leave the family that its jurors are kept from, or a stranger receive its piagam."""
    sent = ProposalFactory(sent=True, state=state)
    partner = PartnershipFactory(innovation=sent.innovation)
    operator = MembershipFactory(opd=sent.innovation.opd).user

    with pytest.raises(ValidationError, match="sedang dinilai"):
        register_proposal(
            edition=later, opd=sent.innovation.opd, identity=identity_of(sent.innovation, **change), by=operator
        )

    kept = Innovation.objects.get(pk=sent.innovation_id)
    assert kept.owners() == [sent.innovation.opd, partner.opd]
    assert (kept.long_title, kept.started_on) == (sent.innovation.long_title, sent.innovation.started_on)


def test_a_new_entry_of_the_same_innovation_is_taken_as_it_is(later):
    sent = ProposalFactory(verified=True)
    operator = MembershipFactory(opd=sent.innovation.opd).user

    entered = register_proposal(
        edition=later, opd=sent.innovation.opd, identity=identity_of(sent.innovation), by=operator
    )

    assert entered.innovation == sent.innovation
    with pytest.raises(ValidationError, match="sedang dinilai"):
        add_partner(proposal=entered, opd=OPDFactory(), by=operator)


def test_once_the_other_edition_is_over_an_innovation_may_change(later):
    sent = ProposalFactory(verified=True)
    sent.edition.phases.update(opens_at=moment("before") - WEEK, closes_at=moment("before"))
    operator = MembershipFactory(opd=sent.innovation.opd).user
    partner = OPDFactory()

    entered = register_proposal(
        edition=later, opd=sent.innovation.opd, identity=identity_of(sent.innovation, partners=[partner]), by=operator
    )

    assert entered.innovation.owners()[1:] == [partner]


def test_an_attachment_removed_twice_leaves_one_trace(registration, proposal, template, operator):
    file = Attachment.objects.create(
        proposal=proposal, section=template, file="tidak/ada", name="a.pdf", size=1, sha256="0", uploaded_by=operator
    )

    for _turn in range(2):
        remove_attachment(attachment=Attachment(pk=file.pk, proposal=proposal, file="tidak/ada"), by=operator)

    assert AuditEntry.objects.filter(action="attachment.remove").count() == 1


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED])
def test_a_word_document_spoilt_at_any_place_is_taken_or_refused(method):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr("word/document.xml", "<w:document/>" * 40)
    whole = target.getvalue()

    for at in range(len(whole)):
        spoilt = bytearray(whole)
        spoilt[at] ^= 0xFF
        try:
            inspect(io.BytesIO(bytes(spoilt)))
        except UnfitFileError:
            continue
