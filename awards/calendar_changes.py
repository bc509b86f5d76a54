"""What stands in the way of opening an earlier phase again: a ranking that the plenary confirmed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from competitions.models import RANK, PhaseKind
from competitions.rescheduling import Rescheduling, reschedule_obstacle

from .models import Plenary


@reschedule_obstacle
def confirmed_ranking(change: Rescheduling) -> Iterator[str]:
    """What was ranked rests on phases that are over."""
    earlier = [kind for kind in change.reopened if RANK[kind] < RANK[PhaseKind.PLENARY]]
    if earlier and Plenary.objects.confirmed().filter(edition=change.edition).exists():
        names = ", ".join(f"“{kind.label}”" for kind in earlier)
        yield _(
            "Peringkat sudah ditetapkan. Batalkan dahulu penetapannya di halaman pleno, lalu buka lagi %(phases)s."
        ) % {"phases": names}
