from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Akun dan OPD")

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  registers itself, once the models are there
