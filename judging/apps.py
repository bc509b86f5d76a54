from django.apps import AppConfig


class JudgingConfig(AppConfig):
    name = "judging"

    def ready(self) -> None:
        from . import checklist  # noqa: F401, PLC0415  registers what an opening asks of the jury
