"""A site visit through the acts and the pages: notes, photos, signature, filing, and who may see it."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import reverse

from accounts import clock, ledger
from accounts.models import AuditEntry
from competitions.models import PhaseKind
from judging.ledger_check.differences import differences
from judging.models import Visit, VisitPhoto, VisitQuestion
from judging.visits.actions import (
    Snapshot,
    add_visit_photo,
    file_visit,
    remove_visit_photo,
    save_visit,
    sealed,
    sign_visit,
)
from tests.factories import AppointmentFactory, ConflictFactory, VisitFactory
from tests.judging.conftest import asked_anew
from tests.judging.visits.pictures import bomb, camera_photo, drawing, photo
from tests.judging.visits.visiting import another_sheet, notes, visit_sheet
from tests.moments import moment
from tests.seen import as_fields, seen_in

AUTOSAVE = {"X-Autosave": "1"}


@pytest.fixture
def _visiting(db):
    with clock.at(moment(PhaseKind.VISIT)):
        yield


@pytest.fixture
def sheet(_visiting):
    return visit_sheet()


@pytest.fixture
def juror(sheet):
    return asked_anew(sheet.assignment.juror)


@pytest.fixture
def as_juror(client, juror):
    client.force_login(juror)
    return client


def url(name, sheet, *more):
    return reverse(f"judging:{name}", args=[sheet.assignment_id, *more])


def snapshot(**changes):
    given = {"key": uuid4(), "jpeg": photo(), "taken_at": moment(PhaseKind.VISIT)}
    return Snapshot(**{**given, **changes})


def sent(image=None, **changes):
    """What the page sends with a photo."""
    file = SimpleUploadedFile("foto.jpg", camera_photo() if image is None else image, "image/jpeg")
    place = {"latitude": "-7.870000", "longitude": "112.530000"}
    return {"key": str(uuid4()), "image": file, "taken_at": "2026-02-11T10:15:00+07:00", **place, **changes}


def stored_bytes():
    with VisitPhoto.objects.get().image.open("rb") as image:
        return image.read()


def file(sheet, juror):
    """Note all that a report needs and file it."""
    answers = {str(question.pk): {"answer": "ya", "note": ""} for question in VisitQuestion.objects.all()}
    whole = {"answers": answers, "findings": "Berjalan.", "visited_at": moment(PhaseKind.VISIT)}
    save_visit(sheet=sheet, notes=whole, by=juror)
    return file_visit(sheet=sheet, by=juror)


# Notes


def test_notes_are_stored_complete_or_not_and_leave_no_trace_before_filing(as_juror, sheet):
    response = as_juror.post(url("visit-update", sheet), notes(sheet, findings="", visited_at=""), headers=AUTOSAVE)

    visit = Visit.objects.get()
    assert response.status_code == 200
    assert seen_in(response) == as_fields(visit.seen)
    assert visit.received_by == "Ibu Wati"
    assert [answer["answer"] for answer in visit.answers.values()] == ["ya", "ya"]
    assert not AuditEntry.objects.filter(action__startswith="visit.").exists()


def test_notes_come_back_on_the_page_and_without_a_script(as_juror, sheet):
    response = as_juror.post(url("visit-update", sheet), notes(sheet), follow=True)

    assert "Loket buka dan antrean tercatat." in response.text
    assert 'value="2026-02-11T10:15"' in response.text
    assert Visit.objects.get().visited_at.isoformat() == "2026-02-11T03:15:00+00:00"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"visited_at": "besok"}, "Isi tanggal dan jam kunjungan."),
        ({"visited_at": "2099-01-01T00:00"}, "tidak boleh di masa depan"),
        ({"visited_at": "0001-01-01T00:00"}, "sebelum tahun 2000"),
        ({"findings": "x" * 8001}, "8000"),
        ({"received_by": "x" * 151}, "150"),
        ({"findings": "nol\0"}, "Karakter null"),
        ({"seen[notes]": []}, "Muat ulang halaman ini"),
    ],
)
def test_wrong_notes_are_refused_in_a_sentence_and_stay_on_the_page(as_juror, sheet, wrong, sentence):
    by_script = as_juror.post(url("visit-update", sheet), notes(sheet, **wrong), headers=AUTOSAVE)
    by_hand = as_juror.post(url("visit-update", sheet), notes(sheet, **wrong))

    assert by_script.status_code == by_hand.status_code == 422
    assert sentence in by_script.text
    assert "Ibu Wati" in by_hand.text or "received_by" in wrong
    assert not Visit.objects.exists()


def test_a_foreign_answer_to_a_question_is_refused(as_juror, sheet):
    question = VisitQuestion.objects.first()

    response = as_juror.post(
        url("visit-update", sheet), notes(sheet, **{f"jawaban-{question.pk}": "barangkali"}), headers=AUTOSAVE
    )

    assert response.status_code == 422


def test_two_devices_do_not_overwrite_each_other(as_juror, sheet, juror):
    first = as_juror.post(url("visit-update", sheet), notes(sheet, findings="Dari ponsel."), headers=AUTOSAVE)
    second = as_juror.post(url("visit-update", sheet), notes(sheet, findings="Dari laptop."), headers=AUTOSAVE)
    again = as_juror.post(url("visit-update", sheet), notes(sheet, findings="Dari ponsel."), headers=AUTOSAVE)
    before = Visit.objects.get()
    chosen = as_juror.post(
        url("visit-update", sheet), notes(sheet, findings="Dari laptop.", **as_fields(before.seen)), headers=AUTOSAVE
    )

    assert [first.status_code, second.status_code, again.status_code, chosen.status_code] == [200, 409, 200, 200]
    assert "Dari ponsel." in second.text
    assert before.seen["notes"] in second.text
    assert Visit.objects.get().findings == "Dari laptop."
    assert Visit.objects.get().as_of > before.as_of > 0


def test_a_photo_does_not_make_the_notes_stale(as_juror, sheet, juror):
    add_visit_photo(sheet=sheet, photo=snapshot(), by=juror)

    response = as_juror.post(url("visit-update", sheet), notes(sheet), headers=AUTOSAVE)

    assert response.status_code == 200


def test_what_somebody_else_typed_on_this_device_is_not_stored(as_juror, sheet, juror):
    other = {**AUTOSAVE, "X-Writer": str(juror.pk + 1)}

    answers = [
        as_juror.post(url("visit-update", sheet), notes(sheet), headers=other),
        as_juror.post(url("visit-photo-create", sheet), sent(), headers=other),
        as_juror.post(url("visit-sign", sheet), {"image": SimpleUploadedFile("t.png", drawing())}, headers=other),
        as_juror.post(url("visit-file", sheet), headers=other),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert not Visit.objects.exists()


# Photos


def test_a_photo_is_drawn_anew_upright_and_without_what_the_camera_noted(as_juror, sheet):
    from PIL import Image  # noqa: PLC0415  only here

    response = as_juror.post(url("visit-photo-create", sheet), sent(caption="Loket depan"), headers=AUTOSAVE)

    row = VisitPhoto.objects.get()
    data = stored_bytes()
    with Image.open(BytesIO(data)) as image:
        assert image.format == "JPEG"
        assert image.size == (240, 320)
        assert not image.getexif()
    assert b"Pabrik Rahasia" not in data
    assert b"Exif" not in data
    assert row.taken_at.isoformat() == "2026-02-11T03:15:00+00:00"
    assert (str(row.latitude), str(row.longitude)) == ("-7.870000", "112.530000")
    assert response.status_code == 200
    assert "Loket depan" in response.text
    entry = AuditEntry.objects.get(action="visit.photo")
    assert entry.after["sha256"] == row.sha256


def test_a_photo_sent_twice_is_stored_once_even_after_filing(as_juror, sheet, juror):
    key = str(uuid4())
    answers = [as_juror.post(url("visit-photo-create", sheet), sent(key=key), headers=AUTOSAVE) for _ in "12"]
    file(sheet, juror)
    answers.append(as_juror.post(url("visit-photo-create", sheet), sent(key=key), headers=AUTOSAVE))
    late = as_juror.post(url("visit-photo-create", sheet), sent(), headers=AUTOSAVE)

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert late.status_code == 403
    assert "sudah dikirim" in late.text
    assert VisitPhoto.objects.count() == 1
    assert AuditEntry.objects.filter(action="visit.photo").count() == 1


def test_a_large_photo_is_made_smaller(sheet, as_juror):
    as_juror.post(url("visit-photo-create", sheet), sent(photo((4000, 3000))), headers=AUTOSAVE)

    row = VisitPhoto.objects.get()
    assert (row.image.width, row.image.height) == (2048, 1536)
    row.image.close()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_about_reports_pictures_become_a_jpeg(sheet, as_juror, kind):
    image = photo(kind=kind, mode="RGBA", colour=(200, 0, 0, 120))

    assert as_juror.post(url("visit-photo-create", sheet), sent(image), headers=AUTOSAVE).status_code == 200
    assert stored_bytes()[:3] == b"\xff\xd8\xff"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BROKEN = {
    "nothing": b"",
    "svg": SVG,
    "html": b"<html><script>alert(1)</script></html>",
    "garbage": bytes(range(256)) * 40,
    "half": photo((800, 600))[:2000],
    "jpeg head": b"\xff\xd8\xff\xe0" + b"A" * 500,
    "png head": b"\x89PNG\r\n\x1a\n" + b"A" * 500,
    "gif": b"GIF89a" + b"\x01" * 200,
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj",
    "tiff": b"II*\0" + b"\x08\0\0\0" + b"\xff" * 200,
    "webp head": b"RIFF\xff\xff\0\0WEBPVP8 " + b"\0" * 100,
    "bomb": bomb(),
    "vast": bomb(8_000),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("place", ["visit-photo-create", "visit-sign"])
def test_what_is_no_picture_is_refused_with_the_reason(as_juror, sheet, place, name):
    import weasyprint  # noqa: F401, PLC0415  a process that has drawn a PDF takes half a file for a picture

    data = sent(BROKEN[name])

    by_script = as_juror.post(url(place, sheet), data, headers=AUTOSAVE)
    data["image"].seek(0)
    by_hand = as_juror.post(url(place, sheet), data)

    assert by_script.status_code == by_hand.status_code == 422
    assert by_script.text.endswith((".", "!"))
    assert by_script["Content-Type"].startswith("text/plain")
    assert not VisitPhoto.objects.exists()
    assert not Visit.objects.exclude(signature="").exists()


def test_a_picture_with_a_page_behind_it_keeps_only_the_picture(as_juror, sheet):
    as_juror.post(url("visit-photo-create", sheet), sent(photo() + SVG), headers=AUTOSAVE)

    assert b"script" not in stored_bytes()


def test_a_text_in_the_place_of_a_file_is_none(as_juror, sheet):
    response = as_juror.post(url("visit-photo-create", sheet), {**sent(), "image": "bukan berkas"}, headers=AUTOSAVE)

    assert response.status_code == 422
    assert "Ambil atau pilih fotonya dahulu." in response.text


def test_20_megabytes_are_refused(as_juror, sheet):
    response = as_juror.post(url("visit-photo-create", sheet), sent(photo() + b"\0" * 20_000_000), headers=AUTOSAVE)

    assert response.status_code == 422
    assert "terlalu besar" in response.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "x"},
        {"key": ""},
        {"taken_at": "kemarin"},
        {"taken_at": "2026-02-11T10:15:00"},
        {"taken_at": "0001-01-01T00:00:00+07:00"},
        {"taken_at": "9999-12-31T23:59:59-12:00"},
        {"latitude": "91"},
        {"longitude": "-181"},
        {"latitude": "NaN"},
        {"latitude": "1e400"},
        {"caption": "x" * 201},
        {"caption": "\0"},
    ],
)
def test_wrong_facts_of_a_photo_are_refused(as_juror, sheet, wrong):
    response = as_juror.post(url("visit-photo-create", sheet), sent(**wrong), headers=AUTOSAVE)

    assert response.status_code == 422
    assert not VisitPhoto.objects.exists()


def test_a_photo_without_time_and_with_half_a_place(as_juror, sheet):
    as_juror.post(url("visit-photo-create", sheet), sent(taken_at="", longitude=""), headers=AUTOSAVE)

    row = VisitPhoto.objects.get()
    assert row.taken_at == clock.now()
    assert row.latitude is row.longitude is None


@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"\xff" * 5000])
@pytest.mark.parametrize("place", ["visit-photo-create", "visit-sign", "visit-update", "visit-file"])
def test_garbage_for_a_form_is_refused(as_juror, sheet, place, body):
    response = as_juror.generic("POST", url(place, sheet), body, "multipart/form-data; boundary=x", headers=AUTOSAVE)

    assert response.status_code in {200, 400, 422}
    assert not VisitPhoto.objects.exists()


def test_a_report_holds_so_many_photos_and_no_more(sheet, juror, monkeypatch):
    monkeypatch.setattr("judging.visits.actions.MOST_PHOTOS", 1)
    add_visit_photo(sheet=sheet, photo=snapshot(), by=juror)

    with pytest.raises(ValidationError, match="paling banyak 1 foto"):
        add_visit_photo(sheet=sheet, photo=snapshot(), by=juror)


def test_a_photo_goes_before_filing_only(as_juror, sheet, juror, django_capture_on_commit_callbacks):
    row = add_visit_photo(sheet=sheet, photo=snapshot(), by=juror)
    storage, name = row.image.storage, row.image.name

    with django_capture_on_commit_callbacks(execute=True):
        gone = as_juror.post(url("visit-photo-delete", sheet, row.key), headers=AUTOSAVE)
    again = as_juror.post(url("visit-photo-delete", sheet, row.key), headers=AUTOSAVE)

    assert (gone.status_code, again.status_code) == (200, 200)
    assert not storage.exists(name)
    assert AuditEntry.objects.get(action="visit.photo_delete").before["sha256"] == row.sha256
    kept = add_visit_photo(sheet=sheet, photo=snapshot(), by=juror)
    file(sheet, juror)
    assert as_juror.post(url("visit-photo-delete", sheet, kept.key)).status_code == 403
    assert VisitPhoto.objects.get() == kept


def test_a_photo_leaves_as_a_picture_and_nothing_else(as_juror, sheet, juror):
    row = add_visit_photo(sheet=sheet, photo=snapshot(), by=juror)

    response = as_juror.get(url("visit-photo-detail", sheet, row.key))
    known = as_juror.get(url("visit-photo-detail", sheet, row.key), headers={"If-None-Match": f'"{row.sha256}"'})

    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-cache"
    assert b"".join(response.streaming_content)[:3] == b"\xff\xd8\xff"
    assert known.status_code == 304
    assert as_juror.get(url("visit-photo-detail", sheet, uuid4())).status_code == 404


def test_a_photo_that_the_storage_lost_is_not_there(as_juror, sheet, juror):
    row = add_visit_photo(sheet=sheet, photo=snapshot(), by=juror)
    row.image.storage.delete(row.image.name)

    assert as_juror.get(url("visit-photo-detail", sheet, row.key)).status_code == 404


# Signature


def test_a_signature_is_stored_shown_replaced_and_taken_away(as_juror, sheet):
    def sign(image=None):
        data = {"image": SimpleUploadedFile("t.png", image, "image/png")} if image else {}
        return as_juror.post(url("visit-sign", sheet), data, headers=AUTOSAVE)

    signed = sign(drawing())
    shown = as_juror.get(url("visit-signature", sheet))
    first = Visit.objects.get().signature_sha256
    sign(drawing((500, 300)))
    second = Visit.objects.get().signature_sha256
    gone = sign()

    assert (signed.status_code, gone.status_code) == (200, 200)
    assert "<img" in signed.text
    assert b"".join(shown.streaming_content)[:4] == b"\x89PNG"
    assert shown["Content-Type"] == "image/png"
    assert first != second
    assert Visit.objects.get().signature_sha256 == ""
    assert as_juror.get(url("visit-signature", sheet)).status_code == 404


def test_a_signature_without_a_stroke_is_none(as_juror, sheet):
    data = {"image": SimpleUploadedFile("t.png", drawing(stroke=False), "image/png")}

    response = as_juror.post(url("visit-sign", sheet), data, headers=AUTOSAVE)

    assert response.status_code == 422
    assert "kosong" in response.text


# Filing


def test_filing_names_what_is_missing_and_keeps_what_was_typed(as_juror, sheet):
    question = VisitQuestion.objects.first()
    data = notes(sheet, findings="", visited_at="", **{f"jawaban-{question.pk}": ""})

    by_script = as_juror.post(url("visit-file", sheet), data, headers=AUTOSAVE)
    by_hand = as_juror.post(url("visit-file", sheet), {**data, **as_fields(Visit.objects.get().seen)})

    assert by_script.status_code == by_hand.status_code == 422
    for sentence in ("Apakah layanan berjalan? Jawab pertanyaan ini.", "Isi waktu kunjungan.", "Tuliskan temuan"):
        assert sentence in by_script.text
        assert sentence in by_hand.text
    assert "Ibu Wati" in by_hand.text
    assert not Visit.objects.get().is_filed


def test_filing_freezes_the_report_and_seals_it_in_the_ledger(as_juror, sheet, juror):
    row = add_visit_photo(sheet=sheet, photo=snapshot(), by=juror)
    sign_visit(sheet=sheet, png=drawing(), by=juror)

    response = as_juror.post(url("visit-file", sheet), notes(sheet), follow=True)

    visit = Visit.objects.get()
    entry = AuditEntry.objects.get(action="visit.file")
    assert "Dikirim" in response.text
    assert visit.is_filed
    assert entry.after["photos"] == [row.sha256]
    assert entry.after["signature"] == visit.signature_sha256
    assert entry.after == sealed(visit, list(VisitQuestion.objects.all()))
    assert list(ledger.breaks(entry.chain)) == []
    for act in (
        lambda: save_visit(sheet=sheet, notes={"findings": "Lain."}, by=juror),
        lambda: add_visit_photo(sheet=sheet, photo=snapshot(), by=juror),
        lambda: sign_visit(sheet=sheet, png=None, by=juror),
        lambda: remove_visit_photo(sheet=sheet, key=row.key, by=juror),
    ):
        with pytest.raises(PermissionDenied):
            act()
    late = as_juror.post(url("visit-update", sheet), notes(sheet, findings="Lain."), headers=AUTOSAVE)
    assert late.status_code == 403
    assert "<form" not in as_juror.get(url("visit-detail", sheet)).text.partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize("change", ["findings", "received_by", "answers", "visited_at", "is_signed_on_paper"])
def test_every_word_of_a_report_is_in_its_seal(sheet, juror, change):
    visit = file(sheet, juror)
    questions = list(VisitQuestion.objects.all())
    before = sealed(visit, questions)

    setattr(visit, change, {"answers": {}, "visited_at": clock.now(), "is_signed_on_paper": True}.get(change, "Lain"))
    visit.visited_at = visit.visited_at.replace(year=2025) if change == "visited_at" else visit.visited_at

    assert sealed(visit, questions)["sha256"] != before["sha256"]


@pytest.mark.parametrize("model", [Visit, VisitQuestion])
def test_a_report_that_says_something_else_than_was_filed_is_named(sheet, juror, model):
    visit = file(sheet, juror)
    assert about_reports(differences(visit.stage.edition)) == set()

    model.objects.update(**({"received_by": "Lain"} if model is Visit else {"text": Concat("text", Value("!"))}))

    assert about_reports(differences(visit.stage.edition)) == {
        f"Laporan kunjungan {visit.pk}: kata-katanya lain daripada jejak."
    }


def about_reports(sentences):
    """Those about reports: the sheet of these tests was made by no act."""
    return {sentence for sentence in sentences if sentence.startswith("Laporan")}


def test_filing_twice_files_once(sheet, juror):
    first = file(sheet, juror)

    assert file_visit(sheet=sheet, by=juror).filed_at == first.filed_at
    assert AuditEntry.objects.filter(action="visit.file").count() == 1


def test_a_report_without_a_checklist_needs_findings_and_time(sheet, juror):
    VisitQuestion.objects.all().delete()

    assert file(sheet, juror).is_filed


# The checklist and the overview


@pytest.fixture
def as_secretary(client, _visiting):
    client.force_login(AppointmentFactory().user)
    return client


def stage_url(name, sheet):
    return reverse(f"judging:{name}", args=[sheet.assignment.stage.edition.slug, sheet.assignment.stage_id])


def test_the_secretariat_writes_the_checklist_line_by_line(as_secretary, sheet):
    kept = VisitQuestion.objects.get(text="Apakah angkanya cocok?")
    text = "Apakah angkanya cocok?\r\n\r\n  Apakah   petugasnya tahu?  "

    response = as_secretary.post(stage_url("visit-questions", sheet), {"questions": text}, follow=True)

    assert "Daftar periksa tersimpan." in response.text
    assert list(VisitQuestion.objects.values_list("number", "text")) == [
        (1, "Apakah angkanya cocok?"),
        (2, "Apakah petugasnya tahu?"),
    ]
    assert VisitQuestion.objects.get(number=1) == kept
    entry = AuditEntry.objects.get(action="visit.questions")
    assert entry.after == {"questions": ["Apakah angkanya cocok?", "Apakah petugasnya tahu?"]}


def test_two_questions_may_change_places(as_secretary, sheet):
    as_secretary.post(
        stage_url("visit-questions", sheet), {"questions": "Apakah angkanya cocok?\nApakah layanan berjalan?"}
    )

    assert [question.text for question in VisitQuestion.objects.all()] == [
        "Apakah angkanya cocok?",
        "Apakah layanan berjalan?",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  \n ", "sedikitnya satu"),
        ("Sama?\nSama?", "dua kali"),
        ("x" * 301, "300 karakter"),
        ("\n".join(f"Tanya {number}?" for number in range(61)), "Paling banyak 60"),
        ("\0", "Karakter null"),
    ],
)
def test_a_wrong_checklist_is_refused_and_stays_on_the_page(as_secretary, sheet, text, sentence):
    response = as_secretary.post(stage_url("visit-questions", sheet), {"questions": text})

    assert response.status_code == 422
    assert sentence in response.text
    assert VisitQuestion.objects.count() == 2


def test_a_filed_report_closes_the_checklist(as_secretary, sheet, juror):
    file(sheet, juror)

    response = as_secretary.post(stage_url("visit-questions", sheet), {"questions": "Baru?"})

    assert response.status_code == 422
    assert "tidak dapat diubah lagi" in response.text
    assert VisitQuestion.objects.count() == 2


def test_a_stage_without_a_checklist_is_offered_one(as_secretary, sheet):
    VisitQuestion.objects.all().delete()

    page = as_secretary.get(stage_url("visit-list", sheet)).text

    assert "Apakah inovasi berjalan pada saat kunjungan?" in page
    assert not VisitQuestion.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_costs_the_same_for_any_number(as_secretary, sheet, count, django_assert_num_queries):
    for _ in range(count - 1):
        another_sheet(sheet.assignment.stage)
    for one in sheet.assignment.stage.assignments.all():
        VisitFactory(stage=one.stage, proposal=one.proposal, juror=one.juror)

    with django_assert_num_queries(13):
        page = as_secretary.get(stage_url("visit-list", sheet)).text

    assert page.count("Sedang diisi") == count
    assert f"0 dari {count} laporan" in page


def test_the_report_page_costs_the_same_for_any_number_of_photos(as_juror, sheet, juror, django_assert_max_num_queries):
    for _ in range(3):
        add_visit_photo(sheet=sheet, photo=snapshot(), by=juror)

    with django_assert_max_num_queries(20):
        page = as_juror.get(url("visit-detail", sheet)).text

    assert page.count("data-remove") == 3


def test_a_conflict_that_comes_later_closes_the_report(as_juror, sheet, juror):
    row = add_visit_photo(sheet=sheet, photo=snapshot(), by=juror)
    ConflictFactory(user=juror, opd=sheet.assignment.proposal.innovation.opd)

    pages = [
        as_juror.get(url("visit-detail", sheet)),
        as_juror.get(url("visit-photo-detail", sheet, row.key)),
        as_juror.get(url("visit-signature", sheet)),
        as_juror.post(url("visit-update", sheet), notes(sheet), headers=AUTOSAVE),
        as_juror.post(url("visit-file", sheet)),
    ]

    assert {page.status_code for page in pages} == {404}


def test_a_stage_of_another_kind_has_no_reports(as_secretary, stage):
    other = another_sheet(stage)

    assert as_secretary.get(url("visit-detail", other)).status_code == 404
    assert as_secretary.get(stage_url("visit-list", other)).status_code == 404
