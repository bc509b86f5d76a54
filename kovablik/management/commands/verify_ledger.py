from argparse import ArgumentParser
from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError

from accounts import ledger
from accounts.models import AuditEntry
from awards.models import Publication
from competitions.models import Edition


class Command(BaseCommand):
    help = "Walk the ledger of one edition, or of all, and say where it does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "edition", nargs="?", help="the edition's address (slug); without it, every ledger there is"
        )

    def handle(self, *, edition: str | None, **options: object) -> None:
        broken = 0
        for chain in chains(edition):
            if found := [*ledger.breaks(chain), *vanished(chain)]:
                broken += 1
                self.stdout.write("\n".join(f"{chain}: {place}" for place in found))
            else:
                head = ledger.head(chain)
                self.stdout.write(
                    f"{chain}: {head.number} entries hold, head {head.hash}" if head else f"{chain}: empty"
                )
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


def vanished(chain: str) -> Iterator[str]:
    """What a chain cannot say of itself: that entries at its end, or all of them, are gone."""
    entries = AuditEntry.objects.filter(chain=chain)
    edition = next((edition for edition in Edition.objects.opened() if edition.ledger_chain == chain), None)
    if edition and not entries.exists():
        yield "no entry, though the edition was opened"
    for publication in Publication.objects.filter(edition=edition).order_by("version"):
        if not entries.filter(hash=publication.ledger_head).exists():
            yield f"the head that publication {publication.version} carries is gone: {publication.ledger_head}"
