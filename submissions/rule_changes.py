"""Which proposals a change of an edition's rules touches, and what stands on a part of it (ADR 29)."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.addressees import reachable
from accounts.mail import is_reached
from accounts.models import Appointment, Office
from competitions.effects import Reader, audience, holds
from competitions.fairness import Topic
from competitions.models import Category, DocumentRequirement, Edition, SectionTemplate

from .models import Approval, Attachment, CheckItem, Paper, Proposal, Section, State

MOST_NAMED = 5
AGENCIES = frozenset(Topic) - {Topic.WORDING, Topic.JURY, Topic.CONFLICTS}


@holds(Category)
def proposals_stand_on(categories: Collection[Any]) -> Iterator[str]:
    """A category that was chosen stays, for drafts too: their writers would find it gone."""
    for category in categories:
        chosen = Proposal.objects.filter(category=category).order_by("pk")
        if count := chosen.count():
            sentence = _("Kategori “%(category)s” dipakai %(count)d usulan (%(titles)s). Pindahkan usulannya dahulu.")
            yield sentence % {"category": category, "count": count, "titles": _named(chosen)}


@holds(SectionTemplate)
def texts_stand_on(sections: Collection[Any]) -> Iterator[str]:
    """A section that somebody wrote stays, sent or not: nothing that was written is thrown away."""
    for section in sections:
        written = _proposals_of(section=section)
        written |= {*Section.objects.filter(template=section).values_list("proposal", flat=True)}
        if written:
            sentence = _(
                "Bagian “%(section)s” sudah diisi di %(count)d usulan (%(titles)s), jadi tidak dapat dihapus. Bila "
                "tidak diminta lagi, jadikan tanpa batas terendah dan matikan aturan “Setiap bagian terisi”."
            )
            titles = _named(Proposal.objects.filter(pk__in=written))
            yield sentence % {"section": section, "count": len(written), "titles": titles}


@holds(DocumentRequirement)
def papers_stand_on(requirements: Collection[Any]) -> Iterator[str]:
    for requirement in requirements:
        given = _proposals_of(requirement=requirement)
        for model in (Approval, Paper):
            given |= {*model._default_manager.filter(requirement=requirement).values_list("proposal", flat=True)}
        if given:
            sentence = _(
                "Dokumen “%(document)s” sudah dilampirkan atau diperiksa di %(count)d usulan (%(titles)s), jadi tidak "
                "dapat dihapus. Bila tidak diminta lagi, jadikan tidak wajib."
            )
            titles = _named(Proposal.objects.filter(pk__in=given))
            yield sentence % {"document": requirement, "count": len(given), "titles": titles}


def _proposals_of(**place: Any) -> set[int]:
    """Where there is a file, or a remark of the check, at this place."""
    return {
        proposal
        for model in (Attachment, CheckItem)
        for proposal in model._default_manager.filter(**place).order_by().values_list("proposal", flat=True)
    }


def _named(proposals: QuerySet[Proposal]) -> str:
    titles = [f"“{title}”" for title in proposals.values_list("innovation__title", flat=True)[: MOST_NAMED + 1]]
    return ", ".join([*titles[:MOST_NAMED], "…"] if len(titles) > MOST_NAMED else titles)


@audience
def agencies_concerned(edition: Edition, topics: Collection[Topic]) -> Iterator[Reader]:
    """Operators and heads of each agency with a proposal that is not out; of the rules of entry the verifiers too."""
    if AGENCIES & set(topics):
        yield from _agencies(edition)
    if Topic.ENTRY in topics:
        posts = Appointment.objects.current().filter(role=Office.VERIFIER).select_related("user")
        yield from (
            Reader(post.user, _("Verifikator")) for post in posts.order_by("user__name") if is_reached(post.user)
        )


def _agencies(edition: Edition) -> Iterator[Reader]:
    entered = edition.proposals.exclude(state__in=(State.WITHDRAWN, State.REJECTED))
    by_agency: defaultdict[int, set[int]] = defaultdict(set)
    for proposal, agency in entered.order_by().values_list("pk", "innovation__opd"):
        by_agency[agency].add(proposal)
    for member in reachable(by_agency).select_related("user", "opd").order_by("opd__name", "user__name"):
        if is_reached(member.user):
            proposals = frozenset(by_agency[member.opd_id])
            yield Reader(member.user, _("Operator dan kepala OPD"), member.opd.name, proposals)
