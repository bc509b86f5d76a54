from django.db import migrations


def fill(apps, schema_editor):
    """What was delivered before: to the address that the person has, at the first attempt."""
    schema_editor.execute(
        "UPDATE accounts_delivery d SET address = u.email, attempts = 1, created_at = d.sent_at"
        " FROM accounts_user u WHERE u.id = d.reader_id AND d.sent_at IS NOT NULL AND d.attempts = 0"
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_delivery_as_outbox")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
