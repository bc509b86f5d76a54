"""The winners and the register of certificates as files."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.spreadsheets.export import Cell, Export
from competitions.models import Edition

from .models import CertificateQuerySet, SpecialAward

if TYPE_CHECKING:
    from .views.public import Honours

MANY = 1_000


def winners_export(edition: Edition, honours: "Iterable[Honours]", special: Iterable[SpecialAward]) -> Export:
    """What the public page of a result says, in its order."""
    columns = [_("Penghargaan"), _("Peringkat"), _("Judul"), _("OPD"), _("Kategori")]
    return Export(_("Pemenang %(edition)s") % {"edition": edition}, columns, _winners(honours, special))


def _winners(honours: "Iterable[Honours]", special: Iterable[SpecialAward]) -> Iterator[list[Cell]]:
    for group in honours:
        for one in group.results:
            place = one.place if one.prints_place else None
            yield [one.tier, place, one.title, one.owners, str(one.category) if one.category else None]
    for award in special:
        yield [award.name, None, None, award.holder.name, None]


def register_export(edition: Edition, certificates: CertificateQuerySet, query: str) -> Export:
    """The register of an edition's certificates, those that were revoked among them."""
    columns = [
        *(_("Nomor"), _("Diberikan kepada"), _("Sebagai"), _("Judul inovasi"), _("Terbit")),
        *(_("Digambar"), _("Dicabut"), _("Alasan pencabutan")),
    ]
    return Export(_("Register piagam %(edition)s") % {"edition": edition}, columns, _register(certificates), query)


def _register(certificates: CertificateQuerySet) -> Iterator[list[Cell]]:
    for one in certificates.iterator(MANY):
        reason = one.revocation.reason if one.revoked_at else None
        yield [
            *(one.number, one.recipient_name, one.honour, one.title, one.issued_at),
            *(one.drawn_at, one.revoked_at, reason),
        ]
