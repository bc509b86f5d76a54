# A passing grade for a stage, and an aspect above criteria.

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('competitions', '0008_usual_jury_bodies'),
    ]

    operations = [
        migrations.AddField(
            model_name='criterion',
            name='aspect',
            field=models.CharField(blank=True, help_text='Judul di atas kriteria yang sekelompok. Boleh kosong.', max_length=80, verbose_name='aspek'),
        ),
        migrations.AddField(
            model_name='stage',
            name='passing_grade',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='Usulan dengan nilai tahap di bawah ini tidak naik, dan berada di bawah semua yang mencapainya.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='nilai ambang'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('passing_grade', None), models.Q(('passing_grade__gt', 0), ('passing_grade__isnull', False), ('passing_grade__lte', 100)), _connector='OR'), name='competitions_stage_passing_grade'),
        ),
    ]
