"""For an agency: when its proposal is to be presented, as soon as it was told that it goes on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import clock
from accounts.formats import wib
from competitions.models import PhaseKind
from judging.models import Promotion, Slot
from submissions.models import State

from .quiet import Item

if TYPE_CHECKING:
    from .waiting import Waiting


def turns_ahead(waiting: "Waiting") -> Iterator[Item]:
    """One line for each turn of the person's bodies that lies ahead. Nothing is asked where none can be."""
    coming = {one.pk: one for one in waiting.opened if one.phase(PhaseKind.PRESENTATION)}
    verified = [row.pk for row in waiting.proposals if row.state == State.VERIFIED and row.edition_id in coming]
    if not verified:
        return
    told = Promotion.objects.filter(stage=OuterRef("stage"), proposal=OuterRef("proposal"), told_at__isnull=False)
    slots = Slot.objects.filter(Exists(told), proposal__in=verified, began_at=None)
    for slot in slots.select_related("session", "stage", "proposal__innovation").order_by(
        "session__starts_at", "number"
    ):
        if slot.ends_at > clock.now():
            yield Item(
                _("Presentasi “%(title)s”") % {"title": slot.proposal},
                reverse("judging:slot-list", args=[coming[slot.stage.edition_id].slug]),
                gettext_lazy("Lihat jadwal"),
                f"{wib(slot.starts_at)}, {slot.session.place}",
                slot.starts_at,
            )
