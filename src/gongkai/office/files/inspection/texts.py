"""Plain text and CSV: every byte of it must be text."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from gongkai.office.errors import Refused
from gongkai.office.files.kinds import Kind
from gongkai.office.files.storage import CHUNK

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ENCODINGS = ("utf-8-sig", "gb18030")
_BY_MARK = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def head_as_ascii(head: bytes) -> bytes:
    """The first bytes with their marks and the zeros of UTF-16 taken out, to look for the signs of a page."""
    for mark, encoding in _BY_MARK:
        if head.startswith(mark):
            return head.decode(encoding, errors="ignore").encode("utf-8", errors="ignore")
    return head


def looks_like_text(head: bytes) -> bool:
    """Whether the first bytes can be text in an encoding of ours."""
    return any(_reads(head, encoding) for encoding in _candidates(head))


def encoding_of(path: Path) -> str:
    """The encoding in which the whole file is text, or "" where there is none."""
    with path.open("rb") as source:
        head = source.read(4)
    for encoding in _candidates(head):
        if _reads_whole(path, encoding):
            return encoding
    return ""


def _reads_whole(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as source:
            while piece := source.read(CHUNK):
                if _CONTROL.search(decoder.decode(piece)):
                    return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def inspect(path: Path, kind: Kind) -> None:
    """Refuse what only begins like text.

    Raises:
        Refused: bytes that are no text in UTF-8, GB18030 or UTF-16.
    """
    if not encoding_of(path):
        raise Refused(
            f"这个{kind.label}文件里有不是文字的内容，可能已经损坏或不是文本文件。请用记事本打开检查，按 UTF-8 编码另存后再上传。"
        )


def _candidates(head: bytes) -> tuple[str, ...]:
    return next(((encoding,) for mark, encoding in _BY_MARK if head.startswith(mark)), _ENCODINGS)


def _reads(head: bytes, encoding: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(text)
