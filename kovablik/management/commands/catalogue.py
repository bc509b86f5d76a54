from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kovablik import catalogue


class Command(BaseCommand):
    help = "Bring the English catalogue up to date; with --check say what it lacks; with --compile make it readable."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--check", action="store_true", help="change nothing, fail when something is amiss")
        choice.add_argument("--compile", action="store_true", help="write the .mo file that Django reads")

    def handle(self, *, check: bool, **options: bool) -> None:
        if check:
            self.check_catalogue()
        elif options["compile"]:
            catalogue.compile_catalogue(settings.BASE_DIR)
        else:
            written = catalogue.update(settings.BASE_DIR)
            blank = len(written) - len(written.translated_entries())
            self.stdout.write(f"{len(written)} strings, {blank} without English.")

    def check_catalogue(self) -> None:
        if found := catalogue.problems(settings.BASE_DIR):
            found.append(f"{len(found)} problems; run manage.py catalogue and translate.")
            raise CommandError("\n".join(found))
        self.stdout.write("The English catalogue is whole.")
