"""What every page's frame knows: the menu of this person and the strip below the bar."""

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict:
    return {}
