"""Sound and film: the outer structure must be whole."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from gongkai.office.errors import Refused
from gongkai.office.files.kinds import Kind

_DAMAGED = "音视频文件不完整或已损坏，无法播放。请重新导出后再上传。"


def inspect(path: Path, kind: Kind) -> None:
    """The boxes of an MP4 fill the file exactly and hold a film; an MP3 was known by its first bytes.

    Raises:
        Refused: it ends too early, or it holds no film.
    """
    if kind.extension != "mp4":
        return
    size = path.stat().st_size
    try:
        with path.open("rb") as source:
            found = {name for name, _start, _end in boxes(source, 0, size)}
    except (struct.error, ValueError) as error:
        raise Refused(_DAMAGED) from error
    if "moov" not in found:
        raise Refused(_DAMAGED)


def boxes(source: BinaryIO, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Name, start and end of each box between two places of an MP4 file (ISO/IEC 14496-12).

    Raises:
        ValueError: a box that does not fit.
    """
    while start < end:
        source.seek(start)
        length, name = struct.unpack(">I4s", source.read(8))
        if length == 1:
            length = struct.unpack(">Q", source.read(8))[0]
        elif length == 0:
            length = end - start
        if length < 8 or start + length > end:
            raise ValueError(name)
        yield name.decode("latin-1"), start, start + length
        start += length
