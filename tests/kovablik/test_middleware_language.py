import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("cookie", "browser", "language"),
    [
        (None, "en-US,en;q=0.9", "id"),
        ("en", "id", "en"),
        ("id", "en", "id"),
        ("xx", "en", "id"),
    ],
)
def test_a_page_speaks_indonesian_unless_asked_at_its_foot(client, cookie, browser, language):
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie

    response = client.get("/", headers={"accept-language": browser})

    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in response.text
