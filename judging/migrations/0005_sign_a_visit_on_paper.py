from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("judging", "0004_furnish_the_judging_room")]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="is_signed_on_paper",
            field=models.BooleanField(default=False, verbose_name="ditandatangani di kertas"),
        ),
    ]
