"""manage.py seed: believable editions, built through the actions."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from competitions.models import Edition
from kovablik.seeding.calendars import STAGES
from kovablik.seeding.facts import make_agencies
from kovablik.seeding.kota_batu import NAME_2020, NAME_2026, seed_2020, seed_2026
from kovablik.seeding.people import make_cast
from kovablik.seeding.synthetic import AT_REST, UNDER_WAY, name_of, seed_synthetic


class Command(BaseCommand):
    help = "Builds KOVABLIK Kota Batu 2020 (finished) and 2026 (running), or a synthetic edition of N proposals."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", choices=STAGES, help="where the running edition stands (pengajuan; pleno for N)")
        parser.add_argument("--size", type=int, metavar="N", help="only a synthetic edition with N judged proposals")

    def handle(self, *args: Any, stage: str | None, size: int | None, **options: Any) -> None:
        if not (settings.DEMO or settings.TESTING):
            raise CommandError(
                "Sample data has no place outside the demo: set KOVABLIK_DEMO=1 on a database of its own."
            )
        if size is not None and (size < 1 or stage not in (None, UNDER_WAY, AT_REST)):
            raise CommandError(f"--size takes a number from 1 and the stage {UNDER_WAY} or {AT_REST}.")
        agencies = make_agencies()
        cast = make_cast(agencies)
        if size is not None:
            self._once(name_of(size), stage, lambda: seed_synthetic(size, agencies, cast, stage or AT_REST))
            return
        self._once(NAME_2020, None, lambda: seed_2020(agencies, cast))
        self._once(NAME_2026, stage, lambda: seed_2026(agencies, cast, stage or "pengajuan"))

    def _once(self, name: str, stage: str | None, build: Callable[[], Edition]) -> None:
        """Build an edition that is not there yet; refuse when it is there but stands elsewhere."""
        edition = Edition.objects.filter(short_name=name).first()
        if edition and stage and not edition.in_phase(STAGES[stage]):
            raise CommandError(_elsewhere(edition, stage))
        if edition is None:
            build()
        self.stdout.write(f"{name}: {'already there' if edition else 'built'}")


def _elsewhere(edition: Edition, stage: str) -> str:
    """In Indonesian, because bin/demo shows it to anyone who started it."""
    running = ", ".join(str(phase) for phase in edition.running_phases()) or "tidak satu pun"
    return (
        f"{edition} sudah ada, dan tahapan yang berlangsung di sana: {running}. "
        f"Hapus dahulu datanya untuk mulai dari {stage}: bin/demo --reset --stage {stage}"
    )
