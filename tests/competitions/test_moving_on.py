"""What a competition is called a year later."""

import pytest

from competitions.moving_on import moved_on


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("KOVABLIK Kota Batu 2026", "KOVABLIK Kota Batu 2027"),
        ("Kompetisi Tahun Anggaran 2025/2026", "Kompetisi Tahun Anggaran 2026/2027"),
        ("Kompetisi 2026–2027", "Kompetisi 2027–2028"),
        ("KOVABLIK ke-5 Tahun 2026", "KOVABLIK ke-6 Tahun 2027"),
        ("KOVABLIK KE-IX", "KOVABLIK KE-X"),
        ("Kompetisi Kedua", "Kompetisi Ketiga"),
        ("KOMPETISI KESEPULUH", "KOMPETISI KESEBELAS"),
        ("kompetisi pertama", "kompetisi kedua"),
        ("Kompetisi Kesebelas", "Kompetisi Kedua Belas"),
        ("Kompetisi Kedua belas", "Kompetisi Ketiga belas"),
        ("188.45/{nomor:03}/KEP/422.012/2026", "188.45/{nomor:03}/KEP/422.012/2027"),
        # What is no year and no number of the competition stays.
        ("Satu Eselon III Satu Inovasi", "Satu Eselon III Satu Inovasi"),
        ("Nomor 12026 dan 20261", "Nomor 12026 dan 20261"),
        ("188.45/{nomor:03}/KEP/{tahun}", "188.45/{nomor:03}/KEP/{tahun}"),
        ("Inovasi Kesatuan", "Inovasi Kesatuan"),
        ("", ""),
    ],
)
def test_the_name_a_year_later(text, later):
    assert moved_on(text, 2026, 2027) == later


def test_several_years_later_and_as_many_back():
    assert moved_on("KOVABLIK ke-1 2020", 2020, 2026) == "KOVABLIK ke-7 2026"
    assert moved_on("KOVABLIK ke-7 2026", 2026, 2020) == "KOVABLIK ke-1 2020"
    assert moved_on("2020/2021", 2020, 2021) == "2021/2022"
