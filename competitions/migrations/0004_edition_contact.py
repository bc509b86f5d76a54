
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("competitions", "0003_participants_of_editions"),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='contact',
            field=models.CharField(blank=True, help_text='Tercetak di kaki setiap e-mail: siapa yang ditanya dan lewat apa, misalnya Siti, 0341-512345.', max_length=200, verbose_name='kontak penyelenggara'),
        ),
        migrations.AddField(
            model_name='edition',
            name='reply_to',
            field=models.EmailField(blank=True, help_text='Balasan atas e-mail dari Kovablik sampai ke alamat ini.', max_length=254, verbose_name='alamat balasan'),
        ),
    ]
