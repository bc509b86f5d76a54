"""Rules about the others: the same title, a likeness, an earlier award, the agency's quota."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from submissions.models import Group

from .entry import IDENTITY, Entry, Objection


def title_is_its_own(entry: Entry) -> Iterator[Objection]:
    """Case and spaces aside, a title is sent once. A draft elsewhere only warns: anyone who sends first has it."""
    around = entry.around
    if around.title_sent_by:
        yield Objection(_("Judul ini sudah dipakai usulan %(agency)s") % {"agency": around.title_sent_by}, IDENTITY)
    elif around.title_drafted_by:
        text = _("Judul ini juga dipakai draf %(agency)s; yang lebih dahulu mengirim yang memakainya")
        yield Objection(text % {"agency": around.title_drafted_by}, IDENTITY, blocks=False)


def is_unlike_others(entry: Entry) -> Iterator[Objection]:
    """Names the title, its agency and its year; the text behind it may be sealed and is not linked."""
    for other in entry.around.alike:
        text = _("Judul mirip (%(percent)d%%) dengan “%(title)s”, %(agency)s, %(year)d")
        facts = {"percent": int(other.share * 100), "title": other.title, "agency": other.agency, "year": other.year}
        yield Objection(text % facts, IDENTITY)


def has_not_won(entry: Entry) -> Iterator[Objection]:
    """Umum is for those who have not won; Replikasi adapts what others won, Khusus asks for an award of its own."""
    if entry.group == Group.GENERAL and entry.around.award:
        text = _("Pernah menjadi pemenang (%(award)s), jadi tidak dapat ikut kelompok Umum")
        yield Objection(text % {"award": entry.around.award}, IDENTITY)


def quota_is_kept(entry: Entry) -> Iterator[Objection]:
    """Counts what the leading body sent and nobody rejected or withdrew, and this one."""
    sent = entry.around.sent_by_agency
    if sent + 1 > entry.quota:
        text = ngettext(
            "Kuota OPD Anda %(quota)d usulan, dan %(sent)d sudah terkirim",
            "Kuota OPD Anda %(quota)d usulan, dan %(sent)d sudah terkirim",
            entry.quota,
        )
        yield Objection(text % {"quota": entry.quota, "sent": sent}, IDENTITY)
