"""What waits for an agency on its home page: for each entry what to do or whom it waits for, and until when."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.formats import wib
from competitions.models import PhaseKind
from submissions.deadline import closes_at
from submissions.models import Proposal, State

from .honours import honours, published
from .quiet import Item, Words
from .turns_ahead import turns_ahead

if TYPE_CHECKING:
    from .waiting import Waiting

EXTENDED = gettext_lazy("Waktu OPD Anda diperpanjang.")
STEPS = {
    (State.DRAFT, False): (
        gettext_lazy("Lengkapi usulan"),
        gettext_lazy("Setelah lengkap, serahkan kepada kepala OPD untuk dikirim."),
    ),
    (State.DRAFT, True): (
        gettext_lazy("Buka usulan"),
        gettext_lazy("Masih disusun; hanya Anda yang dapat mengirimnya."),
    ),
    (State.RETURNED, False): (gettext_lazy("Perbaiki usulan"), gettext_lazy("Verifikator menuliskan alasannya.")),
    (State.RETURNED, True): (gettext_lazy("Perbaiki dan kirim"), gettext_lazy("Verifikator menuliskan alasannya.")),
}
AWAITED = {
    State.SUBMITTED: gettext_lazy("Menunggu pemeriksaan verifikator."),
    State.VERIFIED: gettext_lazy("Lolos; selanjutnya dinilai oleh juri."),
    State.REJECTED: gettext_lazy("Alasannya tertulis di halaman usulan."),
}


def own_proposals(waiting: "Waiting") -> Iterator[Item]:
    """An agency's entries, each with its next step; and the call to enter one, when there is none."""
    yield from calls(waiting)
    yield from turns_ahead(waiting)
    yield from honours(waiting.user, waiting.opened)
    ended = published(waiting.opened) if waiting.proposals else set()
    for proposal in waiting.proposals:
        if proposal.edition_id in ended:
            yield told(proposal)
        else:
            yield from questions(waiting, proposal)
            yield next_step(waiting, proposal)


def calls(waiting: "Waiting") -> Iterator[Item]:
    """Editions that a body of this person may still enter, and has not."""
    entered = {proposal.edition_id for proposal in waiting.proposals if proposal.state != State.WITHDRAWN}
    for edition in waiting.opened:
        windows = waiting.windows[edition.pk]
        ends = [end for opd in waiting.user.opd_roles if (end := windows.entering(opd))]
        if ends and edition.pk not in entered:
            yield Item(
                _("Daftarkan inovasi OPD Anda"),
                f"{reverse('submissions:proposal-create')}?edisi={edition.slug}",
                gettext_lazy("Daftarkan inovasi"),
                _("Belum ada usulan dari OPD Anda untuk %(edition)s.") % {"edition": edition},
                max(ends),
                note=EXTENDED if edition.has_ended(PhaseKind.REGISTRATION) else "",
            )


def questions(waiting: "Waiting", proposal: Proposal) -> Iterator[Item]:
    """Another agency named one of this person's bodies as its partner and waits for the answer."""
    if not waiting.user.has_perm("submissions.answer_partnership", proposal):
        return
    for partnership in proposal.innovation.unanswered_by(waiting.user):
        facts = {"lead": proposal.innovation.opd.abbr, "title": proposal, "partner": partnership.opd.abbr}
        yield Item(
            _("Benarkan peran OPD Anda"),
            proposal.get_absolute_url(),
            gettext_lazy("Baca dan jawab"),
            _("%(lead)s menyebut %(partner)s sebagai mitra dalam “%(title)s”.") % facts,
            closing_of(waiting, proposal),
        )


def told(proposal: Proposal) -> Item:
    """An entry whose edition has its result: nothing is left to do but to read it."""
    url = reverse("awards:result-detail", args=[proposal.edition.slug])
    title, edition, state = proposal.innovation.title, proposal.edition, str(proposal.get_state_display())
    action = gettext_lazy("Lihat hasil") if proposal.state == State.VERIFIED else ""
    detail = _("Hasil %(edition)s sudah terbit.") % {"edition": edition}
    return Item(title, url, action, detail, None, state, proposal.state_tone)


def next_step(waiting: "Waiting", proposal: Proposal) -> Item:
    """What this person does next with a proposal, or whom it waits for."""
    action, detail = words_of(waiting, proposal)
    due = closing_of(waiting, proposal)
    extension = waiting.windows[proposal.edition_id].extensions.get(proposal.innovation.opd_id)
    leads = proposal.innovation.opd_id in waiting.user.opd_roles
    return Item(
        proposal.innovation.title,
        proposal.get_absolute_url(),
        action,
        detail,
        due,
        str(proposal.get_state_display()),
        proposal.state_tone,
        note=EXTENDED if leads and extension and due == extension.until else "",
        is_pressing=bool(action) and proposal.state == State.HANDED,
    )


def words_of(waiting: "Waiting", proposal: Proposal) -> tuple[Words, Words]:
    """The action, if it is this person's turn, and what waits for whom."""
    may = waiting.user.has_perm
    if may("submissions.change_proposal", proposal):
        return own_turn(proposal, sends=may("submissions.submit_proposal", proposal))
    if may("submissions.recall_proposal", proposal):
        return "", _("Diserahkan; menunggu kepala OPD sejak %(since)s.") % {"since": wib(proposal.handed_at)}
    if not proposal.is_editable:
        return "", AWAITED.get(State(proposal.state), "")
    if closing_of(waiting, proposal):
        return "", _("Sedang disusun oleh %(opd)s.") % {"opd": proposal.innovation.opd.abbr}
    return "", gettext_lazy("Tidak dikirim; masa pengirimannya sudah lewat.")


def own_turn(proposal: Proposal, *, sends: bool) -> tuple[Words, Words]:
    if proposal.state == State.HANDED:
        return gettext_lazy("Periksa dan kirim"), _("Diserahkan kepada Anda %(since)s.") % {
            "since": wib(proposal.handed_at)
        }
    if proposal.head_note and sends:
        return gettext_lazy("Buka usulan"), gettext_lazy("Anda meminta perbaikan; operator mengerjakannya.")
    if proposal.head_note:
        note = {"note": proposal.head_note}
        return gettext_lazy("Perbaiki usulan"), _("Kepala OPD meminta perbaikan: %(note)s") % note
    action, detail = STEPS[State(proposal.state), sends]
    return action, f"{progress(proposal)}{detail}" if proposal.state == State.DRAFT else detail


def closing_of(waiting: "Waiting", proposal: Proposal) -> datetime | None:
    """Until when the next step can be taken by whose turn it is; nothing when it is too late, or when all is done."""
    edition, state = proposal.edition, proposal.state
    if state == State.SUBMITTED:
        check = edition.phase(PhaseKind.ADMINISTRATION)
        return check.closes_at if check and not edition.has_ended(PhaseKind.ADMINISTRATION) else None
    windows = waiting.windows[edition.pk]
    sent, mend_until = proposal.was_sent, proposal.mend_until
    is_open = windows.until(proposal.innovation.opd_id, state, was_sent=sent, mend_until=mend_until)
    return closes_at(proposal) if is_open else None


def progress(proposal: Any) -> str:
    """How much is written, from `with_progress`."""
    if not proposal.asked:
        return ""
    facts = {"filled": proposal.filled, "asked": proposal.asked}
    return _("%(filled)d dari %(asked)d bagian terisi.") % facts + " "
