"""The address of a video, checked for its form alone: nothing is fetched."""

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

MOST = 300
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = re.compile(rf"(?:{LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}})", re.IGNORECASE)
YOUTUBE_KEY = re.compile(r"[A-Za-z0-9_-]{11}")
DRIVE_KEY = re.compile(r"[A-Za-z0-9_-]{10,}")


class UnfitLinkError(ValueError):
    """`code` tells why: broken, scheme, host, credentials, long, youtube, vimeo or drive."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_link(text: str) -> str:
    """The address with its scheme; one that was typed without gets https.

    Raises UnfitLinkError. YouTube, Vimeo and Drive must name one video.
    """
    link = text.strip()
    if not link:
        return ""
    if re.search(r"[\s\x00-\x1f\x7f<>\"\\]", link):
        raise UnfitLinkError("broken")
    if "://" not in link and not _names_scheme(link):
        link = f"https://{link.lstrip('/')}"
    if len(link) > MOST:
        raise UnfitLinkError("long")
    parts = _split(link)
    for hosts, is_video, code in KNOWN:
        if (parts.hostname or "").removeprefix("www.") in hosts and not is_video(parts):
            raise UnfitLinkError(code)
    return link


def _names_scheme(link: str) -> bool:
    """“javascript:…” names one, “situs.go.id:8080/video” does not."""
    named = SCHEME.match(link)
    return named is not None and not HOST.fullmatch(link[: named.end() - 1])


def _split(link: str) -> SplitResult:
    try:
        parts = urlsplit(link)
        _port = parts.port
    except ValueError as error:
        raise UnfitLinkError("broken") from error
    if parts.scheme.lower() not in {"http", "https"}:
        raise UnfitLinkError("scheme")
    if parts.username is not None or parts.password is not None:
        raise UnfitLinkError("credentials")
    if not HOST.fullmatch(parts.hostname or ""):
        raise UnfitLinkError("host")
    return parts


def _is_youtube_video(parts: SplitResult) -> bool:
    steps = parts.path.strip("/").split("/")
    if parts.hostname == "youtu.be":
        key = steps[0]
    elif steps[0] in {"shorts", "embed", "live", "v"} and len(steps) > 1:
        key = steps[1]
    else:
        key = parse_qs(parts.query).get("v", [""])[0] if steps == ["watch"] else ""
    return bool(YOUTUBE_KEY.fullmatch(key))


def _is_vimeo_video(parts: SplitResult) -> bool:
    return any(step.isdecimal() for step in parts.path.split("/"))


def _is_drive_file(parts: SplitResult) -> bool:
    steps = parts.path.strip("/").split("/")
    key = steps[steps.index("d") + 1] if "d" in steps[:-1] else parse_qs(parts.query).get("id", [""])[0]
    return bool(DRIVE_KEY.fullmatch(key))


KNOWN = (
    ({"youtube.com", "m.youtube.com", "youtu.be", "youtube-nocookie.com"}, _is_youtube_video, "youtube"),
    ({"vimeo.com", "player.vimeo.com"}, _is_vimeo_video, "vimeo"),
    ({"drive.google.com"}, _is_drive_file, "drive"),
)
