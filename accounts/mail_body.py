"""The body of an e-mail is written once, in a few plain elements; its HTML, its text and its page come from these.

`templates/mail/base.html` has the elements, each e-mail extends it. What a mail program asks of HTML (tables, styles
on each element, no style sheet of a page) is added as it goes out, and is stored nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from django.template.loader import render_to_string

PRIVATE = "tautan-pribadi:"  # stands in a body for the link that is made as it is sent
BLOCKS = frozenset({"header", "section", "footer", "p", "ul", "li", "table", "tr", "th", "td", "blockquote"})
INLINE = frozenset({"a", "br", "strong"})
ROOT = "body"
MUTED = "margin:0 0 8px;font-size:14px;line-height:1.5;color:#56635c"
STYLES = {
    "p": "margin:0 0 16px",
    "p.government": "margin:0;font-size:13px;letter-spacing:.08em;text-transform:uppercase;color:#8a6212",
    "p.organiser": "margin:4px 0 0;font-size:18px;line-height:1.35;font-weight:700",
    "p.edition": "margin:4px 0 0;font-size:14px;color:#56635c",
    "p.to": "margin:0 0 20px",
    "p.address": MUTED + ";word-break:break-all",
    "p.quiet": MUTED,
    "footer p": MUTED,
    "ul": "margin:0 0 16px;padding:0 0 0 20px",
    "li": "margin:0 0 6px",
    "table": "margin:0 0 16px;border-collapse:collapse;width:100%",
    "th": "padding:6px 16px 6px 0;text-align:left;vertical-align:top;font-weight:400;width:36%;color:#56635c",
    "td": "padding:6px 0;vertical-align:top",
    "blockquote": "margin:0 0 16px;padding:2px 0 2px 14px;border-left:3px solid #c9a961",
    "a": "color:#0e5c46",
}
BUTTON = (
    '<table role="presentation" cellpadding="0" cellspacing="0" style="margin:8px 0 16px"><tr>'
    '<td class="act" bgcolor="#0e5c46" style="border-radius:8px;background:#0e5c46">'
    '<a class="act-link" href="{href}" style="display:inline-block;padding:12px 24px;color:#ffffff;font-weight:600;'
    'text-decoration:none">{label}</a></td></tr></table>'
)
DARK = {
    "p.government": "gold",
    "p.organiser": "ink",
    "a": "link",
    "blockquote": "quote",
}  # else muted, if it has colour


@dataclass
class BodyElement:
    tag: str
    look: str = ""
    href: str = ""
    children: list["BodyElement | str"] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.tag}.{self.look}" if self.look else self.tag

    def elements(self, *tags: str) -> Iterator["BodyElement"]:
        """Those of these tags beneath it, in their order."""
        for child in self.children:
            if isinstance(child, BodyElement):
                if child.tag in tags:
                    yield child
                yield from child.elements(*tags)


class BodyReader(HTMLParser):
    """Reads a body into its elements; refuses what none is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [BodyElement(ROOT)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in BLOCKS | INLINE:
            raise ValueError(f"An e-mail has no <{tag}>.")
        found = dict(attrs)
        element = BodyElement(tag, found.get("class") or "", found.get("href") or "")
        self.open[-1].children.append(element)
        if tag != "br":
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag != "br" and self.open.pop().tag != tag:
            raise ValueError(f"</{tag}> closes nothing.")

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parts_of(body: str) -> BodyElement:
    reader = BodyReader()
    reader.feed(body)
    reader.close()
    if len(reader.open) != 1:
        raise ValueError(f"<{reader.open[-1].tag}> is not closed.")
    return reader.open[0]


def as_text(body: str) -> str:
    """The whole of it for who reads mail without HTML."""
    sections = ("\n\n".join(_paragraphs(part)) for part in parts_of(body).elements("header", "section", "footer"))
    return "\n\n".join(filter(None, sections)) + "\n"


def as_mail(subject: str, body: str) -> str:
    """As mail programs want it, light and dark."""
    whole = parts_of(body)
    parts = {part.tag: "".join(_dressed(part)) for part in whole.elements("header", "section", "footer")}
    first = next((one for one in whole.elements("p") if not one.look), None)
    glance = _inline(first) if first else ""  # what the list of mails shows beside the subject
    return render_to_string("mail/frame.html", {"subject": subject, "glance": glance, **parts})


def as_page(body: str) -> str:
    """To look at on a page of ours: all its words, no link that leads anywhere."""
    return "".join(_shown(child) for child in parts_of(body).children)


def _paragraphs(part: BodyElement) -> Iterator[str]:
    if part.tag == "header":
        yield "\n".join(filter(None, (_inline(one) for one in part.elements("p"))))
        return
    if part.tag == "footer":
        yield "--"
    for child in part.children:
        if isinstance(child, BodyElement) and (text := _paragraph(child)):
            yield text


def _paragraph(block: BodyElement) -> str:
    if block.tag == "ul":
        return "\n".join(f"- {_inline(one)}" for one in block.elements("li"))
    if block.tag == "table":
        return "\n".join(": ".join(_inline(cell) for cell in row.elements("th", "td")) for row in block.elements("tr"))
    if block.tag == "blockquote":
        return "\n".join(f"  {line}" for line in _inline(block).splitlines())
    if block.look == "act":
        return "\n".join(f"{_inline(link)}:\n{link.href}" for link in block.elements("a"))
    return "" if block.look == "address" else _inline(block)


def _inline(element: BodyElement) -> str:
    """The words of an element, its lines broken where it breaks them and nowhere else."""
    words = "".join(_words(child) for child in element.children)
    return "\n".join(line for line in (" ".join(line.split()) for line in words.split("\v")) if line)


def _words(child: "BodyElement | str") -> str:
    if isinstance(child, str):
        return child
    return "\v" if child.tag == "br" else "".join(_words(one) for one in child.children)


def _dressed(part: BodyElement, within: str = "") -> Iterator[str]:
    for child in part.children:
        if isinstance(child, str):
            yield escape(child)
        elif child.tag == "br":
            yield "<br>"
        elif child.look == "act":
            yield from (BUTTON.format(href=escape(a.href), label=escape(_inline(a))) for a in child.elements("a"))
        else:
            yield _tag(child, within or part.tag) + "".join(_dressed(child, within or part.tag)) + f"</{child.tag}>"


def _tag(element: BodyElement, within: str) -> str:
    names = (f"{within} {element.tag}", element.name, element.tag)
    name = next((name for name in names if name in STYLES), "")
    style = STYLES.get(name, "")
    dark = DARK.get(name, "muted" if "color:" in style else "")
    written = {"href": element.href, "class": dark, "style": style}
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in written.items() if value)
    return f"<{element.tag}{attributes}>"


def _shown(child: "BodyElement | str") -> str:
    if isinstance(child, str):
        return escape(child)
    if child.tag == "br":
        return "<br>"
    tag = "span" if child.tag == "a" else child.tag
    look = f' class="{escape(child.look)}"' if child.look else ""
    return f"<{tag}{look}>{''.join(map(_shown, child.children))}</{tag}>"
