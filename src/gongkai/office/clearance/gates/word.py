"""Word documents for the gates: everything in the package that has words, seen on the page or not."""

from __future__ import annotations

import re
import zipfile

from lxml import etree

from gongkai.office.clearance.gates.packages import (
    local,
    paragraphs,
    pictures,
    read_addresses,
    read_embedded,
    read_properties,
)
from gongkai.office.clearance.gates.places import Place
from gongkai.office.clearance.gates.reading import Reading, Table, TableCell, seen
from gongkai.statute.readers.packages import open_package, parse_part

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_P, _TBL, _TR, _TC, _R = f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc", f"{_W}r"
_STORIES = {
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "comments": "批注",
    "glossary/document": "文档部件",
}
_STORY = re.compile(r"word/(header|footer|footnotes|endnotes|comments|glossary/document)\d*\.xml")
_DRAWN = re.compile(r"word/(?:charts|diagrams|drawings)/[^/]+\.xml")
_OFF = frozenset({"0", "false", "off", "none"})


def read_word(data: bytes, found: Reading, place: Place) -> None:
    """Body, tables, headers and footers, notes, comments, tracked changes, hidden text, drawings, properties."""
    with open_package(data, place.watch) as package:
        before = len(found.texts)
        body = parse_part(package, "word/document.xml").find(f"{_W}body")
        if body is not None:
            _Story("", found, place).read(body)
        if len(found.texts) == before and pictures(package):
            found.unread.append(place.missed("文档中只有图片", scan=True))
        for name in package.namelist():
            if story := _STORY.fullmatch(name):
                _Story(_STORIES[story[1]], found, place).read(parse_part(package, name))
            elif _DRAWN.fullmatch(name):
                _drawn(package, name, found, place)
            elif name.startswith("word/afchunk"):
                found.add(place.inside(package.read(name), name.rpartition("/")[2]))
        read_properties(package, found, place)
        read_addresses(package, found, place)
        read_embedded(package, found, place)


def _drawn(package: zipfile.ZipFile, name: str, found: Reading, place: Place) -> None:
    root = parse_part(package, name)
    found.texts += [place.text("图表", text) for text in paragraphs(root, "p", "t")]
    found.texts += [place.text("图表数据", text, "aside") for text in paragraphs(root, "pt", "v")]


class _Story:
    """One story of the document (the body, a header, all comments): its paragraphs and tables in order."""

    def __init__(self, name: str, found: Reading, place: Place) -> None:
        self._name = name
        self._found = found
        self._place = place
        self._number = 0
        self._tables = 0

    def read(self, root: etree._Element) -> None:
        """Every paragraph once: those of tables by their cell, those of text boxes where they stand."""
        inside: dict[etree._Element, str] = {}
        for table in root.iter(_TBL):
            self._table(table, inside)
        for paragraph in root.iter(_P):
            if any(parent.tag == _FALLBACK for parent in paragraph.iterancestors()):
                continue
            cell = next((parent for parent in paragraph.iterancestors() if parent.tag == _TC), None)
            self._paragraph(paragraph, inside.get(cell) if cell is not None else None)

    def _table(self, table: etree._Element, inside: dict[etree._Element, str]) -> None:
        self._tables += 1
        cells: list[TableCell] = []
        rows = [row for row in table.iter(_TR) if _nearest(row, _TBL) is table]
        for at, row in enumerate(rows):
            column = 0
            for cell in row.iter(_TC):
                if _nearest(cell, _TR) is not row:
                    continue
                span = _span(cell)
                inside[cell] = place = f"{self._name}表{self._tables}第{at + 1}行第{column + 1}列"
                text = "\n".join(_Words(p).shown for p in cell.iter(_P)).strip()
                if text:
                    cells.append(TableCell(at, column, span, seen(text), place))
                self._place.watch.tick(1)
                column += span
        if cells:
            self._found.tables.append(Table(self._place.part, self._place.key, tuple(cells)))

    def _paragraph(self, paragraph: etree._Element, cell: str | None) -> None:
        words = _Words(paragraph)
        if not (words.shown or words.deleted or words.hidden or words.behind):
            return
        if cell is None and words.shown.strip():
            self._number += 1
        where = cell or (f"{self._name}第{self._number}段" if self._name else f"第{max(self._number, 1)}段")
        aside = "aside" if self._name in {"批注", "文档部件"} else "cell" if cell else "text"
        for place, text, kind in (
            (where, words.shown, aside),
            (f"{where}·修订删除的文字", words.deleted, "aside"),
            (f"{where}·隐藏文字", words.hidden, "aside"),
            (f"{where}·域代码", words.behind, "aside"),
        ):
            if text.strip():
                self._found.texts.append(self._place.text(place, text.strip(), kind))
        for element in paragraph.iter():
            if local(element) == "docPr":
                for name in ("descr", "title"):
                    if text := element.get(name, "").strip():
                        self._found.texts.append(self._place.text(f"{where}·图片说明", text, "aside"))


def _nearest(element: etree._Element, tag: str) -> etree._Element | None:
    return next((parent for parent in element.iterancestors() if parent.tag == tag), None)


def _span(cell: etree._Element) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = span.get(f"{_W}val", "") if span is not None else ""
    return max(1, min(int(value), 1000)) if value.isdecimal() else 1


class _Words:
    """The words of one paragraph, sorted by who sees them."""

    def __init__(self, paragraph: etree._Element) -> None:
        self.shown = self.deleted = self.hidden = self.behind = ""
        self._paragraph = paragraph
        shown: list[str] = []
        deleted: list[str] = []
        hidden: list[str] = []
        behind: list[str] = []
        for run in paragraph.iter(_R):
            state = self._state(run)
            if state == "elsewhere":
                continue
            into = {"deleted": deleted, "hidden": hidden}.get(state, shown)
            for node in run:
                if node.tag in (f"{_W}t", f"{_W}delText"):
                    into.append(node.text or "")
                elif node.tag in (f"{_W}tab", f"{_W}ptab"):
                    into.append("\t")
                elif node.tag in (f"{_W}br", f"{_W}cr"):
                    into.append("\n")
                elif node.tag == f"{_W}noBreakHyphen":
                    into.append("-")
                elif node.tag in (f"{_W}instrText", f"{_W}delInstrText"):
                    behind.append(node.text or "")
        self.shown, self.deleted = "".join(shown), "".join(deleted)
        self.hidden, self.behind = "".join(hidden), "".join(behind)

    def _state(self, run: etree._Element) -> str:
        """Whether a run is on the page, struck out, hidden, or part of another paragraph (a text box in this one)."""
        for parent in run.iterancestors():
            if parent is self._paragraph:
                break
            if parent.tag in (_P, _FALLBACK):
                return "elsewhere"
            if parent.tag in (f"{_W}del", f"{_W}moveFrom"):
                return "deleted"
        for name in ("vanish", "webHidden"):
            switch = run.find(f"{_W}rPr/{_W}{name}")
            if switch is not None and switch.get(f"{_W}val", "true") not in _OFF:
                return "hidden"
        return "shown"
