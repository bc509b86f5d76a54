"""A browser's part over HTTP with keep-alive: it signs in as people do, and keeps its cookies."""

import http.client
import re
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from accounts.demo import PASSWORD

from .sites import HOST, Site
from .web import ANSWER, ASK

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Answer:
    text: str
    seconds: float
    queries: int | None


@dataclass
class Visitor:
    """One person on one site. All visitors of a site share its connection, and with it a worker process."""

    connection: http.client.HTTPConnection
    cookies: dict[str, str] = field(default_factory=dict)

    def sign_in(self, name: str) -> "Visitor":
        page = self.get("/masuk/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, "no form to sign in"
        form = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        self._ask("POST", "/masuk/", FORM, form, status=302)
        return self

    def get(self, path: str, *, counting: bool = False) -> Answer:
        return self._ask("GET", path, {ASK: "1"} if counting else {})

    def post(self, path: str, data: dict[str, str], *, counting: bool = False) -> Answer:
        """As static/js/saving.js posts it."""
        headers = {**FORM, "X-Autosave": "1", "X-CSRFToken": self.cookies["csrftoken"]}
        return self._ask("POST", path, headers | ({ASK: "1"} if counting else {}), data)

    def _ask(
        self, method: str, path: str, headers: dict[str, str], data: dict[str, str] | None = None, status: int = 200
    ) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None if data is None else urlencode(data)
        start = time.perf_counter()
        self.connection.request(method, path, body, {**headers, "Cookie": cookies})
        response = self.connection.getresponse()
        text = response.read().decode()
        seconds = time.perf_counter() - start
        if response.status != status:
            raise RuntimeError(f"{method} {path}: {response.status} instead of {status}\n{text[:500]}")
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        queries = response.headers[ANSWER]
        return Answer(text, seconds, int(queries) if queries else None)


def connect(site: Site) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(HOST, site.port, timeout=60)
