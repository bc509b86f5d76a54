
import accounts.clock
import awards.models.certificate
import awards.models.publication
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('competitions', '0001_initial'),
        ('judging', '0001_initial'),
        ('submissions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Plenary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes_number', models.CharField(blank=True, max_length=80, verbose_name='nomor berita acara')),
                ('held_on', models.DateField(default=accounts.clock.today, verbose_name='tanggal pleno')),
                ('venue', models.CharField(blank=True, max_length=120, verbose_name='tempat')),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='ditetapkan pada')),
                ('confirmed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plenaries', to='competitions.edition')),
                ('ranking', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plenary', to='judging.ranking')),
            ],
            options={
                'verbose_name': 'pleno',
                'verbose_name_plural': 'pleno',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='urutan')),
                ('reason', models.TextField(verbose_name='alasan')),
                ('decided_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('decided_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='submissions.proposal')),
                ('plenary', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='awards.plenary')),
            ],
            options={
                'verbose_name': 'keputusan pleno',
                'verbose_name_plural': 'keputusan pleno',
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='versi')),
                ('published_at', models.DateTimeField(editable=False, verbose_name='diterbitkan pada')),
                ('ledger_head', models.CharField(editable=False, max_length=64)),
                ('archive', models.FileField(blank=True, max_length=200, storage=awards.models.publication.certificate_storage, upload_to=awards.models.publication.bundle_path)),
                ('archived_at', models.DateTimeField(editable=False, null=True)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='competitions.edition')),
                ('plenary', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='awards.plenary')),
                ('published_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'penerbitan',
                'verbose_name_plural': 'penerbitan',
                'ordering': ['-version'],
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(editable=False, verbose_name='peringkat')),
                ('score', models.DecimalField(decimal_places=2, editable=False, max_digits=5, verbose_name='nilai akhir')),
                ('tier', models.CharField(blank=True, editable=False, max_length=60, verbose_name='jenjang')),
                ('prints_place', models.BooleanField(default=False, editable=False)),
                ('title', models.CharField(editable=False, max_length=120, verbose_name='judul')),
                ('long_title', models.CharField(blank=True, editable=False, max_length=250, verbose_name='kepanjangan')),
                ('owners', models.CharField(editable=False, max_length=600, verbose_name='pemilik')),
                ('category', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competitions.category')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='submissions.proposal')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='awards.publication')),
            ],
            options={
                'verbose_name': 'hasil',
                'verbose_name_plural': 'hasil',
                'ordering': ['place', 'title'],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=awards.models.certificate.new_token, editable=False, max_length=40, unique=True)),
                ('year', models.PositiveSmallIntegerField(editable=False, verbose_name='tahun')),
                ('sequence', models.PositiveIntegerField(editable=False, verbose_name='nomor urut')),
                ('number', models.CharField(editable=False, max_length=100, verbose_name='nomor')),
                ('recipient_name', models.CharField(editable=False, max_length=200, verbose_name='diberikan kepada')),
                ('honour', models.CharField(editable=False, max_length=150, verbose_name='sebagai')),
                ('title', models.CharField(blank=True, editable=False, max_length=400, verbose_name='judul inovasi')),
                ('issued_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('pdf', models.FileField(blank=True, max_length=200, storage=awards.models.publication.certificate_storage, upload_to=awards.models.certificate.certificate_path)),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('drawn_at', models.DateTimeField(editable=False, null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='accounts.opd')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='awards.publication')),
                ('result', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='awards.result')),
            ],
            options={
                'verbose_name': 'piagam',
                'verbose_name_plural': 'piagam',
                'ordering': ['sequence'],
            },
        ),
        migrations.CreateModel(
            name='Revocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='alasan pencabutan')),
                ('revoked_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('certificate', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='revocation', to='awards.certificate')),
                ('revoked_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'pencabutan',
                'verbose_name_plural': 'pencabutan',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='SpecialAward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='nama penghargaan')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='alasan')),
                ('created_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='special_awards', to='competitions.edition')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='special_awards', to='accounts.opd', verbose_name='penerima')),
            ],
            options={
                'verbose_name': 'penghargaan khusus',
                'verbose_name_plural': 'penghargaan khusus',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='certificate',
            name='special_award',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='awards.specialaward'),
        ),
        migrations.AddConstraint(
            model_name='plenary',
            constraint=models.UniqueConstraint(condition=models.Q(('confirmed_at', None)), fields=('edition',), name='awards_plenary_one_at_work'),
        ),
        migrations.AddConstraint(
            model_name='plenary',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None), ('ranking', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('ranking__isnull', False)), _connector='OR'), name='awards_plenary_confirmed_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('plenary', 'proposal'), name='awards_decision_once'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='awards_decision_says_why'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('order__gte', 1)), name='awards_decision_from_one'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(fields=('edition', 'version'), name='awards_publication_version'),
        ),
        migrations.AddIndex(
            model_name='result',
            index=models.Index(fields=['publication', 'place'], name='awards_result_order'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.UniqueConstraint(fields=('publication', 'proposal'), name='awards_result_once'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.CheckConstraint(condition=models.Q(('place__gte', 1), ('score__range', (0, 100))), name='awards_result_range'),
        ),
        migrations.AddConstraint(
            model_name='revocation',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='awards_revocation_says_why'),
        ),
        migrations.AddConstraint(
            model_name='specialaward',
            constraint=models.UniqueConstraint(fields=('edition', 'name', 'holder'), name='awards_specialaward_once'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(fields=('year', 'number'), name='awards_certificate_number'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(fields=('year', 'sequence'), name='awards_certificate_sequence'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(fields=('result', 'recipient'), name='awards_certificate_once_per_owner'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(fields=('special_award', 'publication'), name='awards_certificate_once_per_special'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('result', None), ('special_award__isnull', False)), models.Q(('result__isnull', False), ('special_award', None)), _connector='OR'), name='awards_certificate_for_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drawn_at', None), ('sha256', '')), models.Q(('drawn_at__isnull', False), models.Q(('sha256', ''), _negated=True), models.Q(('pdf', ''), _negated=True)), _connector='OR'), name='awards_certificate_drawn_with_hash'),
        ),
    ]
