"""The body of a content: cleaned HTML as visible text, with the way back from the text to the page.

The text and the marked page come from the same walk over the same cleaned HTML, so that a place in one is a place in the other.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Protocol

from gongkai.office.clearance.cleaning import clean_body
from gongkai.office.clearance.gates.reading import INVISIBLE, Reading, Table, TableCell, TextPart, seen

BODY = "正文"
#: Where a link of the body leads: not what is read, but what is followed.
ADDRESS = "链接地址"
_VOID = frozenset({"br", "hr", "img", "col", "wbr"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "li",
        "nav",
        "ol",
        "p",
        "pre",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_SPACES = frozenset(" \t\r\n\f\u00a0\u3000")
_MOST_SPAN = 1000


@dataclass(slots=True)
class Block:
    """One paragraph, heading or table cell: its range in the visible text."""

    start: int
    end: int
    tag: str
    cell: tuple[int, int, int, int] | None = None
    """Table number from 1, row and column from 0, columns spanned."""


@dataclass(slots=True)
class _Grid:
    number: int
    row: int = -1
    column: int = 0
    covered: dict[int, int] = field(default_factory=dict)
    """Columns that cells above still fill, by column: how many rows more."""


class Visible(HTMLParser):
    """The visible text of cleaned HTML: :attr:`text`, its :attr:`blocks`, and what stands in attributes."""

    def __init__(self, clean: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.blocks: list[Block] = []
        self.asides: list[tuple[str, str]] = []
        self.places: list[list[int]] = []
        """For each run of character data, in order: the place of each character in the text, or -1."""
        self.links: list[tuple[int, int]] = []
        """The range of the words of each link."""
        self._out: list[str] = []
        self._length = 0
        self._block_start = 0
        self._space: tuple[list[int], int] | None = None
        self._tags: list[str] = []
        self._grids: list[_Grid] = []
        self._cells: list[tuple[int, int, int, int]] = []
        self._tables = 0
        self.feed(clean)
        self.close()
        self._flush()
        self.text = "".join(self._out).removesuffix("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block ends the one before; a cell takes its place in its table."""
        given = dict(attrs)
        for name, place in (("alt", "图片说明"), ("title", "浮动提示"), ("href", ADDRESS)):
            if value := seen((given.get(name) or "").strip()):
                self.asides.append((place, value))
        if tag == "br":
            self._emit("\n")
            self._space = None
        if tag in _BLOCKS:
            self._flush()
        if tag not in _VOID:
            self._tags.append(tag)
        if tag == "a":
            self.links.append((self._length, self._length))
        if tag == "table":
            self._tables += 1
            self._grids.append(_Grid(self._tables))
        elif tag == "tr" and self._grids:
            self._grids[-1].row += 1
            self._grids[-1].column = 0
        elif tag in {"td", "th"} and self._grids:
            self._cells.append(self._cell(given))

    def _cell(self, given: dict[str, str | None]) -> tuple[int, int, int, int]:
        grid = self._grids[-1]
        grid.row = max(grid.row, 0)
        while grid.covered.get(grid.column, -1) >= grid.row:
            grid.column += 1
        span, down = _span(given.get("colspan")), _span(given.get("rowspan"))
        for column in range(grid.column, grid.column + span):
            grid.covered[column] = grid.row + down - 1
        place = (grid.number, grid.row, grid.column, span)
        grid.column += span
        return place

    def handle_endtag(self, tag: str) -> None:
        """A block ends."""
        if tag == "a" and self.links:
            self.links[-1] = (self.links[-1][0], self._length)
        if tag in _BLOCKS:
            self._flush()
        if tag in {"td", "th"} and self._cells:
            self._cells.pop()
        if tag == "table" and self._grids:
            self._grids.pop()
        if tag in self._tags:
            while self._tags and self._tags.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Characters: spaces run together, invisible ones fall away, and each keeps its place."""
        places = [-1] * len(data)
        self.places.append(places)
        for index, char in enumerate(data):
            if char in _SPACES:
                if self._space is None and self._length > self._block_start and not self._at_line_start():
                    self._space = (places, index)
            elif char not in INVISIBLE:
                if self._space is not None:
                    where, at = self._space
                    where[at] = self._length
                    self._emit(" ")
                    self._space = None
                places[index] = self._length
                self._emit(char)

    def _at_line_start(self) -> bool:
        return bool(self._out) and self._out[-1] == "\n"

    def _emit(self, char: str) -> None:
        self._out.append(char)
        self._length += 1

    def _flush(self) -> None:
        self._space = None
        if self._length > self._block_start:
            tag = next((name for name in reversed(self._tags) if name in _BLOCKS), "p")
            if any(char != "\n" for char in self._out[self._block_start :]):
                self.blocks.append(
                    Block(self._block_start, self._length, tag, self._cells[-1] if self._cells else None)
                )
            self._emit("\n")
        self._block_start = self._length


def _span(value: str | None) -> int:
    return max(1, min(int(value), _MOST_SPAN)) if value and value.strip().isdecimal() else 1


def read_body(body_html: str) -> Reading:
    """The body's paragraphs, tables, and what stands beside the visible text (comments, alternative texts, addresses)."""
    found = Reading()
    page = Visible(clean_body(body_html))
    paragraph = 0
    cells: dict[int, list[TableCell]] = {}
    for block in page.blocks:
        text = page.text[block.start : block.end]
        if block.cell:
            number, row, column, span = block.cell
            place = f"表{number}第{row + 1}行第{column + 1}列"
            cells.setdefault(number, []).append(TableCell(row, column, span, text, place, block.start))
            found.texts.append(TextPart(BODY, place, text, block.start, "cell", BODY))
        else:
            paragraph += 1
            kind = "heading" if block.tag in {"h1", "h2", "h3", "h4", "h5", "h6"} else "text"
            found.texts.append(TextPart(BODY, f"第{paragraph}段", text, block.start, kind, BODY))
    found.tables += [Table(BODY, BODY, _joined(cells[number])) for number in sorted(cells)]
    asides = [*page.asides, *(("网页注释", text) for text in _comments(body_html))]
    found.texts += [TextPart(BODY, place, text, 0, "aside", BODY) for place, text in asides]
    return found


def _joined(cells: list[TableCell]) -> tuple[TableCell, ...]:
    """Paragraphs of one cell are one cell of the table."""
    whole: dict[tuple[int, int], TableCell] = {}
    for cell in cells:
        at = (cell.row, cell.column)
        if (first := whole.get(at)) is not None:
            cell = TableCell(  # noqa: PLW2901  (the cell grows)
                cell.row, cell.column, cell.span, f"{first.text}\n{cell.text}", cell.place, first.offset
            )
        whole[at] = cell
    return tuple(whole[at] for at in sorted(whole))


def _comments(body_html: str) -> list[str]:
    found: list[str] = []
    at = body_html.find("<!--")
    while at >= 0:
        end = body_html.find("-->", at + 4)
        text = seen(body_html[at + 4 : end if end >= 0 else len(body_html)]).strip()
        if text:
            found.append(text)
        at = body_html.find("<!--", end) if end >= 0 else -1
    return found


class Marked(Protocol):
    """What :func:`marked` needs to know of a finding: a row of the table or a fresh one."""

    @property
    def part(self) -> str: ...
    @property
    def start(self) -> int | None: ...
    @property
    def end(self) -> int | None: ...
    @property
    def severity(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...


class _Marker(HTMLParser):
    """Writes cleaned HTML again with the found ranges in ``<mark>``."""

    def __init__(self, page: Visible, ranges: Sequence[tuple[int, int, str, str]]) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._places = iter(page.places)
        self._names: list[list[int]] = [[] for _ in range(len(page.text) + 1)]
        self._ranges = ranges
        for index, (start, end, _name, _severity) in enumerate(ranges):
            for at in range(max(start, 0), min(end, len(page.text))):
                self._names[at].append(index)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = "".join(f' {name}="{html.escape(value or "")}"' for name, value in attrs)
        self.out.append(f"<{tag}{given}>")

    def handle_endtag(self, tag: str) -> None:
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        places = next(self._places)
        current: list[int] = []
        run: list[str] = []
        for char, place in zip(data, places, strict=True):
            names = current if place < 0 else self._names[place]
            if names != current:
                self._write(run, current)
                run, current = [], names
            run.append(char)
        self._write(run, current)

    def _write(self, run: list[str], names: list[int]) -> None:
        text = html.escape("".join(run), quote=False)
        if not run or not names:
            self.out.append(text)
            return
        ids = " ".join(dict.fromkeys(self._ranges[index][2] for index in names))
        worst = min((self._ranges[index][3] for index in names), key=("stop", "warn", "info").index)
        self.out.append(f'<mark class="finding finding-{worst}" data-finding="{html.escape(ids)}">{text}</mark>')


def marked(body_html: str, findings: Iterable[Marked]) -> str:
    """The body, cleaned, with what the gates found in it wrapped in ``<mark data-finding="…" class="finding finding-stop">``.

    ``data-finding`` is the row's number (its fingerprint while it has none); several findings at one place are divided by spaces.
    Findings of other parts, and those without a range, mark nothing.
    """
    page = Visible(clean := clean_body(body_html))
    ranges = [
        (found.start, found.end, str(getattr(found, "pk", None) or found.fingerprint), found.severity)
        for found in findings
        if found.part == BODY and found.start is not None and found.end is not None and found.end > found.start
    ]
    marker = _Marker(page, [r for r in ranges if r[3] in {"stop", "warn", "info"}])
    marker.feed(clean)
    marker.close()
    return "".join(marker.out)
