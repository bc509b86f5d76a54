"""What the frame says to everybody."""

from django import template

from kovablik.context import PUBLIC, Link, links

register = template.Library()


@register.simple_tag
def public_places() -> list[Link]:
    """The pages that anybody may read, for the foot."""
    return list(links(PUBLIC))
