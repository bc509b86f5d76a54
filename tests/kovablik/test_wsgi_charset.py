"""A request that claims another alphabet than UTF-8 is refused before Django stumbles over it."""

import pytest
from django.test import RequestFactory

from kovablik.wsgi import application

pytestmark = pytest.mark.django_db
MULTIPART = b'--y\r\nContent-Disposition: form-data; name="login"\r\n\r\n\\ud800\r\n--y--\r\n'


def status_of(method, address, content_type, body=b""):
    answers = []
    environ = RequestFactory().generic(method, address, body).environ | {"CONTENT_TYPE": content_type}
    response = application(environ, lambda status, _headers: answers.append(status))
    b"".join(response)
    return answers[0]


@pytest.mark.parametrize("charset", ["unicode_escape", "base64", "utf-16", "idna", "x" * 100_000])
def test_another_alphabet_is_refused(charset):
    multipart = f"multipart/form-data; boundary=y; charset={charset}"

    assert status_of("GET", "/verifikasi/?kode=%5Cud800", f"text/plain; charset={charset}") == "400 Bad Request"
    assert status_of("POST", "/masuk/", multipart, MULTIPART) == "400 Bad Request"


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "us-ascii", ""])
def test_what_browsers_send_is_taken(charset):
    assert status_of("GET", "/verifikasi/", f"text/plain; charset={charset}") == "200 OK"
