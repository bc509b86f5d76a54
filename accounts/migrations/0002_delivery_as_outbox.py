import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

import accounts.clock


def field(name, column):
    return migrations.AddField("delivery", name, column)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            "delivery", {"ordering": ["pk"], "verbose_name": "e-mail keluar", "verbose_name_plural": "e-mail keluar"}
        ),
        migrations.RemoveConstraint("delivery", "accounts_delivery_once"),
        migrations.RenameField("delivery", "user", "reader"),
        migrations.AddConstraint(
            "delivery", models.UniqueConstraint(fields=["key", "reader"], name="accounts_delivery_once")
        ),
        field("address", models.EmailField("alamat e-mail", default="", editable=False, max_length=254)),
        field("subject", models.CharField("perihal", default="", editable=False, max_length=300)),
        field("body", models.TextField("isi", default="", editable=False)),
        field("chain", models.CharField("rantai", blank=True, editable=False, max_length=40)),
        field(
            "about",
            django.contrib.postgres.fields.ArrayField(
                models.CharField(max_length=100), default=list, editable=False, size=None, verbose_name="tentang"
            ),
        ),
        field("created_at", models.DateTimeField("ditulis", default=accounts.clock.now, editable=False)),
        field("attempts", models.PositiveSmallIntegerField("percobaan", default=0, editable=False)),
        field("try_at", models.DateTimeField("dicoba", editable=False, null=True)),
        field("refused_at", models.DateTimeField("ditolak", editable=False, null=True)),
        field("problem", models.CharField("sebab", blank=True, editable=False, max_length=300)),
        field(
            "kind",
            models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.F("key"),
                    models.Value(":"),
                    models.Value(1),
                    function="split_part",
                    output_field=models.CharField(),
                ),
                output_field=models.CharField(max_length=80),
            ),
        ),
        migrations.AddIndex(
            "delivery", django.contrib.postgres.indexes.GinIndex(fields=["about"], name="accounts_delivery_about")
        ),
        migrations.AddIndex("delivery", models.Index(fields=["chain", "-id"], name="accounts_delivery_chain")),
    ]
