"""Sound and film: tags, places and times; what is heard and seen is copied as it is."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import BinaryIO

from gongkai.office.files.inspection.media import boxes
from gongkai.office.files.kinds import Kind

_TIMED = {"mvhd", "tkhd", "mdhd"}
_INSIDE = {"moov", "trak", "mdia"}
_BLANKED = {"udta", "meta", "uuid"}


def clean(source: Path, target: Path, kind: Kind) -> list[str]:
    """Write the clean copy; what it leaves out in words."""
    if kind.extension == "mp3":
        return _clean_mp3(source, target)
    shutil.copyfile(source, target)
    with target.open("r+b") as film:
        count = _blank(film, 0, target.stat().st_size)
    return [f"影片的拍摄地点、设备等信息 {count} 处"] if count else []


def _blank(film: BinaryIO, start: int, end: int) -> int:
    """Make boxes about the film empty space of the same length, so that no place inside it moves."""
    count = 0
    for name, first, last in list(boxes(film, start, end)):
        if name in _INSIDE:
            count += _blank(film, first + 8, last)
        elif name in _BLANKED:
            film.seek(first + 4)
            film.write(b"free" + bytes(last - first - 8))
            count += 1
        elif name in _TIMED:
            film.seek(first + 8)
            width = 8 if film.read(1) == b"\x01" else 4
            film.seek(first + 12)
            film.write(bytes(2 * width))
    return count


def _clean_mp3(source: Path, target: Path) -> list[str]:
    data = source.read_bytes()
    start, end = 0, len(data)
    while data[start : start + 3] == b"ID3" and len(data) >= start + 10:
        size = 0
        for byte in data[start + 6 : start + 10]:
            size = size << 7 | byte & 0x7F
        start += 10 + size + (10 if data[start + 5] & 0x10 else 0)
    if end - start > 128 and data[end - 128 : end - 125] == b"TAG":
        end -= 128
    if start >= end:
        start, end = 0, len(data)
    target.write_bytes(data[start:end])
    return ["录音的标签信息 1 处"] if end - start != len(data) else []
