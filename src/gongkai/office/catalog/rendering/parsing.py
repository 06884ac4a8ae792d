"""HTML into blocks: one walk over the elements, with what is open at each moment kept on stacks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from lxml import etree, html

from gongkai.office.catalog.rendering.blocks import (
    MOST_CELLS,
    MOST_CHARACTERS,
    Align,
    Block,
    Drawn,
    Kind,
    Line,
    Paragraph,
    Picture,
    Run,
    placed,
)
from gongkai.office.catalog.rendering.pictures import Album
from gongkai.office.errors import Refused

_SPACE = re.compile(r"[ \t\r\n\f]+")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_HEADINGS: dict[str, Kind] = {"h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5"}
_KINDS: dict[str, Kind] = _HEADINGS | {
    "p": "p",
    "blockquote": "quote",
    "pre": "pre",
    "li": "li",
    "dt": "p",
    "dd": "quote",
}
_STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "s": "strike",
    "sub": "sub", "sup": "super",
}  # fmt: skip
_ALIGNED: dict[str, Align] = {
    "align-left": "left", "align-center": "center", "align-right": "right", "align-justify": "justify",
}  # fmt: skip
_DEEPEST = 8


def blocks_of(body: str, *, base: str = "") -> list[Block]:
    """The blocks of a cleaned body. ``base`` is the address of the site, to which its own links belong.

    Raises:
        Refused: the text is longer than a file may be, or has a table that is.
    """
    if not body.strip():
        return []
    try:
        root = html.fragment_fromstring(body, create_parent="div", parser=html.HTMLParser(huge_tree=True))
    except (etree.ParserError, ValueError):
        return []
    walk = _Walk(base)
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if isinstance(node.tag, str) and node is not root:
            (walk.opens if event == "start" else walk.closes)(node, node.tag)
        if event == "start" and node.text and isinstance(node.tag, str):
            walk.says(node.text)
        if event == "end" and node is not root and node.tail:
            walk.says(node.tail)
    walk.ends()
    return walk.blocks


@dataclass
class _Block:
    """What kind of paragraph the words belong to that come now."""

    kind: Kind = "p"
    align: Align = ""
    indent: bool = True
    marker: str = ""


@dataclass
class _List:
    """A list that is open: how its items are marked, and the next number."""

    ordered: bool
    type: str
    next: int


@dataclass
class _Table:
    """A table that is open."""

    rows: list[list[Drawn]] = field(default_factory=list)
    caption: list[Paragraph] = field(default_factory=list)
    heads: int = 0
    in_head: bool = False
    paragraphs: list[Paragraph] | None = None


class _Walk:
    """Collects blocks while the elements open and close."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.blocks: list[Block] = []
        self.album = Album()
        self.spans: list[Run | Picture] = []
        self.open: list[_Block] = [_Block()]
        self.lists: list[_List] = []
        self.styles: dict[str, int] = dict.fromkeys(("bold", "italic", "underline", "strike", "sub", "super"), 0)
        self.links: list[str] = []
        self.table: _Table | None = None
        self.nested = 0
        self.characters = 0
        self.cells = 0

    # --- elements
    def opens(self, node: html.HtmlElement, tag: str) -> None:
        """An element begins."""
        if tag in _STYLES:
            self.styles[_STYLES[tag]] += 1
        elif tag == "a":
            self.links.append(self._link(node.get("href", "")))
        elif tag == "br":
            self.spans.append(self._run("\n"))
        elif tag == "img":
            self.spans.append(self.album.picture(node.get("src", ""), node.get("alt", ""), node.get("width", "")))
        elif tag == "hr":
            self._flush()
            if self.table is None:
                self.blocks.append(Line())
        elif tag in {"ul", "ol"}:
            self._flush()
            start = int(node.get("start", "1"))
            self.lists.append(_List(tag == "ol", node.get("type", "1"), start))
        elif tag in _KINDS or tag in {"figure", "figcaption"}:
            self._flush()
            self.open.append(self._block(node, tag))
        else:
            self._opens_table(node, tag)

    def closes(self, node: html.HtmlElement, tag: str) -> None:
        """An element ends."""
        if tag in _STYLES:
            self.styles[_STYLES[tag]] -= 1
        elif tag == "a":
            self.links.pop()
        elif tag in {"ul", "ol"}:
            self._flush()
            self.lists.pop()
        elif tag in _KINDS or tag in {"figure", "figcaption"}:
            self._flush()
            self.open.pop()
        else:
            self._closes_table(node, tag)

    def says(self, text: str) -> None:
        """Words, in the style that is open."""
        text = _UNPRINTABLE.sub("", text)
        if self.open[-1].kind != "pre":
            text = _SPACE.sub(" ", text)
        if not text or (text == " " and not self.spans):
            return
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise Refused(f"正文超过{MOST_CHARACTERS:,}字，不能生成文件，请在网页上查看。")
        self.spans.append(self._run(text))

    def ends(self) -> None:
        """The end of the text."""
        self._flush()

    # --- tables
    def _opens_table(self, node: html.HtmlElement, tag: str) -> None:
        if tag == "table" and self.table is not None:
            self.nested += 1
        if self.nested:
            # A table within a cell is read line by line.
            if tag == "tr":
                self._flush()
            return
        if tag == "table":
            self._flush()
            self.table = _Table()
        elif self.table is None:
            return
        elif tag == "thead":
            self.table.in_head = True
        elif tag == "tr":
            self.table.rows.append([])
        elif tag in {"td", "th", "caption"}:
            self._flush()
            self.table.paragraphs = []
            self.open.append(_Block("caption" if tag == "caption" else "p", _align(node), indent=False))
            self.styles["bold"] += tag == "th"

    def _closes_table(self, node: html.HtmlElement, tag: str) -> None:
        table = self.table
        if table is None:
            return
        if self.nested:
            if tag in {"td", "th"}:
                self.says("\u3000")
            if tag == "table":
                self._flush()
                self.nested -= 1
            return
        if tag in {"td", "th", "caption"}:
            self._flush()
            self.open.pop()
            self.styles["bold"] -= tag == "th"
            paragraphs, table.paragraphs = table.paragraphs or [], None
            if tag == "caption":
                table.caption += paragraphs
            else:
                self._cell(table, node, tag, paragraphs)
        elif tag == "thead":
            table.in_head = False
        elif tag == "tr" and table.rows:
            self._row_ends(table)
        elif tag == "table":
            self.table = None
            made = placed([row for row in table.rows if row], table.heads, tuple(table.caption))
            if made is not None:
                self.blocks.append(made)

    def _cell(self, table: _Table, node: html.HtmlElement, tag: str, paragraphs: list[Paragraph]) -> None:
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise Refused(f"正文里的表格共超过{MOST_CELLS:,}格，不能生成文件，请在网页上查看。")
        if not table.rows:
            table.rows.append([])
        wide, deep = int(node.get("colspan", "1")), int(node.get("rowspan", "1"))
        table.rows[-1].append(Drawn(wide, deep, tag == "th", _align(node), tuple(paragraphs)))

    @staticmethod
    def _row_ends(table: _Table) -> None:
        """Rows of heads alone at the top are the head, said so or not."""
        row = table.rows[-1]
        if row and len(table.rows) == table.heads + 1 and (table.in_head or all(cell.head for cell in row)):
            table.heads += 1

    # --- paragraphs
    def _block(self, node: html.HtmlElement, tag: str) -> _Block:
        if tag in {"figure", "figcaption"}:
            return _Block("p", "center", indent=False)
        kind = _KINDS[tag]
        if tag == "li":
            return _Block("li", _align(node), indent=False, marker=self._marker(node))
        within = self.open[-1]
        if within.kind in {"li", "quote"} and kind == "p":
            # The paragraphs of an item: the first carries its mark.
            marker, within.marker = within.marker, ""
            return _Block(within.kind, _align(node), indent=False, marker=marker)
        align = _align(node)
        plain = "no-indent" in node.get("class", "").split() or self.table is not None
        return _Block(kind, align, indent=not plain and align in {"", "left", "justify"})

    def _marker(self, node: html.HtmlElement) -> str:
        if not self.lists or not self.lists[-1].ordered:
            return "•"
        listed = self.lists[-1]
        number = int(node.get("value", str(listed.next)))
        listed.next = number + 1
        return f"{_numbered(number, listed.type)}."

    def _flush(self) -> None:
        """The paragraph that is open ends here."""
        spans, self.spans = _trimmed(self.spans, keep=self.open[-1].kind == "pre"), []
        if not spans:
            return
        block = self.open[-1]
        depth = min(len(self.lists), _DEEPEST) if block.kind == "li" else 0
        made = Paragraph(block.kind, tuple(spans), block.align, block.indent, depth, block.marker)
        block.marker = ""
        if self.table is not None and self.table.paragraphs is not None:
            self.table.paragraphs.append(made)
        elif self.table is None:
            self.blocks.append(made)

    def _run(self, text: str) -> Run:
        styles = self.styles
        return Run(
            text,
            bold=styles["bold"] > 0,
            italic=styles["italic"] > 0,
            underline=styles["underline"] > 0,
            strike=styles["strike"] > 0,
            script="super" if styles["super"] > 0 else "sub" if styles["sub"] > 0 else "",
            href=self.links[-1] if self.links else "",
        )

    def _link(self, href: str) -> str:
        """An absolute address; "" for what leads nowhere outside its page."""
        href = href.strip()
        if href.startswith("/") and self.base:
            href = urljoin(f"{self.base}/", href)
        return href if re.match(r"(?:https?://|mailto:)\S+\Z", href, re.IGNORECASE) else ""


def _align(node: html.HtmlElement) -> Align:
    return next((_ALIGNED[name] for name in node.get("class", "").split() if name in _ALIGNED), "")


def _trimmed(spans: Iterable[Run | Picture], *, keep: bool) -> list[Run | Picture]:
    """Runs of one style joined; no space at the ends of a paragraph (``keep``: all of it)."""
    joined: list[Run | Picture] = []
    for span in spans:
        last = joined[-1] if joined else None
        if isinstance(span, Run) and isinstance(last, Run) and replace(span, text="") == replace(last, text=""):
            joined[-1] = replace(last, text=last.text + span.text)
        else:
            joined.append(span)
    if not keep:
        _strip(joined, 0)
        _strip(joined, -1)
    return joined


def _strip(spans: list[Run | Picture], end: int) -> None:
    """No space at one end; a run of nothing but space goes."""
    while spans and isinstance(run := spans[end], Run):
        text = run.text.strip(" \n") if len(spans) == 1 else run.text.rstrip(" \n") if end else run.text.lstrip(" \n")
        if text:
            spans[end] = replace(run, text=text)
            return
        spans.pop(end)


def _numbered(number: int, kind: str) -> str:
    """The number of an item as its list writes it: 1, a, A, i, I."""
    if kind in {"a", "A"} and number >= 1:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("a") + rest) + letters
        return letters if kind == "a" else letters.upper()
    if kind in {"i", "I"} and 1 <= number < 4000:
        signs = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                 (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
        roman = ""
        for value, sign in signs:
            while number >= value:
                roman, number = roman + sign, number - value
        return roman if kind == "i" else roman.upper()
    return str(number)
