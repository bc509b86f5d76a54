"""The papers of a proposal: asked for once, drawn by the worker, given up after three failures.

Nothing is drawn before somebody asks: in the last minute of a registration the machine is there for those who send.
"""

import logging
from datetime import timedelta
from functools import partial
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction

from accounts import clock
from accounts.locks import lock_free
from accounts.queue import enqueue, task
from competitions.models import DocumentRequirement
from submissions.models import SENDINGS, Paper, PaperKind, Proposal, Version
from submissions.models.version import paper_path

from .contents import paper_context, paper_key
from .drawing import draw

logger = logging.getLogger(__name__)

SILENCE = timedelta(seconds=60)  # after which nobody seems to draw what was asked for
PATIENCE = timedelta(minutes=10)  # after which what was given up may be asked for again
MOST_AT_ONCE = 200


@transaction.atomic
def ask_paper(
    kind: PaperKind,
    proposal: Proposal,
    *,
    version: Version | None = None,
    requirement: DocumentRequirement | None = None,
    here: bool = False,
) -> Paper:
    """The paper as it would be drawn now: the row that is there, or a new one that a worker is told of.

    Who draws it `here`, in a worker already, tells no other. The caller has checked the right to read it.
    """
    context = paper_context(kind, proposal, version=version, requirement=requirement)
    paper, is_new = Paper.objects.get_or_create(
        proposal=proposal,
        kind=kind,
        key=paper_key(kind, context),
        defaults={"version": version, "requirement": requirement},
    )
    if is_new or (paper.is_given_up and paper.asked_at < clock.now() - PATIENCE):
        _ask_again(paper, here=here)
    return paper


def _ask_again(paper: Paper, *, here: bool) -> None:
    paper.failures, paper.asked_at = 0, clock.now()
    paper.save(update_fields=["failures", "asked_at"])
    if not here:
        enqueue(draw_paper, paper.pk)


def latest_sending(proposal: Proposal) -> Version | None:
    """The version that counts: the last one that was sent. A return freezes what was there and changes nothing."""
    sendings = proposal.versions.filter(kind__in=SENDINGS).select_related("frozen_by", "proposal__edition")
    return sendings.order_by("-number").first()


@task("submissions.draw_paper", soft_time_limit=120)  # counted as a failure; none may hold a worker for ever
@transaction.atomic
def draw_paper(paper_id: int) -> bool:
    """Draw one paper unless it is drawn, being drawn or given up; say whether it was done now.

    The row stays locked meanwhile: a worker that is killed lets go of it, and the paper is found again.
    """
    paper = lock_free(Paper.objects.awaited().with_details().filter(pk=paper_id)).first()
    if paper is None:
        return False
    try:
        with transaction.atomic():
            return _draw(paper)
    except OSError:
        raise  # a full disk passes by itself; the task tries again
    except Exception:  # whatever a text does to the drawing, the others must not wait for it
        logger.exception("Not drawn: paper %s", paper.pk)
        paper.failures += 1
        paper.save(update_fields=["failures"])
        return False


def _draw(paper: Paper) -> bool:
    proposal = Proposal.objects.with_details().get(pk=paper.proposal_id)
    context = paper_context(paper.kind, proposal, version=paper.version, requirement=paper.requirement)
    if not _take_key(paper, paper_key(paper.kind, context)):
        return False
    pdf = draw(paper.kind, context)
    paper.pdf.storage.delete(paper_path(paper, ""))  # what a killed drawing left half-written
    paper.pdf.save("", ContentFile(pdf), save=False)
    paper.sha256 = sha256(pdf).hexdigest()
    paper.drawn_at = clock.now()
    paper.save(update_fields=["key", "pdf", "sha256", "drawn_at"])
    if paper.version_id is None:
        _forget_older(paper)
    return True


def _take_key(paper: Paper, key: str) -> bool:
    """A draft or a letter is drawn as it is now. If that changed meanwhile, the row follows, or gives way."""
    if paper.version_id or key == paper.key:
        return True
    if Paper.objects.filter(proposal=paper.proposal_id, kind=paper.kind, key=key).exists():
        paper.delete()
        return False
    paper.key = key
    return True


def _forget_older(paper: Paper) -> None:
    """Of drafts and letters only the latest is of use."""
    place = {"proposal": paper.proposal_id, "kind": paper.kind, "requirement": paper.requirement_id}
    older = lock_free(Paper.objects.filter(**place, version=None, pk__lt=paper.pk))
    storage, names = paper.pdf.storage, [one.pdf.name for one in older if one.pdf]
    Paper.objects.filter(pk__in=[one.pk for one in older]).delete()
    for name in names:
        # Robust: a bucket out of reach leaves a file that nobody finds, and nothing else.
        transaction.on_commit(partial(storage.delete, name), robust=True)


@transaction.atomic
def find_undrawn() -> list[int]:
    """Papers that nobody draws although they were asked for: their task or its worker was lost."""
    lost = Paper.objects.awaited().filter(asked_at__lt=clock.now() - SILENCE)
    ids = [one.pk for one in lock_free(lost)[:MOST_AT_ONCE]]
    Paper.objects.filter(pk__in=ids).update(asked_at=clock.now())
    return ids
