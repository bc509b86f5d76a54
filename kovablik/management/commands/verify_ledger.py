from argparse import ArgumentParser
from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError

from accounts import ledger
from accounts.models import AuditEntry
from awards.models import Publication
from competitions.models import Edition
from judging.ledger_check.differences import differences


class Command(BaseCommand):
    help = (
        "Walk the ledger of one edition, or of all, hold the rows of judging against it, and say where it does not "
        "hold. Whoever rewrites rows and the whole chain after them leaves no trace inside the database: for that, "
        "compare with a head that was printed or written down (--head)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "edition", nargs="?", help="the edition's address (slug); without it, every ledger there is"
        )
        parser.add_argument(
            "--head",
            metavar="HASH",
            help="a head that was written down outside; the ledger must still hold the entry that carries it",
        )

    def handle(self, *, edition: str | None, head: str | None = None, **options: object) -> None:
        if head and not edition:
            raise CommandError("A head belongs to one edition: name it.")
        broken = 0
        for chain in chains(edition):
            found = False
            for place in problems(chain, head):
                found = True
                self.stdout.write(f"{chain}: {place}")
            broken += found
            if not found:
                self.stdout.write(f"{chain}: {standing(chain, head)}")
        if broken:
            raise CommandError(f"{broken} ledger(s) do not hold.")


def chains(slug: str | None) -> list[str]:
    if slug:
        edition = Edition.objects.filter(slug=slug).first()
        if not edition:
            raise CommandError(f"There is no edition “{slug}”.")
        return [edition.ledger_chain]
    written = AuditEntry.objects.order_by().values_list("chain", flat=True).distinct()
    return sorted({*written, *(edition.ledger_chain for edition in Edition.objects.all())})


def problems(chain: str, head: str | None) -> Iterator[str]:
    edition = next((edition for edition in Edition.objects.all() if edition.ledger_chain == chain), None)
    yield from ledger.breaks(chain)
    if edition:
        yield from vanished(edition)
        yield from differences(edition)
    if head and not AuditEntry.objects.filter(chain=chain, hash=head.strip().lower()).exists():
        yield f"no entry carries the head that was written down: {head}"


def standing(chain: str, head: str | None) -> str:
    last = ledger.head(chain)
    if not last:
        return "empty"
    said = f"{last.number} entries hold, head {last.hash}"
    if head:
        known = AuditEntry.objects.get(chain=chain, hash=head.strip().lower())
        said += f"; the head that was written down is that of entry {known.number}, {known.at:%Y-%m-%d %H:%M} UTC"
    return said


def vanished(edition: Edition) -> Iterator[str]:
    """What a chain cannot say of itself: that entries at its end, or all of them, are gone."""
    entries = AuditEntry.objects.filter(chain=edition.ledger_chain)
    if edition.is_open and not entries.exists():
        yield "no entry, though the edition was opened"
    for publication in Publication.objects.filter(edition=edition).order_by("version"):
        if not entries.filter(hash=publication.ledger_head).exists():
            yield f"the head that publication {publication.version} carries is gone: {publication.ledger_head}"
