"""Clean the titles that are there; two of one agency that read the same are named, and somebody decides."""

from django.db import migrations

from accounts import texts
from accounts.keys import colliding


def clean(apps, schema_editor):
    innovations = apps.get_model("submissions", "Innovation").objects
    if problems := list(colliding(innovations.all(), "title", "opd")):
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise RuntimeError(f"Ubah dahulu judulnya dengan versi sebelumnya, lalu ulangi migrate:\n{lines}")
    for pk, title, long_title in innovations.values_list("pk", "title", "long_title").iterator(1_000):
        if (cleaned := (texts.title(title), texts.title(long_title))) != (title, long_title):
            innovations.filter(pk=pk).update(title=cleaned[0], long_title=cleaned[1])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_unique_as_read'),
        ('submissions', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(clean, migrations.RunPython.noop),
    ]
