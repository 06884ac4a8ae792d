"""The old binary formats (OLE compound files): doc, xls, ppt and their WPS sisters."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import olefile

from gongkai.office.errors import Refused
from gongkai.office.files.kinds import Kind

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = (("worddocument", "doc"), ("workbook", "xls"), ("book", "xls"), ("powerpoint document", "ppt"))
_VBA = {"vba", "_vba_project", "_vba_project_cur", "macros", "vbaproject.bin"}
_FILEPASS, _BOUNDSHEET, _EOF, _VBA_INFO_ATOM = 0x002F, 0x0085, 0x000A, 0x0400
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
    if _has_macros(ole):
        raise Refused(MACROS)


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


def _has_macros(ole: olefile.OleFileIO) -> bool:
    """Macros that have no storage of their own: sheets of Excel 4 macros, and the project inside a PowerPoint stream."""
    try:
        for stream in ("Workbook", "Book"):
            if ole.exists(stream):
                data = ole.openstream(stream).read()
                return any(
                    number == _BOUNDSHEET and data[start + 5 : start + 6] in {b"\x01", b"\x06"}
                    for number, start, _end in _records(data)
                )
        if ole.exists("PowerPoint Document"):
            data = ole.openstream("PowerPoint Document").read()
            return any(struct.unpack_from("<I", data, start + 4)[0] for start in _vba_atoms(data))
    except (OSError, struct.error) as error:
        raise Refused(_DAMAGED) from error
    return False


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Number, start and end of the records of an old workbook's globals."""
    offset = 0
    while offset + 4 <= len(data):
        number, length = struct.unpack_from("<HH", data, offset)
        yield number, offset + 4, offset + 4 + length
        if number == _EOF:
            return
        offset += 4 + length


def _vba_atoms(data: bytes) -> Iterator[int]:
    """Where the atoms stand that say whether a presentation has macros; containers are walked into."""
    offset = 0
    while offset + 8 <= len(data):
        version, number, length = struct.unpack_from("<HHI", data, offset)
        if number == _VBA_INFO_ATOM and offset + 20 <= len(data):
            yield offset + 8
        offset += 8 if version & 0xF == 0xF else 8 + length


def _has_filepass(records: bytes) -> bool:
    """Whether the first records of an old workbook announce a password (it stands right after the first BOF)."""
    return any(number == _FILEPASS for number, _start, _end in _records(records))


def _opened(path: Path) -> olefile.OleFileIO:
    try:
        return olefile.OleFileIO(str(path))
    except Exception as error:  # olefile lets struct, index and overflow errors of hostile files through
        raise Refused(_DAMAGED) from error
