
import accounts.clock
import django.core.serializers.json
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import judging.models.panel
import judging.models.visit
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('competitions', '0001_initial'),
        ('submissions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('excused_at', models.DateTimeField(editable=False, null=True)),
                ('excuse', models.CharField(blank=True, editable=False, max_length=300, verbose_name='alasan dibebaskan')),
                ('origin', models.CharField(choices=[('all', 'Semua menilai semua'), ('plan', 'Rencana'), ('hand', 'Tangan'), ('extra', 'Juri tambahan')], default='all', editable=False, max_length=10, verbose_name='asal')),
                ('is_pinned', models.BooleanField(default=False, verbose_name='disematkan')),
                ('created_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('juror', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='submissions.proposal')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='competitions.stage')),
            ],
            options={
                'verbose_name': 'penugasan',
                'verbose_name_plural': 'penugasan',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('declared', 'Dinyatakan juri'), ('set', 'Ditetapkan Bagian Organisasi')], default='set', editable=False, max_length=10, verbose_name='asal')),
                ('reason', models.CharField(max_length=300, verbose_name='alasan')),
                ('created_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('innovation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to='submissions.innovation')),
                ('opd', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to='accounts.opd')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conflicts', to=settings.AUTH_USER_MODEL, verbose_name='juri')),
            ],
            options={
                'verbose_name': 'benturan kepentingan',
                'verbose_name_plural': 'benturan kepentingan',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=4000, verbose_name='pesan')),
                ('created_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='submissions.proposal')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='competitions.stage')),
            ],
            options={
                'verbose_name': 'pesan diskusi',
                'verbose_name_plural': 'pesan diskusi',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Nudge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('open_sheets', models.PositiveIntegerField(verbose_name='lembar terbuka')),
                ('sent_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('juror', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nudges', to='competitions.stage')),
            ],
            options={
                'verbose_name': 'pengingat juri',
                'verbose_name_plural': 'pengingat juri',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Panel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='nama panel')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panels', to='competitions.stage', verbose_name='tahap')),
            ],
            options={
                'verbose_name': 'panel',
                'verbose_name_plural': 'panel',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('settings', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='permintaan')),
                ('outcome', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True, verbose_name='hasil')),
                ('asked_at', models.DateTimeField(default=accounts.clock.now, editable=False, verbose_name='diminta pada')),
                ('drawn_at', models.DateTimeField(editable=False, null=True, verbose_name='selesai disusun pada')),
                ('taken_at', models.DateTimeField(editable=False, null=True, verbose_name='diterapkan pada')),
                ('asked_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='competitions.stage')),
                ('taken_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'rencana penugasan',
                'verbose_name_plural': 'rencana penugasan',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Pledge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='isi')),
                ('sha256', models.CharField(max_length=64)),
                ('accepted_at', models.DateTimeField(default=accounts.clock.now, editable=False, verbose_name='disetujui pada')),
                ('pdf', models.FileField(blank=True, editable=False, max_length=200, upload_to=judging.models.panel.pledge_path)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pledges', to='competitions.edition')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pledges', to=settings.AUTH_USER_MODEL, verbose_name='juri')),
            ],
            options={
                'verbose_name': 'pakta integritas',
                'verbose_name_plural': 'pakta integritas',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Promotion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(editable=False, null=True, verbose_name='peringkat saat naik')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='alasan')),
                ('promoted_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('told_at', models.DateTimeField(editable=False, null=True, verbose_name='dikabarkan pada')),
                ('promoted_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promotions', to='submissions.proposal')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promotions', to='competitions.stage')),
            ],
            options={
                'verbose_name': 'usulan yang naik tahap',
                'verbose_name_plural': 'usulan yang naik tahap',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Ranking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('built_at', models.DateTimeField(editable=False, verbose_name='dihitung pada')),
                ('sheet_count', models.PositiveIntegerField(editable=False, verbose_name='lembar terkunci')),
                ('basis', models.JSONField(default=dict, editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='dasar perhitungan')),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='ditetapkan pada')),
                ('built_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rankings', to='competitions.edition')),
            ],
            options={
                'verbose_name': 'peringkat',
                'verbose_name_plural': 'peringkat',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(editable=False, null=True, verbose_name='peringkat')),
                ('category_place', models.PositiveIntegerField(editable=False, null=True, verbose_name='peringkat dalam kategori')),
                ('score', models.DecimalField(decimal_places=2, editable=False, max_digits=5, null=True, verbose_name='nilai akhir')),
                ('stage_scores', models.JSONField(default=list, editable=False, verbose_name='nilai per tahap')),
                ('tie_key', models.JSONField(default=list, editable=False, verbose_name='penentu seri')),
                ('tie_break', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='penentu yang memisahkan')),
                ('is_tied', models.BooleanField(default=False, editable=False, verbose_name='seri')),
                ('sheet_count', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='lembar')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='submissions.proposal')),
                ('ranking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='judging.ranking')),
            ],
            options={
                'verbose_name': 'tempat',
                'verbose_name_plural': 'tempat',
                'ordering': [models.OrderBy(models.F('place'), nulls_last=True), 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ScoreSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('total', models.DecimalField(decimal_places=2, editable=False, max_digits=5, null=True, verbose_name='nilai')),
                ('finalised_at', models.DateTimeField(editable=False, null=True, verbose_name='dikunci pada')),
                ('opened_at', models.DateTimeField(editable=False, null=True, verbose_name='dibuka pada')),
                ('assignment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sheet', to='judging.assignment')),
                ('rubric', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='competitions.rubric')),
            ],
            options={
                'verbose_name': 'lembar nilai',
                'verbose_name_plural': 'lembar nilai',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.DecimalField(decimal_places=2, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='nilai')),
                ('updated_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='competitions.criterion')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='judging.scoresheet')),
            ],
            options={
                'ordering': ['criterion__number'],
            },
        ),
        migrations.CreateModel(
            name='Reopening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300, verbose_name='alasan')),
                ('before', models.JSONField(verbose_name='isi sebelumnya')),
                ('reopened_at', models.DateTimeField(default=accounts.clock.now, editable=False, verbose_name='dibuka kembali pada')),
                ('reopened_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reopenings', to='judging.scoresheet')),
            ],
            options={
                'verbose_name': 'pembukaan kembali',
                'verbose_name_plural': 'pembukaan kembali',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='komentar')),
                ('updated_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('criterion', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competitions.criterion')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='judging.scoresheet')),
            ],
            options={
                'verbose_name': 'komentar',
                'verbose_name_plural': 'komentar',
                'ordering': ['sheet', models.OrderBy(models.F('criterion__number'), nulls_last=True)],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('member', 'Anggota'), ('chair', 'Ketua')], default='member', max_length=10, verbose_name='peran')),
                ('body', models.CharField(choices=[('sakip', 'Tim SAKIP'), ('inspectorate', 'Inspektorat'), ('academic', 'Akademisi'), ('practitioner', 'Praktisi'), ('province', 'Biro Provinsi')], max_length=20, verbose_name='unsur')),
                ('invited_at', models.DateTimeField(editable=False, null=True, verbose_name='diundang pada')),
                ('answer', models.CharField(blank=True, choices=[('accepted', 'Bersedia'), ('declined', 'Tidak bersedia')], editable=False, max_length=10, verbose_name='jawaban')),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='dijawab pada')),
                ('decline_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='alasan tidak bersedia')),
                ('expertise', models.ManyToManyField(blank=True, related_name='+', to='competitions.category', verbose_name='keahlian')),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='judging.panel')),
                ('replaces', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaced_by', to='judging.seat', verbose_name='menggantikan')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to=settings.AUTH_USER_MODEL, verbose_name='juri')),
            ],
            options={
                'verbose_name': 'kursi juri',
                'verbose_name_plural': 'kursi juri',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='mulai')),
                ('ends_at', models.DateTimeField(verbose_name='selesai')),
                ('place', models.CharField(max_length=150, verbose_name='tempat')),
                ('talk_minutes', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='paparan (menit)')),
                ('interview_minutes', models.PositiveSmallIntegerField(default=13, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(120)], verbose_name='wawancara (menit)')),
                ('pause_minutes', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(120)], verbose_name='jeda (menit)')),
                ('changed_at', models.DateTimeField(default=accounts.clock.now, editable=False, verbose_name='agenda diubah pada')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='competitions.stage')),
            ],
            options={
                'verbose_name': 'sesi presentasi',
                'verbose_name_plural': 'sesi presentasi',
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='giliran')),
                ('began_at', models.DateTimeField(editable=False, null=True, verbose_name='dimulai pada')),
                ('interview_at', models.DateTimeField(editable=False, null=True, verbose_name='wawancara dimulai pada')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='selesai pada')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='submissions.proposal')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='judging.session')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='competitions.stage')),
            ],
            options={
                'verbose_name': 'giliran presentasi',
                'verbose_name_plural': 'giliran presentasi',
                'ordering': ['session', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_present', models.BooleanField(verbose_name='hadir')),
                ('noted_at', models.DateTimeField(editable=False)),
                ('juror', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='juri')),
                ('noted_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='judging.slot')),
            ],
            options={
                'verbose_name': 'kehadiran',
                'verbose_name_plural': 'kehadiran',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(default=dict, verbose_name='jawaban')),
                ('findings', models.TextField(blank=True, verbose_name='temuan')),
                ('visited_at', models.DateTimeField(null=True, verbose_name='dikunjungi pada')),
                ('received_by', models.CharField(blank=True, max_length=150, verbose_name='diterima oleh')),
                ('signature', models.ImageField(blank=True, editable=False, max_length=200, upload_to=judging.models.visit.signature_path)),
                ('signature_sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('is_signed_on_paper', models.BooleanField(default=False, verbose_name='ditandatangani di kertas')),
                ('updated_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('filed_at', models.DateTimeField(editable=False, null=True, verbose_name='dikirim pada')),
                ('juror', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='submissions.proposal')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='competitions.stage')),
            ],
            options={
                'verbose_name': 'laporan kunjungan',
                'verbose_name_plural': 'laporan kunjungan',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='VisitPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(editable=False)),
                ('image', models.ImageField(max_length=200, upload_to=judging.models.visit.photo_path)),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('caption', models.CharField(blank=True, max_length=200, verbose_name='keterangan')),
                ('taken_at', models.DateTimeField(verbose_name='diambil pada')),
                ('latitude', models.DecimalField(decimal_places=6, max_digits=8, null=True, verbose_name='lintang')),
                ('longitude', models.DecimalField(decimal_places=6, max_digits=9, null=True, verbose_name='bujur')),
                ('received_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='judging.visit')),
            ],
            options={
                'verbose_name': 'foto kunjungan',
                'verbose_name_plural': 'foto kunjungan',
                'ordering': ['taken_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='VisitQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='urutan')),
                ('text', models.CharField(max_length=300, verbose_name='pertanyaan')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visit_questions', to='competitions.stage')),
            ],
            options={
                'verbose_name': 'pertanyaan kunjungan',
                'verbose_name_plural': 'pertanyaan kunjungan',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='AgendaMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(max_length=300, verbose_name='yang perlu dibahas')),
                ('marked_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('marked_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda_marks', to='submissions.proposal')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda_marks', to='competitions.stage')),
            ],
            options={
                'verbose_name': 'catatan untuk pleno',
                'verbose_name_plural': 'catatan untuk pleno',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('stage', 'proposal'), name='judging_agendamark_once'), models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='judging_agendamark_says_why')],
            },
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('excused_at', None)), fields=['stage', 'juror'], name='judging_assignment_given'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('excused_at', None)), fields=['stage', 'proposal'], name='judging_assignment_judged'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('stage', 'proposal', 'juror'), name='judging_assignment_once'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('excuse', ''), ('excused_at', None)), models.Q(('excused_at__isnull', False), models.Q(('excuse', ''), _negated=True)), _connector='OR'), name='judging_assignment_excused_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['all', 'plan', 'hand', 'extra'])), name='judging_assignment_origin_known'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.UniqueConstraint(fields=('user', 'opd'), name='judging_conflict_once'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.UniqueConstraint(fields=('user', 'innovation'), name='judging_conflict_innovation_once'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('innovation__isnull', False), ('opd', None)), models.Q(('innovation', None), ('opd__isnull', False)), _connector='OR'), name='judging_conflict_one_target'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['declared', 'set'])), name='judging_conflict_source_known'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='judging_conflict_says_why'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['stage', 'proposal'], name='judging_message_thread'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='judging_message_says_something'),
        ),
        migrations.AddConstraint(
            model_name='nudge',
            constraint=models.CheckConstraint(condition=models.Q(('open_sheets__gte', 1)), name='judging_nudge_about_something'),
        ),
        migrations.AddConstraint(
            model_name='panel',
            constraint=models.UniqueConstraint(fields=('stage', 'name'), name='judging_panel_name'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drawn_at', None), ('outcome', None)), models.Q(('drawn_at__isnull', False), ('outcome__isnull', False)), _connector='OR'), name='judging_plan_drawn_iff_outcome'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_at', None), ('taken_by', None)), models.Q(('drawn_at__isnull', False), ('taken_at__isnull', False), ('taken_by__isnull', False)), _connector='OR'), name='judging_plan_taken_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='pledge',
            constraint=models.UniqueConstraint(fields=('edition', 'user'), name='judging_pledge_once'),
        ),
        migrations.AddConstraint(
            model_name='pledge',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='judging_pledge_says_something'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pledge',
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f1ecdcddad21955f14e45363f6866034277ef3a6', operation='DELETE', pgid='pgtrigger_kept_c1be9', table='judging_pledge', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pledge',
            trigger=pgtrigger.compiler.Trigger(name='words_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."accepted_at" IS DISTINCT FROM (NEW."accepted_at") OR OLD."edition_id" IS DISTINCT FROM (NEW."edition_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c4f6aac26fccb579566c2c2e96f03abafeea7e08', operation='UPDATE', pgid='pgtrigger_words_kept_8a2f1', table='judging_pledge', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='promotion',
            constraint=models.UniqueConstraint(fields=('stage', 'proposal'), name='judging_promotion_once'),
        ),
        migrations.AddConstraint(
            model_name='promotion',
            constraint=models.CheckConstraint(condition=models.Q(('place__isnull', False), models.Q(('note', ''), _negated=True), _connector='OR'), name='judging_promotion_off_the_list_says_why'),
        ),
        migrations.AddConstraint(
            model_name='ranking',
            constraint=models.UniqueConstraint(condition=models.Q(('confirmed_at', None)), fields=('edition',), name='judging_ranking_one_in_the_making'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['ranking', 'place'], name='judging_place_order'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(fields=('ranking', 'proposal'), name='judging_place_once'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('category_place', None), ('place', None), ('score', None)), models.Q(('category_place__gte', 1), ('category_place__isnull', False), ('place__gte', 1), ('place__isnull', False), ('score__isnull', False), ('score__range', (0, 100))), _connector='OR'), name='judging_place_iff_score'),
        ),
        migrations.AddIndex(
            model_name='scoresheet',
            index=models.Index(condition=models.Q(('finalised_at', None)), fields=['assignment'], name='judging_scoresheet_open'),
        ),
        migrations.AddConstraint(
            model_name='scoresheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finalised_at', None), ('total', None)), models.Q(('finalised_at__isnull', False), ('total__isnull', False), ('total__range', (0, 100))), _connector='OR'), name='judging_scoresheet_total_iff_final'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(fields=('sheet', 'criterion'), name='judging_score_once'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.CheckConstraint(condition=models.Q(('points__range', (0, 100))), name='judging_score_range'),
        ),
        migrations.AddConstraint(
            model_name='reopening',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='judging_reopening_says_why'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reopening',
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='747feb07e2ca4f0b460ec0bcba57b2e5a113acfa', operation='UPDATE OR DELETE', pgid='pgtrigger_kept_b79be', table='judging_reopening', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(fields=('sheet', 'criterion'), name='judging_comment_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='judging_comment_says_something'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(fields=('panel', 'user'), name='judging_seat_once'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['member', 'chair'])), name='judging_seat_role_known'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('body__in', ['sakip', 'inspectorate', 'academic', 'practitioner', 'province'])), name='judging_seat_body_known'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(condition=models.Q(('role', 'chair'), models.Q(('answer', 'declined'), _negated=True)), fields=('panel',), name='judging_seat_one_chair'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answer__in', ['accepted', 'declined']), ('answered_at__isnull', False)), _connector='OR'), name='judging_seat_answered_at'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'declined'), models.Q(('decline_reason', ''), _negated=True)), models.Q(models.Q(('answer', 'declined'), _negated=True), ('decline_reason', '')), _connector='OR'), name='judging_seat_declined_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.UniqueConstraint(fields=('stage', 'starts_at', 'place'), name='judging_session_once'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('talk_minutes__range', (1, 120))), name='judging_session_talk'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='judging_session_forwards'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('session', 'number'), name='judging_slot_number'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.UniqueConstraint(fields=('stage', 'proposal'), name='judging_slot_proposal_once'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('began_at', None), ('ended_at', None), ('interview_at', None)), models.Q(('began_at__isnull', False), ('interview_at', None)), models.Q(('began_at__isnull', False), ('interview_at__isnull', False)), _connector='OR'), name='judging_slot_runs_forwards'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('slot', 'juror'), name='judging_attendance_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(fields=('stage', 'proposal', 'juror'), name='judging_visit_once'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('filed_at', None), models.Q(('filed_at__isnull', False), ('visited_at__isnull', False), models.Q(('findings', ''), _negated=True)), _connector='OR'), name='judging_visit_filed_whole'),
        ),
        migrations.AddConstraint(
            model_name='visitphoto',
            constraint=models.UniqueConstraint(fields=('visit', 'key'), name='judging_visitphoto_once'),
        ),
        migrations.AddConstraint(
            model_name='visitphoto',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='judging_visitphoto_place'),
        ),
        migrations.AddConstraint(
            model_name='visitquestion',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('stage', 'text'), name='judging_visitquestion_once'),
        ),
    ]
