"""The files that came with a table: kept one by one through every check, out of a ZIP or loose; found again by their names."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, BinaryIO, cast

from gongkai.office.actors import Actor
from gongkai.office.catalog.wordfiles import read_word
from gongkai.office.errors import Refused
from gongkai.office.files import services as files
from gongkai.office.files.inspection.opening import package
from gongkai.office.files.kinds import megabytes
from gongkai.office.files.models import StoredFile
from gongkai.office.files.names import shown

FILES_MOST = 1_000
#: All files of one import together.
BYTES_MOST = 300 * 2**20
_UTF8_NAME = 0x800


@dataclass(frozen=True)
class Text:
    """A Word document that was read: its body, or why it has none."""

    body: str = ""
    refused: str = ""


def text_of(pk: int, name: str) -> Text:
    """Read a stored Word document: a tenth of a second of work, or a second for a long one."""
    try:
        with files.open_stored(StoredFile.objects.get(pk=pk)) as source:
            return Text(read_word(source, name=name).body)
    except Refused as refused:
        return Text(refused=str(refused))


class Sent:
    """What was sent with a table: stored files by name, and why others could not be kept."""

    def __init__(
        self,
        stored: Mapping[str, int] | None = None,
        refused: Mapping[str, str] | None = None,
        texts: Mapping[str, Text] | None = None,
    ) -> None:
        self.files = dict(stored or {})
        self.refused = dict(refused or {})
        self._texts = texts or {}
        self._used: set[str] = set()
        self._bodies: dict[str, str] = {}

    def stored(self, name: str) -> int:
        """The id of the file of this name. Raises Refused: it was not sent, or could not be kept."""
        key = self.key(name)
        if key in self.refused:
            raise Refused(f"“{name}”不能接收：{self.refused[key]}")
        if key not in self.files:
            raise Refused(self.missing(name))
        self._used.add(key)
        return self.files[key]

    def missing(self, name: str) -> str:
        """What is said of a file that is not there."""
        return f"没有上传名为“{name}”的文件，请核对文件名（含后缀），和表格一起上传。"

    def shown(self, name: str) -> str:
        """The name under which it is attached."""
        return shown(self.key(name).rpartition("/")[2])

    def body(self, name: str) -> str:
        """The text of a Word document as HTML. Raises Refused."""
        key, pk = self.key(name), self.stored(name)
        if key not in self._bodies:
            read = self._texts.get(key) or text_of(pk, name)
            if read.refused:
                raise Refused(read.refused)
            self._bodies[key] = read.body
        return self._bodies[key]

    def unused(self) -> Iterator[str]:
        """Names of files that no row spoke of."""
        yield from (name for name in self.files if name not in self._used)
        yield from (name for name in self.refused if name not in self._used)

    def key(self, name: str) -> str:
        """The name as it was sent: whole, or without folders where that is one file."""
        wanted = _tidied(name)
        known = [*self.files, *self.refused]
        if wanted in known:
            return wanted
        inside = [each for each in known if each.rpartition("/")[2] == wanted]
        if len(inside) > 1:
            raise Refused(f"有{len(inside)}个名为“{name}”的文件，请写明文件夹，如“{inside[0]}”。")
        return inside[0] if inside else wanted


def keep(uploads: list[tuple[str, BinaryIO]], *, by: Actor, at: datetime) -> Sent:
    """Keep every file that was sent, a ZIP by what is in it. A file that is refused does not keep the others from being kept.

    Raises:
        Refused: at "files": a ZIP is broken or hostile, there are too many files, or they are too large together.
    """
    sent, total = Sent(), 0
    for name, source in _unpacked(uploads):
        key = _tidied(name)
        if key in sent.files or key in sent.refused:
            raise Refused({"files": f"有两个文件都叫“{name}”，请改名，或者放进不同的文件夹再压缩。"})
        if len(sent.files) + len(sent.refused) >= FILES_MOST:
            raise Refused({"files": f"一次最多{FILES_MOST}个文件，请分几次导入。"})
        data = source.read(BYTES_MOST - total + 1)
        total += len(data)
        if total > BYTES_MOST:
            raise Refused({"files": f"文件合计超过{megabytes(BYTES_MOST)}，请分几次导入。"})
        try:
            sent.files[key] = files.store(data, name=key.rpartition("/")[2], by=by, at=at).pk
        except Refused as refused:
            sent.refused[key] = str(refused)
    return sent


def _unpacked(uploads: list[tuple[str, BinaryIO]]) -> Iterator[tuple[str, IO[bytes]]]:
    for name, source in uploads:
        if not name.lower().endswith(".zip"):
            yield name, source
            continue
        try:
            with package(source) as opened:
                for entry in opened.infolist():
                    inside = _name_of(entry)
                    if not entry.is_dir() and not _rubbish(inside):
                        with opened.open(entry) as part:
                            yield inside, part
        except Refused as refused:
            raise Refused({"files": f"“{shown(name)}”：{refused}"}) from refused


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The name of a part: Windows writes Chinese names without saying in which encoding."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    raw = entry.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _rubbish(name: str) -> bool:
    """What file managers put into archives by themselves."""
    last = name.rpartition("/")[2]
    return name.startswith("__MACOSX/") or last in {".DS_Store", "Thumbs.db", "desktop.ini"} or last.startswith("~$")


def _tidied(name: str) -> str:
    return unicodedata.normalize("NFC", name.replace("\\", "/").strip().lstrip("/"))


def uploaded(name: str, data: bytes) -> tuple[str, BinaryIO]:
    """A file in memory as an upload."""
    return name, cast("BinaryIO", io.BytesIO(data))
