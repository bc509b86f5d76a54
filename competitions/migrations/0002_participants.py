# The bodies that each edition calls to take part.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('competitions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='competitions.edition', verbose_name='edisi')),
                ('opd', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='accounts.opd', verbose_name='OPD')),
            ],
            options={
                'verbose_name': 'OPD peserta',
                'verbose_name_plural': 'OPD peserta',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'opd'), name='competitions_participant_once')],
            },
        ),
    ]
