"""Every address that speaks of one proposal, asked for in every way, and what the answers give away."""

import re
from uuid import uuid4

from django.urls import URLPattern, get_resolver, reverse

from submissions.models import Revision, Upload
from tests import refusals
from tests.addresses import patterns_of

NOT_ALLOWED = 405


def addresses(proposal, requirement):
    """Every address of the app that speaks of one proposal, as the resolver knows them."""
    revision = Revision.objects.filter(section__proposal=proposal).latest("pk")
    upload = Upload.objects.get(proposal=proposal)
    known = {
        "pk": proposal.pk,
        "template_pk": revision.section.template_id,
        "revision_pk": revision.pk,
        "partnership_pk": proposal.innovation.partnerships.first().pk,
        "requirement_pk": requirement.pk,
        "number": 1,
        "anchor": f"dokumen-{requirement.pk}",
        "slug": proposal.edition.slug,
        "opd_pk": proposal.innovation.opd_id,
    }
    tokens = {"upload-detail": upload.token, "upload-delete": upload.token}
    for pattern in patterns_of("submissions"):
        names = re.findall(r"<(?:\w+:)?(\w+)>", str(pattern.pattern))
        values = {name: known.get(name, tokens.get(pattern.name, uuid4())) for name in names}
        if pattern.name.startswith("attachment-d"):
            for attachment in proposal.attachments.all():
                yield pattern.name, reverse(f"submissions:{pattern.name}", args=[attachment.pk])
        elif "number" in names:
            for version in proposal.versions.all():
                yield pattern.name, reverse(f"submissions:{pattern.name}", kwargs={**values, "number": version.number})
        else:
            yield pattern.name, reverse(f"submissions:{pattern.name}", kwargs=values)


def plain_addresses(patterns=None, start="/"):
    """Every address of all apps that needs no number or name, apart from signing in and out and the admin."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = start + str(pattern.pattern)
        if re.search(r"[<^$\\(]", address):
            continue
        if isinstance(pattern, URLPattern):
            yield address
        elif getattr(pattern, "app_name", "") != "admin":
            yield from plain_addresses(pattern.url_patterns, address)


def body(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def leaks(client, proposal, requirement, secrets):
    """Where a secret was read: name of the address, way of asking, status, the secrets."""
    refusals.drawn.clear()
    found = []
    for name, address in list(addresses(proposal, requirement)):
        for send, response in answers(client, address):
            page = body(response)
            given = [secret for secret in secrets if secret in page]
            found += [(name, send.__name__, response.status_code, given)] if given else []
    return found


def answers(client, address):
    """A page and its fragment, if the address is one to read, and what it says to a press."""
    page = client.get(address)
    yield client.get, page
    if page.status_code != NOT_ALLOWED:
        yield client.get, client.get(address, headers={"HX-Request": "true"})
    yield client.post, client.post(address)
