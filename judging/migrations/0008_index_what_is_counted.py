from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("judging", "0007_shorten_the_name_of_the_opening")]

    operations = [
        migrations.AddIndex(
            "assignment",
            models.Index(
                condition=models.Q(("excused_at", None)), fields=["stage", "juror"], name="judging_assignment_given"
            ),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(
                condition=models.Q(("excused_at", None)), fields=["stage", "proposal"], name="judging_assignment_judged"
            ),
        ),
        migrations.AddIndex(
            "scoresheet",
            models.Index(
                condition=models.Q(("finalised_at", None)), fields=["assignment"], name="judging_scoresheet_open"
            ),
        ),
    ]
