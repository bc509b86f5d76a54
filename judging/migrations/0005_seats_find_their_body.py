# Each seat points to the body of its edition whose code it held.

from django.db import migrations


def find_bodies(apps, schema_editor):
    seats = apps.get_model("judging", "Seat").objects
    for body in apps.get_model("competitions", "JuryBody").objects.all():
        seats.filter(panel__stage__edition=body.edition_id, body_code=body.code).update(body=body)


def write_codes(apps, schema_editor):
    for seat in apps.get_model("judging", "Seat").objects.select_related("body"):
        seat.body_code = seat.body.code
        seat.save(update_fields=["body_code"])


class Migration(migrations.Migration):
    dependencies = [("judging", "0004_seat_body_of_the_edition")]
    operations = [migrations.RunPython(find_bodies, write_codes)]
