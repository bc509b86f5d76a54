"""The people of the demo. Their accounts cannot exist outside of it (accounts.adapter.Backend)."""

from django.utils.translation import gettext_lazy as _

PASSWORD = "kovablik-demo"  # noqa: S105  # printed on the sign-in page of the demo

ACCOUNTS = (
    ("sekretariat", _("Bagian Organisasi")),
    ("operator", _("Operator OPD")),
    ("kepala", _("Kepala OPD")),
    ("verifikator", _("Verifikator")),
    ("juri1", _("Juri 1")),
    ("juri2", _("Juri 2")),
    ("juri3", _("Juri 3")),
    ("juri4", _("Juri 4")),
    ("juri5", _("Juri 5")),
    ("ketua", _("Ketua panel")),
    ("pimpinan", _("Pimpinan")),
    ("auditor", _("Auditor")),
    ("admin", _("Administrator")),
)
