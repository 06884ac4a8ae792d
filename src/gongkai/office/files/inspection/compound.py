"""The old binary formats (OLE compound files): doc, xls, ppt and their WPS sisters."""

from __future__ import annotations

import struct
from pathlib import Path

import olefile

from gongkai.office.errors import Refused
from gongkai.office.files.kinds import Kind

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = (("worddocument", "doc"), ("workbook", "xls"), ("book", "xls"), ("powerpoint document", "ppt"))
_VBA = {"vba", "_vba_project", "_vba_project_cur", "macros", "vbaproject.bin"}
_FILEPASS = 0x002F
_WORD_ENCRYPTED = 0x0100
_ENCRYPTED_POWERPOINT = 0xF3D1C4DF
_DAMAGED = "文件已损坏，打不开，无法审查其中的内容。请用原来的软件打开并重新保存后再上传。"
PASSWORD = "文件设置了打开密码，里面的内容无法审查，不能存入。请取消密码、另存后再上传。"  # noqa: S105 - a sentence
MACROS = "文件里带有宏（可执行的程序代码），不能存入。请另存为不含宏的格式（如 .docx、.xlsx）后再上传。"


def kind_of(path: Path) -> str:
    """The kind of a compound file by its main stream.

    Raises:
        Refused: no document of a known kind, or an encrypted Office package.
    """
    with _opened(path) as ole:
        top = {entry[0].lower() for entry in ole.listdir(streams=True, storages=True)}
    if "encryptedpackage" in top or "encryptioninfo" in top:
        raise Refused(PASSWORD)
    for stream, kind in _MAIN:
        if stream in top:
            return kind
    raise Refused(
        "这个文件不是 Word、Excel、PowerPoint 或 WPS 文档（可能是安装包或邮件），不能存入。请另存为文档或 PDF 后再上传。"
    )


def inspect(path: Path, kind: Kind) -> None:
    """Look for macros, passwords and packed files.

    Raises:
        Refused: one of them is there, or the file is damaged.
    """
    with _opened(path) as ole:
        inspect_opened(ole, kind.extension)


def inspect_opened(ole: olefile.OleFileIO, extension: str = "") -> None:
    """The same for an opened file; ``extension`` "" for an object inside another document."""
    entries = ole.listdir(streams=True, storages=True)
    parts = {part.lower() for entry in entries for part in entry}
    if parts & _VBA:
        raise Refused(MACROS)
    if "encryptedpackage" in parts or "encryptedsummary" in parts:
        raise Refused(PASSWORD)
    if any(part.startswith("\x01ole10native") for part in parts):
        raise Refused(
            "文档里嵌入了一个打包的文件（可能是程序），不能存入。请删除嵌入的文件对象，把它作为单独的附件上传。"
        )
    if _encrypted(ole, extension):
        raise Refused(PASSWORD)


def _encrypted(ole: olefile.OleFileIO, extension: str) -> bool:
    try:
        if extension in {"doc", "wps"}:
            head = ole.openstream("WordDocument").read(12)
            return bool(struct.unpack_from("<H", head, 10)[0] & _WORD_ENCRYPTED)
        if extension in {"xls", "et"}:
            stream = "Workbook" if ole.exists("Workbook") else "Book"
            return _has_filepass(ole.openstream(stream).read(4096))
        if extension == "ppt" and ole.exists("Current User"):
            return bool(
                struct.unpack_from("<I", ole.openstream("Current User").read(16), 12)[0] == _ENCRYPTED_POWERPOINT
            )
    except (OSError, struct.error) as error:
        raise Refused(_DAMAGED) from error
    return False


def _has_filepass(records: bytes) -> bool:
    """Whether the first records of an old workbook announce a password (it stands right after the first BOF)."""
    offset = 0
    while offset + 4 <= len(records):
        number, length = struct.unpack_from("<HH", records, offset)
        if number == _FILEPASS:
            return True
        offset += 4 + length
    return False


def _opened(path: Path) -> olefile.OleFileIO:
    try:
        return olefile.OleFileIO(str(path))
    except Exception as error:  # olefile lets struct, index and overflow errors of hostile files through
        raise Refused(_DAMAGED) from error
