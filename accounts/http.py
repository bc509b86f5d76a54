"""What a view gets: behind LoginRequiredMiddleware a request always has a person of ours."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .models import User


class SignedInRequest(HttpRequest):
    """For the type checker: the request of a page that is not @login_not_required."""

    user: User
    htmx: HtmxDetails
