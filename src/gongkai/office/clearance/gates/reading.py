"""What the gates read: texts with their places, tables, and what could not be read."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

#: Between two texts of a corpus: no rule's pattern contains it, so that nothing is found across two places.
BORDER = "\x1e"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f]")
#: Characters that nobody sees.
INVISIBLE = frozenset(chr(code) for code in range(0x10000) if _INVISIBLE.match(chr(code)))
# One character for one, so that places stay the same: full-width digits, letters and the at sign.
_PLAIN = {
    **{code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)},
    **{code: code - 0xFEE0 for code in range(0xFF21, 0xFF3B)},
    **{code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)},
    0xFF20: 0x40,
    0xFF0E: 0x2E,
    0x00A0: 0x20,
    0x3000: 0x20,
}


@dataclass(frozen=True, slots=True)
class TextPart:
    """One text with its place.

    ``part`` is the whole it belongs to ("正文", "附件一《名单.xlsx》"), ``place`` where in it ("第3段", "工作表“名单”（隐藏）C7").
    ``offset`` is where this text starts in the visible text of the part (only the body has one; elsewhere 0).
    ``kind``: title, field, text, cell, or aside (what a reader of the page does not see: comments, properties, hidden text).
    ``key`` is the part's name for fingerprints: the same after the attachments changed their order.
    """

    part: str
    place: str
    text: str
    offset: int = 0
    kind: str = "text"
    key: str = ""


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table: rows and columns counted from 0, ``span`` columns wide."""

    row: int
    column: int
    span: int
    text: str
    place: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table of one part, cells in reading order. A ``hidden`` one is read for what its columns hold, not added up."""

    part: str
    key: str
    cells: tuple[TableCell, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that could not be read, and why: a person must look at it."""

    part: str
    place: str
    reason: str
    scan: bool = False
    key: str = ""
    """The part's name for fingerprints and the bytes' SHA-256: another file must be looked at anew."""


@dataclass(slots=True)
class Reading:
    """All that was read of one content."""

    texts: list[TextPart] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def add(self, other: Reading) -> None:
        """Take in what was read elsewhere."""
        self.texts += other.texts
        self.tables += other.tables
        self.unread += other.unread


def seen(text: str) -> str:
    """A text without characters that nobody sees (zero-width, direction marks, soft hyphens, control characters)."""
    return text if text.isprintable() else _INVISIBLE.sub("", text)


@dataclass(frozen=True, slots=True)
class Spot:
    """A found range: its text part, and the range within it."""

    part: TextPart
    start: int
    end: int

    @property
    def words(self) -> str:
        """The words found."""
        return self.part.text[self.start : self.end]


class Corpus:
    """Many texts as one string, so that each rule runs once, whatever the number of cells.

    ``text`` has plain digits and letters for full-width ones; lengths and places are those of the originals.
    """

    def __init__(self, parts: list[TextPart]) -> None:
        self.parts = [part for part in parts if part.text]
        self._starts: list[int] = []
        at = 1
        for part in self.parts:
            self._starts.append(at)
            at += len(part.text) + 1
        self.text = (BORDER + BORDER.join(part.text for part in self.parts) + BORDER).translate(_PLAIN)

    def spot(self, start: int, end: int) -> Spot:
        """Where a range of :attr:`text` stands."""
        index = bisect_right(self._starts, start) - 1
        part, begin = self.parts[index], self._starts[index]
        return Spot(part, start - begin, min(end - begin, len(part.text)))

    def starts(self) -> Iterator[tuple[int, TextPart]]:
        """Every part with the place in :attr:`text` where it begins."""
        yield from zip(self._starts, self.parts, strict=True)

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Spot]]:
        """Every match of a pattern with its place."""
        for match in pattern.finditer(self.text):
            yield match, self.spot(match.start(), match.end())

    def occurrences(self, word: str) -> Iterator[tuple[int, Spot]]:
        """Every occurrence of a word: its start in :attr:`text`, and its place."""
        at = self.text.find(word)
        while at >= 0:
            yield at, self.spot(at, at + len(word))
            at = self.text.find(word, at + len(word))
