from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"

    def ready(self) -> None:
        from . import (  # noqa: F401, PLC0415  register what others ask of entries
            calendar_changes,
            participation,
            rule_changes,
            succession,
            unfinished,
        )
        from .check import mail  # noqa: F401, PLC0415  the clock asks for its task, no act does
