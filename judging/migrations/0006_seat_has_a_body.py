# Every seat has its body now.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("judging", "0005_seats_find_their_body")]
    operations = [
        migrations.AlterField(
            model_name="seat",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="seats",
                to="competitions.jurybody",
                verbose_name="unsur",
            ),
        ),
        migrations.RemoveField(model_name="seat", name="body_code"),
    ]
