"""What the measured server has besides the application: two yardsticks, and a count of its queries on request."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

ASK, ANSWER = "X-Count-Queries", "X-Queries"


def bare(_request: HttpRequest) -> HttpResponse:
    """Two bytes through all middleware: what the server, the session and the person cost any signed-in request."""
    return HttpResponse("OK")


def empty(request: HttpRequest) -> HttpResponse:
    """The base template and nothing else: what any signed-in page costs at least."""
    return render(request, "base.html")


def count_queries(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Tell how many queries an answer took, but only who asks: counting costs time too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if ASK not in request.headers:
            return get_response(request)
        counter = QueryCounter()
        with connection.execute_wrapper(counter):
            response = get_response(request)
        response[ANSWER] = str(counter.count)
        return response

    return middleware


class QueryCounter:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable, sql: object, parameters: object, many: bool, context: object) -> object:  # noqa: FBT001  Django calls it so
        self.count += 1
        return execute(sql, parameters, many, context)
