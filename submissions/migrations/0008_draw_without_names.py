from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('submissions', '0007_ask_a_decline_for_its_reason'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='paper',
            name='submissions_paper_kind_known',
        ),
        migrations.AlterField(
            model_name='paper',
            name='kind',
            field=models.CharField(choices=[('proposal', 'Naskah usulan'), ('blind', 'Naskah tanpa nama'), ('receipt', 'Tanda terima'), ('letter', 'Surat pernyataan')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['proposal', 'blind', 'receipt', 'letter'])), name='submissions_paper_kind_known'),
        ),
    ]
