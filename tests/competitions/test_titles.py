"""Academic titles in the name of who signs, and names that only look like them."""

import pytest

from competitions.titles import academic_titles


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("Dr. Ir. Budi Santoso, S.T., M.T.", ["Dr.", "Ir.", "S.T.", "M.T."]),
        ("Dra. Hj. Dewanti Rumpoko, M.Si", ["Dra.", "M.Si"]),
        ("dr. Rina, Sp.PD", ["dr.", "Sp.PD"]),
        ("Prof. Budi Ph.D.", ["Prof.", "Ph.D."]),
        ("DRS H BUDI", ["DRS"]),
        ("Dr.Ir.Budi", ["Dr.", "Ir."]),
        ("Budi, SE, MM", ["SE", "MM"]),
        ("Budi S.H. M.Si.", ["S.H.", "M.Si."]),
        ("Budi SH", ["SH"]),
        ("Nur Aini, S. Sos", ["S. Sos"]),
        ("Budi, Dr.", ["Dr."]),
    ],
)
def test_academic_titles_are_found_as_they_are_written(name, titles):
    assert academic_titles(name) == titles


@pytest.mark.parametrize(
    "name",
    [
        "DEWANTI RUMPOKO",
        "H. Abdul Gani",
        "Hj. Siti Rahma",
        "K.H. Ma'ruf",
        "R. Ajeng Kartini",
        "Tb. Hasan",
        "Indra. S",
        "Sandra Dwi",
        "S.H. Mintardja",
        "A.H. Nasution",
        "Muhammad S.",
        "Rumpoko, D.",
        "Budi, Jr.",
        "BUDI SE",
        "Budi Santoso, Wali Kota",
        "",
    ],
)
def test_what_is_no_academic_title_is_left_alone(name):
    assert academic_titles(name) == []
