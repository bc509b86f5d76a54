import gettext
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from kovablik import catalogue

PAGE = """{% load i18n %}
  <h1>{% translate "Usulan" %}</h1>
    {% if user %}<p title="{{ x|default:_("Kosong") }}">Nama</p>{% endif %}
  {% blocktranslate trimmed with n=total %}
    Nilai <b>{{ n }}</b> dari 100%
  {% endblocktranslate %}
  {% blocktranslate trimmed count n=rows %}
    {{ n }} lembar
  {% plural %}
    {{ n }} lembar-lembar
  {% endblocktranslate %}
  {% translate "Mei" context "bulan" %}
"""
MODULE = '''"""_("Bukan ini")"""
from django.utils.translation import gettext_lazy as _, ngettext

LABELS = {"a": _("Kirim"), "b": _("Ditolak: " "%(reason)s")}  # _("bukan ini juga")
ngettext("%(n)s kata", "%(n)s kata-kata", 2)
'''


@pytest.fixture
def root(tmp_path):
    """A checkout with one page and one module."""
    (tmp_path / "templates/awards").mkdir(parents=True)
    (tmp_path / "templates/awards/page.html").write_text(PAGE)
    (tmp_path / "accounts/migrations").mkdir(parents=True)
    (tmp_path / "accounts/labels.py").write_text(MODULE)
    (tmp_path / "accounts/migrations/0001_initial.py").write_text('_("Beku")')
    return tmp_path


def translate(root, **english):
    """Give every string an English text that holds; `english` overrides some."""
    po = polib.pofile(str(root / catalogue.PO))
    for entry in po:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            entry.msgstr = english.get(entry.msgid.split(maxsplit=1)[0], entry.msgid)
    po.save()
    return po


def test_update_finds_the_strings_of_templates_and_python(root):
    catalogue.update(root)

    po = polib.pofile(str(root / catalogue.PO))
    assert {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in po} == {
        (None, "Usulan", ""),
        (None, "Kosong", ""),
        (None, "Nilai <b>%(n)s</b> dari 100%%", ""),
        (None, "%(n)s lembar", "%(n)s lembar-lembar"),
        ("bulan", "Mei", ""),
        (None, "Kirim", ""),
        (None, "Ditolak: %(reason)s", ""),
        (None, "%(n)s kata", "%(n)s kata-kata"),
    }
    assert po.find("Kirim").occurrences == [("accounts/labels.py", "")]


def test_update_keeps_translations_and_drops_what_is_gone(root):
    catalogue.update(root)
    translate(root, Kirim="Send")
    (root / "templates/awards/page.html").write_text('{% load i18n %}{% translate "Kirim" %}{% translate "Baru" %}')

    catalogue.update(root)

    po = polib.pofile(str(root / catalogue.PO))
    assert po.find("Kirim").msgstr == "Send"
    assert [name for name, _line in po.find("Kirim").occurrences] == [
        "accounts/labels.py",
        "templates/awards/page.html",
    ]
    assert po.find("Baru").msgstr == ""
    assert po.find("Usulan", include_obsolete_entries=True) is None


def test_update_twice_writes_the_same_file(root):
    catalogue.update(root)
    translate(root)
    catalogue.update(root)
    first = (root / catalogue.PO).read_text()

    catalogue.update(root)

    assert (root / catalogue.PO).read_text() == first


def test_a_whole_catalogue_has_no_problems(root):
    catalogue.update(root)

    translate(root, Kirim="Send")

    assert catalogue.problems(root) == []


@pytest.mark.parametrize(
    ("english", "problem"),
    [
        ({"Kirim": ""}, "untranslated: 'Kirim'"),
        ({"Ditolak:": "Rejected"}, "placeholders: 'Ditolak: %(reason)s' / 'Rejected'"),
        ({"Ditolak:": "Rejected: %(why)s"}, "placeholders: 'Ditolak: %(reason)s' / 'Rejected: %(why)s'"),
        ({"Nilai": "Score %(n)s"}, "markup: 'Nilai <b>%(n)s</b> dari 100%%' / 'Score %(n)s'"),
    ],
)
def test_problems_names_a_flaw(root, english, problem):
    catalogue.update(root)

    translate(root, **english)

    assert catalogue.problems(root) == [problem]


def test_problems_names_a_flawed_plural(root):
    catalogue.update(root)
    po = translate(root)
    po.find("%(n)s kata").msgstr_plural = {0: "one word", 1: "%(n)s words"}
    po.save()

    assert catalogue.problems(root) == ["placeholders: '%(n)s kata' / 'one word'"]


def test_problems_names_what_is_missing_obsolete_and_fuzzy(root):
    catalogue.update(root)
    po = translate(root)
    po.find("Kirim").flags.append("fuzzy")
    po.find("Usulan").obsolete = True
    po.append(polib.POEntry(msgid="Lama", msgstr="Old"))
    po.save()

    assert catalogue.problems(root) == [
        "fuzzy: 'Kirim'",
        "missing: 'Usulan' (templates/awards/page.html)",
        "obsolete: 'Lama'",
        "obsolete: 'Usulan'",
    ]


def test_compile_catalogue_writes_what_gettext_reads(root):
    catalogue.update(root)
    translate(root, Kirim="Send")

    path = catalogue.compile_catalogue(root)

    with path.open("rb") as file:
        english = gettext.GNUTranslations(file)
    assert english.gettext("Kirim") == "Send"
    assert english.ngettext("%(n)s kata", "%(n)s kata-kata", 2) == "%(n)s kata-kata"


def test_the_command_refuses_a_catalogue_with_problems(root, settings):
    settings.BASE_DIR = root
    call_command("catalogue")

    with pytest.raises(CommandError, match="untranslated: 'Kirim'"):
        call_command("catalogue", "--check")

    translate(root)
    call_command("catalogue", "--check")


def test_every_string_has_its_english():
    assert catalogue.problems(Path(settings.BASE_DIR)) == []
