"""What an identity must not say, field by field, each with its sentence."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.keys import reading
from accounts.models import OPD
from competitions.models import Edition, PhaseKind
from submissions.models import SDGS, Innovation, Proposal, State

FIRST_YEAR = 1945
SENT = (State.SUBMITTED, State.RETURNED, State.VERIFIED)


def problems_of(
    values: Mapping[str, Any], edition: Edition, innovation: Innovation, proposal: Proposal | None = None
) -> dict[str, Any]:
    """The sentences to these values; without a proposal they are those of a new one."""
    problems: dict[str, Any] = {}
    if "title" in values:
        title = values["title"].strip()
        problems["title"] = title_problem(title, edition, innovation, proposal) if title else NO_TITLE
    if (category := values.get("category")) and category.edition_id != edition.pk:
        problems["category"] = _("Kategori ini bukan kategori edisi %(edition)s.") % {"edition": edition}
    if started_on := values.get("started_on"):
        problems["started_on"] = _day_problem(started_on)
    if not set(values.get("sdgs", ())) <= set(range(1, SDGS + 1)):
        problems["sdgs"] = _("Tujuan SDG bernomor 1 sampai 17.")
    changed = {
        name: values[name] != getattr(innovation, name) for name in ("long_title", "started_on") if name in values
    }
    if innovation.pk and any(changed.values()) and (sentence := judged_elsewhere(innovation, proposal)):
        problems |= {name: sentence for name, is_changed in changed.items() if is_changed}
    return {name: sentence for name, sentence in problems.items() if sentence}


def _day_problem(day: date) -> Any:
    if day > clock.today():
        return _("Tanggal mulai diterapkan tidak boleh di masa depan.")
    return _("Tahun ini terlalu lama berlalu. Periksa tanggalnya.") if day.year < FIRST_YEAR else None


NO_TITLE = _("Judul inovasi wajib diisi.")


def title_problem(title: str, edition: Edition, innovation: Innovation, proposal: Proposal | None) -> Any:
    """A title is said once in an edition, and once among the innovations of a body."""
    rivals = reading(edition.proposals.exclude(pk=proposal.pk if proposal else 0), "innovation__title", title)
    if rivals.filter(innovation__opd=innovation.opd_id, state=State.WITHDRAWN).exists():
        return _("Inovasi dengan judul ini sudah diusulkan dalam edisi ini, lalu ditarik; ikutkan lagi usulan itu.")
    if rivals.exclude(state=State.WITHDRAWN).exists():
        return _("Judul ini sudah dipakai usulan lain dalam edisi ini.")
    if not proposal or innovation.title == title:
        return None
    if innovation.proposals.exclude(pk=proposal.pk).exists():
        return _("Judul tidak dapat diubah: inovasi ini sudah diusulkan dalam edisi lain.")
    if reading(Innovation.objects.filter(opd=innovation.opd_id).exclude(pk=innovation.pk), "title", title).exists():
        return _("OPD ini sudah mempunyai inovasi lain dengan judul ini.")
    return None


def partners_problem(partners: Iterable[OPD], innovation: Innovation, proposal: Proposal | None = None) -> Any:
    """Whether these may be the partners: the leading body is none, and what is judged elsewhere keeps its owners."""
    wanted = {opd.pk for opd in partners}
    if innovation.opd_id in wanted:
        return _("OPD pemilik tidak perlu disebut lagi sebagai mitra.")
    now = {row.opd_id for row in innovation.partnerships.all()} if innovation.pk else set()
    return judged_elsewhere(innovation, proposal) if innovation.pk and wanted != now else None


def judged_elsewhere(innovation: Innovation, proposal: Proposal | None) -> Any:
    """What another edition judges stays as it was sent: its jurors were kept from these owners, and no others."""
    elsewhere = innovation.proposals.filter(state__in=SENT).exclude(pk=proposal.pk if proposal else 0)
    for other in elsewhere.select_related("edition").prefetch_related("edition__phases"):
        if not other.edition.has_ended(PhaseKind.ANNOUNCEMENT):
            return _("Tidak dapat diubah: inovasi ini sedang dinilai dalam %(edition)s.") % {"edition": other.edition}
    return None
