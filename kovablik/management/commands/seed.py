"""manage.py seed: believable editions, built through the actions."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from competitions.models import Edition
from kovablik.seeding.calendars import STAGES
from kovablik.seeding.facts import make_agencies
from kovablik.seeding.kota_batu import NAME_2020, NAME_2026, seed_2020, seed_2026
from kovablik.seeding.people import make_cast
from kovablik.seeding.synthetic import name_of, seed_synthetic


class Command(BaseCommand):
    help = "Builds KOVABLIK Kota Batu 2020 (finished) and 2026 (running), or a synthetic edition of N proposals."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", choices=STAGES, help="where the running edition stands")
        parser.add_argument("--size", type=int, metavar="N", help="only a synthetic edition with N judged proposals")

    def handle(self, *args: Any, stage: str | None, size: int | None, **options: Any) -> None:
        if not (settings.DEMO or settings.TESTING):
            raise CommandError(
                "Sample data has no place outside the demo: set KOVABLIK_DEMO=1 on a database of its own."
            )
        agencies = make_agencies()
        cast = make_cast(agencies)
        if size is not None:
            self._once(name_of(size), lambda: seed_synthetic(size, agencies, cast, stage or "pleno"))
            return
        self._once(NAME_2020, lambda: seed_2020(agencies, cast))
        self._once(NAME_2026, lambda: seed_2026(agencies, cast, stage or "pengajuan"))

    def _once(self, name: str, build: Any) -> None:
        if Edition.objects.filter(short_name=name).exists():
            self.stdout.write(f"{name}: already there")
            return
        build()
        self.stdout.write(f"{name}: built")
