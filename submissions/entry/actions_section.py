"""Storing the text under one heading, as often as somebody pauses in writing, and how it came to be."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.concurrency import Seen, merge
from accounts.locks import lock
from accounts.models import User
from competitions.models import SectionTemplate
from submissions.editable_parts import require_open
from submissions.models import Proposal, Revision, Section
from submissions.texts.wordcount import count_words

LONGEST = 100_000  # characters: far beyond any limit of words, so that nobody's text is ever cut by it
SITTING = timedelta(minutes=15)
CUT = 20  # words that go at once: more, and what was stored before keeps a row of its own


class ChangedMeanwhileError(ValidationError):
    """The text is no longer the one from which the writer started: `section` is what is stored now, and whose it is."""

    def __init__(self, section: Section, by: User) -> None:
        sentence = _("%(name)s juga mengubah bagian ini. Tulisan Anda belum tersimpan, dan tidak ada yang ditimpa.")
        if section.updated_by == by:
            sentence = _("Bagian ini sudah Anda ubah di tab atau perangkat lain. Yang di sini belum tersimpan.")
        super().__init__(sentence, code="changed_meanwhile", params={"name": section.updated_by})
        self.section = section


@transaction.atomic
def save_section(
    *,
    proposal: Proposal,
    template: SectionTemplate,
    text: str,
    by: User,
    seen: Seen | None = None,
    apart: bool = False,
) -> Section:
    """Store a section's text with its count of words; one over the limit is kept too, and only keeps from sending.

    `seen` has the token of the `text` from which the writer started; if another stands there now, nothing is
    overwritten, be it the writer's own from another tab. With `apart` the text before keeps its row in the history.
    Texts are not in the ledger one by one: sending records the fingerprint of them all.
    """
    proposal = _lock(proposal)
    if not by.has_perm("submissions.change_proposal", proposal) or template.edition_id != proposal.edition_id:
        raise PermissionDenied(_("Usulan ini sedang tidak dapat diubah."))
    require_open(proposal, section=template)
    section = proposal.sections.filter(template=template).select_related("updated_by").first() or Section(
        proposal=proposal, template=template, updated_by=by
    )
    text = plain(text)
    if section.text == text:
        return section
    if merge({"text": text}, {"text": section.text}, seen or {}).unseen:
        raise ChangedMeanwhileError(section, by)
    _check_length(text)

    _write(section, text, by, apart=apart)
    return section


def restore_revision(*, revision: Revision, by: User) -> Section:
    """Put an earlier text back; the one that it replaces stays in the history."""
    section = revision.section
    return save_section(proposal=section.proposal, template=section.template, text=revision.text, by=by, apart=True)


def plain(text: str) -> str:
    """A text as it is stored: lines end one way, and no character that the database refuses."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _lock(proposal: Proposal) -> Proposal:
    """One writer at a time in a proposal, with no more of it than the right needs; files go on being attached."""
    rows = Proposal.objects.select_related("edition", "innovation__opd").prefetch_related("edition__phases")
    return lock(rows, proposal.pk, no_key=True)


def _check_length(text: str) -> None:
    if len(text) > LONGEST:
        raise ValidationError(
            _(
                "Belum tersimpan: tulisan ini %(length)d huruf, paling banyak %(limit)d. Bagilah ke beberapa bagian "
                "atau lampirkan sebagai berkas."
            ),
            params={"length": len(text), "limit": LONGEST},
            code="too_big",
        )


def _write(section: Section, text: str, by: User, *, apart: bool) -> None:
    now = clock.now()
    latest = section.revisions.order_by("-pk").first() if section.pk else None
    earlier = list(_unkept(section, latest))
    section.text, section.updated_by, section.updated_at = text, by, now
    section.count()
    section.save()
    if latest and not earlier and not apart and _goes_on(latest, section):
        latest.text, latest.words, latest.written_at = text, section.words, now
        latest.save(update_fields=["text", "words", "written_at"])
    else:
        Revision.objects.bulk_create([*earlier, _revision(section, text, by, now)])


def _unkept(section: Section, latest: Revision | None) -> Iterator[Revision]:
    """The text that stands, if the history does not end with it: it was written before there was one."""
    if section.text and (latest is None or latest.text != section.text):
        yield _revision(section, section.text, section.updated_by, section.updated_at)


def _goes_on(latest: Revision, section: Section) -> bool:
    """The same sitting: the same person, without a long pause, and no passage gone at a stroke."""
    is_same = latest.written_by_id == section.updated_by_id
    return is_same and section.updated_at - latest.written_at < SITTING and latest.words - section.words < CUT


def _revision(section: Section, text: str, by: User, at: datetime) -> Revision:
    return Revision(section=section, text=text, words=count_words(text), begun_at=at, written_at=at, written_by=by)
