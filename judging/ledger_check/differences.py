"""The rows of judging against the ledger: does what is stored follow from what was written down?

An edition's entries are replayed in their order into the rows that ought to be there, and those are held against the
tables. Anyone who reaches into the database, triggers off, changes one of the two; to pass here both must change, and
then the chain of hashes breaks, or its head is not the one that was printed.

It reads row by row and keeps of each mark its two decimals: 160,000 marks take some ten megabytes.
"""

from collections.abc import Iterator

from competitions.models import Edition

from .registers import REGISTERS
from .replay import replay
from .rows import compare_rows
from .sheets import compare_sheets
from .visits import compare_reports


def differences(edition: Edition) -> Iterator[str]:
    """Each row that does not follow from the edition's ledger, in a sentence; nothing when all do."""
    expected = replay(edition)
    yield from expected.leaps
    for register in REGISTERS:
        yield from compare_rows(register, edition, expected.rows[register.label])
    yield from compare_sheets(edition, expected)
    yield from compare_reports(edition, expected)
