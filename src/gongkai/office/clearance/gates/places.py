"""Where a reader of attachments is, and what it may cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from gongkai.office.clearance.gates.reading import Reading, TextPart, Unread, seen
from gongkai.statute.readers.document import Watch


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What reading one attachment may cost, and how many are read."""

    bytes: int = 200 * 1024 * 1024
    unpacked_bytes: int = 400 * 1024 * 1024
    pages: int = 2000
    cells: int = 1_500_000
    characters: int = 20_000_000
    seconds: float = 30.0
    attachments: int = 200


class ReadFile(Protocol):
    """Reads the bytes of one file into texts, tables and unread places."""

    def __call__(
        self, data: bytes, name: str, *, part: str, key: str, sha256: str, limits: ReadingLimits, depth: int
    ) -> Reading:
        """Never raises for what is in the file."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader is: the names of its part, the watch over what it uses, how deep files stand in files.

    ``read`` reads a file within the file; it is handed in, so that readers do not know the door they are called from.
    """

    part: str
    key: str
    unread: Unread
    watch: Watch
    limits: ReadingLimits
    depth: int
    read: ReadFile

    def text(self, place: str, text: str, kind: str = "text") -> TextPart:
        """A text of this part; the watch counts it."""
        self.watch.tick(1)
        self.watch.characters(len(text))
        return TextPart(self.part, place, seen(text), 0, kind, self.key)

    def missed(self, reason: str, place: str = "", *, scan: bool = False) -> Unread:
        """Something of this part that was not read."""
        return replace(self.unread, place=place, reason=reason, scan=scan)

    def inside(self, data: bytes, name: str) -> Reading:
        """A file within this file, read as part of it."""
        inner = self.read(
            data, name, part=self.part, key=self.key, sha256=self.unread.key, limits=self.limits, depth=self.depth + 1
        )
        prefix = f"内含文件“{name[:60]}”"
        return Reading(
            [replace(text, place=f"{prefix}{text.place}", kind="aside") for text in inner.texts],
            [],
            [replace(unread, place=f"{prefix}{unread.place}") for unread in inner.unread],
        )
