"""Rules about what is filled in: sections, documents, lengths, dates, people."""

import calendar
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.formats import tanggal
from submissions.models import Group

from .entry import IDENTITY, INNOVATORS, PARTNERS, Entry, Objection


def category_is_chosen(entry: Entry) -> Iterator[Objection]:
    """Without a category nobody could rank it, so it blocks in every edition that has categories."""
    if not entry.has_category:
        yield Objection(_("Kategori belum dipilih"), IDENTITY, blocks=True)


def sections_are_filled(entry: Entry) -> Iterator[Objection]:
    for part in entry.sections:
        if not part.words:
            yield Objection(_("%(name)s belum diisi") % {"name": part.name}, part.anchor)


def documents_are_given(entry: Entry) -> Iterator[Objection]:
    for part in entry.sections:
        if part.wants_evidence and not part.has_evidence:
            yield Objection(_("Data dukung %(name)s belum dilampirkan") % {"name": part.name}, part.anchor)
    for document in entry.documents:
        if document.is_required and not document.is_given:
            yield Objection(_("%(name)s belum dilampirkan") % {"name": document.name}, document.anchor)


def lengths_are_kept(entry: Entry) -> Iterator[Objection]:
    """An empty section is the other rule's matter."""
    for part in entry.sections:
        if over := max(part.words - part.max_words, 0):
            text = ngettext("%(name)s kelebihan %(over)d kata", "%(name)s kelebihan %(over)d kata", over)
            yield Objection(text % {"name": part.name, "over": over}, part.anchor)
        if part.words and (short := max(part.min_words - part.words, 0)):
            text = ngettext("%(name)s kurang %(short)d kata", "%(name)s kurang %(short)d kata", short)
            yield Objection(text % {"name": part.name, "short": short}, part.anchor)


def is_old_enough(entry: Entry) -> Iterator[Objection]:
    """Implemented for at least `years` years, counted backwards from the close of registration.

    The close is that of the calendar, in the city's own date; more time granted to one agency does not move it.
    Sources: Kompetisi Inovasi Pelayanan Publik (KIPP) 2021–22, two years before the close; KOVABLIK, one year.
    """
    if entry.started_on is None:
        yield Objection(_("Tanggal mulai diterapkan belum diisi"), IDENTITY, blocks=True)
    elif entry.closes_on and entry.started_on > (latest := years_before(entry.closes_on, entry.years)):
        text = ngettext(
            "Belum cukup lama diterapkan: paling lambat mulai %(day)s, %(years)d tahun sebelum pendaftaran ditutup",
            "Belum cukup lama diterapkan: paling lambat mulai %(day)s, %(years)d tahun sebelum pendaftaran ditutup",
            entry.years,
        )
        yield Objection(text % {"years": entry.years, "day": tanggal(latest)}, IDENTITY)


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; 29 February becomes 28 February where there is none."""
    year = day.year - years
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def group_is_met(entry: Entry) -> Iterator[Objection]:
    """Replikasi names its original, Khusus has won before (whether Umum has not is another rule)."""
    if entry.group == Group.REPLICATION and not entry.replicates.strip():
        yield Objection(_("Kelompok Replikasi harus menyebut inovasi yang direplikasi"), IDENTITY)
    if entry.group == Group.SPECIAL and not entry.around.award:
        yield Objection(_("Kelompok Khusus hanya untuk inovasi yang pernah menjadi pemenang teratas"), IDENTITY)


def innovators_are_named(entry: Entry) -> Iterator[Objection]:
    if not entry.innovators:
        yield Objection(_("Inovator belum disebutkan"), INNOVATORS)


def partners_have_answered(entry: Entry) -> Iterator[Objection]:
    """A partner that says no blocks whatever the edition decides: nobody becomes an owner against their word."""
    for name in entry.declined_partners:
        yield Objection(_("%(name)s menolak disebut sebagai mitra") % {"name": name}, PARTNERS, blocks=True)
    for name in entry.silent_partners:
        yield Objection(_("%(name)s belum menyatakan perannya sebagai mitra") % {"name": name}, PARTNERS)


def partners_have_not_declined(entry: Entry) -> Iterator[Objection]:
    """What stays of the rule above where the edition does not ask it."""
    return (objection for objection in partners_have_answered(entry) if objection.blocks)


def video_is_linked(entry: Entry) -> Iterator[Objection]:
    if not entry.video_url:
        yield Objection(_("Tautan video belum dicantumkan"), IDENTITY)


def place_is_marked(entry: Entry) -> Iterator[Objection]:
    if not entry.has_place:
        yield Objection(_("Titik lokasi belum dicantumkan"), IDENTITY)
