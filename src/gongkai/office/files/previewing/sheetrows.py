"""The rows of one sheet, read as a stream; the words they share with other sheets are looked up afterwards."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from lxml import etree

from gongkai.office.files.previewing import limits
from gongkai.office.files.previewing.cellwords import words
from gongkai.office.files.previewing.made import CannotShow
from gongkai.office.files.previewing.tables import Reach

_CHUNK = 256 * 1024
_TRUE = frozenset({"1", "true", "on"})
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)>")
_REACHES_MOST = 5_000
_COLUMNS_LAST = 16_384
#: Some of them may be hidden.
_COLUMNS_KEPT = limits.COLUMNS_MOST * 4
_DAMAGED = "工作表的结构不完整"


@dataclass(frozen=True, slots=True)
class Book:
    """What all sheets of a workbook share: the formats by style, and from which year days are counted."""

    formats: Sequence[str]
    from_1904: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """Words that stand among those that sheets share, by their place there."""

    place: int


@dataclass(slots=True)
class Found:
    """What was read of a sheet, far enough to the right; ``more`` tells that rows with something in them follow,
    ``uncomputed`` that there are formulas whose results no program has stored.
    """

    rows: list[tuple[int, dict[int, str | Shared]]] = field(default_factory=list)
    reaches: list[Reach] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: int = 0
    last_column: int = 0
    more: bool = False
    uncomputed: bool = False


def read_sheet(opened: zipfile.ZipFile, part: str, book: Book, *, most_cells: int) -> Found:
    """The first rows of a sheet that are seen."""
    reader = _Reader(book, most_cells)
    try:
        with opened.open(part) as source:
            reader.read(source)
    except etree.XMLSyntaxError as error:
        raise CannotShow(_DAMAGED) from error
    return reader.found


class _Reader:
    """Takes rows until there are enough; what follows is only searched for merged cells and for whether there is more."""

    def __init__(self, book: Book, most_cells: int) -> None:
        self.found = Found()
        self._book = book
        self._cells_left = most_cells
        self._last = 0
        self._blank = 0

    @property
    def _full(self) -> bool:
        return len(self.found.rows) >= limits.ROWS_MOST or self._cells_left <= 0 or self._blank > limits.BLANK_ROWS_MOST

    def read(self, source: IO[bytes]) -> None:
        """The whole stream."""
        parser = etree.XMLPullParser(
            events=("end",),
            tag=("{*}row", "{*}col", "{*}mergeCell"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,
        )
        while chunk := source.read(_CHUNK):
            if b"<!DOCTYPE" in chunk:  # Office formats forbid it
                raise CannotShow(_DAMAGED)
            parser.feed(chunk)
            for _event, element in parser.read_events():
                if isinstance(element, etree._Element):
                    self._take(element)
            if self._full:
                self._skim(chunk[chunk.rfind(b">") + 1 :], source)
                return
        parser.close()

    def _take(self, element: etree._Element) -> None:
        tag = _local(element)
        if tag == "row":
            self._row(element)
            _forget(element)
        elif tag == "col" and (element.get("hidden") in _TRUE or element.get("width") == "0"):
            begin, end = (int(element.get(name, "0")) for name in ("min", "max"))
            self.found.hidden_columns.update(range(begin, min(end, _COLUMNS_LAST) + 1))
        elif tag == "mergeCell":
            first, _, last = element.get("ref", "").partition(":")
            self._merge(first, last)

    def _row(self, row: etree._Element) -> None:
        number = row.get("r", "")
        self._last = int(number) if number.isdecimal() else self._last + 1
        cells = self._cells(row)
        if not cells:
            self._blank += 1
        elif self._full:
            self.found.more = True
        elif row.get("hidden") in _TRUE or row.get("ht") == "0":
            self.found.hidden_rows += 1
        else:
            self.found.rows.append((self._last, cells))
            self._cells_left -= min(len(cells), limits.COLUMNS_MOST)

    def _cells(self, row: etree._Element) -> dict[int, str | Shared]:
        cells: dict[int, str | Shared] = {}
        column = 0
        for cell in row:
            if _local(cell) != "c":
                continue
            place = _PLACE.fullmatch(cell.get("r", ""))
            column = _column(place[1]) if place else column + 1
            value = self._value(cell)
            if value != "" and column <= _COLUMNS_LAST:
                self.found.last_column = max(column, self.found.last_column)
                if column <= _COLUMNS_KEPT:
                    cells[column] = value
        return cells

    def _value(self, cell: etree._Element) -> str | Shared:
        kind, value, formula = cell.get("t", "n"), "", False
        for child in cell:
            tag = _local(child)
            formula = formula or tag == "f"
            if tag == "v":
                value = child.text or ""
            elif tag == "is":
                value = _rich(child)
        self.found.uncomputed = self.found.uncomputed or (formula and not value)
        if kind == "s":
            return Shared(int(value)) if value.isdecimal() else ""
        if kind == "b":
            return {"1": "是", "0": "否"}.get(value, value)
        if kind == "n" and value:
            style = cell.get("s", "0")
            at = int(style) if style.isdecimal() else 0
            code = self._book.formats[at] if at < len(self._book.formats) else ""
            return words(value, code, from_1904=self._book.from_1904)
        return value

    def _merge(self, first: str, last: str) -> None:
        begin, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
        if begin and end and len(self.found.reaches) < _REACHES_MOST and self._reaches_in(int(begin[2])):
            self.found.reaches.append(Reach(int(begin[2]), _column(begin[1]), int(end[2]), _column(end[1])))

    def _reaches_in(self, row: int) -> bool:
        return bool(self.found.rows) and row <= self.found.rows[-1][0]

    def _skim(self, rest: bytes, source: IO[bytes]) -> None:
        """What follows the rows that are shown, tag by tag and without a parser."""
        while chunk := source.read(_CHUNK):
            rest += chunk
            end = rest.rfind(b">") + 1
            whole, rest = rest[:end], rest[end:]
            if len(rest) > _CHUNK * 8:
                raise CannotShow(_DAMAGED)
            self.found.more = self.found.more or bool(_VALUE.search(whole))
            for match in _MERGED.finditer(whole):
                self._merge(match[1].decode(), match[2].decode())


class SharedWords:
    """The words that sheets share, as far as they are needed: read as a stream, kept where some cell names them."""

    def __init__(self, opened: zipfile.ZipFile, part: str, sheets: Sequence[Found]) -> None:
        wanted = {
            value.place for found in sheets for _n, cells in found.rows for value in cells.values()
            if isinstance(value, Shared)
        }  # fmt: skip
        self._words: dict[int, str] = {}
        if wanted and part in opened.namelist():
            with opened.open(part) as source:
                self._read(source, wanted)

    def of(self, value: str | Shared) -> str:
        """The words of a cell."""
        return self._words.get(value.place, "") if isinstance(value, Shared) else value

    def _read(self, source: IO[bytes], wanted: set[int]) -> None:
        last = max(wanted)
        try:
            for place, entry in enumerate(_entries(source)):
                if place in wanted:
                    self._words[place] = _rich(entry)
                if place >= last:
                    return
        except etree.XMLSyntaxError as error:
            raise CannotShow(_DAMAGED) from error


def _entries(source: IO[bytes]) -> Iterator[etree._Element]:
    walk = etree.iterparse(
        source, events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    for _event, element in walk:
        if _local(element) == "si":
            yield element
            _forget(element)


def _rich(element: etree._Element) -> str:
    """The text of a string with formats, without the readings (phonetic) that stand beside it."""
    return "".join(
        node.text or "" for node in element.iter() if _local(node) == "t" and _local(node.getparent()) != "rPh"
    )


def _local(element: etree._Element | None) -> str:
    tag = element.tag if element is not None else ""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _forget(element: etree._Element) -> None:
    """Free what was read: a long sheet is never held whole."""
    element.clear()
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
