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
    if earlier and Plenary.objects.filter(edition=change.edition, confirmed_at__isnull=False).exists():
        names = ", ".join(f"“{kind.label}”" for kind in earlier)
        yield _("Pleno sudah menetapkan peringkat; cabut dahulu penetapannya sebelum membuka lagi %(phases)s.") % {
            "phases": names
        }
