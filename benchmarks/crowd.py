"""One request of one person in a crowd, over a connection of its own."""

import http.client
from urllib.parse import urlencode

from .sites import HOST, Site

TOKEN = "r" * 32


def ask(
    site: Site,
    session: str,
    method: str,
    address: str,
    data: dict[str, str] | None = None,
    more: dict[str, str] | None = None,
) -> tuple[int, int]:
    """Status and queries of one request; (0, 0) when nobody answered."""
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
        **({"X-Autosave": "1"} if data else {}),
        **(more or {}),
    }
    connection = http.client.HTTPConnection(HOST, site.port, timeout=30)
    try:
        connection.request(method, address, None if data is None else urlencode(data), headers)
        response = connection.getresponse()
        response.read()
    except OSError:
        return 0, 0
    finally:
        connection.close()
    return response.status, int(response.headers.get("X-Queries") or 0)
