"""Saved web pages: HTML into lines of text and rows of tables with their true columns.

Reads: bytes of an HTML page (or a saved MHTML archive) as government sites give them out.
Writes: lines; layout tables are taken apart, tables of data keep merged cells.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default as default_policy

from lxml import etree

from gongkai.statute.errors import DamagedDocument
from gongkai.statute.readers.document import Line, Watch
from gongkai.statute.readers.grids import GridBuilder
from gongkai.statute.readers.text import decode, words

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SKIP = frozenset(
    {"script", "style", "noscript", "template", "nav", "select", "textarea", "svg", "object", "iframe", "head"}
)
_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\u00a0\u3000\u200b\ufeff]+")
_TITLE_METAS = frozenset({"articletitle", "og:title", "title"})


def read_html(data: bytes, watch: Watch) -> tuple[list[Line], list[str]]:
    """Lines and stated titles of a page. Raises DamagedDocument for a page without any content."""
    if data[:200].lstrip().lower().startswith((b"mime-version:", b"from: <saved by")):
        data = _html_part(data)
    declared = _CHARSET.search(data[:4096])
    text = decode(data, declared[1].decode("ascii") if declared else None)
    watch.characters(len(text))
    # Plain elements: the classes of lxml.html cost a third of the time and none of their methods is needed.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(text.replace("\0", "").encode("utf-8"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DamagedDocument("网页没有内容或已损坏", mend="请重新保存完整网页") from error
    if root is None:
        raise DamagedDocument("网页没有内容", mend="请重新保存完整网页")
    watch.tick()
    walker = _Walker(watch)
    walker.walk(root)
    walker.flush()
    return walker.lines, _stated_titles(root)


def _html_part(data: bytes) -> bytes:
    """The page inside a saved web archive (MHTML)."""
    for part in message_from_bytes(data, policy=default_policy).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return content
    raise DamagedDocument("网页存档中没有网页正文", mend="请另存为“网页，仅 HTML”")


def _stated_titles(root: etree._Element) -> list[str]:
    titles = [
        meta.get("content", "")
        for meta in root.iter("meta")
        if (meta.get("name") or meta.get("property") or "").lower() in _TITLE_METAS
    ]
    titles += ["".join(map(str, element.itertext())) for tag in ("title", "h1") for element in root.iter(tag)]
    return [clean for clean in (_SPACES.sub(" ", title).strip() for title in titles) if clean]


class _Walker:
    """Goes through the page once, in order, collecting inline text until a block ends it."""

    def __init__(self, watch: Watch) -> None:
        self.lines: list[Line] = []
        self._watch = watch
        self._inline: list[str] = []
        self._grids = 0

    def walk(self, element: etree._Element, depth: int = 0) -> None:
        """Visit ``element`` and what it holds. A page nested beyond reason is cut off, not recursed into."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIP or depth > 200 or _HIDDEN.search(element.get("style", "")):
            return
        if tag == "table" and self._is_data(element):
            self.flush()
            self._table(element)
            return
        block = tag in _BLOCK
        if block:
            self.flush()
        if element.text:
            self._inline.append(element.text)
        for child in element:
            self.walk(child, depth + 1)
            if child.tail:
                self._inline.append(child.tail)
        if block:
            self.flush()

    def flush(self) -> None:
        """End the current line of running text."""
        if self._inline:
            text = _SPACES.sub(" ", "".join(self._inline)).strip()
            self._inline.clear()
            if text:
                pieces = list(words(text))
                self._watch.tick(len(pieces))
                self.lines.append(Line(pieces, len(self.lines) + 1))

    @staticmethod
    def _is_data(table: etree._Element) -> bool:
        """Tables that hold tables, or that hold a single cell, only lay out the page."""
        if table.find(".//table") is not None:
            return False
        cells = table.iter("td", "th")
        return next(cells, None) is not None and next(cells, None) is not None

    def _table(self, table: etree._Element) -> None:
        self._grids += 1
        builder = GridBuilder(self._grids, self._watch)
        start = len(self.lines)
        for row in table.iter("tr"):
            cells = [
                (_cell_text(cell), _span(cell, "colspan"), _span(cell, "rowspan"))
                for cell in row
                if cell.tag in ("td", "th")
            ]
            builder.row(cells, start + len(builder.lines) + 1)
        self.lines.extend(builder.lines)


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name)
    return min(int(value), 1000) if value and value.strip().isdecimal() else 1


def _cell_text(cell: etree._Element) -> str:
    """The text of a cell; blocks and line breaks inside it become line ends, inline tags become nothing."""
    if len(cell) == 0:
        return _SPACES.sub(" ", cell.text or "").strip()
    blocks = cell.iter("br", "p", "div", "li")
    if next(blocks, None) is None or next(blocks, None) is None:
        return _SPACES.sub(" ", "".join(map(str, cell.itertext()))).strip()
    parts: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if event == "start":
            if element.tag in _BLOCK:
                parts.append("\n")
            parts.append(_SPACES.sub(" ", element.text or ""))
        else:
            if element.tag in _BLOCK:
                parts.append("\n")
            if element is not cell:
                parts.append(_SPACES.sub(" ", element.tail or ""))
    return "\n".join(line for line in (part.strip() for part in "".join(parts).split("\n")) if line)
