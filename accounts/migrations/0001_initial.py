
import accounts.clock
import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(max_length=150, verbose_name='nama')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='alamat e-mail')),
                ('nip', models.CharField(blank=True, help_text='Tidak pernah tampil di halaman publik.', max_length=18, verbose_name='NIP')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='telepon')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'pengguna',
                'verbose_name_plural': 'pengguna',
                'ordering': ['name'],
                'abstract': False,
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=80)),
                ('sent_at', models.DateTimeField(default=accounts.clock.now, editable=False)),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'surat terkirim',
                'verbose_name_plural': 'surat terkirim',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='OPD',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True, verbose_name='nama')),
                ('abbr', models.CharField(max_length=60, unique=True, verbose_name='singkatan')),
                ('kind', models.CharField(choices=[('dinas', 'Dinas'), ('badan', 'Badan'), ('sekretariat', 'Sekretariat'), ('inspektorat', 'Inspektorat'), ('kantor', 'Kantor'), ('satuan', 'Satuan'), ('kecamatan', 'Kecamatan'), ('kelurahan', 'Kelurahan'), ('upt', 'UPT'), ('bumd', 'BUMD'), ('lembaga', 'Lembaga'), ('kota', 'Kota/Kabupaten')], max_length=20, verbose_name='jenis')),
                ('is_participant', models.BooleanField(default=True, help_text='Ikut dihitung dalam gerakan satu OPD satu inovasi.', verbose_name='peserta')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.opd', verbose_name='OPD induk')),
            ],
            options={
                'verbose_name': 'OPD',
                'verbose_name_plural': 'OPD',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('operator', 'Operator OPD'), ('head', 'Kepala OPD'), ('staff', 'Pegawai')], max_length=20, verbose_name='peran')),
                ('starts_on', models.DateField(default=accounts.clock.today, verbose_name='mulai')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='sampai')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='pengguna')),
                ('opd', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.opd', verbose_name='OPD')),
            ],
            options={
                'verbose_name': 'keanggotaan OPD',
                'verbose_name_plural': 'keanggotaan OPD',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('secretariat', 'Bagian Organisasi'), ('verifier', 'Verifikator'), ('leader', 'Pimpinan'), ('auditor', 'Auditor')], max_length=20, verbose_name='jabatan')),
                ('starts_on', models.DateField(default=accounts.clock.today, verbose_name='mulai')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='sampai')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL, verbose_name='pengguna')),
            ],
            options={
                'verbose_name': 'penunjukan',
                'verbose_name_plural': 'penunjukan',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['secretariat', 'verifier', 'leader', 'auditor'])), name='accounts_appointment_role_known'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='accounts_appointment_dates'), models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('user', 'role'), name='accounts_appointment_once')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(editable=False, max_length=40, verbose_name='rantai')),
                ('number', models.PositiveBigIntegerField(editable=False, verbose_name='nomor')),
                ('at', models.DateTimeField(editable=False, verbose_name='waktu')),
                ('action', models.CharField(editable=False, max_length=60, verbose_name='perbuatan')),
                ('target', models.CharField(editable=False, max_length=100, verbose_name='objek')),
                ('before', models.JSONField(editable=False, null=True, verbose_name='sebelum')),
                ('after', models.JSONField(editable=False, null=True, verbose_name='sesudah')),
                ('note', models.TextField(blank=True, editable=False, verbose_name='catatan')),
                ('previous_hash', models.CharField(editable=False, max_length=64)),
                ('hash', models.CharField(editable=False, max_length=64)),
                ('actor', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='pelaku')),
            ],
            options={
                'verbose_name': 'catatan jejak',
                'verbose_name_plural': 'catatan jejak',
                'ordering': ['chain', 'number'],
                'indexes': [models.Index(fields=['target'], name='accounts_auditentry_target'), models.Index(fields=['chain', 'actor', 'number'], name='accounts_auditentry_actor')],
                'constraints': [models.UniqueConstraint(fields=('chain', 'number'), name='accounts_auditentry_place')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f78d7546cae6abefbfed448b788eab0e8a36f6bf', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e6c89', table='accounts_auditentry', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('key', 'user'), name='accounts_delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='opd',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['dinas', 'badan', 'sekretariat', 'inspektorat', 'kantor', 'satuan', 'kecamatan', 'kelurahan', 'upt', 'bumd', 'lembaga', 'kota'])), name='accounts_opd_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='opd',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='accounts_opd_not_own_parent'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['operator', 'head', 'staff'])), name='accounts_membership_role_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='accounts_membership_dates'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('user', 'opd', 'role'), name='accounts_membership_once'),
        ),
    ]
