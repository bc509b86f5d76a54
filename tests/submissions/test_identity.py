"""The identity on the desk: what is stored field by field, what is refused, and where two people wrote."""

import pytest
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration")]


def url(name, *args):
    return reverse(f"submissions:{name}", args=args)


def test_smoke(client, proposal, operator):
    page = client.get(url("proposal-detail", proposal.pk))
    assert page.status_code == 200
    assert 'id="identitas"' in page.text

    response = client.post(url("proposal-update", proposal.pk), {"title": "Nama baru", "group": "umum", "video_url": "youtu.be/dQw4w9WgXcQ", "contact_phone": "0812 3456 7890", "is_digital": "ya", "sdgs": [3, 11], "started_on": "2024-01-01"})
    assert response.status_code == 302, response.text
    response = client.post(url("innovator-update", proposal.pk), {"row": ["0"], "name": ["Siti"], "nip": ["198504172010012003"], "part": ["Penggagas"]}, headers={"X-Autosave": "1"})
    assert response.status_code == 200
    print(response.text)
    response = client.post(url("proposal-update", proposal.pk), {"title": "", "group": "umum", "video_url": "x", "place": "1"}, headers={"X-Autosave": "1"})
    assert response.status_code == 422
    print(response.text)
