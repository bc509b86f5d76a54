
import accounts.clock
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='nama resmi')),
                ('short_name', models.CharField(max_length=80, unique=True, verbose_name='nama singkat')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='alamat')),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='tahun')),
                ('government', models.CharField(help_text='Misalnya Pemerintah Kota Batu.', max_length=100, verbose_name='pemerintah')),
                ('city', models.CharField(help_text='Tercetak di muka tanggal, misalnya Batu.', max_length=60, verbose_name='tempat penetapan')),
                ('organiser', models.CharField(max_length=120, verbose_name='penyelenggara')),
                ('averaging', models.CharField(choices=[('mean', 'Rata-rata'), ('median', 'Median')], default='mean', help_text='Cara nilai para juri digabung.', max_length=10, verbose_name='nilai tahap')),
                ('tiers_per_category', models.BooleanField(default=False, verbose_name='jenjang per kategori')),
                ('winners_per_opd', models.PositiveSmallIntegerField(blank=True, help_text='Kosongkan bila tidak dibatasi.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='batas pemenang per OPD')),
                ('max_file_mb', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='ukuran berkas terbesar (MB)')),
                ('correction_days', models.PositiveSmallIntegerField(blank=True, help_text='Waktu OPD memperbaiki usulan yang dikembalikan. Kosong: sampai seleksi administrasi ditutup.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='masa perbaikan (hari)')),
                ('conflict_years', models.PositiveSmallIntegerField(default=2, help_text='Juri yang dalam sekian tahun terakhir bertugas di sebuah OPD tidak menilai usulannya.', validators=[django.core.validators.MaxValueValidator(20)], verbose_name='masa benturan penugasan (tahun)')),
                ('signatory_position', models.CharField(max_length=100, verbose_name='jabatan penanda tangan')),
                ('signatory_name', models.CharField(help_text='Tanpa gelar akademik (Permendagri 1/2023 pasal 44).', max_length=100, verbose_name='nama penanda tangan')),
                ('signatory_nip', models.CharField(blank=True, help_text='Kosongkan untuk kepala daerah, wakil, dan Sekda: mereka menandatangani tanpa NIP.', max_length=18, verbose_name='NIP penanda tangan')),
                ('awarded_on', models.DateField(help_text='Tanggal yang tercetak di piagam.', verbose_name='tanggal piagam')),
                ('certificate_number', models.CharField(default='188.45/{nomor:03}/KEP/{tahun}', help_text='{nomor} diganti nomor urut, {tahun} diganti tahun piagam.', max_length=80, verbose_name='pola nomor piagam')),
                ('is_sample', models.BooleanField(default=False, editable=False, verbose_name='contoh')),
                ('opened_at', models.DateTimeField(editable=False, null=True, verbose_name='dibuka pada')),
                ('created_at', models.DateTimeField(default=accounts.clock.now, editable=False, verbose_name='dibuat pada')),
            ],
            options={
                'verbose_name': 'edisi',
                'verbose_name_plural': 'edisi',
                'ordering': ['-year', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('averaging__in', ['mean', 'median'])), name='competitions_edition_averaging'), models.CheckConstraint(condition=models.Q(('year__range', (2000, 2100))), name='competitions_edition_year'), models.CheckConstraint(condition=models.Q(('correction_days', None), models.Q(('correction_days__isnull', False), ('correction_days__range', (1, 60))), _connector='OR'), name='competitions_edition_correction_days')],
            },
        ),
        migrations.CreateModel(
            name='Rubric',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nama')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rubrics', to='competitions.edition')),
            ],
            options={
                'verbose_name': 'rubrik',
                'verbose_name_plural': 'rubrik',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='SectionTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='urutan')),
                ('name', models.CharField(max_length=100, verbose_name='judul bagian')),
                ('prompt', models.TextField(blank=True, verbose_name='petunjuk')),
                ('min_words', models.PositiveSmallIntegerField(default=0, verbose_name='paling sedikit (kata)')),
                ('max_words', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='paling banyak (kata)')),
                ('evidence_required', models.BooleanField(default=False, verbose_name='wajib data dukung')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='section_templates', to='competitions.edition')),
            ],
            options={
                'verbose_name': 'bagian proposal',
                'verbose_name_plural': 'bagian proposal',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='urutan')),
                ('name', models.CharField(max_length=100, verbose_name='kriteria')),
                ('guidance', models.TextField(blank=True, verbose_name='panduan')),
                ('weight', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='bobot')),
                ('rubric', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='competitions.rubric')),
                ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='criteria', to='competitions.sectiontemplate', verbose_name='bagian')),
            ],
            options={
                'verbose_name': 'kriteria',
                'verbose_name_plural': 'kriteria',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('judging', 'Penilaian proposal'), ('presentation', 'Presentasi dan wawancara'), ('visit', 'Verifikasi dan observasi lapangan')], max_length=20, verbose_name='tahap')),
                ('share', models.DecimalField(decimal_places=2, default=100, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='porsi nilai (%)')),
                ('quorum', models.PositiveSmallIntegerField(default=3, help_text='Usulan dengan lembar terkunci kurang dari ini tidak mendapat peringkat.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='kuorum lembar')),
                ('jurors_per_proposal', models.PositiveSmallIntegerField(blank=True, help_text='Kosong: setiap anggota panel menilai semua usulan.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='juri per usulan')),
                ('required_bodies', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('sakip', 'Tim SAKIP'), ('inspectorate', 'Inspektorat'), ('academic', 'Akademisi'), ('practitioner', 'Praktisi'), ('province', 'Biro Provinsi')], max_length=20), blank=True, default=list, help_text='Setiap usulan dinilai sedikitnya seorang juri dari tiap unsur ini.', size=None, verbose_name='unsur yang wajib ada')),
                ('calibration_size', models.PositiveSmallIntegerField(default=0, help_text='Sejumlah usulan yang dinilai semua juri, agar nilai mereka dapat dibandingkan.', verbose_name='usulan kalibrasi')),
                ('promotes', models.PositiveSmallIntegerField(blank=True, help_text='Jumlah usulan terbaik yang diusulkan naik. Kosong: pleno yang menyusun daftarnya.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='naik ke tahap berikutnya')),
                ('is_blind', models.BooleanField(default=False, help_text='Juri tidak melihat OPD, mitra, inovator, dan nama berkas.', verbose_name='tanpa nama')),
                ('has_discussion', models.BooleanField(default=False, help_text='Setelah lembarnya sendiri terkunci, juri melihat nilai rekannya dan dapat berdiskusi.', verbose_name='diskusi juri')),
                ('comment_below', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='komentar wajib di bawah nilai')),
                ('comment_above', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='komentar wajib di atas nilai')),
                ('needs_overall_comment', models.BooleanField(default=False, verbose_name='komentar umum wajib')),
                ('spread_limit', models.DecimalField(blank=True, decimal_places=2, help_text='Bila dua juri berbeda lebih dari ini, juri tambahan diusulkan.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='batas selisih nilai')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='competitions.edition')),
                ('rubric', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stages', to='competitions.rubric', verbose_name='rubrik')),
            ],
            options={
                'verbose_name': 'tahap penilaian',
                'verbose_name_plural': 'tahap penilaian',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Tier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='nama jenjang')),
                ('up_to_place', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='sampai peringkat')),
                ('prints_place', models.BooleanField(default=False, help_text='Piagam menyebut “Terbaik I”, “Terbaik II” dan seterusnya.', verbose_name='cetak peringkat')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tiers', to='competitions.edition')),
            ],
            options={
                'verbose_name': 'jenjang',
                'verbose_name_plural': 'jenjang',
                'ordering': ['up_to_place'],
            },
        ),
        migrations.CreateModel(
            name='Band',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lower', models.DecimalField(decimal_places=2, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='mulai nilai')),
                ('name', models.CharField(max_length=40, verbose_name='sebutan')),
                ('text', models.CharField(blank=True, max_length=300, verbose_name='uraian')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bands', to='competitions.criterion')),
            ],
            options={
                'verbose_name': 'rentang nilai',
                'verbose_name_plural': 'rentang nilai',
                'ordering': ['lower'],
                'constraints': [models.UniqueConstraint(fields=('criterion', 'lower'), name='competitions_band_once'), models.CheckConstraint(condition=models.Q(('lower__range', (0, 100))), name='competitions_band_range')],
            },
        ),
        migrations.CreateModel(
            name='DocumentRequirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='urutan')),
                ('name', models.CharField(max_length=120, verbose_name='nama dokumen')),
                ('help_text', models.CharField(blank=True, max_length=300, verbose_name='keterangan')),
                ('is_required', models.BooleanField(default=True, verbose_name='wajib')),
                ('letter', models.CharField(blank=True, choices=[('implementation', 'Surat pernyataan implementasi'), ('innovator', 'Surat pernyataan inovator'), ('replication', 'Surat kesediaan replikasi')], help_text='Surat yang dapat disiapkan aplikasi dari data usulan, atau disetujui kepala OPD di dalamnya.', max_length=20, verbose_name='digambar sebagai')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='document_requirements', to='competitions.edition')),
            ],
            options={
                'verbose_name': 'dokumen yang diminta',
                'verbose_name_plural': 'dokumen yang diminta',
                'ordering': ['number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('letter__in', ['', 'implementation', 'innovator', 'replication'])), name='competitions_documentrequirement_letter_known'), models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('edition', 'name'), name='competitions_documentrequirement_name')],
            },
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='urutan')),
                ('name', models.CharField(max_length=100, verbose_name='nama')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='categories', to='competitions.edition')),
            ],
            options={
                'verbose_name': 'kategori',
                'verbose_name_plural': 'kategori',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('edition', 'name'), name='competitions_category_name')],
            },
        ),
        migrations.CreateModel(
            name='EntryRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('sections', 'Setiap bagian terisi'), ('documents', 'Dokumen dan data dukung terlampir'), ('length', 'Panjang setiap bagian sesuai batasnya'), ('age', 'Sudah diterapkan cukup lama'), ('group', 'Syarat kelompok dipenuhi'), ('title', 'Judul tidak dipakai dua kali'), ('similar', 'Tidak mirip inovasi terdahulu'), ('winner', 'Belum pernah menjadi pemenang teratas'), ('quota', 'Tidak melebihi kuota OPD'), ('innovators', 'Inovator disebutkan'), ('partners', 'OPD mitra sudah menyatakan perannya'), ('video', 'Tautan video dicantumkan'), ('coordinates', 'Titik lokasi dicantumkan'), ('filler', 'Tidak ada teks pengisi'), ('pribadi', 'Tidak ada data pribadi dalam naskah'), ('agency', 'Nama OPD tidak disebut dalam naskah')], max_length=20, verbose_name='aturan')),
                ('level', models.CharField(choices=[('off', 'Tidak diperiksa'), ('warn', 'Mengingatkan'), ('block', 'Menghalangi pengiriman')], max_length=10, verbose_name='berlaku')),
                ('value', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='nilai')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entry_rules', to='competitions.edition')),
            ],
            options={
                'verbose_name': 'aturan usulan',
                'verbose_name_plural': 'aturan usulan',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'kind'), name='competitions_entryrule_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['sections', 'documents', 'length', 'age', 'group', 'title', 'similar', 'winner', 'quota', 'innovators', 'partners', 'video', 'coordinates', 'filler', 'pribadi', 'agency'])), name='competitions_entryrule_kind_known'), models.CheckConstraint(condition=models.Q(('level__in', ['off', 'warn', 'block'])), name='competitions_entryrule_level_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['age', 'similar', 'quota']), ('value__gte', 1), ('value__isnull', False)), models.Q(models.Q(('kind__in', ['age', 'similar', 'quota']), _negated=True), ('value', None)), _connector='OR'), name='competitions_entryrule_counts')],
            },
        ),
        migrations.CreateModel(
            name='Phase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('socialisation', 'Sosialisasi'), ('registration', 'Pendaftaran'), ('administration', 'Seleksi administrasi'), ('judging', 'Penilaian proposal'), ('presentation', 'Presentasi dan wawancara'), ('visit', 'Verifikasi dan observasi lapangan'), ('plenary', 'Pleno akhir'), ('announcement', 'Pengumuman dan masa sanggah'), ('awarding', 'Penganugerahan')], max_length=20, verbose_name='tahapan')),
                ('opens_at', models.DateTimeField(verbose_name='dibuka')),
                ('closes_at', models.DateTimeField(verbose_name='ditutup')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='competitions.edition')),
            ],
            options={
                'verbose_name': 'tahapan',
                'verbose_name_plural': 'tahapan',
                'ordering': ['opens_at', 'closes_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['socialisation', 'registration', 'administration', 'judging', 'presentation', 'visit', 'plenary', 'announcement', 'awarding'])), name='competitions_phase_kind_known'), models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='competitions_phase_forwards'), models.UniqueConstraint(fields=('edition', 'kind'), name='competitions_phase_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='rubric',
            constraint=models.UniqueConstraint(fields=('edition', 'name'), name='competitions_rubric_name'),
        ),
        migrations.AddConstraint(
            model_name='sectiontemplate',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('edition', 'name'), name='competitions_sectiontemplate_name'),
        ),
        migrations.AddConstraint(
            model_name='sectiontemplate',
            constraint=models.CheckConstraint(condition=models.Q(('max_words__gte', 1)), name='competitions_sectiontemplate_words'),
        ),
        migrations.AddConstraint(
            model_name='sectiontemplate',
            constraint=models.CheckConstraint(condition=models.Q(('min_words__lte', models.F('max_words'))), name='competitions_sectiontemplate_range'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('rubric', 'name'), name='competitions_criterion_name'),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.CheckConstraint(condition=models.Q(('weight', None), models.Q(('weight__gt', 0), ('weight__lte', 100)), _connector='OR'), name='competitions_criterion_weight'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('edition', 'kind'), name='competitions_stage_once'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['judging', 'presentation', 'visit'])), name='competitions_stage_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('share__gt', 0), ('share__lte', 100)), name='competitions_stage_share'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('quorum__gte', 1)), name='competitions_stage_quorum'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('jurors_per_proposal', None), models.Q(('jurors_per_proposal__gte', models.F('quorum')), ('jurors_per_proposal__isnull', False)), _connector='OR'), name='competitions_stage_jurors_reach_quorum'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('promotes', None), models.Q(('promotes__gte', 1), ('promotes__isnull', False)), _connector='OR'), name='competitions_stage_promotes'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('is_blind', False), ('kind', 'judging'), _connector='OR'), name='competitions_stage_blind_at_the_desk'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('required_bodies__contained_by', ['sakip', 'inspectorate', 'academic', 'practitioner', 'province'])), name='competitions_stage_bodies_known'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('comment_below', None), models.Q(('comment_below__isnull', False), ('comment_below__range', (0, 100))), _connector='OR'), name='competitions_stage_comment_below'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('comment_above', None), models.Q(('comment_above__isnull', False), ('comment_above__range', (0, 100))), _connector='OR'), name='competitions_stage_comment_above'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('comment_below', None), ('comment_above', None), models.Q(('comment_above__isnull', False), ('comment_below__isnull', False), ('comment_below__lte', models.F('comment_above'))), _connector='OR'), name='competitions_stage_comment_thresholds'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('spread_limit', None), models.Q(('spread_limit__gt', 0), ('spread_limit__isnull', False), ('spread_limit__lte', 100)), _connector='OR'), name='competitions_stage_spread'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('edition', 'name'), name='competitions_tier_name'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('edition', 'up_to_place'), name='competitions_tier_cutoff'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.CheckConstraint(condition=models.Q(('up_to_place__gte', 1)), name='competitions_tier_from_one'),
        ),
    ]
