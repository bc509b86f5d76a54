"""What {% constant %} keeps is kept for everybody, so it must be nobody's."""

import pytest
from django.template import Context, Template
from django.utils import translation


def render(template, **context):
    return template.render(Context(context))


def test_it_sees_nothing_of_the_page():
    template = Template("{% load constants %}{{ name }}{% constant %}<b>{{ name }}</b>{% endconstant %}")

    assert render(template, name="Sari") == "Sari<b></b>"
    assert render(template, name="Dewi") == "Dewi<b></b>"


def test_it_is_rendered_once_in_each_language():
    template = Template(
        "{% load constants i18n %}{% constant %}{% get_current_language as it %}{{ it }}{% endconstant %}"
    )

    assert [render(template), render(template)] == ["id", "id"]
    with translation.override("en"):
        assert render(template) == "en"
    assert render(template) == "id"


def test_it_is_not_rendered_again(monkeypatch):
    template = Template("{% load constants static %}{% constant %}{% static 'css/base.css' %}{% endconstant %}")
    kept = render(template)
    monkeypatch.setattr("django.templatetags.static.StaticNode.handle_simple", lambda _path: pytest.fail("again"))

    assert render(template) == kept
