"""What the frame says to everybody, and the column that it draws beside the pages of an edition."""

from django import template

from accounts.models import User
from kovablik.context import PUBLIC, Frame, Link, links
from kovablik.edition.column import EditionColumn

register = template.Library()


@register.simple_tag
def public_places() -> list[Link]:
    """The pages that anybody may read, for the foot."""
    return list(links(PUBLIC))


@register.simple_tag(takes_context=True)
def edition_column(context: template.Context) -> EditionColumn | None:
    """The column of the edition that the page is of, if it is a page of the column and the person has one."""
    frame = context.get("frame")
    if (
        context.get("fills_screen")
        or not isinstance(frame, Frame)
        or not isinstance(user := frame.request.user, User)
        or not frame.oversees
    ):
        return None
    about = (context.get(name) for name in ("proposal", "stage"))
    if not (edition := context.get("edition") or next((one.edition for one in about if one), None)):
        return None
    column = EditionColumn(edition, user, frame.request.path)
    return column if column.is_wanted else None
