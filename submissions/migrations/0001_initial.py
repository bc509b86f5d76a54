
import accounts.clock
import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import submissions.models.attachment
import submissions.models.version
import uuid
from django.conf import settings
from django.db import migrations, models


# A bitmap of a text's trigrams, as submissions.texts.likeness cuts them. Two texts are about as alike as their bitmaps.
FUNCTION = """
    CREATE FUNCTION submissions_title_bits(title text) RETURNS bit(1024)
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(
            bit_or(set_bit(repeat('0', 1024)::bit(1024), ('x' || left(md5(run), 3))::bit(12)::int % 1024, 1)),
            repeat('0', 1024)::bit(1024)
        )
        FROM (
            SELECT substr(padded, start, 3) AS run
            FROM (
                SELECT '  ' || word || ' ' AS padded
                FROM regexp_split_to_table(lower(title), '[^[:alnum:]]+') AS word
                WHERE word <> ''
            ) AS words, generate_series(1, length(padded) - 2) AS start
        ) AS runs
    $$
"""
# PostgreSQL keeps them itself, for rows of forms and of bulk inserts alike. Only submissions.preflight.alike reads them.
COLUMNS = """
    ALTER TABLE submissions_innovation
        ADD COLUMN title_bits bit(1024) GENERATED ALWAYS AS (submissions_title_bits(title)) STORED,
        ADD COLUMN long_bits bit(1024) GENERATED ALWAYS AS (submissions_title_bits(long_title)) STORED
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('competitions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Innovation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='judul inovasi')),
                ('long_title', models.CharField(blank=True, max_length=250, verbose_name='kepanjangan')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='mulai diterapkan')),
                ('past_award', models.CharField(blank=True, help_text='Dari daftar penyelenggara, misalnya Top 45 KIPP 2021.', max_length=150, verbose_name='penghargaan terdahulu')),
                ('created_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('opd', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='innovations', to='accounts.opd', verbose_name='OPD pemilik')),
            ],
            options={
                'verbose_name': 'inovasi',
                'verbose_name_plural': 'inovasi',
                'ordering': ['title'],
            },
        ),
        migrations.CreateModel(
            name='Partnership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(blank=True, max_length=250, verbose_name='peran')),
                ('is_confirmed', models.BooleanField(editable=False, null=True, verbose_name='membenarkan')),
                ('answered_at', models.DateTimeField(editable=False, null=True)),
                ('reason', models.CharField(blank=True, editable=False, max_length=500, verbose_name='alasan')),
                ('answered_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('innovation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partnerships', to='submissions.innovation')),
                ('opd', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partnerships', to='accounts.opd')),
            ],
            options={
                'verbose_name': 'kemitraan',
                'verbose_name_plural': 'kemitraan',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='innovation',
            name='partners',
            field=models.ManyToManyField(related_name='partner_innovations', through='submissions.Partnership', to='accounts.opd'),
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(choices=[('general', 'Umum'), ('replication', 'Replikasi'), ('special', 'Khusus')], default='general', max_length=20, verbose_name='kelompok')),
                ('is_digital', models.BooleanField(blank=True, null=True, verbose_name='inovasi digital')),
                ('sdgs', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None, verbose_name='tujuan SDG')),
                ('video_url', models.URLField(blank=True, max_length=300, verbose_name='tautan video')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, verbose_name='lintang')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='bujur')),
                ('replicates', models.CharField(blank=True, help_text='Judul, pemilik, dan penghargaannya.', max_length=250, verbose_name='inovasi yang direplikasi')),
                ('contact_name', models.CharField(blank=True, max_length=150, verbose_name='narahubung')),
                ('contact_phone', models.CharField(blank=True, help_text='Tidak pernah tampil di halaman publik.', max_length=20, verbose_name='telepon narahubung')),
                ('state', models.CharField(choices=[('draft', 'Draf'), ('handed', 'Menunggu kepala OPD'), ('submitted', 'Terkirim'), ('returned', 'Perlu perbaikan'), ('verified', 'Lolos administrasi'), ('rejected', 'Tidak lolos administrasi'), ('withdrawn', 'Ditarik')], default='draft', editable=False, max_length=20, verbose_name='status')),
                ('submitted_at', models.DateTimeField(editable=False, null=True, verbose_name='dikirim pada')),
                ('handed_at', models.DateTimeField(editable=False, null=True, verbose_name='diserahkan pada')),
                ('head_note', models.TextField(blank=True, editable=False, verbose_name='catatan kepala OPD')),
                ('mend_until', models.DateTimeField(editable=False, null=True, verbose_name='batas perbaikan')),
                ('found_when_sent', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='temuan saat dikirim')),
                ('is_sample', models.BooleanField(default=False, editable=False, verbose_name='contoh')),
                ('created_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('described', models.JSONField(default=dict, editable=False)),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='competitions.category', verbose_name='kategori')),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='competitions.edition', verbose_name='edisi')),
                ('handed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('innovation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='submissions.innovation', verbose_name='inovasi')),
                ('submitted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'usulan',
                'verbose_name_plural': 'usulan',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Innovator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='urutan')),
                ('name', models.CharField(max_length=150, verbose_name='nama')),
                ('nip', models.CharField(blank=True, max_length=18, verbose_name='NIP')),
                ('part', models.CharField(blank=True, max_length=150, verbose_name='peran')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='innovators', to='submissions.proposal')),
            ],
            options={
                'verbose_name': 'inovator',
                'verbose_name_plural': 'inovator',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='CheckItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_identity', models.BooleanField(default=False, verbose_name='identitas')),
                ('round', models.PositiveSmallIntegerField(editable=False, verbose_name='putaran')),
                ('is_ok', models.BooleanField(default=False, verbose_name='sesuai')),
                ('reason', models.CharField(blank=True, choices=[('missing', 'Belum ada'), ('incomplete', 'Tidak lengkap'), ('unreadable', 'Tidak terbaca'), ('wrong', 'Bukan yang diminta'), ('unsigned', 'Belum ditandatangani'), ('too_young', 'Belum cukup lama diterapkan'), ('filler', 'Teks pengisi atau salinan'), ('duplicate', 'Judul atau inovasi ganda'), ('won_before', 'Sudah pernah menjadi pemenang'), ('mismatch', 'Tidak cocok dengan bukti'), ('other', 'Lainnya')], max_length=20, verbose_name='sebab')),
                ('note', models.TextField(blank=True, verbose_name='alasan')),
                ('created_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('requirement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competitions.documentrequirement')),
                ('section', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competitions.sectiontemplate')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='check_items', to='submissions.proposal')),
            ],
            options={
                'verbose_name': 'catatan pemeriksaan',
                'verbose_name_plural': 'catatan pemeriksaan',
                'ordering': ['round', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=200, upload_to=submissions.models.attachment.attachment_path, verbose_name='berkas')),
                ('name', models.CharField(max_length=100, verbose_name='nama berkas')),
                ('content_type', models.CharField(editable=False, max_length=100)),
                ('size', models.PositiveBigIntegerField(editable=False, verbose_name='ukuran')),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('uploaded_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('scan', models.CharField(blank=True, choices=[('', 'Tidak dipindai'), ('waiting', 'Sedang dipindai'), ('clean', 'Bersih'), ('infected', 'Terinfeksi')], default='', editable=False, max_length=10, verbose_name='pemindaian')),
                ('scanned_at', models.DateTimeField(editable=False, null=True)),
                ('threat', models.CharField(blank=True, editable=False, max_length=200, verbose_name='ancaman')),
                ('requirement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='competitions.documentrequirement', verbose_name='dokumen')),
                ('section', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='competitions.sectiontemplate', verbose_name='bagian')),
                ('uploaded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='submissions.proposal')),
            ],
            options={
                'verbose_name': 'lampiran',
                'verbose_name_plural': 'lampiran',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=64)),
                ('approved_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('approved_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('requirement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competitions.documentrequirement')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='submissions.proposal')),
            ],
            options={
                'verbose_name': 'persetujuan pernyataan',
                'verbose_name_plural': 'persetujuan pernyataan',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reached', models.CharField(choices=[('operator', 'Operator OPD'), ('head', 'Kepala OPD')], max_length=10, verbose_name='kepada')),
                ('sent_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='competitions.edition')),
                ('opd', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='accounts.opd')),
                ('sent_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'pengingat',
                'verbose_name_plural': 'pengingat',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, verbose_name='isi')),
                ('words', models.PositiveIntegerField(default=0, editable=False, verbose_name='jumlah kata')),
                ('updated_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='submissions.proposal')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sections', to='competitions.sectiontemplate')),
                ('updated_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'bagian',
                'verbose_name_plural': 'bagian',
                'ordering': ['template__number'],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, verbose_name='isi')),
                ('words', models.PositiveIntegerField(default=0, editable=False, verbose_name='jumlah kata')),
                ('begun_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('written_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('written_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='submissions.section')),
            ],
            options={
                'verbose_name': 'riwayat bagian',
                'verbose_name_plural': 'riwayat bagian',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=255, verbose_name='nama berkas')),
                ('size', models.PositiveBigIntegerField(verbose_name='ukuran')),
                ('received', models.PositiveBigIntegerField(default=0, verbose_name='diterima')),
                ('begun_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('touched_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('attachment', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='submissions.attachment')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='submissions.proposal')),
                ('requirement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='competitions.documentrequirement')),
                ('section', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='competitions.sectiontemplate')),
                ('uploaded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'unggahan',
                'verbose_name_plural': 'unggahan',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='nomor')),
                ('kind', models.CharField(choices=[('sent', 'Dikirim'), ('returned', 'Dikembalikan'), ('corrected', 'Dikirim setelah perbaikan')], max_length=10, verbose_name='langkah')),
                ('content', models.JSONField(verbose_name='isi')),
                ('sha256', models.CharField(max_length=64)),
                ('frozen_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('frozen_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='submissions.proposal')),
            ],
            options={
                'verbose_name': 'versi usulan',
                'verbose_name_plural': 'versi usulan',
                'ordering': ['proposal', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('proposal', 'Naskah usulan'), ('blind', 'Naskah tanpa nama'), ('receipt', 'Tanda terima'), ('letter', 'Surat pernyataan')], max_length=10)),
                ('key', models.CharField(editable=False, max_length=64)),
                ('pdf', models.FileField(blank=True, max_length=200, upload_to=submissions.models.version.paper_path)),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('asked_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('drawn_at', models.DateTimeField(editable=False, null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('requirement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competitions.documentrequirement')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='submissions.proposal')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='submissions.version')),
            ],
            options={
                'verbose_name': 'naskah tergambar',
                'verbose_name_plural': 'naskah tergambar',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Bundle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('total', models.PositiveIntegerField(default=0, editable=False)),
                ('done', models.PositiveIntegerField(default=0, editable=False)),
                ('file', models.FileField(blank=True, max_length=200, upload_to='naskah/kumpulan/')),
                ('finished_at', models.DateTimeField(editable=False, null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('asked_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bundles', to='competitions.edition')),
            ],
            options={
                'verbose_name': 'kumpulan naskah',
                'verbose_name_plural': 'kumpulan naskah',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='submissions_bundle_within'), models.CheckConstraint(condition=models.Q(('finished_at', None), models.Q(('finished_at__isnull', False), models.Q(('file', ''), _negated=True)), _connector='OR'), name='submissions_bundle_finished_with_file')],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField(verbose_name='sampai')),
                ('reason', models.TextField(verbose_name='alasan')),
                ('granted_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='competitions.edition')),
                ('granted_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opd', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='accounts.opd', verbose_name='OPD')),
            ],
            options={
                'verbose_name': 'perpanjangan waktu',
                'verbose_name_plural': 'perpanjangan waktu',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='submissions_extension_says_why'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('granted_at'))), name='submissions_extension_forwards')],
            },
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.UniqueConstraint(fields=('innovation', 'opd'), name='submissions_partnership_once'),
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('is_confirmed', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('is_confirmed__isnull', False)), _connector='OR'), name='submissions_partnership_answered_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_confirmed', False), ('is_confirmed__isnull', False), models.Q(('reason', ''), _negated=True)), models.Q(('is_confirmed', True), ('is_confirmed__isnull', False), ('reason', '')), models.Q(('is_confirmed', None), ('reason', '')), _connector='OR'), name='submissions_partnership_declined_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='innovation',
            constraint=models.UniqueConstraint(fields=('opd', 'title'), name='submissions_innovation_title'),
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(fields=['edition', 'state'], name='submissions_proposal_queue'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'handed', 'submitted', 'returned', 'verified', 'rejected', 'withdrawn'])), name='submissions_proposal_state_known'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('group__in', ['general', 'replication', 'special'])), name='submissions_proposal_group_known'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('submitted_at', None), ('submitted_by', None)), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='submissions_proposal_sent_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'handed', 'withdrawn')), ('submitted_at__isnull', False), _connector='OR'), name='submissions_proposal_sent_when_past_draft'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_at', None), ('handed_by', None)), models.Q(('handed_at__isnull', False), ('handed_by__isnull', False)), _connector='OR'), name='submissions_proposal_handed_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'handed'), _negated=True), ('handed_at__isnull', False), _connector='OR'), name='submissions_proposal_handed_when_waiting'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('mend_until', None), ('submitted_at__isnull', False), _connector='OR'), name='submissions_proposal_mended_when_sent'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('found_when_sent', None), ('submitted_at__isnull', False), _connector='OR'), name='submissions_proposal_examined_when_sent'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('sdgs__contained_by', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17])), name='submissions_proposal_sdgs_known'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='submissions_proposal_on_the_globe'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(fields=('edition', 'innovation'), name='submissions_proposal_once'),
        ),
        migrations.AddConstraint(
            model_name='innovator',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('proposal', 'number'), name='submissions_innovator_place'),
        ),
        migrations.AddConstraint(
            model_name='innovator',
            constraint=models.CheckConstraint(condition=models.Q(('nip', ''), ('nip__regex', '^[0-9]{18}$'), _connector='OR'), name='submissions_innovator_nip'),
        ),
        migrations.AddConstraint(
            model_name='checkitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('requirement', None), ('section', None)), models.Q(('is_identity', False), ('section', None)), models.Q(('is_identity', False), ('requirement', None)), _connector='OR'), name='submissions_checkitem_one_place'),
        ),
        migrations.AddConstraint(
            model_name='checkitem',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['', 'missing', 'incomplete', 'unreadable', 'wrong', 'unsigned', 'too_young', 'filler', 'duplicate', 'won_before', 'mismatch', 'other'])), name='submissions_checkitem_reason_known'),
        ),
        migrations.AddConstraint(
            model_name='checkitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_ok', True), ('reason', '')), models.Q(('is_ok', False), models.Q(models.Q(('note', ''), _negated=True), models.Q(('reason__in', ['', 'other']), _negated=True), _connector='OR')), _connector='OR'), name='submissions_checkitem_says_why'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('scan__in', ['', 'waiting', 'clean', 'infected'])), name='submissions_attachment_scan_known'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scan__in', ['', 'waiting']), ('scanned_at', None)), models.Q(('scan__in', ['clean', 'infected']), ('scanned_at__isnull', False)), _connector='OR'), name='submissions_attachment_scanned_when_told'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('requirement__isnull', False), ('section', None)), models.Q(('requirement', None), ('section__isnull', False)), _connector='OR'), name='submissions_attachment_one_place'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('proposal', 'requirement', 'key'), name='submissions_approval_once'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('reached__in', ['operator', 'head'])), name='submissions_reminder_reached_known'),
        ),
        migrations.AddConstraint(
            model_name='section',
            constraint=models.UniqueConstraint(fields=('proposal', 'template'), name='submissions_section_once'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(('written_at__gte', models.F('begun_at'))), name='submissions_revision_forwards'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('requirement__isnull', False), ('section', None)), models.Q(('requirement', None), ('section__isnull', False)), _connector='OR'), name='submissions_upload_one_place'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('received__lte', models.F('size'))), name='submissions_upload_within'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(fields=('proposal', 'number'), name='submissions_version_once'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['sent', 'returned', 'corrected'])), name='submissions_version_kind_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='frozen', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3a4025039fdd31ee22e9f165fe5792bb1aa71bbe', operation='UPDATE OR DELETE', pgid='pgtrigger_frozen_e450d', table='submissions_version', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.UniqueConstraint(fields=('proposal', 'kind', 'key'), name='submissions_paper_once'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['proposal', 'blind', 'receipt', 'letter'])), name='submissions_paper_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drawn_at', None), ('sha256', '')), models.Q(('drawn_at__isnull', False), models.Q(('sha256', ''), _negated=True), models.Q(('pdf', ''), _negated=True)), _connector='OR'), name='submissions_paper_drawn_with_hash'),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION submissions_title_bits(text)"),
        migrations.RunSQL(COLUMNS, "ALTER TABLE submissions_innovation DROP COLUMN title_bits, DROP COLUMN long_bits"),
    ]
