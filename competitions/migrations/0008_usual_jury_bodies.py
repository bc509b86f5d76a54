# Editions that are there already have the five bodies from which jurors came until now.

from django.db import migrations

USUAL = (
    ("sakip", "Tim SAKIP"),
    ("inspectorate", "Inspektorat"),
    ("academic", "Akademisi"),
    ("practitioner", "Praktisi"),
    ("province", "Biro Provinsi"),
)


def name_the_usual(apps, schema_editor):
    bodies = apps.get_model("competitions", "JuryBody").objects
    editions = apps.get_model("competitions", "Edition").objects.values_list("pk", flat=True)
    bodies.bulk_create(
        bodies.model(edition_id=edition, number=number, code=code, name=name)
        for edition in editions
        for number, (code, name) in enumerate(USUAL, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("competitions", "0007_jury_bodies")]
    operations = [migrations.RunPython(name_the_usual, migrations.RunPython.noop)]
