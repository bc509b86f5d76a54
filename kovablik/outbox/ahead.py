"""What each act that writes to many will send, asked before it does: the act's own mailings, written for one reader."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import Http404, QueryDict

from accounts.mail import Mailing
from accounts.models import User
from awards.actions.publication import mailings_ahead as of_publishing
from competitions.models import Edition, Stage
from judging.monitoring.actions import mailings_ahead as of_nudging
from judging.ranking.mail import promotion_mailings
from submissions.funnel.actions import mailings_ahead as of_reminding
from submissions.funnel.overview import Overview
from submissions.funnel.views import OverviewFilter
from submissions.models import Proposal
from submissions.steps.mail import passed_mailings

MOST_PASSED, DIGITS = 50, 12


@dataclass(frozen=True)
class AskedAhead:
    """An act of an edition as a page is about to take it: by whom, and with which choices in its address."""

    edition: Edition
    by: User
    chosen: QueryDict

    @property
    def stage(self) -> Stage:
        wanted = self.chosen.get("tahap", "")
        stage = next((one for one in self.edition.stages.all() if str(one.pk) == wanted), None)
        if stage is None:
            raise Http404
        stage.edition = self.edition
        return stage


def publish(asked: AskedAhead) -> Iterator[Mailing]:
    yield from of_publishing(asked.edition)


def remind(asked: AskedAhead) -> Iterator[Mailing]:
    chosen = OverviewFilter(asked.chosen).values()
    agencies = Overview(asked.edition).chosen(chosen["saring"], chosen["q"])
    yield from of_reminding(asked.edition, [agency.pk for agency in agencies])


def nudge(asked: AskedAhead) -> Iterator[Mailing]:
    yield from of_nudging(asked.stage)


def promote(asked: AskedAhead) -> Iterator[Mailing]:
    yield from promotion_mailings(asked.stage, asked.stage.promotions.filter(told_at=None))


def verify(asked: AskedAhead) -> Iterator[Mailing]:
    """Of the ticked ones those that may pass together."""
    ticked = [pk for pk in asked.chosen.getlist("usulan") if pk.isascii() and pk.isdigit() and len(pk) < DIGITS]
    clean = Proposal.objects.visible_to(asked.by).clean().filter(edition=asked.edition, pk__in=ticked)
    yield from passed_mailings(list(clean.values_list("pk", flat=True)[:MOST_PASSED]), "")


@dataclass(frozen=True)
class ActAhead:
    mailings: Callable[[AskedAhead], Iterator[Mailing]]
    right: str  # which the act itself asks for
    of_stage: bool = False
    of_nothing: bool = False

    def may(self, asked: AskedAhead) -> bool:
        if self.of_nothing:
            return asked.by.has_perm(self.right)
        return asked.by.has_perm(self.right, asked.stage if self.of_stage else asked.edition)


ACTS = {
    "terbitkan": ActAhead(publish, "awards.publish_result"),
    "ingatkan-opd": ActAhead(remind, "submissions.remind_opd"),
    "ingatkan-juri": ActAhead(nudge, "judging.nudge_juror", of_stage=True),
    "naik-tahap": ActAhead(promote, "judging.promote", of_stage=True),
    "loloskan": ActAhead(verify, "submissions.verify_together", of_nothing=True),
}
