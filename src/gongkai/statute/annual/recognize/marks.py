"""What each piece of a document is: a label, a figure, or a blank.

Reads: lines of pieces.
Writes: marks, with the figure taken apart: 22（其中修订 16 件）is 22, 251000元 is 251000 in 元, "/" is a blank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache

from gongkai.statute.annual.recognize.script import plain, uniform
from gongkai.statute.annual.report import Number
from gongkai.statute.readers.document import Line, Piece


class Kind(Enum):
    """What a mark is."""

    TEXT = auto()
    VALUE = auto()
    BLANK = auto()


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure: its value, the unit printed with it, and the remark in brackets."""

    value: Number
    unit: str = ""
    remark: str = ""
    repaired: bool = False


@dataclass(slots=True)
class Mark:
    """One piece with its meaning. ``at`` is the index of its line in the document."""

    kind: Kind
    piece: Piece
    at: int
    plain: str = ""
    figure: Figure | None = None


_UNITS = "万元|亿元|元|人次|件次|件|条|项|个|份|宗|部|起|次|家|篇|期"
_FIGURE = re.compile(
    rf"(?P<sign>[+\-–—↑↓]|增加?|减少?|下降)?\s*(?P<whole>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<part>\.\d+)?\s*(?P<unit>{_UNITS})?"
    r"\s*(?P<remark>[(\[].*)?\Z",
    re.DOTALL,
)
_NEGATIVE = frozenset(("-", "–", "—", "↓", "减", "减少", "下降"))
_BLANK_SIGNS = frozenset(
    (
        "",
        "/",
        "\\",
        "-",
        "--",
        "---",
        "–",
        "—",
        "——",
        "―",
        "无",
        "空",
        "*",
        "N/A",
        "n/a",
        "None",
        "none",
        "nan",
        "NaN",
        "null",
        "NULL",
        "╱",
        "／",
    )
)
_GLUED = re.compile(r"(?P<label>.*[\u4e00-\u9fff)”\"])(?P<figure>[+-]?\d+(?:,\d{3})*(?:\.\d+)?)\Z")
_DATE_OR_PAGE = re.compile(r"第?\s*\d+\s*(?:年|月|日|页|号|届|次会议)|[-—–]\s*\d{1,3}\s*[-—–]|\d{1,3}\s*/\s*\d{1,3}\Z")


_DIGIT = re.compile("[0-9０-９]")
_PAGE_LINE = re.compile(r"[-—–]\s*\d{1,3}\s*[-—–]\Z|第\s*\d{1,3}\s*页.{0,16}\Z|\d{1,3}\s*/\s*\d{1,3}\Z|共\s*\d+\s*页\Z")
_NOTE_WITH_DIGITS = re.compile(r"\([^()]*\d[^()]*\)")


@lru_cache(maxsize=8192)
def figure_of(text: str, *, cell: bool = False) -> Figure | None:
    """The figure a text consists of, or None. ``cell``: the text is a whole cell of a true table.

    >>> figure_of("22（其中修订 16 件）").value, figure_of("251000元").unit, figure_of("-121").value
    (22, '元', -121)
    >>> figure_of("504,658.70").value, figure_of("2019年"), figure_of("第3页")
    (Decimal('504658.70'), None, None)
    """
    text = uniform(text).strip()
    if not _DIGIT.search(text) or _DATE_OR_PAGE.match(text):
        return None
    repaired = False
    found = _FIGURE.match(text)
    if found is None and cell:
        # The letter-spacing of a narrow cell tears figures: 2 847. Only a row that foots with it may keep it.
        closed = re.sub(r"(?<=[\d.,+-])[ ]+(?=[\d.,])", "", text)
        found = _FIGURE.match(closed) if closed != text else None
        repaired = found is not None
    if found is None:
        return None
    remark = found["remark"] or ""
    if remark and not re.search(r"[\u4e00-\u9fff]", remark):
        return None
    digits = found["whole"].replace(",", "") + (found["part"] or "")
    value: Number = Decimal(digits) if found["part"] else int(digits)
    if found["sign"] in _NEGATIVE:
        value = -value
    return Figure(value, found["unit"] or "", remark.strip("()[] "), repaired)


def marks_of(lines: list[Line], labels: frozenset[str]) -> list[list[Mark]]:
    """The marks of every line. ``labels`` are the plain labels of the forms, to part glued figures from."""
    return [[] if _is_page_number(line) else _line_marks(line, at, labels) for at, line in enumerate(lines)]


def _is_page_number(line: Line) -> bool:
    """Whether a line is a page number by its looks (- 3 -, 第3页). A bare 3 may be a figure and stays."""
    return line.grid is None and len(line.pieces) <= 4 and bool(_PAGE_LINE.match(line.text.strip()))


def _label(text: str) -> str:
    """The plain label of a piece; notes with figures in them (（指2019年）, （如 -8）) are no part of it."""
    if _DIGIT.search(text):
        text = _NOTE_WITH_DIGITS.sub("", uniform(text))
    return plain(text)


def _line_marks(line: Line, at: int, labels: frozenset[str]) -> list[Mark]:
    marks: list[Mark] = []
    cells = line.grid is not None
    for piece in line.pieces:
        text = piece.text
        if cells or len(text) < 24:
            stripped = text.strip()
            if stripped in _BLANK_SIGNS and (cells or stripped):
                marks.append(Mark(Kind.BLANK, piece, at))
                continue
            figure = figure_of(text, cell=line.exact) if _DIGIT.search(text) else None
            if figure is not None:
                marks.append(Mark(Kind.VALUE, piece, at, figure=figure))
                continue
            several = _several(piece, at) if cells else None
            if several:
                marks += several
                continue
        parted = _part(piece, at, labels) if _DIGIT.match(text[-1:]) else None
        if parted:
            marks += parted
        else:
            marks.append(Mark(Kind.TEXT, piece, at, _label(text)))
    return marks


def _several(piece: Piece, at: int) -> list[Mark] | None:
    """A cell that holds several figures (a row of values lost its separators)."""
    parts = piece.text.split()
    if len(parts) < 2:
        return None
    figures = [figure_of(part) for part in parts]
    if all(figure is not None for figure in figures):
        return [Mark(Kind.VALUE, Piece(part), at, figure=figure) for part, figure in zip(parts, figures, strict=True)]
    return None


def _part(piece: Piece, at: int, labels: frozenset[str]) -> list[Mark] | None:
    """规章0 → 规章 | 0, if what stands before the figure is a label of a form."""
    found = _GLUED.match(uniform(piece.text).strip())
    if found is None or plain(found["label"]) not in labels:
        return None
    figure = figure_of(found["figure"])
    if figure is None:
        return None
    return [
        Mark(Kind.TEXT, Piece(found["label"], piece.column, piece.span, piece.x0), at, plain(found["label"])),
        Mark(Kind.VALUE, Piece(found["figure"], x1=piece.x1), at, figure=figure),
    ]
