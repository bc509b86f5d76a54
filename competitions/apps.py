from django.apps import AppConfig


class CompetitionsConfig(AppConfig):
    name = "competitions"

    def ready(self) -> None:
        from . import mail_head, succession  # noqa: F401, PLC0415  register themselves, once the models are there
