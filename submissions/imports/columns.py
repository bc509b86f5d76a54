"""The three sheets of an import and their columns: what the template draws, the reader finds and the check names.

The headings are part of a file format, so they stay as they are in every language of the screens.
"""

from dataclasses import dataclass
from typing import Any

from accounts.spreadsheets.values import NO, YES

EXAMPLE = "(contoh)"  # a row whose first filled cell begins with this is skipped
GUIDE = "Petunjuk"


@dataclass(frozen=True)
class Column:
    key: str
    heading: str
    help: str
    example: Any = ""
    is_required: bool = False
    others: tuple[str, ...] = ()  # further headings that mean the same
    choices: tuple[str, ...] = ()
    width: int = 20
    form: str = "@"  # Excel's number format: text unless told, so that no digit is lost


@dataclass(frozen=True)
class ImportSheet:
    key: str
    title: str
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


KINDS = {
    "Dinas": "dinas",
    "Badan": "badan",
    "Sekretariat": "sekretariat",
    "Inspektorat": "inspektorat",
    "Kantor": "kantor",
    "Satuan": "satuan",
    "Kecamatan": "kecamatan",
    "Kelurahan": "kelurahan",
    "UPT": "upt",
    "BUMD": "bumd",
    "Lembaga": "lembaga",
    "Kota/Kabupaten": "kota",
}
ROLES = {"Operator": "operator", "Kepala": "head", "Pegawai": "staff"}
DATE = "DD/MM/YYYY"
BODY_NAMES = (
    "nama opd",
    "nama perangkat daerah",
    "perangkat daerah",
    "nama skpd",
    "skpd",
    "nama instansi",
    "nama unit kerja",
    "unit kerja",
)
PHONE_NAMES = (
    *("telp", "no. telepon", "no telepon", "nomor telepon", "no. telp", "no telp"),
    *("hp", "no. hp", "no hp", "nomor hp", "no. hp/wa", "no hp/wa", "hp/wa", "no. wa", "no wa", "nomor wa", "whatsapp"),
)
NUMBERING = ("no", "no.", "nomor", "no urut", "no. urut", "nomor urut")  # a column that counts the rows says nothing

AGENCIES = ImportSheet(
    "opd",
    "OPD",
    (
        Column(
            "name",
            "Nama",
            "Nama resmi OPD.",
            f"{EXAMPLE} Dinas Contoh",
            is_required=True,
            others=(*BODY_NAMES, "opd"),
            width=44,
        ),
        Column(
            "abbr",
            "Singkatan",
            "Pengenal OPD di semua lembar.",
            "Dincon",
            is_required=True,
            others=("singkatan opd", "singkatan nama", "akronim", "nama singkat", "nama singkatan"),
        ),
        Column(
            "kind",
            "Jenis",
            "Pilih dari daftar. Kosong: dikenali dari namanya.",
            "Dinas",
            others=("jenis opd", "jenis perangkat daerah", "bentuk", "tipe"),
            choices=tuple(KINDS),
        ),
        Column(
            "parent",
            "Induk",
            "Singkatan OPD induk, bila ada.",
            "Setda",
            others=("opd induk", "induk opd", "perangkat daerah induk"),
        ),
        Column(
            "is_participant",
            "Peserta",
            "Ya bila ikut dihitung dalam satu OPD satu inovasi. Kosong pada OPD baru berarti Ya.",
            YES,
            others=("ikut serta", "keikutsertaan"),
            choices=(YES, NO),
            width=12,
        ),
    ),
)
PEOPLE = ImportSheet(
    "people",
    "Orang",
    (
        Column(
            "name",
            "Nama",
            "Nama lengkap.",
            f"{EXAMPLE} Siti Aminah",
            is_required=True,
            others=("nama lengkap", "nama pegawai", "nama asn", "nama operator", "nama pejabat"),
            width=32,
        ),
        Column(
            "email",
            "E-mail",
            "Pengenal orang; undangan dikirim ke sini.",
            "siti.aminah@contoh.go.id",
            is_required=True,
            others=("email", "surel", "alamat e-mail", "alamat email", "alamat surel", "email aktif"),
            width=32,
        ),
        Column(
            "nip",
            "NIP",
            "18 angka, ditulis sebagai teks.",
            "198001012005011001",
            others=("nomor induk pegawai", "nip pegawai"),
            width=24,
        ),
        Column("phone", "Telepon", "Ditulis sebagai teks.", "081234567890", others=PHONE_NAMES),
        Column(
            "opd",
            "OPD",
            "Singkatan atau nama OPD.",
            "Dincon",
            is_required=True,
            others=(*BODY_NAMES, "singkatan opd", "instansi", "opd/unit kerja"),
        ),
        Column(
            "role",
            "Peran",
            "Pilih dari daftar.",
            "Operator",
            is_required=True,
            others=("jabatan", "sebagai", "peran dalam aplikasi"),
            choices=tuple(ROLES),
            width=14,
        ),
        Column(
            "starts_on",
            "Mulai",
            "Tanggal mulai berperan. Kosong berarti hari ini.",
            "01/01/2026",
            others=("tmt", "tanggal mulai", "mulai tanggal", "terhitung mulai tanggal"),
            form=DATE,
        ),
    ),
)
INNOVATIONS = ImportSheet(
    "innovations",
    "Inovasi",
    (
        Column(
            "title",
            "Judul",
            "Judul inovasi.",
            f"{EXAMPLE} SAPA WARGA",
            is_required=True,
            others=("judul inovasi", "nama inovasi", "inovasi"),
            width=32,
        ),
        Column("long_title", "Kepanjangan", "Bila judulnya singkatan.", "Sistem Aduan Warga", width=44),
        Column(
            "opd",
            "OPD",
            "Singkatan atau nama OPD pemilik.",
            "Dincon",
            is_required=True,
            others=("opd pemilik", *BODY_NAMES, "singkatan opd", "pemilik"),
        ),
        Column(
            "started_on",
            "Mulai diterapkan",
            "Tanggal mulai diterapkan.",
            "17/02/2021",
            others=("tanggal penerapan", "mulai penerapan", "tanggal implementasi"),
            form=DATE,
        ),
        Column("past_award", "Penghargaan terdahulu", "Misalnya Top 45 KIPP.", "Top 45 KIPP", width=30),
        Column("award_year", "Tahun", "Tahun penghargaan itu.", "2023", width=10, others=("tahun penghargaan",)),
    ),
)
SHEETS = (AGENCIES, PEOPLE, INNOVATIONS)
