"""The panels of an earlier edition for a new one: an offer, for the jurors are asked again."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from competitions.copying import Copies, Offer, offer
from competitions.models import Category, Edition, Stage
from judging.models import Panel, Seat

from .actions import create_panel
from .actions_seat import seat_juror


def describe(source: Edition) -> str:
    count = _seats(source).values("user").distinct().count()
    sentence = ngettext("%(count)d juri, diundang begitu tersusun", "%(count)d juri, diundang begitu tersusun", count)
    return sentence % {"count": count} if count else ""


def copy(source: Edition, target: Edition, copies: Copies, by: User) -> None:
    """The same panels with the same people, bodies and expertise; who declined or may not sign in any more is left."""
    for panel in Panel.objects.filter(stage__edition=source).order_by("pk"):
        new = create_panel(stage=copies[Stage][panel.stage_id], name=panel.name, by=by)
        for seat in _seats(source).filter(panel=panel).select_related("user", "body").order_by("pk"):
            known = [copies[Category][category.pk] for category in seat.expertise.all()]
            seat_juror(panel=new, user=seat.user, body=seat.body.code, role=seat.role, expertise=known, by=by)


def _seats(source: Edition) -> QuerySet[Seat]:
    return Seat.objects.standing().filter(panel__stage__edition=source, user__is_active=True)


offer(Offer("jury", _("Panel dan juri"), describe, copy))
