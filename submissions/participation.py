"""What an agency has entered keeps it among the participants of an edition."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from competitions.models import Edition
from competitions.participation import tie

from .models import Proposal, State


@tie
def has_entered(edition: Edition, opd_ids: Collection[int]) -> dict[int, str]:
    """Whatever became of it, but for what was withdrawn."""
    entered = Proposal.objects.filter(edition=edition, innovation__opd__in=opd_ids).exclude(state=State.WITHDRAWN)
    rows = entered.order_by("innovation__title")
    titles: dict[tuple[int, str], list[str]] = {}
    for opd, name, title in rows.values_list("innovation__opd", "innovation__opd__name", "innovation__title"):
        titles.setdefault((opd, name), []).append(f"“{title}”")
    sentence = _("%(opd)s sudah punya usulan di edisi ini: %(titles)s.")
    return {opd: sentence % {"opd": name, "titles": ", ".join(own)} for (opd, name), own in titles.items()}
