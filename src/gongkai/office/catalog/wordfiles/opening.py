"""Opening a Word document that a stranger may have made: of the right kind, with nothing that runs or fetches, within limits."""

from __future__ import annotations

import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from lxml import etree

from gongkai.office.errors import Refused
from gongkai.office.files import names, scanning
from gongkai.office.files.inspection import kind as inspection
from gongkai.office.files.inspection.opening import package, parse
from gongkai.office.files.kinds import megabytes

WORD_MOST_BYTES = 30 * 2**20
#: A text of 32 MB of XML has some two million characters of tables; what is longer is no text for a page.
PART_MOST_BYTES = 32 * 2**20
NODES_MOST = 800_000
SECONDS_MOST = 20.0
_OLD = "doc", "wps", "et", "xls"
_R = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CHUNK = 256 * 1024


class Effort:
    """What one conversion may still cost; asked between pieces of work."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + SECONDS_MOST
        self._nodes = 0

    def spend(self, nodes: int = 1) -> None:
        """Account for work done.

        Raises:
            Refused: too much, or too long.
        """
        self._nodes += nodes
        if self._nodes > NODES_MOST or time.monotonic() > self._ends:
            raise Refused(
                "这份文档的内容太多，不能转换成网页正文。请把长表另存为 Excel 作为附件上传，正文只留文字；"
                "或者把文档分成几份导入。"
            )


class Package:
    """The parts of an opened document."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._opened = opened
        self._names = set(opened.namelist())
        self.effort = Effort()
        self.relations = self._relations("word/_rels/document.xml.rels")

    def part(self, name: str) -> etree._Element | None:
        """The root of an XML part; None where the document has none.

        Raises:
            Refused: the part is larger than a text may be, or no XML.
        """
        if name not in self._names:
            return None
        if self._opened.getinfo(name).file_size > PART_MOST_BYTES:
            raise Refused(
                f"文档的文字部分展开后超过{megabytes(PART_MOST_BYTES)}，不能转换成网页正文。"
                "请把长表另存为 Excel 作为附件上传，正文只留文字。"
            )
        return parse(self._opened.read(name), huge=False)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._names

    def blob(self, name: str, most: int) -> bytes | None:
        """The bytes of a part, if it is there and not larger than ``most``."""
        if name not in self._names or self._opened.getinfo(name).file_size > most:
            return None
        return self._opened.read(name)

    def _relations(self, name: str) -> dict[str, tuple[str, bool]]:
        root = self.part(name)
        if root is None:
            return {}
        return {
            str(found.get("Id", "")): (str(found.get("Target", "")), found.get("TargetMode") == "External")
            for found in root.iter(_R)
        }


@contextmanager
def opened_word(source: BinaryIO, name: str) -> Iterator[Package]:
    """The document, looked at as any file that is kept, and opened.

    Raises:
        Refused: too large, not a Word document of today, damaged, with macros, outside parts or a password, infected.
    """
    shown = names.shown(name)
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = Path(folder) / "word"
        size = _copied(source, path, shown)
        if not size:
            raise Refused(f"“{shown}”是空文件，请重新选择。")
        kind = inspection.kind_of(path, name, size)
        if kind.extension in _OLD:
            raise Refused(
                f"“{shown}”是旧格式（.doc 或 .wps），不能直接导入。请用 Word 或 WPS 打开，"
                "“另存为”选择“Word 文档（*.docx）”后再导入；也可以全选、复制，粘贴到正文里。"
            )
        if kind.extension != "docx":
            raise Refused(f"“{shown}”不是 Word 文档（{kind.label}），不能导入正文。可以作为附件上传。")
        inspection.inspect(path, kind)
        if settings.CLAMAV:
            scanning.scan(path, settings.CLAMAV)
        with package(path) as opened:
            yield Package(opened)


def _copied(source: BinaryIO, path: Path, shown: str) -> int:
    size = 0
    with path.open("wb") as target:
        while piece := source.read(_CHUNK):
            size += len(piece)
            if size > WORD_MOST_BYTES:
                raise Refused(
                    f"“{shown}”超过{megabytes(WORD_MOST_BYTES)}，不能导入正文。"
                    "请在 Word 里压缩图片后另存，或者把它作为附件上传。"
                )
            target.write(piece)
    return size
