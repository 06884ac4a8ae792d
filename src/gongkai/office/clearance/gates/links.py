"""Links, anchors and headings of the body as it was written, before anything was cleaned away. No network."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from urllib.parse import urlsplit

from gongkai.office.clearance.cleaning import PICTURE, clean_body
from gongkai.office.clearance.gates.body import BODY, Visible
from gongkai.office.clearance.gates.found import Hit
from gongkai.office.clearance.gates.reading import Spot, TextPart

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INSIDE = re.compile(
    r"(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|10\.\d{1,3}\.\d{1,3}\.\d{1,3}|192\.168\.\d{1,3}\.\d{1,3}"
    r"|172\.(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3}|[^.]+\.(?:local|lan|intra|internal)|[a-zA-Z0-9-]+)"
)
_HOST = re.compile(
    r"(?:[A-Za-z0-9一-龥](?:[A-Za-z0-9一-龥-]{0,61}[A-Za-z0-9一-龥])?\.)+[A-Za-z一-龥]{2,24}|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]"
)


class _Links(HTMLParser):
    """Addresses, anchors, pictures and headings, in order."""

    def __init__(self, body_html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[tuple[str, str, int]] = []
        """Where it leads, its words, and its number among the links (-1 for a picture)."""
        self.anchors: set[str] = set()
        self.empty_headings = 0
        self.blind_pictures = 0
        self._heading = ""
        self._text: list[str] = []
        self._link: int | None = None
        self._number = -1
        self.feed(body_html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag carries."""
        given = dict(attrs)
        self.anchors.update(value for name in ("id", "name") if (value := given.get(name)))
        if tag == "a":
            self._number += 1
        if tag == "a" and "href" in given:
            self._link = len(self.addresses)
            self.addresses.append((given["href"] or "", "", self._number))
        if tag == "img":
            self._text.append("图")
            if not (given.get("alt") or "").strip():
                self.blind_pictures += 1
            if not PICTURE.fullmatch(source := given.get("src") or ""):  # part of the text, it leads nowhere
                self.addresses.append((source, "图片", -1))
        if tag in _HEADINGS:
            self._heading, self._text = tag, []

    def handle_endtag(self, tag: str) -> None:
        """A heading ends: had it words?"""
        if tag == "a":
            self._link = None
        if tag == self._heading:
            if not "".join(self._text).strip(" \n\t\u00a0\u3000\u200b"):
                self.empty_headings += 1
            self._heading = ""

    def handle_data(self, data: str) -> None:
        """Words of a heading or a link."""
        if self._heading:
            self._text.append(data)
        if self._link is not None:
            href, words, number = self.addresses[self._link]
            self.addresses[self._link] = (href, (words + data)[:40], number)


def look_at_links(body_html: str, parts: Sequence[TextPart] = ()) -> Iterator[Hit]:
    """Addresses that lead nowhere or inside, anchors without a target, headings without words, pictures without an alternative.

    ``parts`` are the texts of the body: a link with words is shown where these stand.
    """
    page = _Links(body_html)
    bad = [(*link, code) for link in page.addresses if (code := _trouble(link[0].strip(), page.anchors))]
    shown = Visible(clean_body(body_html)) if bad else None
    for href, words, number, code in bad:
        spot = _standing(shown, number, words.strip(), parts) if shown else None
        place = f"链接“{words.strip()}”" if words.strip() else "链接"
        about = f"{href}\x1f{words}"
        yield Hit(code, spot, href.strip()[:80] or "（空）", part=BODY, place=place, key=BODY, about=about)
    if page.empty_headings:
        yield Hit(
            "format.heading_empty", None, part=BODY, key=BODY, says=(("count", str(page.empty_headings)),), about="h"
        )
    if page.blind_pictures:
        yield Hit(
            "format.picture_alternative",
            None,
            part=BODY,
            key=BODY,
            says=(("count", str(page.blind_pictures)),),
            about="i",
        )


def _standing(page: Visible, number: int, words: str, parts: Sequence[TextPart]) -> Spot | None:
    """Where the words of a link stand, by its number among the links of the body."""
    if not 0 <= number < len(page.links):
        return None
    start, end = page.links[number]
    start += len(page.text[start:end]) - len(page.text[start:end].lstrip())
    for part in parts:
        if part.offset <= start < part.offset + len(part.text):
            spot = Spot(part, start - part.offset, min(end - part.offset, len(part.text)))
            return spot if words and spot.words.startswith(words[:4]) else None
    return None


def _trouble(href: str, anchors: set[str]) -> str | None:
    """The rule an address breaks, if it breaks one."""
    lowered = href.lower()
    if not href or href == "#":
        return "format.link_empty"
    if href.startswith("#"):
        return None if href[1:] in anchors else "format.link_anchor"
    if lowered.startswith(("javascript:", "vbscript:", "data:", "file:", "\\\\")) or re.match(r"[a-z]:[\\/]", lowered):
        return "format.link_bad"
    if lowered.startswith(("mailto:", "tel:")):
        return None
    if lowered.startswith("/") and not lowered.startswith("//"):
        return "format.link_bad" if re.search(r"\s", href) else None
    try:
        address = urlsplit(href if not href.startswith("//") else f"https:{href}")
        host = address.hostname or ""
    except ValueError:
        return "format.link_bad"
    if address.scheme not in {"http", "https"}:
        # "www.example.cn/x" without a scheme is taken for a page beside this one, and leads nowhere.
        return "format.link_bad" if address.scheme or lowered.startswith("www.") else None
    if not host or re.search(r"\s", href) or "," in host or not (_HOST.fullmatch(host) or _INSIDE.fullmatch(host)):
        return "format.link_bad"
    return "format.link_inside" if _INSIDE.fullmatch(host) else None
