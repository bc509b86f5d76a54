"""Certificates: drawn in batches by the worker, gathered in an archive, revoked by a row of their own."""

import logging
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import clock, ledger
from accounts.locks import lock, lock_free
from accounts.models import User
from accounts.queue import enqueue, task
from awards import documents
from awards.mail import send_revoked
from awards.models import Certificate, Publication, Revocation
from competitions.models import Edition

logger = logging.getLogger(__name__)

CHUNK = 64 * 1024
SILENCE = timedelta(seconds=15)  # after which nobody seems to draw
BATCH = 30  # certificates in one document: enough to spread its costs, little enough to share among workers


@task("awards.draw_certificates")
@transaction.atomic
def draw_certificates(certificate_ids: list[int]) -> int:
    """Draw those not drawn yet; say how many. What another worker holds or has drawn is left to it.

    The rows stay locked while they are drawn: a worker that is killed lets go of them, and they are found again.
    One that cannot be drawn is counted, holds up no other, and is given up in the end.
    """
    certificates = list(lock_free(Certificate.objects.awaited().filter(pk__in=certificate_ids).with_print()))
    drawn = _draw(certificates)
    for certificate, pdf in drawn:
        certificate.pdf.save("", ContentFile(pdf), save=False)
        certificate.sha256 = sha256(pdf).hexdigest()
        certificate.drawn_at = clock.now()
    for certificate in certificates:
        certificate.failures += certificate.drawn_at is None
    Certificate.objects.bulk_update(certificates, ["pdf", "sha256", "drawn_at", "failures"])
    for publication_id in {certificate.publication_id for certificate in certificates}:
        enqueue(archive_certificates, publication_id)
    return len(drawn)


def _draw(certificates: Sequence[Certificate]) -> list[tuple[Certificate, bytes]]:
    """All in one document; when that fails, each in its own, without the one that is to blame."""
    try:
        return list(documents.draw(certificates))
    except OSError:
        raise  # a full disk passes by itself; the task tries again
    except Exception:  # whatever a text does to the drawing, the others must not wait for it
        logger.exception("Not drawn: %s", ", ".join(str(one.pk) for one in certificates))
        if len(certificates) == 1:
            return []
        return [pair for one in certificates for pair in _draw([one])]


@transaction.atomic
def redraw_certificates(*, edition: Edition, by: User) -> int:
    """Try again, after a repair, what was given up; say how many."""
    if not by.has_perm("awards.redraw_certificates", edition):
        raise PermissionDenied
    publication = Publication.objects.filter(edition=edition).order_by("-version").first()
    if publication:
        publication = lock(Publication.objects.all(), publication.pk, no_key=True)
    given_up = Certificate.objects.given_up().filter(publication=publication)
    ids = list(given_up.values_list("pk", flat=True))
    if publication and ids:
        given_up.update(failures=0)
        Publication.objects.filter(pk=publication.pk).update(archive="", archived_at=None)
        enqueue_drawing(ids)
    return len(ids)


def enqueue_drawing(certificate_ids: Sequence[int]) -> None:
    """Have certificates drawn, in batches, once the transaction that issued them stands."""
    for start in range(0, len(certificate_ids), BATCH):
        enqueue(draw_certificates, list(certificate_ids[start : start + BATCH]))


@task("awards.draw_missing")
def draw_missing() -> int:
    """Once in a while: hand again to the worker what a lost task left undrawn, and a missing archive."""
    missing = find_missing()
    enqueue_drawing(missing)
    for publication_id in find_unarchived():
        enqueue(archive_certificates, publication_id)
    return len(missing)


@transaction.atomic
def find_missing() -> list[int]:
    """Certificates that nobody draws although they were issued: their task or its worker was lost."""
    quiet_since = clock.now() - SILENCE
    at_work = Certificate.objects.filter(drawn_at__gt=quiet_since).values("publication")
    missing = Certificate.objects.awaited().filter(issued_at__lt=quiet_since).exclude(publication__in=at_work)
    return [one.pk for one in lock_free(missing)]


def find_unarchived() -> list[int]:
    """Publications whose certificates are all drawn or given up, but not gathered."""
    undrawn = Certificate.objects.awaited().values("publication")
    drawn = Certificate.objects.drawn().values("publication")
    unarchived = Publication.objects.filter(archived_at=None, pk__in=drawn).exclude(pk__in=undrawn)
    return list(unarchived.values_list("pk", flat=True))


@task("awards.archive_certificates")
@transaction.atomic
def archive_certificates(publication_id: int) -> bool:
    """Gather all valid certificates in one ZIP once the last one is drawn; say whether it was done now."""
    publication = lock(Publication.objects.select_related("edition"), publication_id, no_key=True)
    certificates = publication.certificates.all()
    if publication.archived_at or certificates.awaited().exists() or not certificates.drawn().exists():
        return False

    with tempfile.TemporaryFile() as target:
        _fill_archive(target, certificates.drawn().filter(revocation=None))
        target.seek(0)
        publication.archive.save(f"{publication.edition.slug}-piagam.zip", File(target), save=False)
    publication.archived_at = clock.now()
    publication.save(update_fields=["archive", "archived_at"])
    return True


def _fill_archive(target: IO[bytes], certificates) -> None:
    """One file after the other, in pieces: the size of the archive does not matter to memory."""
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for certificate in certificates.iterator(500):
            name = ZipInfo(documents.file_name(certificate), timezone.localtime(certificate.drawn_at).timetuple()[:6])
            with certificate.pdf.open("rb") as pdf, archive.open(name, "w") as entry:
                for chunk in pdf.chunks(CHUNK):
                    entry.write(chunk)


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, by: User) -> Revocation:
    """Declare a certificate void. It stays findable, and leaves the archive."""
    certificate = lock(Certificate.objects.select_related("publication__edition"), certificate.pk)
    if not by.has_perm("awards.revoke_certificate", certificate):
        raise PermissionDenied
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Tuliskan alasan pencabutan.")})

    revocation = Revocation.objects.create(certificate=certificate, reason=reason, revoked_by=by)
    publication = certificate.publication
    Publication.objects.filter(pk=publication.pk).update(archive="", archived_at=None)
    ledger.record(
        "certificate.revoke",
        certificate,
        by=by,
        chain=publication.edition.ledger_chain,
        after={"number": certificate.number},
        note=reason,
    )
    enqueue(archive_certificates, publication.pk)
    enqueue(send_revoked, revocation.pk)
    return revocation
