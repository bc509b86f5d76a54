from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('submissions', '0003_keep_letters_once'),
    ]

    operations = [
        migrations.AddField(
            model_name='proposal',
            name='found_when_sent',
            field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='temuan saat dikirim'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=Q(('found_when_sent', None), ('submitted_at__isnull', False), _connector='OR'), name='submissions_proposal_examined_when_sent'),
        ),
    ]
