"""docs/hak.md from the tables of rights: `bin/test tests/test_rights_named.py` holds that it is current.

It is written by `python manage.py shell -c "from tests import rights_page; rights_page.write()"`.
"""

from pathlib import Path

from competitions.models import PhaseKind
from submissions.models import State
from tests.accounts.test_rules import TABLE as ACCOUNTS
from tests.awards.test_rules import TABLE as AWARDS
from tests.competitions.test_rules import TABLE as COMPETITIONS
from tests.judging.test_rules import TABLE as JUDGING
from tests.moments import AFTER, BEFORE, MOMENTS
from tests.people import ROLES
from tests.rights import Row, Table, rights
from tests.submissions.test_rules import TABLE as SUBMISSIONS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "hak.md"
TABLES: dict[str, Table] = {
    "accounts": ACCOUNTS,
    "competitions": COMPETITIONS,
    "submissions": SUBMISSIONS,
    "judging": JUDGING,
    "awards": AWARDS,
}
HEADINGS = {
    "accounts": "Orang dan jejak",
    "competitions": "Edisi",
    "submissions": "Usulan",
    "judging": "Penilaian",
    "awards": "Pleno, hasil dan piagam",
}
PEOPLE = {
    "operator": "operator",
    "head": "Kepala OPD",
    "staff": "pegawai OPD",
    "partner": "OPD mitra",
    "other_operator": "operator OPD lain",
    "other_head": "kepala OPD lain",
    "verifier": "verifikator",
    "juror": "juri",
    "conflicted_juror": "juri yang berbenturan",
    "chair": "ketua panel",
    "secretariat": "Bagian Organisasi",
    "leader": "Pimpinan",
    "auditor": "auditor",
    "admin": "administrator sistem",
    "nobody": "pengguna tanpa peran",
}
WORDS = {
    "accounts.view_ledger": "Membaca jejak",
    "accounts.invite_user": "Mengundang orang",
    "accounts.view_outbox": "Membaca e-mail keluar",
    "accounts.send_mail_again": "Mengirim e-mail lagi",
    "accounts.view_register": "Melihat daftar OPD dan orang",
    "accounts.manage_register": "Mengubah daftar OPD dan orang",
    "competitions.add_edition": "Membuat edisi",
    "competitions.view_edition": "Melihat edisi",
    "competitions.change_edition": "Mengubah isi edisi",
    "competitions.delete_edition": "Menghapus edisi",
    "competitions.open_edition": "Membuka edisi",
    "competitions.rehearse_edition": "Menjalankan, memasuki, dan membuang gladi bersih",
    "competitions.reschedule_edition": "Menggeser jadwal",
    "competitions.view_participants": "Melihat OPD peserta",
    "competitions.change_participants": "Menambah dan mengeluarkan OPD peserta",
    "submissions.add_proposal": "Mendaftarkan usulan",
    "submissions.view_proposal": "Mengetahui adanya usulan",
    "submissions.read_proposal": "Membaca naskah",
    "submissions.read_working_copy": "Membaca naskah yang sedang disusun",
    "submissions.view_letter": "Membuka surat untuk ditandatangani (memuat NIP)",
    "submissions.open_signed_letter": "Membuka surat yang sudah ditandatangani (memuat NIP)",
    "submissions.view_personal_data": "Melihat NIP dan telepon",
    "submissions.change_proposal": "Mengubah naskah",
    "submissions.write_proposal": "Menyusun sebagai operator, kapan pun",
    "submissions.lead_proposal": "Memutuskan sebagai kepala, kapan pun",
    "submissions.examine_proposal": "Memeriksa sebagai verifikator, kapan pun",
    "submissions.hand_over_proposal": "Menyerahkan kepada kepala",
    "submissions.recall_proposal": "Menarik kembali dari kepala",
    "submissions.give_back_proposal": "Meminta operator memperbaiki",
    "submissions.submit_proposal": "Mengirim",
    "submissions.approve_letter": "Menyetujui surat di dalam aplikasi",
    "submissions.withdraw_proposal": "Menarik usulan",
    "submissions.verify_proposal": "Meloloskan atau mengembalikan",
    "submissions.reject_proposal": "Menolak",
    "submissions.reconsider_verdict": "Meninjau kembali putusan, kapan pun (verifikator: putusannya sendiri)",
    "submissions.undo_verdict": "Menarik kembali putusan (verifikator: putusannya sendiri)",
    "submissions.restore_proposal": "Mengikutkan lagi yang ditarik, kapan pun",
    "submissions.undo_withdrawal": "Mengikutkan lagi usulan yang ditarik",
    "submissions.record_partner_answer": "Mencatat jawaban mitra",
    "submissions.answer_partnership": "Menjawab sebagai mitra",
    "submissions.view_entries": "Melihat daftar usulan semua OPD",
    "submissions.view_checks": "Melihat seleksi administrasi",
    "submissions.verify_together": "Meloloskan beberapa usulan bersama",
    "submissions.view_proposal_mail": "Membaca e-mail tentang usulan",
    "submissions.view_overview": "Melihat rekap usulan",
    "submissions.remind_opd": "Mengingatkan OPD",
    "submissions.extend_entry": "Memperpanjang waktu satu OPD",
    "submissions.import_register": "Mengimpor daftar",
    "submissions.view_bundle": "Mengunduh semua naskah",
    "submissions.gather_bundle": "Mengumpulkan semua naskah",
    "submissions.open_attachment": "Membuka lampiran dari halaman usulan",
    "judging.oversee_edition": "Membuka ikhtisar edisi",
    "judging.move_proposal": "Memindahkan usulan ke OPD lain",
    "judging.view_jury": "Melihat juri dan lembarnya",
    "judging.answer_seat": "Menjawab undangan",
    "judging.change_answer": "Mengubah jawaban atas undangan",
    "judging.accept_pledge": "Menyetujui pakta integritas",
    "judging.view_pledge": "Membaca pakta seorang juri",
    "judging.manage_panel": "Menyusun panel",
    "judging.set_conflict": "Menetapkan benturan",
    "judging.declare_conflict": "Menyatakan benturan",
    "judging.view_own_conflicts": "Melihat benturan sendiri",
    "judging.assign": "Menugaskan",
    "judging.view_scoresheet": "Membaca lembar nilai",
    "judging.fill_scoresheet": "Mengisi dan mengunci lembar nilai",
    "judging.fill_many": "Mengisi dalam kisi",
    "judging.open_attachment": "Membuka lampiran dari lembar nilai",
    "judging.list_reopenable": "Melihat lembar yang dapat dibuka kembali",
    "judging.reopen_scoresheet": "Membuka kembali lembar",
    "judging.excuse_juror": "Membebaskan juri dan membatalkan pembebasan",
    "judging.exclude_sheet": "Mengeluarkan lembar terkunci dari perhitungan",
    "judging.view_ranking": "Melihat peringkat",
    "judging.rebuild_ranking": "Menghitung ulang peringkat",
    "judging.manage_visit": "Menyusun daftar periksa kunjungan",
    "judging.nudge_juror": "Mengingatkan juri",
    "judging.add_juror": "Menambah juri",
    "judging.view_promotion": "Melihat siapa yang naik ke tahap ini",
    "judging.promote": "Menaikkan ke tahap ini",
    "judging.view_agenda": "Melihat jadwal presentasi",
    "judging.arrange_agenda": "Menyusun jadwal presentasi",
    "judging.view_own_agenda": "Melihat jadwal sebagai juri",
    "judging.view_turn": "Melihat giliran presentasi",
    "judging.run_turn": "Menjalankan giliran presentasi",
    "judging.note_attendance": "Mencatat kehadiran",
    "judging.view_visit": "Membaca laporan kunjungan",
    "judging.fill_visit": "Mengisi laporan kunjungan",
    "judging.reopen_visit": "Membuka kembali laporan kunjungan",
    "judging.view_talk": "Membaca diskusi",
    "judging.write_talk": "Menulis dalam diskusi",
    "judging.mark_agenda": "Menandai untuk pleno",
    "awards.view_plenary": "Melihat pleno",
    "awards.hold_plenary": "Memutus seri dan menetapkan",
    "awards.withdraw_plenary": "Membatalkan penetapan peringkat",
    "awards.publish_result": "Menerbitkan hasil",
    "awards.manage_special_awards": "Menyusun penghargaan khusus",
    "awards.view_certificates": "Melihat daftar piagam",
    "awards.view_certificate": "Mengunduh piagam",
    "awards.redraw_certificates": "Menggambar ulang piagam",
    "awards.revoke_certificate": "Mencabut piagam",
}
INTRO = """# Siapa boleh apa, kapan

Dicetak dari tabel hak yang diuji (`tests/*/test_rules.py`), jangan diubah dengan tangan. Tanpa keadaan
dan tanpa tahapan berarti selalu. “Operator” dan “Kepala OPD” selalu dari OPD pemilik utama; “juri” menilai usulan itu
dan sudah menyetujui pakta integritas. Juri yang berbenturan, pegawai tanpa peran dan administrator sistem tidak
mendapat hak atas usulan itu. Yang tidak boleh dilihat tidak ada (404); yang boleh dilihat tetapi tidak boleh dikerjakan
ditolak dengan alasannya (403).
"""


def text() -> str:
    sections = [f"\n## {HEADINGS[app]}\n\n{_section(table)}" for app, table in TABLES.items()]
    return INTRO + "".join(sections)


def write() -> None:
    PAGE.write_text(text())


def _section(table: Table) -> str:
    lines = ["| Hak | Keadaan | Siapa, kapan |", "|---|---|---|"]
    for right in rights(table):
        rows: dict[str, list[str]] = {}
        for (name, state), row in table.items():
            if name == right:
                rows.setdefault(_who(row), []).append(_state(state))
        for number, (who, states) in enumerate(rows.items()):
            name = "" if number else f"{WORDS[right]} `{right}`"
            lines.append(f"| {name} | {_states(states, alone=len(rows) == 1)} | {who} |")
    return "\n".join(lines) + "\n"


def _state(state: str) -> str:
    return str(State(state).label) if state in State.values else state


def _states(states: list[str], *, alone: bool) -> str:
    return "" if alone and len(states) > 1 else "; ".join(filter(None, states))


def _who(row: Row) -> str:
    """“A, B selalu; C: pendaftaran sampai pleno”: people who have it at the same moments together."""
    times: dict[tuple[str, ...], list[str]] = {}
    for role in ROLES:
        if moments := tuple(name for name in MOMENTS if role in row[name]):
            times.setdefault(moments, []).append(role)
    told = [f"{_people(roles)}{_span(moments)}" for moments, roles in times.items()]
    return "; ".join(told) or "tidak seorang pun"


def _people(roles: list[str]) -> str:
    if len(roles) == len(ROLES):
        return "semua yang masuk"
    # The juror in conflict of the tables is an operator of the leading body, which says nothing of jurors.
    told = [role for role in roles if role != "conflicted_juror" or "operator" not in roles]
    return ", ".join(PEOPLE[role] for role in told)


def _span(moments: tuple[str, ...]) -> str:
    if moments == MOMENTS:
        return ""
    first, last = moments[0], moments[-1]
    if moments != MOMENTS[MOMENTS.index(first) : MOMENTS.index(last) + 1]:
        raise ValueError(moments)  # a gap in time has no words yet
    if last == AFTER:
        return f" (sejak {_moment(first)})"
    if first == BEFORE:
        return f" (sampai {_moment(last)})"
    return f" ({_moment(first)})" if first == last else f" ({_moment(first)} sampai {_moment(last)})"


def _moment(name: str) -> str:
    return str(PhaseKind(name).label).lower()
