from django.db import migrations, models

import accounts.clock


class Migration(migrations.Migration):
    dependencies = [("judging", "0005_sign_a_visit_on_paper")]

    operations = [
        migrations.AddField(
            "promotion", "told_at", models.DateTimeField(editable=False, null=True, verbose_name="dikabarkan pada")
        ),
        migrations.AddField(
            "session",
            "changed_at",
            models.DateTimeField(default=accounts.clock.now, editable=False, verbose_name="agenda diubah pada"),
        ),
        migrations.AddField("session", "ends_at", models.DateTimeField(null=True, verbose_name="selesai")),
        migrations.RunSQL(
            "UPDATE judging_session SET ends_at = starts_at + interval '4 hours' WHERE ends_at IS NULL",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("session", "ends_at", models.DateTimeField(verbose_name="selesai")),
        migrations.AddConstraint(
            "session",
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="judging_session_forwards"
            ),
        ),
    ]
