from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"

    def ready(self) -> None:
        from . import unfinished  # noqa: F401, PLC0415  registers what agencies and verifiers leave undone
