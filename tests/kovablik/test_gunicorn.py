"""The log of requests holds no key that opens an account."""

import runpy
from pathlib import Path
from types import SimpleNamespace

from gunicorn.config import Config

CONFIG = runpy.run_path(str(Path(__file__).parents[2] / "gunicorn.conf.py"))


def logged(path):
    logger = CONFIG["logger_class"](Config())
    environ = {
        "REQUEST_METHOD": "GET",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "RAW_URI": path,
        "PATH_INFO": path,
        "REMOTE_ADDR": "10.0.0.1",
    }
    response = SimpleNamespace(status="200 OK", sent=10, headers=[])
    took = SimpleNamespace(seconds=0, microseconds=5000)
    request = SimpleNamespace(headers=[])
    atoms = logger.atoms(response, request, environ, took)
    return CONFIG["access_log_format"] % atoms


def test_the_key_of_a_new_password_is_not_logged():
    line = logged("/akun/lupa/2-abc123-0123456789abcdef/")

    assert "0123456789abcdef" not in line
    assert '"GET /akun/lupa/2-.../" 200' in line


def test_other_addresses_are_logged_as_they_are():
    assert '"GET /akun/lupa/terkirim/" 200' in logged("/akun/lupa/terkirim/")
    assert '"GET /usulan/7/kirim/" 200' in logged("/usulan/7/kirim/")
