import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import accounts.clock


def tighten(name, column):
    return migrations.AlterField("delivery", name, column)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_fill_delivered")]

    operations = [
        tighten(
            "reader",
            models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="penerima",
            ),
        ),
        tighten("address", models.EmailField("alamat e-mail", editable=False, max_length=254)),
        tighten("subject", models.CharField("perihal", editable=False, max_length=300)),
        tighten("body", models.TextField("isi", editable=False)),
        tighten("try_at", models.DateTimeField("dicoba", default=accounts.clock.now, editable=False, null=True)),
        tighten("sent_at", models.DateTimeField("terkirim", editable=False, null=True)),
        migrations.AddIndex(
            "delivery",
            models.Index(condition=Q(try_at__isnull=False), fields=["try_at"], name="accounts_delivery_due"),
        ),
        migrations.AddConstraint(
            "delivery", models.CheckConstraint(condition=~Q(address=""), name="accounts_delivery_addressed")
        ),
        migrations.AddConstraint(
            "delivery",
            models.CheckConstraint(
                condition=Q(try_at__isnull=False, sent_at=None, refused_at=None)
                | Q(try_at=None, sent_at__isnull=False, refused_at=None)
                | Q(try_at=None, sent_at=None, refused_at__isnull=False),
                name="accounts_delivery_one_state",
            ),
        ),
        migrations.AddConstraint(
            "delivery",
            models.CheckConstraint(
                condition=Q(refused_at=None) | ~Q(problem=""), name="accounts_delivery_refused_says_why"
            ),
        ),
        migrations.AddConstraint(
            "delivery",
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(problem="", attempts__gte=1), name="accounts_delivery_sent_was_tried"
            ),
        ),
    ]
