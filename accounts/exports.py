"""The register as files: agencies, and people without what is personal beyond their address."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .models import OPD, User
from .spreadsheets.export import Cell, Export

MANY = 500


def agency_export(opds: QuerySet[OPD], title: str) -> Export:
    """`opds` with parent and successor, in the order of the page; `people` where they are counted."""
    columns = [_("OPD"), _("Singkatan"), _("Jenis"), _("OPD induk"), _("Orang"), _("Ditutup"), _("Penerus")]
    return Export(title, columns, _agencies(opds))


def _agencies(opds: QuerySet[OPD]) -> Iterator[list[Cell]]:
    for opd in opds.iterator(MANY):
        parent, successor = (str(one) if one else None for one in (opd.parent, opd.successor))
        yield [
            *(opd.name, opd.abbr, opd.get_kind_display(), parent),
            *(getattr(opd, "people", None), opd.closed_on, successor),
        ]


def people_export(people: QuerySet[User]) -> Export:
    """`people` with their current memberships and appointments. NIP and telephone stay on the page of each."""
    columns = [_("Nama"), _("Alamat e-mail"), _("Tugas"), _("Jabatan kompetisi"), _("Terakhir masuk"), _("Aktif")]
    return Export(_("Daftar orang"), columns, _people(people))


def _people(people: QuerySet[User]) -> Iterator[list[Cell]]:
    for one in people.iterator(MANY):
        posts = ", ".join(f"{post.get_role_display()} {post.opd.abbr}" for post in one.memberships.all())
        offices = ", ".join(str(office.get_role_display()) for office in one.appointments.all())
        active = _("ya") if one.is_active else _("tidak")
        yield [one.name, one.email, posts or None, offices or None, one.last_login, active]
