"""Opening a zip package within limits: stated sizes, real sizes, names, passwords; and parsing its parts safely."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lxml import etree

from gongkai.office.errors import Refused
from gongkai.office.files.inspection.compound import PASSWORD
from gongkai.office.files.kinds import megabytes

MOST_ENTRIES = 10_000
MOST_UNPACKED = 1024 * 2**20
MOST_RATIO = 200
#: A ratio says nothing about a small part: an empty sheet with ten thousand equal rows packs well.
RATIO_FROM = 8 * 2**20
MOST_PART = 256 * 2**20
DAMAGED = "文件不完整或已损坏（压缩结构打不开），无法审查。请用原来的软件打开并重新保存后再上传。"
_CHUNK = 2**20


def _bomb(what: str) -> Refused:
    return Refused(f"文件解压后过大（{what}），疑似“压缩炸弹”，没有保存。请删除多余内容、压缩图片后重新保存再上传。")


@contextmanager
def package(path: Path | IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """A zip whose directory is sound and whose stated sizes are within the limits.

    Raises:
        Refused: broken, a bomb by what it states, names that leave the package, or a password.
    """
    try:
        with zipfile.ZipFile(path) as opened:
            _check_directory(opened)
            yield opened
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, KeyError, ValueError) as error:
        raise Refused(DAMAGED) from error
    except RuntimeError as error:  # zipfile: "password required"
        raise Refused(PASSWORD) from error


_DOCTYPE = "文件内部含有不允许的文档类型声明，可能被人为改动过，不能存入。请重新另存后再上传。"
_PROLOGUE = 8192


def _check_directory(opened: zipfile.ZipFile) -> None:
    entries = opened.infolist()
    if len(entries) > MOST_ENTRIES:
        raise _bomb(f"内含 {len(entries)} 个部件，上限 {MOST_ENTRIES} 个")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_UNPACKED:
        raise _bomb(f"解压后 {megabytes(total)}，上限 {megabytes(MOST_UNPACKED)}")
    seen: set[str] = set()
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused(PASSWORD)
        if entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise _bomb(f"其中一个部件的压缩比超过 {MOST_RATIO} 倍")
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or name.lower() in seen:
            raise Refused(
                "文件内部的部件名称不正常（重名或指向文件之外），可能被人为改动过，不能存入。请重新另存后再上传。"
            )
        seen.add(name.lower())


def read_through(opened: zipfile.ZipFile) -> None:
    """Unpack every part once, keeping nothing: a truncated or lying part shows itself.

    Raises:
        Refused: more comes out than was stated, or a checksum is wrong (by way of :func:`package`).
    """
    total = 0
    for entry in opened.infolist():
        with opened.open(entry) as part:
            while piece := part.read(_CHUNK):
                total += len(piece)
                if total > MOST_UNPACKED:
                    raise _bomb(f"解压后超过 {megabytes(MOST_UNPACKED)}")


def read_part(opened: zipfile.ZipFile, name: str) -> bytes:
    """One part, if it is not larger than a part may be."""
    if opened.getinfo(name).file_size > MOST_PART:
        raise _bomb(f"其中一个部件超过 {megabytes(MOST_PART)}")
    return opened.read(name)


def refuse_document_type(opened: zipfile.ZipFile, name: str) -> None:
    """A part that declares a document type is refused at its door, not first when its published copy is made.

    Raises:
        Refused: it does.
    """
    with opened.open(name) as part:
        if b"<!DOCTYPE" in part.read(_PROLOGUE).replace(b"\0", b"").upper():  # in UTF-16 as well
            raise Refused(_DOCTYPE)


def parse(data: bytes, *, huge: bool = False) -> etree._Element:
    """An XML part without entities, without a document type, without the network.

    Raises:
        Refused: it is no XML, or it carries a document type (which Office formats forbid).
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=huge, remove_pis=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(DAMAGED) from error
    if getattr(root.getroottree().docinfo, "doctype", ""):  # the stubs do not know it
        raise Refused(_DOCTYPE)
    return root
