"""Sample texts of proposals. They say that they are samples, and fit the length that a section allows."""

from random import Random

OPENING = "Teks contoh."

SENTENCES = {
    "ringkasan": (
        "{title} adalah inovasi {opd} untuk mendekatkan layanan kepada warga.",
        "Warga tidak lagi perlu datang berulang kali karena berkas diperiksa sejak awal.",
        "Layanan dijalankan bersama perangkat desa, kader, dan relawan yang telah dilatih.",
        "Hasilnya waktu tunggu turun dan cakupan layanan bertambah setiap triwulan.",
    ),
    "latar belakang": (
        "Sebelum {title} ada, warga menunggu lama dan sering pulang tanpa kepastian.",
        "Kelompok yang paling terdampak adalah lansia, ibu dengan anak kecil, dan warga di dusun yang jauh.",
        "Tujuannya sederhana: setiap permohonan yang lengkap selesai pada hari yang sama.",
        "Sasaran tahun pertama adalah separuh dari seluruh permohonan, sasaran tahun kedua seluruhnya.",
    ),
    "kebaruan": (
        "Cara lama meminta warga datang ke kantor; {title} membalik arahnya sehingga petugas yang datang.",
        "Pemeriksaan berkas dilakukan sekali, di tempat, dan hasilnya dipakai oleh semua bidang.",
        "Belum ada layanan serupa di daerah sekitar ketika inovasi ini mulai diterapkan.",
        "Nilai tambahnya terletak pada kerja sama yang tertulis dengan mitra di desa.",
    ),
    "implementasi": (
        "Tahap pertama adalah uji coba di satu desa, disusul pelatihan petugas dan penyusunan prosedur.",
        "Tahap kedua memperluas layanan ke semua kecamatan dengan jadwal yang diumumkan setiap bulan.",
        "Setiap kegiatan dicatat dalam daftar hadir dan laporan bulanan {opd}.",
    ),
    "signifikansi": (
        "Sebelum inovasi, rata-rata waktu layanan dua belas hari kerja; sesudahnya dua hari kerja.",
        "Pengukuran dilakukan setiap triwulan dengan data pendaftaran dan survei kepuasan.",
        "Jumlah warga yang terlayani naik dari seratus menjadi tiga ratus orang setiap bulan.",
        "Evaluasi internal menunjukkan pengaduan berkurang, terutama tentang kepastian waktu.",
    ),
    "adaptabilitas": (
        "Masalah yang sama ada di banyak daerah, sehingga {title} mudah ditiru tanpa perangkat khusus.",
        "Dua daerah telah berkunjung untuk belajar dan membawa pulang prosedur serta bahan pelatihan.",
        "Yang diperlukan hanyalah petugas terlatih, formulir yang sama, dan dukungan kepala desa.",
    ),
    "sumber daya": (
        "Kegiatan dibiayai dari anggaran {opd} tanpa belanja modal baru.",
        "Tim inti terdiri atas enam pegawai, dibantu kader di setiap desa.",
        "Peralatan yang dipakai adalah perangkat kerja yang sudah tersedia.",
    ),
    "keberlanjutan": (
        "Keberlanjutan dijaga melalui keputusan kepala dinas, prosedur operasional, dan anggaran tahunan.",
        "Secara manajerial petugas baru selalu didampingi petugas lama selama tiga bulan.",
        "Secara sosial warga ikut menilai layanan melalui musyawarah desa setiap semester.",
    ),
}
GENERAL = (
    "{opd} menjalankan {title} bersama mitra di tingkat desa.",
    "Setiap langkah dicatat, dievaluasi setiap triwulan, dan diperbaiki bila perlu.",
    "Warga menilai layanan melalui survei singkat sesudah dilayani.",
)


def sample_text(section: str, *, title: str, opd: str, max_words: int) -> str:
    """A few sentences that suit a section's heading, at most `max_words` words; a title always gets the same."""
    known = next((sentences for word, sentences in SENTENCES.items() if word in section.lower()), GENERAL)
    chosen = list(known)
    Random(title).shuffle(chosen)  # noqa: S311  # order of sentences in a sample, no secret
    sentences = [OPENING, *(sentence.format(title=title, opd=opd) for sentence in chosen)]
    text = ""
    for sentence in sentences:
        if len(f"{text} {sentence}".split()) > max_words:
            break
        text = f"{text} {sentence}".strip()
    return text
