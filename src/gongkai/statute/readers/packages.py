"""Zip packages (Word, Excel) opened with limits: no bombs, no entities, no passwords."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from gongkai.statute.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument
from gongkai.statute.readers.document import Watch


@contextmanager
def open_package(data: bytes, watch: Watch) -> Iterator[zipfile.ZipFile]:
    """A zip package whose stated unpacked size is within the limits.

    Raises DamagedDocument for a broken zip, DocumentTooLarge for a bomb, EncryptedDocument for a password.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > watch.limits.unpacked_bytes or len(entries) > 20_000:
                size = unpacked // (1024 * 1024)
                raise DocumentTooLarge(
                    f"压缩包展开后有 {size} MB、{len(entries)} 个文件", mend="这不是正常的年度报告文件，请确认来源"
                )
            if any(entry.flag_bits & 0x1 for entry in entries):
                raise EncryptedDocument("文件已加密", mend="请取消密码后另存一份")
            watch.tick()
            yield package
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise DamagedDocument("压缩包已损坏或不完整", mend="请重新下载或由原单位重新导出") from error


def parse_part(package: zipfile.ZipFile, name: str) -> etree._Element:
    """One XML part, parsed without entities, external references or unreasonable depth."""
    try:
        content = package.read(name)
    except KeyError as error:
        raise DamagedDocument(f"文件缺少 {name}", mend="请用 Word 或 WPS 打开后另存为 .docx") from error
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise DamagedDocument(f"{name} 不是正确的 XML", mend="请用 Word 或 WPS 打开后另存为 .docx") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DamagedDocument(f"{name} 含有实体定义，已拒绝读取", mend="请用 Word 或 WPS 打开后另存为 .docx")
    return root
