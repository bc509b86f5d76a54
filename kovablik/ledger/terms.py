"""What the ledger's actions and values are called, and what the numbers in it are the keys of."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy

from accounts.models import OPD, User
from awards.models import Certificate, Plenary, Publication, SpecialAward
from competitions.models import (
    Category,
    Criterion,
    DocumentRequirement,
    Edition,
    PhaseKind,
    RuleKind,
    RuleLevel,
    SectionTemplate,
    Stage,
    StageKind,
)
from judging.models import Assignment, Conflict, Panel, Plan, Pledge, Promotion, ScoreSheet, Seat, Session, Slot, Visit
from submissions.models import Extension, Proposal, Reminder

ACTIONS = {
    "register.import": gettext_lazy("Mengimpor data"),
    "user.invite": gettext_lazy("Mengundang orang"),
    "opd.create": gettext_lazy("Menambah OPD"),
    "opd.update": gettext_lazy("Mengubah OPD"),
    "user.create": gettext_lazy("Menambah orang"),
    "user.update": gettext_lazy("Mengubah data orang"),
    "membership.create": gettext_lazy("Menambah anggota OPD"),
    "membership.update": gettext_lazy("Mengubah keanggotaan OPD"),
    "appointment.create": gettext_lazy("Menunjuk pejabat"),
    "appointment.update": gettext_lazy("Mengubah penunjukan"),
    "innovation.create": gettext_lazy("Menambah inovasi"),
    "innovation.update": gettext_lazy("Mengubah inovasi"),
    "edition.create": gettext_lazy("Membuat edisi"),
    "edition.update": gettext_lazy("Mengubah identitas edisi"),
    "edition.calendar": gettext_lazy("Mengubah kalender"),
    "edition.categories": gettext_lazy("Mengubah kategori"),
    "edition.section_templates": gettext_lazy("Mengubah bagian proposal"),
    "edition.document_requirements": gettext_lazy("Mengubah dokumen yang diminta"),
    "edition.rubric": gettext_lazy("Mengubah rubrik"),
    "edition.entry_rules": gettext_lazy("Mengubah aturan usulan"),
    "edition.stages": gettext_lazy("Mengubah tahap penilaian"),
    "edition.stage_rules": gettext_lazy("Mengubah aturan tahap penilaian"),
    "edition.bands": gettext_lazy("Mengubah rentang nilai"),
    "edition.tiers": gettext_lazy("Mengubah jenjang"),
    "edition.open": gettext_lazy("Membuka edisi"),
    "participant.add": gettext_lazy("Menambah OPD peserta"),
    "participant.remove": gettext_lazy("Mengeluarkan OPD peserta"),
    "edition.reschedule": gettext_lazy("Menjadwal ulang tahapan"),
    "edition.let_go": gettext_lazy("Melanjutkan tanpa yang tertinggal"),
    "proposal.register": gettext_lazy("Mendaftarkan usulan"),
    "proposal.update": gettext_lazy("Mengubah identitas usulan"),
    "proposal.hand_over": gettext_lazy("Menyerahkan usulan ke kepala OPD"),
    "proposal.recall": gettext_lazy("Mengambil kembali usulan dari kepala OPD"),
    "proposal.give_back": gettext_lazy("Meminta operator memperbaiki usulan"),
    "proposal.submit": gettext_lazy("Mengirim usulan"),
    "proposal.verify": gettext_lazy("Meloloskan usulan"),
    "proposal.return": gettext_lazy("Mengembalikan usulan"),
    "proposal.reject": gettext_lazy("Menolak usulan"),
    "proposal.withdraw": gettext_lazy("Menarik usulan"),
    "proposal.undo_return": gettext_lazy("Menarik kembali pengembalian usulan"),
    "proposal.undo_reject": gettext_lazy("Menarik kembali penolakan usulan"),
    "proposal.undo_verify": gettext_lazy("Menarik kembali kelolosan usulan"),
    "proposal.undo_withdraw": gettext_lazy("Mengikutkan lagi usulan yang ditarik"),
    "partnership.confirm": gettext_lazy("Membenarkan peran sebagai mitra"),
    "partnership.decline": gettext_lazy("Menyangkal peran sebagai mitra"),
    "partnership.reopen": gettext_lazy("Menanyakan kembali peran mitra"),
    "extension.grant": gettext_lazy("Memperpanjang waktu OPD"),
    "extension.end": gettext_lazy("Mengakhiri perpanjangan waktu OPD"),
    "reminder.send": gettext_lazy("Mengingatkan OPD"),
    "letter.approve": gettext_lazy("Menyetujui surat pernyataan"),
    "bundle.ask": gettext_lazy("Mengumpulkan semua naskah"),
    "attachment.add": gettext_lazy("Melampirkan berkas"),
    "attachment.scan": gettext_lazy("Memindai berkas"),
    "attachment.remove": gettext_lazy("Menghapus berkas"),
    "panel.create": gettext_lazy("Membuat panel"),
    "panel.delete": gettext_lazy("Menghapus panel"),
    "seat.create": gettext_lazy("Mendudukkan juri"),
    "seat.invite": gettext_lazy("Mengundang juri"),
    "seat.update": gettext_lazy("Mengubah keahlian juri"),
    "seat.accept": gettext_lazy("Bersedia menjadi juri"),
    "seat.decline": gettext_lazy("Tidak bersedia menjadi juri"),
    "pledge.accept": gettext_lazy("Menyetujui pakta integritas"),
    "seat.delete": gettext_lazy("Mengeluarkan juri dari panel"),
    "conflict.create": gettext_lazy("Mencatat benturan kepentingan"),
    "conflict.delete": gettext_lazy("Menghapus benturan kepentingan"),
    "assignment.create": gettext_lazy("Menugaskan juri"),
    "assignment.delete": gettext_lazy("Mencabut penugasan"),
    "assignment.pin": gettext_lazy("Menyematkan penugasan"),
    "assignment.unpin": gettext_lazy("Melepas sematan penugasan"),
    "plan.take": gettext_lazy("Menerapkan rencana penugasan"),
    "assignment.excuse": gettext_lazy("Membebaskan juri"),
    "assignment.restore": gettext_lazy("Membatalkan pembebasan juri"),
    "nudge.send": gettext_lazy("Mengingatkan juri"),
    "score.update": gettext_lazy("Memberi nilai"),
    "comment.update": gettext_lazy("Menulis komentar"),
    "scoresheet.finalise": gettext_lazy("Mengunci lembar nilai"),
    "scoresheet.reopen": gettext_lazy("Membuka kembali lembar nilai"),
    "visit.questions": gettext_lazy("Mengubah daftar periksa kunjungan"),
    "visit.photo": gettext_lazy("Menambah foto kunjungan"),
    "visit.photo_delete": gettext_lazy("Menghapus foto kunjungan"),
    "visit.file": gettext_lazy("Mengirim laporan kunjungan"),
    "message.create": gettext_lazy("Menulis pesan diskusi"),
    "agenda_mark.create": gettext_lazy("Menandai usulan untuk pleno"),
    "agenda_mark.delete": gettext_lazy("Menghapus tanda untuk pleno"),
    "promotion.create": gettext_lazy("Menaikkan usulan ke tahap berikutnya"),
    "promotion.delete": gettext_lazy("Menarik kembali kenaikan tahap"),
    "promotion.pass_over": gettext_lazy("Melewati usulan terbaik"),
    "promotion.announce": gettext_lazy("Mengabari OPD yang naik tahap"),
    "session.create": gettext_lazy("Membuat sesi presentasi"),
    "session.update": gettext_lazy("Mengubah sesi presentasi"),
    "session.delete": gettext_lazy("Menghapus sesi presentasi"),
    "agenda.draw": gettext_lazy("Menyusun agenda presentasi"),
    "slot.move": gettext_lazy("Memindahkan giliran"),
    "slot.delete": gettext_lazy("Menghapus giliran"),
    "slot.begin": gettext_lazy("Memulai paparan"),
    "slot.interview": gettext_lazy("Memulai wawancara"),
    "slot.end": gettext_lazy("Mengakhiri giliran"),
    "slot.reset": gettext_lazy("Mengulang giliran dari awal"),
    "attendance.note": gettext_lazy("Mencatat kehadiran"),
    "ranking.rebuild": gettext_lazy("Menghitung peringkat"),
    "plenary.open": gettext_lazy("Memulai pleno"),
    "plenary.decide": gettext_lazy("Memutus seri"),
    "plenary.confirm": gettext_lazy("Menetapkan peringkat"),
    "plenary.withdraw": gettext_lazy("Membatalkan penetapan peringkat"),
    "specialaward.add": gettext_lazy("Menambah penghargaan khusus"),
    "specialaward.remove": gettext_lazy("Menghapus penghargaan khusus"),
    "result.publish": gettext_lazy("Menerbitkan hasil"),
    "certificate.revoke": gettext_lazy("Mencabut piagam"),
}
NAMES = {  # of what an entry holds beyond the fields of our models
    "state": gettext_lazy("status"),
    "proposals": gettext_lazy("jumlah naskah"),
    "owners": gettext_lazy("pemilik"),
    "participants": gettext_lazy("OPD peserta"),
    "proposal": gettext_lazy("usulan"),
    "juror": gettext_lazy("juri"),
    "stage": gettext_lazy("tahap"),
    "phase": gettext_lazy("tahapan"),
    "left": gettext_lazy("yang tertinggal"),
    "template": gettext_lazy("pola"),
    "ranking": gettext_lazy("nomor perhitungan"),
    "placed": gettext_lazy("usulan berperingkat"),
    "results": gettext_lazy("hasil"),
    "certificates": gettext_lazy("piagam"),
    "sheets": gettext_lazy("lembar terkunci"),
    "digest": gettext_lazy("sidik hasil"),
    "fingerprint": gettext_lazy("sidik naskah"),
    "sha256": gettext_lazy("sidik berkas"),
    "counts": gettext_lazy("jumlah"),
    "added": gettext_lazy("ditambah"),
    "removed": gettext_lazy("dicabut"),
    "count": gettext_lazy("jumlah"),
    "session": gettext_lazy("sesi"),
    "slots": gettext_lazy("jumlah giliran"),
    "movements": gettext_lazy("juri keluar-masuk"),
    "alphabetical": gettext_lazy("keluar-masuk menurut abjad"),
    "questions": gettext_lazy("daftar periksa"),
    "photos": gettext_lazy("sidik foto"),
    "signature": gettext_lazy("sidik tanda tangan"),
    **dict(PhaseKind.choices),
}
RULES = dict(RuleKind.choices)  # what an entry about the rules of an edition is keyed by
REFERENCES: dict[str, type[models.Model]] = {  # what a number under this name is the key of
    "owners": OPD,
    "participants": OPD,
    "partners": OPD,
    "opd": OPD,
    "holder": OPD,
    "category": Category,
    "expertise": Category,
    "section": SectionTemplate,
    "requirement": DocumentRequirement,
    "criterion": Criterion,
    "stage": Stage,
    "panel": Panel,
    "proposal": Proposal,
    "juror": User,
    "session": Session,
    "user": User,
}
# What a row needs to say its own name. Others go by their number: so do files, whose names are sealed with the text.
RELATED: dict[type[models.Model], list[str]] = {
    OPD: [],
    User: [],
    Edition: [],
    Category: [],
    SectionTemplate: [],
    DocumentRequirement: [],
    Criterion: [],
    Stage: [],
    Proposal: ["innovation"],
    Extension: ["opd"],
    Reminder: ["opd"],
    Panel: [],
    Seat: ["user", "panel"],
    Pledge: ["user", "edition"],
    Conflict: ["user", "opd"],
    Assignment: ["proposal__innovation", "juror"],
    Plan: [],
    Promotion: ["proposal__innovation", "stage"],
    Session: [],
    Slot: ["proposal__innovation"],
    ScoreSheet: ["assignment__proposal__innovation", "assignment__juror"],
    Visit: ["proposal__innovation", "juror"],
    Plenary: ["edition"],
    Publication: ["edition"],
    SpecialAward: [],
    Certificate: [],
}
OURS = ("competitions", "submissions", "judging", "awards", "accounts")


def our_fields() -> Iterator[tuple[type[models.Model], Any]]:
    for name in OURS:
        for model in apps.get_app_config(name).get_models():
            for model_field in model._meta.get_fields():
                if isinstance(model_field, models.Field):
                    yield model, model_field


FIELDS = {
    (model, field.name): field.verbose_name
    for model, field in our_fields()
    if field.verbose_name != field.name.replace("_", " ")  # Django's stopgap where a field was given no name
}
ANY_FIELD = {name: label for (_model, name), label in FIELDS.items()}
CHOICES = {(field.name, value): label for _model, field in our_fields() for value, label in field.choices or ()}
CHOICES |= {("stage", value): label for value, label in StageKind.choices}
CHOICES |= {("phase", value): label for value, label in PhaseKind.choices}
CHOICES |= {(kind.value, value): label for kind in RuleKind for value, label in RuleLevel.choices}
