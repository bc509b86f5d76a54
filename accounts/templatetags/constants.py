"""Parts of a template that say the same to everybody on every page are rendered once in each language."""

from functools import lru_cache

from django import template
from django.template import Context
from django.template.base import NodeList, Parser, Token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class ConstantNode(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.rendered: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self.rendered:
            empty = Context()
            with empty.bind_template(context.template):  # type: ignore[arg-type]  # it is being rendered
                self.rendered[language] = self.nodelist.render(empty)
        return self.rendered[language]


@register.tag
def constant(parser: Parser, _token: Token) -> ConstantNode:
    """{% constant %} … {% endconstant %}: translations, addresses and files, but nothing of the page.

    What is inside sees no variable at all, so that what one person reads can never be kept for the next.
    """
    nodelist = parser.parse(("endconstant",))
    parser.delete_first_token()
    return ConstantNode(nodelist)


@register.simple_tag
def state(label: str, tone: str = "") -> SafeString:
    """A state as components/state.html draws it, for the rows of a list: each word is drawn once."""
    return _state(str(label), tone)


@lru_cache(maxsize=512)
def _state(label: str, tone: str) -> SafeString:
    return render_to_string("components/state.html", {"label": label, "tone": tone})
