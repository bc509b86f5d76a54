from django.apps import AppConfig


class CompetitionsConfig(AppConfig):
    name = "competitions"

    def ready(self) -> None:
        from . import mail_head  # noqa: F401, PLC0415  registers itself, once the models are there
