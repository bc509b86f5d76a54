"""What a new checklist for site visits starts with, taken from what field verification of KOVABLIK looks at."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

QUESTIONS: tuple[str | Promise, ...] = (
    _("Apakah inovasi berjalan pada saat kunjungan?"),
    _("Apakah pelaksanaannya sesuai dengan uraian dalam usulan?"),
    _("Apakah bukti waktu mulai penerapan dapat diperlihatkan?"),
    _("Apakah angka dampak dalam usulan cocok dengan catatan di tempat?"),
    _("Apakah pengguna layanan yang ditemui membenarkan manfaatnya?"),
    _("Apakah petugas memahami dan menjalankan prosedurnya?"),
    _("Apakah kelompok rentan dapat memakai layanan ini?"),
    _("Apakah anggaran dan dasar hukum menjamin keberlanjutannya?"),
    _("Apakah pengaduan pengguna dicatat dan ditindaklanjuti?"),
)
