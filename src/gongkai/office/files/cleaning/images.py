"""Pictures: where, when and with what they were taken; the picture itself is copied bit by bit."""

from __future__ import annotations

import struct
from pathlib import Path

from gongkai.office.files.inspection.images import PNG, gif_blocks, jpeg_pieces, png_chunks
from gongkai.office.files.kinds import Kind

_PNG_KEPT = {
    b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"hIST", b"pHYs",
    b"sPLT", b"cICP", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
_GIF_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_ORIENTATION = 0x0112


def clean(source: Path, target: Path, kind: Kind) -> list[str]:
    """Write the clean copy; what it leaves out in words."""
    del kind
    data = source.read_bytes()
    cleaned = _cleaned(data)
    target.write_bytes(cleaned)
    return ["图片的拍摄信息、注释等 1 处"] if cleaned != data else []


def cleaned(data: bytes) -> bytes:
    """The same picture without its data about itself; a damaged one inside a document stays as it is."""
    try:
        return _cleaned(data)
    except (IndexError, struct.error, ValueError):
        return data


def _cleaned(data: bytes) -> bytes:
    if data.startswith(PNG):
        return PNG + b"".join(whole for kind, whole in png_chunks(data) if kind in _PNG_KEPT)
    if data.startswith(b"\xff\xd8"):
        return b"".join(_jpeg_kept(data))
    if data.startswith(b"GIF8"):
        return b"".join(whole for name, whole in gif_blocks(data) if _gif_stays(name, whole))
    return data


def _gif_stays(name: str, whole: bytes) -> bool:
    return name not in {"comment", "application", "unknown"} or (name == "application" and whole[3:14] in _GIF_KEPT)


def _jpeg_kept(data: bytes) -> list[bytes]:
    """The pieces a decoder needs: no APP segments but JFIF, Adobe and the colour profile, no comments.

    Which side is up is kept: else photographs of telephones would lie on their side.
    """
    kept: list[bytes] = []
    turned = 0
    for marker, whole in jpeg_pieces(data):
        if marker == 0xE1 and whole[4:10] == b"Exif\0\0":
            turned = turned or _orientation(whole[10:])
        elif (0xE0 <= marker <= 0xEF or marker == 0xFE) and not _app_stays(marker, whole):
            continue
        elif marker != 0xE1:
            kept.append(whole)
    if turned not in {0, 1}:
        place = 2 if len(kept) > 1 and kept[1][1] == 0xE0 else 1
        kept.insert(place, _only_orientation(turned))
    return kept


def _app_stays(marker: int, whole: bytes) -> bool:
    return marker in {0xE0, 0xEE} or (marker == 0xE2 and whole[4:16] == b"ICC_PROFILE\0")


def _orientation(tiff: bytes) -> int:
    """The orientation in an Exif block, 0 where there is none."""
    try:
        order = {b"II": "<", b"MM": ">"}[tiff[:2]]
        first = struct.unpack_from(order + "I", tiff, 4)[0]
        for number in range(struct.unpack_from(order + "H", tiff, first)[0]):
            tag, kind, _count, value = struct.unpack_from(order + "HHIH", tiff, first + 2 + 12 * number)
            if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
                return int(value)
    except (KeyError, struct.error):
        pass
    return 0


def _only_orientation(value: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
