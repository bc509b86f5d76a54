from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "awards"

    def ready(self) -> None:
        from . import winners  # noqa: F401, PLC0415  registers what the pre-flight asks of earlier results
