"""All proposals of an edition as one ZIP: asked for by the secretariat, gathered by a worker."""

import csv
import io
import logging
import tempfile
import time
from datetime import timedelta
from functools import partial
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts import clock, ledger
from accounts.locks import lock_name_if_free
from accounts.models import User
from accounts.queue import enqueue, task
from competitions.locks import lock_edition
from competitions.models import Edition
from submissions.models import SENDINGS, Bundle, Paper, PaperKind, Proposal, ProposalQuerySet, State, Version
from submissions.models.version import MOST_FAILURES

from .actions import ask_paper, draw_paper, find_undrawn, latest_sending
from .naming import file_name, folder_name

logger = logging.getLogger(__name__)

CHUNK = 64 * 1024
PAUSE = 0.2  # seconds
STEP = 5  # proposals between two words of progress
SILENCE = timedelta(seconds=60)  # after which nobody seems to gather
INDEX = ("berkas", "judul", "opd", "status", "versi", "tanda_terima", "dibekukan", "sha256_naskah", "keterangan")


@transaction.atomic
def ask_bundle(*, edition: Edition, by: User) -> Bundle:
    """Have all proposals gathered; while that is under way nobody begins it again."""
    edition = lock_edition(edition.pk)
    if not by.has_perm("submissions.gather_bundle", edition):
        raise PermissionDenied
    running = edition.bundles.filter(finished_at=None, failures__lt=MOST_FAILURES).first()
    if running:
        return running
    bundle = Bundle.objects.create(
        edition=edition, asked_by=by, asked_at=clock.now(), total=entries_of(edition).count()
    )
    ledger.record("bundle.ask", edition, by=by, chain=edition.ledger_chain, after={"proposals": bundle.total})
    enqueue(gather_bundle, bundle.pk)
    return bundle


def entries_of(edition: Edition) -> ProposalQuerySet:
    """What was sent and not withdrawn, by agency and title: the order of the index."""
    sent = Version.objects.filter(kind__in=SENDINGS).values("proposal")
    entries = Proposal.objects.filter(edition=edition, pk__in=sent).exclude(state=State.WITHDRAWN)
    return entries.order_by("innovation__opd__name", "innovation__title", "pk")


@task("submissions.gather_bundle")
def gather_bundle(bundle_id: int) -> bool:
    """Draw what is missing and put all into one file; say whether it was done now.

    Runs twice safely and after a killed worker from where that one was: what is drawn is not drawn again.
    """
    with lock_name_if_free(f"bundle:{bundle_id}") as is_alone:
        bundle = Bundle.objects.select_related("edition").filter(pk=bundle_id, finished_at=None).first()
        if not is_alone or bundle is None or bundle.is_given_up:
            return False
        try:
            with tempfile.TemporaryFile() as target:
                _fill(target, bundle)
                target.seek(0)
                _finish(bundle, target)
        except OSError:
            raise  # a full disk passes by itself; the task tries again
        except Exception:
            logger.exception("Not gathered: bundle %s", bundle.pk)
            Bundle.objects.filter(pk=bundle.pk).update(failures=bundle.failures + 1)
            return False
        return True


def _fill(target: IO[bytes], bundle: Bundle) -> None:
    """One proposal after the other, in pieces: the size of the whole does not matter to memory."""
    ids = list(entries_of(bundle.edition).values_list("pk", flat=True))
    Bundle.objects.filter(pk=bundle.pk).update(total=len(ids), done=min(bundle.done, len(ids)))
    table = io.StringIO()
    index = csv.writer(table)
    index.writerow(INDEX)
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for count, pk in enumerate(ids, start=1):
            index.writerow([_harmless(cell) for cell in _add(archive, pk)])
            if count % STEP == 0 or count == len(ids):
                Bundle.objects.filter(pk=bundle.pk, done__lt=count).update(done=count)
        archive.writestr("index.csv", table.getvalue().encode("utf-8-sig"), ZIP_DEFLATED)


def _add(archive: ZipFile, proposal_id: int) -> tuple[str, ...]:
    """Put one proposal in; its line in the index says where it is, or why it is not."""
    proposal = Proposal.objects.with_details().get(pk=proposal_id)
    version = latest_sending(proposal)
    if version is None:
        raise LookupError(f"Proposal {proposal_id} has no version that was sent.")
    paper = _drawn(proposal, version)
    opd, name = proposal.innovation.opd, ""
    if paper.is_drawn:
        name = f"{folder_name(opd.abbr)}/{file_name(paper)}"
        entry = ZipInfo(name, timezone.localtime(version.frozen_at).timetuple()[:6])
        with paper.pdf.open("rb") as pdf, archive.open(entry, "w") as inside:
            for chunk in pdf.chunks(CHUNK):
                inside.write(chunk)
    return (
        name,
        version.content.get("title", str(proposal)),
        opd.name,
        str(proposal.get_state_display()),
        str(version.number),
        version.receipt_number,
        timezone.localtime(version.frozen_at).isoformat(timespec="seconds"),
        version.sha256,
        "" if name else "naskah gagal digambar",
    )


def _drawn(proposal: Proposal, version: Version) -> Paper:
    """The paper, drawn here and now if no worker has done it; what cannot be drawn holds up no other."""
    paper = ask_paper(PaperKind.PROPOSAL, proposal, version=version, here=True)
    while not paper.is_drawn and not paper.is_given_up:
        if not draw_paper(paper.pk):
            time.sleep(PAUSE)  # another worker has it
        paper.refresh_from_db()
    paper.proposal, paper.version = proposal, version
    return paper


def _harmless(cell: str) -> str:
    """A title that a spreadsheet would take for a formula stays a text."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


@transaction.atomic
def _finish(bundle: Bundle, target: IO[bytes]) -> None:
    """The file in its place, and those it replaces gone."""
    bundle.refresh_from_db()
    bundle.file.save(f"{bundle.edition.slug}-naskah-{bundle.pk}.zip", File(target), save=False)
    bundle.finished_at = clock.now()
    bundle.save(update_fields=["file", "finished_at"])
    for older in bundle.edition.bundles.filter(pk__lt=bundle.pk):
        storage, name = older.file.storage, older.file.name
        older.delete()
        if name:
            transaction.on_commit(partial(storage.delete, name), robust=True)


def find_ungathered() -> list[int]:
    """Bundles that were asked for a while ago and are not finished: a running worker lets the second one go."""
    waiting = Bundle.objects.filter(finished_at=None, failures__lt=MOST_FAILURES)
    return list(waiting.filter(asked_at__lt=clock.now() - SILENCE).values_list("pk", flat=True))


@task("submissions.find_lost_papers")
def find_lost_papers() -> None:
    """Once in a while: hand again to the worker what a lost task or a killed worker left undrawn or ungathered."""
    for paper_id in find_undrawn():
        enqueue(draw_paper, paper_id)
    for bundle_id in find_ungathered():
        enqueue(gather_bundle, bundle_id)
