# A seat's body becomes a row of its edition: the column is there, the next migration fills it.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("competitions", "0008_usual_jury_bodies"), ("judging", "0003_owner_move")]
    operations = [
        migrations.RemoveConstraint(model_name="seat", name="judging_seat_body_known"),
        migrations.RenameField(model_name="seat", old_name="body", new_name="body_code"),
        migrations.AddField(
            model_name="seat",
            name="body",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seats",
                to="competitions.jurybody",
                verbose_name="unsur",
            ),
        ),
    ]
