from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "awards"

    def ready(self) -> None:
        from . import calendar_changes, unfinished, winners  # noqa: F401, PLC0415  register what others ask of results
