"""The papers as PDF: what stands on them, that they are drawn once, and what happens when they cannot be."""

import io
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from accounts import clock
from competitions.models import PhaseKind
from judging.models import ScoreSheet
from submissions.models import Paper, PaperKind, Proposal, VersionKind
from submissions.papers import actions, contents, pdf
from submissions.papers.actions import ask_paper, draw_paper, find_undrawn
from submissions.papers.naming import file_name, folder_name
from submissions.proposal_parts import proposal_parts
from submissions.templatetags.papers import breakable
from submissions.versions import content_hash, freeze
from tests.factories import (
    AppointmentFactory,
    InnovatorFactory,
    MembershipFactory,
    ProposalFactory,
    ScoreSheetFactory,
    SectionFactory,
    SectionTemplateFactory,
    StageFactory,
)
from tests.moments import moment
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db
NIP = "198001012005011001"


def loaded(proposal):
    return Proposal.objects.with_details().get(pk=proposal.pk)


def sent(**values):
    """A proposal with one section, sent once."""
    proposal = ProposalFactory(sent=True, **values)
    template = SectionTemplateFactory(edition=proposal.edition, name="Ringkasan", max_words=300)
    SectionFactory(proposal=proposal, template=template, text="Warga & petugas <b>tertib</b> ≥ 90 %", words=6)
    InnovatorFactory(proposal=proposal, name="Ratna Contoh", nip=NIP)
    proposal = loaded(proposal)
    version = freeze(proposal, proposal_parts(proposal), VersionKind.SENT, proposal.submitted_by)
    return proposal, version


def words_of(paper):
    paper.refresh_from_db()
    with paper.pdf.open("rb") as file:
        reader = PdfReader(io.BytesIO(file.read()))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def drawn(kind, proposal, **place):
    paper = ask_paper(kind, proposal, **place)
    assert draw_paper(paper.pk)
    return paper


def test_the_manuscript_says_the_version_word_for_word():
    proposal, version = sent(sdgs=[3])

    reader, text = words_of(drawn(PaperKind.PROPOSAL, proposal, version=version))

    assert proposal.innovation.title in text
    assert "Warga & petugas <b>tertib</b> ≥ 90 %" in text
    assert "6 dari paling banyak 300 kata" in text
    assert "3. Kehidupan Sehat dan Sejahtera" in text
    assert "Ratna Contoh" in text
    assert f"SHA-256 {content_hash(version.content)}" in text
    assert version.receipt_number in text
    assert "Halaman 1 dari 1" in text
    assert "DRAF" not in text
    assert NIP not in text
    assert reader.metadata.title == proposal.innovation.title
    assert reader.metadata.author == proposal.innovation.opd.name
    assert reader.trailer["/Root"]["/Lang"] == "id"
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_a_version_prints_the_same_whatever_became_of_the_proposal():
    proposal, version = sent()
    title = proposal.innovation.title
    proposal.innovation.title = "JUDUL LAIN"
    proposal.innovation.save()
    proposal.sections.update(text="Teks lain")

    _reader, text = words_of(drawn(PaperKind.PROPOSAL, loaded(proposal), version=version))

    assert title in text
    assert "JUDUL LAIN" not in text
    assert "Teks lain" not in text


def test_a_draft_says_that_it_is_one():
    proposal = ProposalFactory()

    _reader, text = words_of(drawn(PaperKind.PROPOSAL, loaded(proposal)))

    assert "DRAF, BELUM DIKIRIM" in text
    assert "belum dibekukan" in text
    assert "SHA-256" not in text


@pytest.mark.parametrize("is_sample", [True, False])
def test_a_sample_is_marked(is_sample):
    proposal, version = sent(is_sample=is_sample)

    for kind in (PaperKind.PROPOSAL, PaperKind.RECEIPT):
        _reader, text = words_of(drawn(kind, proposal, version=version))
        assert text.count("CONTOH") == 1 + is_sample  # the city of the tests is called so, too


def test_the_receipt_says_number_second_and_hash():
    proposal, version = sent()

    reader, text = words_of(drawn(PaperKind.RECEIPT, proposal, version=version))

    assert version.receipt_number in text
    assert contents.moment_in_full(version.frozen_at) in text
    assert " ".join(contents.groups_of(version.sha256)) in text
    assert str(version.frozen_by) in text
    assert "petugas" not in text
    assert len(reader.pages) == 1


def test_a_paper_is_drawn_once_and_found_again():
    proposal, version = sent()
    paper = drawn(PaperKind.PROPOSAL, proposal, version=version)

    again = ask_paper(PaperKind.PROPOSAL, loaded(proposal), version=version)

    assert again.pk == paper.pk
    assert not draw_paper(paper.pk)
    paper.refresh_from_db()
    with paper.pdf.open("rb") as file:
        assert sha256(file.read()).hexdigest() == paper.sha256


def test_the_language_of_the_reader_changes_no_paper():
    proposal, version = sent()
    paper = ask_paper(PaperKind.PROPOSAL, proposal, version=version)

    with translation.override("en"):
        again = ask_paper(PaperKind.PROPOSAL, proposal, version=version)

    assert again.pk == paper.pk


def test_a_newer_draft_takes_the_place_of_the_older():
    proposal = ProposalFactory()
    older = drawn(PaperKind.PROPOSAL, loaded(proposal))
    older.refresh_from_db()
    SectionFactory(proposal=proposal)

    newer = drawn(PaperKind.PROPOSAL, loaded(proposal))

    assert list(Paper.objects.all()) == [newer]


def test_a_draft_that_changed_before_it_was_drawn_is_drawn_as_it_stands():
    proposal = ProposalFactory()
    paper = ask_paper(PaperKind.PROPOSAL, loaded(proposal))
    SectionFactory(proposal=proposal, text="Kalimat yang terakhir")

    assert draw_paper(paper.pk)

    assert "Kalimat yang terakhir" in words_of(paper)[1]
    assert ask_paper(PaperKind.PROPOSAL, loaded(proposal)).pk == paper.pk


def test_what_cannot_be_drawn_is_counted_given_up_and_may_be_asked_for_later(client, monkeypatch):
    proposal, _version = sent()
    monkeypatch.setattr(actions, "draw", lambda *_: 1 / 0)
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)
    address = reverse("submissions:version-manuscript", args=[proposal.pk, 1])
    assert "Sedang disiapkan" in client.get(address).text
    paper = Paper.objects.get()

    for _turn in range(4):
        assert not draw_paper(paper.pk)

    paper.refresh_from_db()
    assert paper.failures == 3
    assert paper.is_given_up
    assert "gagal dibuat" in client.get(address).text
    with clock.at(clock.now() + actions.PATIENCE * 2):
        assert "Sedang disiapkan" in client.get(address).text
    paper.refresh_from_db()
    assert paper.failures == 0


def test_a_full_disk_is_no_failure_of_the_paper(monkeypatch):
    proposal, version = sent()
    paper = ask_paper(PaperKind.PROPOSAL, proposal, version=version)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(actions, "draw", full)

    with pytest.raises(OSError, match="No space"):
        draw_paper(paper.pk)
    paper.refresh_from_db()
    assert paper.failures == 0


def test_what_a_killed_drawing_left_is_replaced():
    proposal, version = sent()
    paper = ask_paper(PaperKind.PROPOSAL, proposal, version=version)
    name = paper._meta.get_field("pdf").upload_to(paper, "")
    default_storage.save(name, io.BytesIO(b"%PDF-half"))

    assert draw_paper(paper.pk)

    paper.refresh_from_db()
    assert paper.pdf.name == name
    assert words_of(paper)[1]


def test_what_nobody_draws_is_found_again():
    proposal, version = sent()
    paper = ask_paper(PaperKind.PROPOSAL, proposal, version=version)
    assert find_undrawn() == []

    with clock.at(clock.now() + actions.SILENCE * 2):
        assert find_undrawn() == [paper.pk]
        assert find_undrawn() == []


def test_the_page_waits_and_then_hands_out_the_file(client):
    proposal, version = sent()
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)
    address = reverse("submissions:proposal-receipt", args=[proposal.pk])

    waiting = client.get(address)
    polled = client.get(address, headers={"HX-Request": "true"})
    draw_paper(Paper.objects.get().pk)
    led = client.get(address, headers={"HX-Request": "true"})
    done = client.get(address)

    assert waiting.status_code == 202
    assert f'hx-get="{address}"' in waiting.text
    assert "<html" not in polled.text
    assert led["HX-Redirect"] == address
    assert done["Content-Type"] == "application/pdf"
    assert done["X-Content-Type-Options"] == "nosniff"
    assert "private" in done["Cache-Control"]
    assert "no-store" in done["Cache-Control"]
    assert "default-src 'none'" in done["Content-Security-Policy"]
    assert done["Content-Disposition"] == f'inline; filename="{version.receipt_number}.pdf"'
    assert b"".join(done.streaming_content).startswith(b"%PDF-")


def test_a_file_that_somebody_took_away_is_not_there(client):
    proposal, version = sent()
    paper = drawn(PaperKind.PROPOSAL, proposal, version=version)
    paper.refresh_from_db()
    paper.pdf.storage.delete(paper.pdf.name)
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)

    assert client.get(reverse("submissions:version-manuscript", args=[proposal.pk, 1])).status_code == 404


def test_owners_get_the_draft_of_what_came_back_and_readers_what_was_sent(client):
    proposal, version = sent()
    Proposal.objects.update(state="returned")

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        client.force_login(AppointmentFactory(role="verifier").user)
        client.get(reverse("submissions:proposal-manuscript", args=[proposal.pk]))
        of_reader = Paper.objects.get()
        client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)
        client.get(reverse("submissions:proposal-manuscript", args=[proposal.pk]))
        of_owner = Paper.objects.exclude(pk=of_reader.pk).get()

    assert of_reader.version == version
    assert of_owner.version is None


@pytest.mark.parametrize("phase", [PhaseKind.REGISTRATION, PhaseKind.ADMINISTRATION, PhaseKind.JUDGING])
@pytest.mark.parametrize("name", ["proposal-manuscript", "proposal-receipt"])
def test_who_opens_a_paper(client, name, phase):
    proposal, _version = sent()
    people = everyone(proposal)
    own, readers = {"operator", "head", "partner", "conflicted_juror"}, {"secretariat", "verifier", "auditor"}
    reads = own if phase == PhaseKind.REGISTRATION else own | readers

    found = {}
    with clock.at(moment(phase)):
        for role in ROLES:
            client.force_login(people[role])
            found[role] = client.get(reverse(f"submissions:{name}", args=[proposal.pk])).status_code

    seen = own | readers | {"leader"}
    assert found == {role: 202 if role in reads else 403 if role in seen else 404 for role in ROLES}


def test_a_juror_gets_what_was_sent_last_through_the_sheet(client):
    stage = StageFactory()
    proposal, version = sent(edition=stage.edition)
    Proposal.objects.update(state="verified")
    people = everyone(loaded(proposal), stage)
    sheet = ScoreSheet.objects.get(assignment__juror=people["juror"])
    address = reverse("judging:proposal-manuscript", args=[sheet.pk])

    found = {}
    with clock.at(moment(PhaseKind.JUDGING)):
        for role in ROLES:
            client.force_login(people[role])
            found[role] = client.get(address).status_code

    allowed = {"juror", "secretariat", "auditor"}
    assert {role for role, status in found.items() if status == 202} == allowed
    assert {status for role, status in found.items() if role not in allowed} == {404}
    assert Paper.objects.get().version == version


def test_a_sheet_of_what_was_never_frozen_has_no_manuscript(client):
    sheet = ScoreSheetFactory()
    client.force_login(sheet.assignment.juror)

    assert client.get(reverse("judging:proposal-manuscript", args=[sheet.pk])).status_code == 404


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "entah"}, "submissions_paper_kind_known"),
        ({"sha256": "a" * 64}, "submissions_paper_drawn_with_hash"),
    ],
)
def test_a_paper_that_cannot_be(values, constraint):
    proposal, version = sent()
    paper = ask_paper(PaperKind.PROPOSAL, proposal, version=version)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(**values)


def test_a_paper_is_there_once():
    proposal, version = sent()
    paper = ask_paper(PaperKind.PROPOSAL, proposal, version=version)

    with pytest.raises(IntegrityError, match="submissions_paper_once"), transaction.atomic():
        Paper.objects.create(proposal=proposal, kind=paper.kind, key=paper.key)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_the_same_paper():
    proposal, version = sent()

    def ask(_turn):
        try:
            return ask_paper(PaperKind.PROPOSAL, loaded(proposal), version=version).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(ask, range(6)))

    assert len(found) == 1 == Paper.objects.count()


def test_names_are_safe_on_every_disk():
    proposal, version = sent()
    proposal.innovation.title = "../../etc/passwd: “=SUM(A1)” \n"

    name = file_name(Paper(proposal=proposal, version=version, kind=PaperKind.PROPOSAL))

    assert name == f"{proposal.pk:05}-etcpasswd-suma1-v1.pdf"
    assert folder_name("Ωμέγα/..") == "naskah"


def test_a_run_of_characters_without_end_is_broken_and_nothing_else():
    address = "https://contoh.example/" + "a" * 100

    assert breakable("Teks biasa, " + address) == "Teks biasa, " + address
    assert breakable("x" * 1000).replace("\n", "") == "x" * 1000
    assert max(map(len, breakable("x" * 1000).split("\n"))) < 200


def test_nothing_is_fetched_from_the_network():
    with pytest.raises(ValueError, match="http"):
        pdf.own_files()("http://localhost/lambang.png")
