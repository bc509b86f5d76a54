# Editions that are there already called whoever took part on the day of the migration.

from django.db import migrations


def call_who_takes_part(apps, schema_editor):
    editions = apps.get_model("competitions", "Edition").objects.values_list("pk", flat=True)
    called = apps.get_model("accounts", "OPD").objects.filter(is_participant=True).values_list("pk", flat=True)
    participants = apps.get_model("competitions", "Participant").objects
    opds = list(called)
    for edition in editions:
        participants.bulk_create(participants.model(edition_id=edition, opd_id=opd) for opd in opds)


class Migration(migrations.Migration):
    dependencies = [("competitions", "0002_participants")]
    operations = [migrations.RunPython(call_who_takes_part, migrations.RunPython.noop)]
