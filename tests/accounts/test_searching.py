"""Finding as people type: what reads the same, or the same but for its accents."""

import pytest
from django.db.models import F

from accounts.models import OPD
from accounts.searching import Folded, fold, holds, matching
from tests.factories import OPDFactory

SAME = [
    "Kafé Warga",
    "kafe  warga",
    "KAFE\u0301 WARGA",
    "Kafé\u200b Warga",
    "warga kafé",
]


@pytest.mark.parametrize("typed", SAME)
@pytest.mark.django_db
def test_what_reads_the_same_is_found(typed):
    opd = OPDFactory(name="Kafé Warga")
    OPDFactory(name="Dinas Kesehatan")

    assert list(matching(OPD.objects.all(), typed, "name", "abbr")) == [opd]
    assert holds("Kafé Warga", typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Jum’at Bersih", "jum'at"),
        ("Jum'at Bersih", "jum’at"),
        ("100% Hadir", "0%"),
        ("A_B", "a_b"),
        (r"C:\D", r"c:\d"),
    ],
)
@pytest.mark.django_db
def test_signs_are_found_as_they_are(name, typed):
    opd = OPDFactory(name=name)
    OPDFactory(name="1000 Hari")
    OPDFactory(name="AxB")

    assert list(matching(OPD.objects.all(), typed, "name")) == [opd]


@pytest.mark.parametrize("typed", ["", "  ", "\u200b", "\x00"])
@pytest.mark.django_db
def test_a_query_of_no_word_finds_nothing(typed):
    OPDFactory()

    assert not matching(OPD.objects.all(), typed, "name")


@pytest.mark.django_db
def test_each_word_is_found_in_any_of_the_fields():
    opd = OPDFactory(name="Dinas Kesehatan", abbr="Dinkes")

    assert list(matching(OPD.objects.all(), "dinkes sehat", "name", "abbr")) == [opd]
    assert not matching(OPD.objects.all(), "dinkes sakit", "name", "abbr")


@pytest.mark.parametrize("text", ["Kafé", "ÅNGSTRÖM", "ﬁnal", "Jum’at", "İstanbul", "Ḥamid", "ꦲꦏ꧀ꦱꦫ", "  a  b "])
@pytest.mark.django_db
def test_python_and_postgresql_fold_alike(text):
    opd = OPDFactory(name=text)

    assert OPD.objects.annotate(folded=Folded(F("name"))).values_list("folded", flat=True).get(pk=opd.pk) == fold(
        opd.name
    )
