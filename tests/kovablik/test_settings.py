import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from kovablik import demo

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "SECRET_KEY": "Uz3k-Wq8sVbN2xYp6Lr9tGm4Hc7Jd5Fa1Ee0Qi_Oo-Pp+Rr=Tt.",
    "BASE_URL": "https://kovablik.example.go.id",
    "ALLOWED_HOSTS": "kovablik.example.go.id",
    "DATABASE_URL": "postgresql://kovablik:sandi@db/kovablik",
    "REDIS_URL": "redis://redis:6379/0",
    "MEDIA_ROOT": "/srv/kovablik/media",
    "EMAIL_URL": "smtp+tls://kovablik:sandi@mail.example.go.id:587",
    "DEFAULT_FROM_EMAIL": "kovablik@example.go.id",
}
BUCKET = {
    "S3_BUCKET": "kovablik-berkas",
    "S3_REGION": "ap-southeast-3",
    "S3_ACCESS_KEY": "AKIAKOVABLIKCONTOH",
    "S3_SECRET_KEY": "wJalrXUtnFEMI-K7MDENG-bPxRfiCYCONTOHKUNCI",
}
IN_BUCKET = {**{name: value for name, value in PRODUCTION.items() if name != "MEDIA_ROOT"}, **BUCKET}
UNSAFE = {
    "SECRET_KEY": ["pendek", "a" * 60, "django-insecure-" + PRODUCTION["SECRET_KEY"]],
    "BASE_URL": ["http://kovablik.example.go.id"],
    "ALLOWED_HOSTS": ["*", "lain.example.go.id"],
    "DATABASE_URL": ["sqlite:///db.sqlite3"],
    "REDIS_URL": ["memcached://cache"],
    "MEDIA_ROOT": ["media"],
    "EMAIL_URL": ["consolemail://", "smtp://mail.example.go.id:25"],
    "S3_ENDPOINT_URL": ["http://s3.example.go.id", "https://nama:sandi@s3.example.go.id"],
    "CSRF_TRUSTED_ORIGINS": ["http://kovablik.example.go.id", "https://*.example.go.id"],
}


def run(code: str, settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run code with these settings and nothing else in the environment."""
    environment = {"PATH": os.defpath, "DJANGO_SETTINGS_MODULE": "kovablik.settings", **settings}
    command = [sys.executable, "-c", f"from django.conf import settings\n{code}"]
    return subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_production_starts_with_every_setting_in_place():
    done = run("print(settings.PRODUCTION, settings.DEBUG, settings.DEMO)", PRODUCTION)

    assert done.stdout.split() == ["True", "False", "False"], done.stderr


@pytest.mark.parametrize("name", PRODUCTION)
def test_production_names_a_missing_setting(name):
    done = run("settings.DEBUG", {key: value for key, value in PRODUCTION.items() if key != name})

    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name} belum diisi" in done.stderr


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in UNSAFE.items() for value in values])
def test_production_names_an_unsafe_setting_and_keeps_its_value_to_itself(name, value):
    around = IN_BUCKET if name.startswith("S3_") else PRODUCTION

    done = run("settings.DEBUG", {**around, name: value})

    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name} " in done.stderr
    assert len(value) < 5 or value not in done.stderr.splitlines()[-1]


def test_the_demos_mail_lands_where_it_says(tmp_path, monkeypatch):
    """A folder's path lost its first slash on the way, and the mail lay in a second tree below the first."""
    monkeypatch.setattr(demo, "HOME", tmp_path / "rumah 100%")
    (tmp_path / "rumah 100%").mkdir()
    code = "from django.core.mail import send_mail; send_mail('Kabar', 'Isi', None, ['siti@contoh.example'])"

    done = run(f"import django; django.setup(); {code}", demo._settings({}, 8000))  # noqa: SLF001

    (letter,) = (demo.HOME / "surat").iterdir()
    assert "To: siti@contoh.example" in letter.read_text(), done.stderr
    assert str(demo.HOME / "surat") in demo._welcome(8000)  # noqa: SLF001


STORED = """
import django
django.setup()
from awards.models import Certificate, Publication
from submissions.models import Attachment
for field in (Attachment.file, Certificate.pdf, Publication.archive):
    storage = field.field.storage
    print(storage.__class__.__name__, storage.file_overwrite, storage.bucket_name)
"""


def test_files_lie_in_the_bucket_that_is_named_and_no_folder_is_asked_for():
    done = run(STORED, IN_BUCKET)

    assert done.stdout.split("\n")[:3] == [
        "BucketStorage False kovablik-berkas",
        "BucketStorage True kovablik-berkas",
        "BucketStorage True kovablik-berkas",
    ], done.stderr


@pytest.mark.parametrize("around", [PRODUCTION, {"DEBUG": "1"}], ids=["production", "debug"])
@pytest.mark.parametrize("name", BUCKET)
def test_a_bucket_with_a_part_missing_is_named_not_passed_over_for_a_folder(name, around):
    done = run("settings.DEBUG", {**around, **BUCKET, name: ""})

    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name} belum diisi" in done.stderr
    assert not any(secret in done.stdout + done.stderr for secret in BUCKET.values() if secret != BUCKET["S3_REGION"])


def test_an_error_page_keeps_the_bucket_s_keys_to_itself():
    code = "from django.views.debug import SafeExceptionReporterFilter as Filter"
    shown = "print(Filter().get_safe_settings()['STORAGES'])"

    done = run(f"{code}\n{shown}", IN_BUCKET)

    assert "kovablik-berkas" in done.stdout, done.stderr
    assert not any(BUCKET[name] in done.stdout for name in ("S3_ACCESS_KEY", "S3_SECRET_KEY"))


def test_no_test_writes_into_a_bucket_that_somebody_uses():
    done = run("print(settings.STORAGES['default']['BACKEND'])", {**BUCKET, "KOVABLIK_TEST": "1"})

    assert done.stdout.strip().endswith("FolderStorage"), done.stderr


@pytest.mark.parametrize("mode", ["KOVABLIK_DEMO", "KOVABLIK_TEST", "DEBUG"])
def test_demo_tests_and_developers_need_no_setting(mode):
    done = run("print(settings.SECRET_KEY != '', settings.SESSION_COOKIE_SECURE)", {mode: "1"})

    assert done.stdout.split() == ["True", "False"], done.stderr


def test_production_sends_cookies_over_https_only():
    done = run(
        "print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT)", PRODUCTION
    )

    assert done.stdout.split() == ["True", "True", "True"]


def test_a_socket_is_spelled_in_each_library_s_own_way():
    paths = {
        "DATABASE_URL": "postgresql://postgres@/k?host=%2Frun%2Fa%20b",
        "REDIS_URL": "unix:///run/a%20b/r.sock?db=3",
    }

    done = run("print(settings.DATABASES['default']['HOST'], settings.CELERY_BROKER_URL)", {**paths, "DEBUG": "1"})

    assert done.stdout.strip() == "/run/a b redis+socket:///run/a%20b/r.sock?virtual_host=3"


@pytest.mark.django_db
def test_pages_forbid_inline_script_and_style(client):
    policy = client.get("/sehat/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_the_web_s_connections_do_not_compile_queries():
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.parametrize("address", ["ya", "unix:clamd.ctl", "http://pemindai:3310", "tcp://pemindai", "tcp://x:99999"])
def test_nonsense_for_the_virus_scanner_is_refused_at_start(address):
    done = run("settings.DEBUG", {**PRODUCTION, "CLAMAV_SOCKET": address})

    assert done.returncode != 0
    assert "ImproperlyConfigured: CLAMAV_SOCKET tidak dikenal" in done.stderr


@pytest.mark.parametrize("address", ["", "unix:/run/clamav/clamd.ctl", "tcp://pemindai:3310"])
def test_the_virus_scanner_is_found_by_its_address(address):
    done = run("print(bool(settings.CLAMAV_ADDRESS))", {**PRODUCTION, "CLAMAV_SOCKET": address})

    assert done.stdout.split() == [str(bool(address))], done.stderr
