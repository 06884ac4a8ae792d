"""An Office package being cleaned: parts that change, relations that are cut, and what nothing leads to any more."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote

from lxml import etree

from gongkai.office.files.inspection.opening import parse, read_part

TYPES = "[Content_Types].xml"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
#: Every copy is written as of this moment, so that equal documents give equal copies.
_THEN = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Relation:
    """One relation of a part: its id, the last word of its type, and the part or address it leads to."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """The parts of an opened zip; unchanged ones are copied byte by byte."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._opened = opened
        self._changed: dict[str, bytes] = {}
        self.names = [name for name in opened.namelist() if not name.endswith("/")]
        self._by_lower = {name.lower(): name for name in self.names}

    def has(self, name: str) -> bool:
        """Whether the part is there."""
        return name in self.names

    def read(self, name: str) -> bytes:
        """A part as it is now."""
        return self._changed[name] if name in self._changed else read_part(self._opened, name)

    def root(self, name: str) -> etree._Element:
        """A part as XML."""
        return parse(self.read(name), huge=True)

    def put(self, name: str, content: etree._Element | bytes) -> None:
        """Change a part."""
        if not isinstance(content, bytes):
            content = etree.tostring(content, xml_declaration=True, encoding="UTF-8", standalone=True)
        self._changed[name] = content

    def relations(self, part: str) -> list[Relation]:
        """Where a part leads ("" is the package itself)."""
        name = _relations_of(part)
        if name not in self.names:
            return []
        return [
            Relation(
                id=str(element.get("Id", "")),
                kind=str(element.get("Type", "")).rsplit("/", 1)[-1],
                target=self._resolved(part, element),
                external=element.get("TargetMode") == "External",
            )
            for element in self.root(name)
        ]

    def cut(self, part: str, unwanted: Callable[[Relation], bool]) -> list[Relation]:
        """Cut the relations of a part that are unwanted, and return them."""
        gone = [relation for relation in self.relations(part) if unwanted(relation)]
        if gone:
            ids = {relation.id for relation in gone}
            root = self.root(_relations_of(part))
            for element in list(root):
                if element.get("Id") in ids:
                    root.remove(element)
            self.put(_relations_of(part), root)
        return gone

    def sources(self) -> list[str]:
        """Every part that has relations, the package itself first."""
        found = [_source_of(name) for name in self.names if name.endswith(".rels")]
        return sorted(set(found))

    def _resolved(self, part: str, element: etree._Element) -> str:
        target = str(element.get("Target", ""))
        if element.get("TargetMode") == "External":
            return target
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), unquote(target))).lstrip("/")
        return self._by_lower.get(path.lower(), path)

    def drop_unreached(self) -> list[str]:
        """Take out what nothing leads to; the names of those parts."""
        reached, waiting = {TYPES}, [""]
        while waiting:
            part = waiting.pop()
            reached.add(_relations_of(part))
            for relation in self.relations(part):
                if not relation.external and relation.target not in reached and relation.target in self.names:
                    reached.add(relation.target)
                    waiting.append(relation.target)
        gone = [name for name in self.names if name not in reached]
        self.names = [name for name in self.names if name in reached]
        if gone:
            self._forget_types({f"/{name}".lower() for name in gone})
        return gone

    def _forget_types(self, gone: set[str]) -> None:
        root = self.root(TYPES)
        for element in list(root):
            if str(element.get("PartName", "")).lower() in gone:
                root.remove(element)
        self.put(TYPES, root)

    def save(self, target: IO[bytes]) -> None:
        """Write the package; equal contents give equal bytes."""
        with zipfile.ZipFile(target, "w") as written:
            for name in self.names:
                entry = zipfile.ZipInfo(name, _THEN)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 0
                written.writestr(entry, self.read(name), compresslevel=6)


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _source_of(relations: str) -> str:
    folder, name = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
