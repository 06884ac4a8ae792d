"""What a file is, by its first bytes and its inside; and the first refusals: programs, pages, what nobody allowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import filetype

from gongkai.office.errors import Refused
from gongkai.office.files import names
from gongkai.office.files.inspection import compound, images, media, packages, pdfs, texts
from gongkai.office.files.kinds import KINDS, Kind, allowed_words, kind_named, megabytes
from gongkai.office.files.storage import too_large

HEAD = 8192
_PROGRAM_MAGIC = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe",
                  b"dex\n", b"\x00asm", b"#!", b"L\x00\x00\x00\x01\x14\x02\x00", b"!<arch>", b"\xed\xab\xee\xdb", b"Cr24",
                  b"MSCF", b"FWS", b"CWS", b"ZWS")  # fmt: skip
_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|script|svg|iframe|img|style|meta|title|div|p|a|table|\?php|\?xml|%|xml|!\[cdata)\b",
    re.IGNORECASE | re.DOTALL,
)
_COMMANDS = re.compile(
    rb"\s*(?:@echo\s+off|@?setlocal\b|windows registry editor|\[internetshortcut\]|\[autorun\])", re.IGNORECASE
)
_INSPECTIONS: dict[str, Callable[[Path, Kind], None]] = {
    "package": packages.inspect,
    "compound": compound.inspect,
    "pdf": pdfs.inspect,
    "ofd": packages.inspect_ofd,
    "text": texts.inspect,
    "image": images.inspect,
    "media": media.inspect,
    "archive": packages.inspect_archive,
}


def kind_of(path: Path, name: str, size: int) -> Kind:
    """The kind of this file by its content; ``name`` chooses only between kinds with the same content.

    Raises:
        Refused: a program, a page, an unknown or unwanted kind, or larger than its kind may be.
    """
    with path.open("rb") as source:
        head = source.read(HEAD)
    kind = kind_named(_by_content(path, head), names.ending(name))
    if not kind.switched_on:
        raise Refused(f"本平台不接收{kind.label}（{kind.extension}）。请解压后把其中的文件逐个上传。")
    if size > kind.most_bytes:
        raise too_large(kind.most_bytes)
    return kind


def inspect(path: Path, kind: Kind) -> None:
    """Look inside a file of this kind.

    Raises:
        Refused: what is in it may not be kept, or cannot be reviewed; the sentence says what and how to mend it.
    """
    _INSPECTIONS[kind.family](path, kind)


def _by_content(path: Path, head: bytes) -> Kind:
    if head.startswith(_PROGRAM_MAGIC) or _COMMANDS.match(head):
        raise Refused("这个文件是可执行程序或脚本（与文件名无关），不能存入。请上传文档、表格、图片等信息内容文件。")
    if head.startswith(b"PK\x03\x04"):
        return KINDS[packages.kind_of(path)]
    if head.startswith(compound.MAGIC):
        return KINDS[compound.kind_of(path)]
    if head.lstrip(b"\xef\xbb\xbf").startswith(b"%PDF-"):
        return KINDS["pdf"]
    plain = texts.head_as_ascii(head)
    if _PAGE.match(plain):
        raise Refused(
            "这个文件是网页或带脚本的标记文件（HTML、SVG、XML 等），不能作为附件存入。请把文字粘贴到正文，图片另存为 PNG，版式文件另存为 PDF。"
        )
    guess = filetype.guess(head)
    found = {"apng": "png", "m4v": "mp4"}.get(guess.extension, guess.extension) if guess else ""
    if found in {"png", "jpg", "gif", "mp4", "mp3"}:
        return KINDS[found]
    if not guess and texts.looks_like_text(head):
        return KINDS["txt"]
    what = f"（内容看起来是 {guess.extension} 文件）" if guess else ""
    raise Refused(f"无法接收这种类型的文件{what}。可以上传的类型有：{allowed_words()}；请转换成其中一种后再上传。")


__all__ = ["inspect", "kind_of", "megabytes"]
