"""The English catalogue: found, checked and compiled without gettext's own programs.

The source strings are Indonesian and stand in the code; locale/en holds their English. Nothing else is translated.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import polib
from django.utils.translation.template import templatize

APPS = ("accounts", "competitions", "submissions", "judging", "awards", "kovablik")
PO = Path("locale/en/LC_MESSAGES/django.po")
TEMPLATE_SUFFIXES = {".html", ".txt", ".svg", ".xml"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
METADATA = {
    "Project-Id-Version": "Kovablik",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|\{\w*(?:![rs])?(?::[^{}]*)?\}")
MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|&#?\w+;")

Key = tuple[str | None, str]  # context and Indonesian


@dataclass
class CatalogueMessage:
    """A string of the sources: its plural, if it has one, and the files it stands in."""

    plural: str = ""
    files: set[str] = field(default_factory=set)


def extract(root: Path) -> dict[Key, CatalogueMessage]:
    """Every string of the templates and the apps that is handed to gettext."""
    found: dict[Key, CatalogueMessage] = {}
    for path, code in sources(root):
        for context, text, plural in strings(code):
            message = found.setdefault((context, text), CatalogueMessage())
            message.plural = message.plural or plural
            message.files.add(path.relative_to(root).as_posix())
    return found


def sources(root: Path) -> Iterator[tuple[Path, str]]:
    """Each file that may hold strings, as Python code."""
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix in TEMPLATE_SUFFIXES:
            # In parentheses Python does not mind how what is left of a template is indented.
            yield path, f"(\n{templatize(path.read_text(), origin=str(path))}\n)"
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text()


def strings(code: str) -> Iterator[tuple[str | None, str, str]]:
    """Context, text and plural of each string in a piece of code."""
    from babel.messages.extract import extract as read  # noqa: PLC0415  # the tests bring it, a server does without

    for _line, message, _comments, context in read("python", BytesIO(code.encode()), KEYWORDS):
        text, plural = message if isinstance(message, tuple) else (message, "")
        yield context, text, plural


def update(root: Path) -> polib.POFile:
    """Write the catalogue again: what is translated stays, what is new comes in blank, what is gone goes."""
    known = entries(load(root))
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.header = "English for every string of the screens. Written by manage.py catalogue, translated by hand."
    catalogue.metadata = METADATA
    for key, message in sorted(extract(root).items(), key=lambda item: in_order(*item[0])):
        catalogue.append(entry_for(key, message, known.get(key)))
    path = root / PO
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    return catalogue


def in_order(context: str | None, text: str) -> tuple[str, str, str]:
    return text.casefold(), text, context or ""


def entry_for(key: Key, message: CatalogueMessage, known: polib.POEntry | None) -> polib.POEntry:
    context, text = key
    entry = polib.POEntry(msgctxt=context, msgid=text, occurrences=[(name, "") for name in sorted(message.files)])
    if message.plural:
        kept = known.msgstr_plural if known else {}
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {form: kept.get(form, "") for form in (0, 1)}
    elif known:
        entry.msgstr = known.msgstr
    if known and known.fuzzy:
        entry.flags.append("fuzzy")
    return entry


def load(root: Path) -> polib.POFile:
    path = root / PO
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def entries(catalogue: polib.POFile) -> dict[Key, polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}


def problems(root: Path) -> list[str]:
    """What keeps the catalogue from being whole, a sentence each; nothing when it is."""
    found, catalogue = extract(root), load(root)
    known = entries(catalogue)
    return sorted(
        [
            *(f"missing: {key[1]!r} ({min(found[key].files)})" for key in found.keys() - known.keys()),
            *(f"obsolete: {entry.msgid!r}" for entry in catalogue.obsolete_entries()),
            *(f"obsolete: {text!r}" for _context, text in known.keys() - found.keys()),
            *(problem for key in found.keys() & known.keys() for problem in flaws(known[key], found[key])),
        ]
    )


def flaws(entry: polib.POEntry, message: CatalogueMessage) -> Iterator[str]:
    """What is wrong with one entry."""
    if entry.msgid_plural != message.plural:
        yield f"plural: {entry.msgid!r} is {message.plural!r} in the sources"
    elif entry.fuzzy:
        yield f"fuzzy: {entry.msgid!r}"
    elif not entry.translated():
        yield f"untranslated: {entry.msgid!r}"
    else:
        for indonesian, english in sides(entry):
            for pattern, name in ((PLACEHOLDER, "placeholders"), (MARKUP, "markup")):
                if parts(pattern, indonesian) != parts(pattern, english):
                    yield f"{name}: {indonesian!r} / {english!r}"


def sides(entry: polib.POEntry) -> list[tuple[str, str]]:
    """What must agree: each form of the English with its form of the Indonesian."""
    if entry.msgid_plural:
        return [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]
    return [(entry.msgid, entry.msgstr)]


def parts(pattern: re.Pattern[str], text: str) -> list[str]:
    return sorted(pattern.findall(text.replace("%%", "")))


def compile_catalogue(root: Path) -> Path:
    """Write what Django reads. The file appears whole, for a server may be reading the one before it."""
    target = (root / PO).with_suffix(".mo")
    draft = target.with_suffix(".draft")
    load(root).save_as_mofile(str(draft))
    return draft.replace(target)
