"""Clean the names, addresses and numbers that are there, before the database holds that each reads like no other.

Two that read the same are a decision, not a repair: they are named, and nothing is changed until somebody has decided.
"""

from django.db import migrations

from accounts import texts
from accounts.keys import colliding

CLEANING = {
    "User": {"name": texts.title, "email": texts.email_address, "nip": texts.digits, "phone": texts.title},
    "OPD": {"name": texts.title, "abbr": texts.title},
}
UNIQUE = {"User": ("email", "username", "nip"), "OPD": ("name", "abbr")}


def clean(apps, schema_editor):
    problems = []
    for name, fields in UNIQUE.items():
        for field in fields:
            problems += colliding(apps.get_model("accounts", name).objects.all(), field)
    if not problems:
        for name, fields in CLEANING.items():
            clean_rows(apps.get_model("accounts", name), fields)
        problems += unfit_numbers(apps.get_model("accounts", "User"))
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise RuntimeError(f"Perbaiki dahulu di /pengaturan/ dengan versi sebelumnya, lalu ulangi migrate:\n{lines}")


def clean_rows(model, fields):
    for row in model.objects.only(*fields).iterator(1_000):
        changed = {field: new for field, do in fields.items() if (new := do(getattr(row, field))) != getattr(row, field)}
        if changed:
            model.objects.filter(pk=row.pk).update(**changed)


def unfit_numbers(user):
    rows = user.objects.exclude(nip="").exclude(nip__regex=r"^[0-9]{18}$")
    return [f"accounts_user.nip bukan 18 angka: {nip!a} (nomor {pk})" for pk, nip in rows.values_list("pk", "nip")]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_delivery_in_one_state'),
    ]

    operations = [
        migrations.RunPython(clean, migrations.RunPython.noop),
    ]
