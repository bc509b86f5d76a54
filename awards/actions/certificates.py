"""Certificates: drawn in batches by the worker, gathered in an archive, revoked by a row of their own."""

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
from accounts.models import User
from awards import documents, tasks
from awards.models import Certificate, Publication, Revocation

CHUNK = 64 * 1024
SILENCE = timedelta(seconds=15)  # after which nobody seems to draw


@transaction.atomic
def draw_certificates(certificate_ids: Sequence[int]) -> int:
    """Draw those not drawn yet; say how many. What another worker holds or has drawn is left to it.

    The rows stay locked while they are drawn: a worker that is killed lets go of them, and they are found again.
    """
    certificates = list(
        Certificate.objects.undrawn()
        .filter(pk__in=certificate_ids)
        .select_for_update(of=("self",), skip_locked=True)
        .with_print()
    )
    for certificate, pdf in documents.draw(certificates):
        certificate.pdf.save("", ContentFile(pdf), save=False)
        certificate.sha256 = sha256(pdf).hexdigest()
        certificate.drawn_at = clock.now()
    Certificate.objects.bulk_update(certificates, ["pdf", "sha256", "drawn_at"])
    for publication_id in {certificate.publication_id for certificate in certificates}:
        tasks.gather(publication_id)
    return len(certificates)


@transaction.atomic
def find_missing() -> list[int]:
    """Certificates that nobody draws although they were issued: their task or its worker was lost."""
    quiet_since = clock.now() - SILENCE
    at_work = Certificate.objects.filter(drawn_at__gt=quiet_since).values("publication")
    missing = Certificate.objects.undrawn().filter(issued_at__lt=quiet_since).exclude(publication__in=at_work)
    return list(missing.select_for_update(skip_locked=True).values_list("pk", flat=True))


def find_unarchived() -> list[int]:
    """Publications whose certificates are all drawn, but not gathered."""
    undrawn = Certificate.objects.undrawn().values("publication")
    drawn = Certificate.objects.drawn().values("publication")
    unarchived = Publication.objects.filter(archived_at=None, pk__in=drawn).exclude(pk__in=undrawn)
    return list(unarchived.values_list("pk", flat=True))


@transaction.atomic
def archive_certificates(publication_id: int) -> bool:
    """Gather all valid certificates in one ZIP once the last one is drawn; say whether it was done now."""
    publication = Publication.objects.select_for_update(no_key=True).select_related("edition").get(pk=publication_id)
    certificates = publication.certificates.all()
    if publication.archived_at or certificates.undrawn().exists() or not certificates.exists():
        return False

    with tempfile.TemporaryFile() as target:
        _fill_archive(target, certificates.filter(revocation=None))
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
    certificate = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("publication__edition")
        .get(pk=certificate.pk)
    )
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
    tasks.gather(publication.pk)
    return revocation
