"""Images: their structure is walked through from the first byte to the last; the same walk later cleans them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from gongkai.office.errors import Refused
from gongkai.office.files.kinds import Kind

PNG = b"\x89PNG\r\n\x1a\n"
_DAMAGED = "图片不完整或已损坏，无法显示。请重新导出或重新拍摄后再上传。"
_STANDALONE = {0x01, *range(0xD0, 0xD8)}


def inspect(path: Path, kind: Kind) -> None:
    """Walk through the image.

    Raises:
        Refused: it ends too early, or its structure is broken.
    """
    data = path.read_bytes()
    try:
        for _ in {"png": png_chunks, "jpg": jpeg_pieces, "gif": gif_blocks}[kind.extension](data):
            pass
    except (IndexError, struct.error, ValueError) as error:
        raise Refused(_DAMAGED) from error


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and whole bytes of each chunk, up to IEND.

    Raises:
        ValueError: a checksum is wrong or IEND is missing.
    """
    offset = len(PNG)
    while offset < len(data):
        length, kind = struct.unpack_from(">I4s", data, offset)
        whole = data[offset : offset + 12 + length]
        if len(whole) != 12 + length or zlib.crc32(whole[4:-4]) != struct.unpack(">I", whole[-4:])[0]:
            raise ValueError(kind)
        yield kind, whole
        if kind == b"IEND":
            return
        offset += len(whole)
    raise ValueError("IEND")


def jpeg_pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and whole bytes of each segment (scan data stands with its SOS), up to EOI.

    Raises:
        ValueError: no marker where one must stand, or no EOI.
    """
    yield 0xD8, data[:2]
    offset = 2
    while True:
        if data[offset] != 0xFF:
            raise ValueError(offset)
        while data[offset + 1] == 0xFF:  # fill bytes
            offset += 1
        marker = data[offset + 1]
        if marker == 0xD9:
            yield marker, data[offset : offset + 2]
            return
        if marker in _STANDALONE:
            yield marker, data[offset : offset + 2]
            offset += 2
            continue
        end = offset + 2 + struct.unpack_from(">H", data, offset + 2)[0]
        if end > len(data):
            raise ValueError(offset)
        if marker == 0xDA:
            end = _end_of_scan(data, end)
        yield marker, data[offset:end]
        offset = end


def _end_of_scan(data: bytes, offset: int) -> int:
    """Where the entropy-coded data end: at the next marker that is neither a stuffed zero nor a restart."""
    while True:
        offset = data.index(b"\xff", offset)
        follows = data[offset + 1]
        if follows not in {0, 0xFF} and not 0xD0 <= follows <= 0xD7:
            return offset
        offset += 1 if follows == 0xFF else 2


def gif_blocks(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and whole bytes of each block: head, image, control, application, comment, text, end.

    Raises:
        ValueError: an unknown block, or no end.
    """
    flags = data[10]
    offset = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    yield "head", data[:offset]
    while True:
        start, mark = offset, data[offset]
        if mark == 0x3B:
            yield "end", b"\x3b"
            return
        if mark == 0x2C:
            flags = data[offset + 9]
            offset = _sub_blocks(data, offset + 10 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0) + 1)
            yield "image", data[start:offset]
        elif mark == 0x21:
            name = {0xF9: "control", 0xFF: "application", 0xFE: "comment", 0x01: "text"}.get(
                data[offset + 1], "unknown"
            )
            offset = _sub_blocks(data, offset + 2)
            yield name, data[start:offset]
        else:
            raise ValueError(offset)


def _sub_blocks(data: bytes, offset: int) -> int:
    while length := data[offset]:
        offset += 1 + length
    return offset + 1
