from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "awards"

    def ready(self) -> None:
        from . import (  # noqa: F401, PLC0415  register what others ask of results
            calendar_changes,
            rule_changes,
            unfinished,
            winners,
        )
