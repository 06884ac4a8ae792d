"""The files of an older site, as they lie in a folder of the server: looked over where a row names them, kept when it is taken over."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from gongkai.office.actors import Actor
from gongkai.office.catalog.importing.files import Sent
from gongkai.office.catalog.wordfiles import read_word
from gongkai.office.errors import Refused
from gongkai.office.files import services as files
from gongkai.office.files.models import StoredFile


class Folder(Sent):
    """A folder in the place of what was uploaded. The number of a file is its place in :attr:`paths`; nothing is kept yet."""

    def __init__(self, root: Path | None) -> None:
        self.paths = sorted(path for path in root.rglob("*") if path.is_file()) if root else []
        super().__init__(
            {path.relative_to(root).as_posix(): place for place, path in enumerate(self.paths)} if root else {}
        )
        self._looked: dict[int, str] = {}
        self._kept: dict[int, StoredFile] = {}

    def stored(self, name: str) -> int:
        """The number of the file of this name. Raises Refused: it is not there, or could not be kept or published."""
        place = super().stored(name)
        if place not in self._looked:
            try:
                files.look_over(self.paths[place], name=self.paths[place].name)
                self._looked[place] = ""
            except Refused as refused:
                self._looked[place] = str(refused)
        if self._looked[place]:
            raise Refused(f"“{name}”不能接收：{self._looked[place]}")
        return place

    def missing(self, name: str) -> str:
        """What is said of a file that is not there."""
        if not self.paths:
            return f"没有名为“{name}”的文件。请用 --files 指定旧网站附件所在的文件夹。"
        return f"文件夹里没有名为“{name}”的文件，请核对文件名（含后缀）。"

    def body(self, name: str) -> str:
        """The text of a Word document as HTML. Raises Refused."""
        with self.paths[self.stored(name)].open("rb") as source:
            return read_word(source, name=name).body

    def kept(self, place: int, *, by: Actor, at: datetime) -> StoredFile:
        """The file, kept with its public copy. Raises Refused."""
        if place not in self._kept:
            with self.paths[place].open("rb") as source:
                file = files.store(source, name=self.paths[place].name, by=by, at=at)
            files.published_copy(file, by=by, at=at)
            self._kept[place] = file
        return self._kept[place]
