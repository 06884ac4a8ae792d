"""A content as texts with places: title, fields, body, and every attachment that can be read.

What cannot be read (unknown kind, password, damage, a scan, beyond a limit) is said, never passed over.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from gongkai.office.clearance.content import Content
from gongkai.office.clearance.gates.body import read_body
from gongkai.office.clearance.gates.places import Place, ReadingLimits
from gongkai.office.clearance.gates.reading import Reading, TextPart, Unread, seen
from gongkai.statute.errors import DocumentError, DocumentTooLarge, EncryptedDocument, UnsupportedDocument
from gongkai.statute.readers.document import Limits, Watch

OpenFile = Callable[[int], bytes]

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NUMERALS = "一二三四五六七八九十"
_DEEPEST = 2


def numeral(number: int) -> str:
    """A number from 1 to 99 in Chinese numerals, as attachments are counted; larger ones in digits.

    >>> [numeral(n) for n in (1, 10, 12, 20, 35, 120)]
    ['一', '十', '十二', '二十', '三十五', '120']
    """
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return head + (_NUMERALS[ones - 1] if ones else "")


def attachment_part(number: int, name: str) -> str:
    """What an attachment is called in findings, by its place from 1 and its name.

    >>> attachment_part(2, "名单.xlsx")
    '附件二《名单.xlsx》'
    """
    return f"附件{numeral(number)}《{name[:120]}》"


def read_content(content: Content, open_file: OpenFile | None, limits: ReadingLimits | None = None) -> Reading:
    """Everything in a content that a machine can read, and a note of everything that it cannot."""
    limits = limits or ReadingLimits()
    found = Reading()
    found.texts.append(TextPart("标题", "", seen(content.title), 0, "title", "标题"))
    found.texts += [
        TextPart(label or "要素", "", seen(value), 0, "field", label) for label, value in content.fields if value
    ]
    found.add(read_body(content.body_html))
    for number, file in enumerate(content.attachments, 1):
        part = attachment_part(number, file.name)
        unread = Unread(part, "", "", key=f"{file.name}\x1f{file.sha256}")
        # The name goes out with the file: it is read like the text.
        found.texts.append(TextPart(part, "文件名", seen(file.name), 0, "aside", file.name))
        if number > limits.attachments:
            found.unread.append(replace(unread, reason=f"附件超过 {limits.attachments} 个，未读取这一个"))
            continue
        try:
            if open_file is None:
                raise DocumentError("没有读取附件")  # noqa: TRY301  (said like every other reason)
            data = open_file(file.file_id)
        except Exception as error:  # noqa: BLE001  (whatever the store says, the file was not checked)
            reason = error.reason if isinstance(error, DocumentError) else "无法打开文件"
            found.unread.append(replace(unread, reason=reason))
            continue
        found.add(read_file(data, file.name, part=part, key=file.name, sha256=file.sha256, limits=limits))
    return found


def texts_of_file(data: bytes, name: str) -> Reading:
    """The texts of one file by itself: for whoever wants to look into a stored file."""
    return read_file(data, name, part=f"《{name}》", key=name)


def read_file(
    data: bytes,
    name: str,
    *,
    part: str,
    key: str,
    sha256: str = "",
    limits: ReadingLimits | None = None,
    depth: int = 0,
) -> Reading:
    """The texts, tables and unread places of one attachment. Never raises for what is in the file."""
    limits = limits or ReadingLimits()
    found = Reading()
    unread = Unread(part, "", "", key=f"{key}\x1f{sha256}")
    watch = Watch(
        Limits(
            bytes=limits.bytes,
            unpacked_bytes=limits.unpacked_bytes,
            pages=limits.pages,
            cells=limits.cells,
            characters=limits.characters,
            seconds=limits.seconds,
        )
    )
    try:
        if depth > _DEEPEST:
            raise UnsupportedDocument("文件层层嵌套，未读取最里层")
        if len(data) > limits.bytes:
            raise DocumentTooLarge(f"文件超过 {limits.bytes // 1048576} MB")  # noqa: TRY301
        _read(data, name, found, Place(part, key, unread, watch, limits, depth, read_file))
    except DocumentTooLarge as error:
        found.unread.append(replace(unread, reason=f"内容过大（{error.reason}），没有全部读取"))
    except DocumentError as error:
        found.unread.append(replace(unread, reason=error.reason))
    except (RecursionError, MemoryError):
        found.unread.append(replace(unread, reason="文件结构过于复杂，没有全部读取"))
    except (etree.LxmlError, zipfile.BadZipFile, zlib.error, ValueError, KeyError, OSError, EOFError, IndexError):
        found.unread.append(replace(unread, reason="文件已损坏，没有全部读取"))
    return found


def _read(data: bytes, name: str, found: Reading, place: Place) -> None:
    # Each reader is imported when its kind of file turns up.
    head = data[:1024]
    if b"%PDF-" in head:
        from gongkai.office.clearance.gates.portable import read_pdf  # noqa: PLC0415

        read_pdf(data, found, place)
    elif head.startswith(b"PK"):
        _read_package(data, found, place)
    elif head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise EncryptedDocument("文件已加密，需要密码")
        raise UnsupportedDocument("旧版 Office 文件（.doc、.xls、.wps 等），请另存为新格式后再检查")
    elif head.startswith(_PICTURES):
        found.unread.append(place.missed("文件是图片", scan=True))
    elif b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnsupportedDocument("不是能够检查的文件类型")
    else:
        from gongkai.office.clearance.gates.plain import read_plain  # noqa: PLC0415

        read_plain(data, name, found, place)


def _read_package(data: bytes, found: Reading, place: Place) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())
    if "word/document.xml" in names:
        from gongkai.office.clearance.gates.word import read_word  # noqa: PLC0415

        read_word(data, found, place)
    elif "xl/workbook.xml" in names:
        from gongkai.office.clearance.gates.workbook import read_workbook  # noqa: PLC0415

        read_workbook(data, found, place)
    elif "ppt/presentation.xml" in names:
        from gongkai.office.clearance.gates.slides import read_slides  # noqa: PLC0415

        read_slides(data, found, place)
    elif "OFD.xml" in names:
        from gongkai.office.clearance.gates.slides import read_ofd  # noqa: PLC0415

        read_ofd(data, found, place)
    elif "content.xml" in names:
        raise UnsupportedDocument("OpenDocument 文件，请另存为 .docx 或 .xlsx 后再检查")
    else:
        raise UnsupportedDocument("压缩包，请解压后逐个上传")
