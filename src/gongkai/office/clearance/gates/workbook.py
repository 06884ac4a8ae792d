"""Excel workbooks for the gates: every sheet, hidden or not, and all the places a workbook keeps old data in.

Read from the package itself: ``openpyxl`` leaves out caches of pivot tables and of linked workbooks, which leak most.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lxml import etree

from gongkai.office.clearance.gates.packages import local, paragraphs, read_addresses, read_embedded, read_properties
from gongkai.office.clearance.gates.places import Place
from gongkai.office.clearance.gates.reading import Reading, Table, TableCell, seen
from gongkai.statute.readers.packages import open_package, parse_part

_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STATES = {"hidden": "（隐藏）", "veryHidden": "（深度隐藏）"}
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_DRAWN = re.compile(r"xl/(?:drawings|charts|diagrams)/[^/]+\.(?:xml|vml)")
_CACHED = re.compile(r"xl/(?:pivotCache|externalLinks|queryTables)/[^/]+\.xml|xl/connections\.xml")
_CELLS_OF_A_TABLE = 20_000
_TRUE = frozenset({"1", "true"})
_BESIDE = {
    **dict.fromkeys(("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"), "页眉页脚"),
    **dict.fromkeys(("formula1", "formula2"), "数据有效性"),
}


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    state: str
    path: str

    @property
    def place(self) -> str:
        return f"工作表“{self.name}”{_STATES.get(self.state, '')}"


def read_workbook(data: bytes, found: Reading, place: Place) -> None:
    """Cells, hidden sheets, rows and columns, comments, defined names, drawings, caches and properties."""
    with open_package(data, place.watch) as package:
        names = set(package.namelist())
        workbook = parse_part(package, "xl/workbook.xml")
        shared = _shared(package, place) if "xl/sharedStrings.xml" in names else []
        for sheet in _sheets(package, workbook):
            kind = "aside" if sheet.state in _STATES else "cell"
            found.texts.append(place.text("工作表名称", sheet.name, "aside"))
            if sheet.path in names:
                _read_sheet(package, sheet, shared, kind, found, place)
                _read_comments(package, sheet, names, found, place)
        for element in workbook.iter():
            if local(element) == "definedName" and (text := (element.text or "").strip()):
                found.texts.append(place.text(f"名称“{element.get('name', '')}”", text, "aside"))
        for name in sorted(names):
            if _DRAWN.fullmatch(name):
                root = parse_part(package, name)
                found.texts += [place.text("图形和图表", text) for text in paragraphs(root, "p", "t")]
                found.texts += [place.text("图表数据", text, "aside") for text in paragraphs(root, "pt", "v")]
            elif _CACHED.fullmatch(name):
                _read_cache(package, name, found, place)
        read_properties(package, found, place)
        read_addresses(package, found, place)
        read_embedded(package, found, place)


def _sheets(package: zipfile.ZipFile, workbook: etree._Element) -> Iterator[_Sheet]:
    targets = _targets(package, "xl/workbook.xml")
    for element in workbook.iter():
        if local(element) == "sheet":
            yield _Sheet(
                element.get("name", ""),
                element.get("state", "visible"),
                targets.get(element.get(_REL, ""), ("", ""))[0],
            )


def _targets(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """The parts a part refers to, by id: path and kind."""
    folder, _, name = part.rpartition("/")
    path = f"{folder}/_rels/{name}.rels"
    if path not in package.namelist():
        return {}
    return {
        element.get("Id", ""): (_path(folder, element.get("Target", "")), element.get("Type", "").rpartition("/")[2])
        for element in parse_part(package, path)
        if isinstance(element.tag, str) and element.get("TargetMode") != "External"
    }


def _path(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _shared(package: zipfile.ZipFile, place: Place) -> list[str]:
    strings: list[str] = []
    for element in parse_part(package, "xl/sharedStrings.xml"):
        if local(element) == "si":
            place.watch.tick()
            strings.append(_rich(element))
    return strings


def _rich(element: etree._Element) -> str:
    """The text of a string with formats; readings (phonetic) are written beside it, they are text too."""
    return "".join(node.text or "" for node in element.iter() if local(node) == "t")


@dataclass(slots=True)
class _Layout:
    """What a sheet says about its cells besides their values."""

    hidden_columns: list[tuple[int, int]]
    spans: dict[str, int]

    def hides(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)


def _read_sheet(
    package: zipfile.ZipFile, sheet: _Sheet, shared: list[str], kind: str, found: Reading, place: Place
) -> None:
    root = parse_part(package, sheet.path)
    layout = _layout(root, sheet, found, place)
    cells: list[TableCell] = []
    at_row = 0
    for row in root.iter("{*}row"):
        number = row.get("r", "")
        at_row = int(number) if number.isdecimal() else at_row + 1
        hidden_row = row.get("hidden") in _TRUE
        for position, cell in enumerate(row.iterchildren("{*}c"), 1):
            text, formula = _value(cell, shared)
            name = cell.get("r") or f"{_letters(position)}{at_row}"
            column = _column(name) or position
            hidden = hidden_row or layout.hides(column)
            where = f"{sheet.place}{name}{'（隐藏）' if hidden else ''}"
            if text:
                found.texts.append(place.text(where, text, "aside" if hidden else kind))
                if len(cells) < _CELLS_OF_A_TABLE and not hidden:
                    cells.append(TableCell(at_row - 1, column - 1, layout.spans.get(name, 1), text, where))
            if formula:
                found.texts.append(place.text(f"{where}·公式", formula, "aside"))
    if cells:
        found.tables.append(Table(place.part, place.key, tuple(cells), hidden=kind != "cell"))


def _layout(root: etree._Element, sheet: _Sheet, found: Reading, place: Place) -> _Layout:
    """Hidden columns and merged cells; headers, footers and lists of allowed values are texts."""
    layout = _Layout([], {})
    for element in root.iter("{*}col", "{*}mergeCell", *(f"{{*}}{tag}" for tag in _BESIDE)):
        tag = local(element)
        if tag == "col" and element.get("hidden") in _TRUE:
            layout.hidden_columns.append((int(element.get("min", "0")), int(element.get("max", "0"))))
        elif tag == "mergeCell":
            _merge(element.get("ref", ""), layout.spans)
        elif tag in _BESIDE and (text := (element.text or "").strip()):
            found.texts.append(place.text(f"{sheet.place}{_BESIDE[tag]}", text, "aside"))
    return layout


def _merge(reference: str, spans: dict[str, int]) -> None:
    first, _, last = reference.partition(":")
    if last:
        spans[first] = max(1, _column(last) - _column(first) + 1)


def _value(cell: etree._Element, shared: list[str]) -> tuple[str, str]:
    """The value of a cell as text, and its formula where that holds words of its own."""
    kind, value, formula, inline = cell.get("t", "n"), "", "", ""
    for child in cell:
        tag = local(child)
        if tag == "v":
            value = child.text or ""
        elif tag == "f":
            formula = child.text or ""
        elif tag == "is":
            inline = _rich(child)
    if kind == "s":
        value = shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    elif kind == "inlineStr":
        value = inline
    elif kind == "n":
        value = _number(value)
    return seen(value).strip(), formula if '"' in formula else ""


def _number(value: str) -> str:
    """A stored number as a person reads it: 1.3812345678E10 is 13812345678."""
    if not ("E" in value or "e" in value or "." in value):
        return value
    try:
        number = Decimal(value)
        plain = number.quantize(Decimal("1e-10")) if number.adjusted() < 18 else number
    except InvalidOperation:
        return value
    text = format(plain, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _column(name: str) -> int:
    match = _CELL.match(name)
    number = 0
    for letter in match[1] if match else "":
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _read_comments(package: zipfile.ZipFile, sheet: _Sheet, names: set[str], found: Reading, place: Place) -> None:
    for path, kind in _targets(package, sheet.path).values():
        if kind not in {"comments", "threadedComment"} or path not in names:
            continue
        for element in parse_part(package, path).iter():
            tag = local(element)
            if tag in {"comment", "threadedComment"}:
                text = "".join(node.text or "" for node in element.iter() if local(node) in {"t", "text"})
                if text.strip():
                    found.texts.append(place.text(f"{sheet.place}{element.get('ref', '')}·批注", text.strip(), "aside"))
            elif tag == "author" and (text := (element.text or "").strip()):
                found.texts.append(place.text(f"{sheet.place}批注·作者", text, "aside"))


def _read_cache(package: zipfile.ZipFile, name: str, found: Reading, place: Place) -> None:
    """Data that a pivot table or a link to another workbook keeps: nobody sees it, everybody gets it."""
    what = "数据透视表缓存" if "pivot" in name else "外部链接缓存"
    for element in parse_part(package, name).iter():
        tag = local(element)
        text = element.get("v", "") if tag in {"s", "n"} else (element.text or "") if tag == "v" else ""
        if tag in {"dbPr", "webPr"}:
            text = element.get("connection", "") or element.get("url", "")
        if text.strip():
            found.texts.append(place.text(what, _number(text.strip()) if tag == "n" else text.strip(), "aside"))
