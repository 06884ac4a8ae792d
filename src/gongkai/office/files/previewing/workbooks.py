"""Excel workbooks: each sheet that is seen, as far as a page holds, with its merged cells and the words of its numbers.

A sheet is read from its beginning and only as far as it is shown, so that one of a million rows costs little more than a short one.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from gongkai.office.files.cleaning.package import Package, R
from gongkai.office.files.inspection.opening import package
from gongkai.office.files.previewing import limits
from gongkai.office.files.previewing.cellwords import BUILT_IN
from gongkai.office.files.previewing.made import CannotShow, Preview, Sheet
from gongkai.office.files.previewing.sheetrows import Book, Found, SharedWords, read_sheet
from gongkai.office.files.previewing.tables import sheet

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TRUE = frozenset({"1", "true", "on"})


@dataclass(slots=True)
class _Read:
    """The sheets as they are read, before the shared words are known."""

    found: list[tuple[str, Found]] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    cells: int = 0


def read(path: Path, page: int) -> Preview:
    """The sheets of a workbook."""
    del page
    with package(path) as opened:
        parts = Package(opened)
        main = next((found.target for found in parts.relations("") if found.kind == "officeDocument"), "")
        if not parts.has(main):
            raise CannotShow("工作簿的结构不完整")
        workbook = parts.root(main)
        targets = {found.id: found for found in parts.relations(main)}
        kinds = {found.kind: found.target for found in targets.values()}
        book = Book(_formats(parts, kinds.get("styles", "")), _from_1904(workbook))
        told = _Read()
        entries = [entry for entry in workbook.iter(f"{S}sheet") if _is_seen(entry, told)]
        for entry in entries[: limits.SHEETS_MOST]:
            relation = targets.get(str(entry.get(f"{R}id")))
            _sheet(opened, parts, str(entry.get("name", "")), relation.target if relation else "", book, told)
        if len(entries) > limits.SHEETS_MOST:
            told.notes.append(f"共{len(entries)}张工作表，只显示前{limits.SHEETS_MOST}张，其余请下载查看。")
        words = SharedWords(opened, kinds.get("sharedStrings", ""), [found for _name, found in told.found])
    sheets = tuple(_shown(name, found, words) for name, found in told.found)
    told.notes += [f"“{name}”里的图表没有显示，请下载查看。" for name in told.charts]
    if not sheets:
        return Preview(why="没有可以显示的工作表", hidden=tuple(told.hidden))
    return Preview(sheets=sheets, notes=tuple(told.notes), hidden=tuple(told.hidden))


def _is_seen(entry: etree._Element, told: _Read) -> bool:
    if entry.get("state") not in {"hidden", "veryHidden"}:
        return True
    told.hidden.append(f"工作表“{entry.get('name', '')}”是隐藏的。")
    return False


def _sheet(opened: zipfile.ZipFile, parts: Package, name: str, part: str, book: Book, told: _Read) -> None:
    relations = parts.relations(part)
    kinds = {found.kind for found in relations}
    if kinds & {"comments", "threadedComment"}:
        told.hidden.append(f"工作表“{name}”上有批注。")
    drawings = [found.target for found in relations if found.kind == "drawing"]
    if any(inner.kind in {"chart", "image"} for target in drawings for inner in parts.relations(target)):
        told.charts.append(name)
    if not parts.has(part) or "/worksheets/" not in f"/{part.lower()}":
        return
    if told.cells >= limits.CELLS_MOST:
        told.notes.append(f"工作表“{name}”没有显示，请下载查看。")
        return
    found = read_sheet(opened, part, book, most_cells=min(limits.SHEET_CELLS_MOST, limits.CELLS_MOST - told.cells))
    told.cells += sum(min(len(cells), limits.COLUMNS_MOST) for _number, cells in found.rows)
    told.found.append((name, found))
    for count, what in ((found.hidden_rows, "行"), (len(found.hidden_columns), "列")):
        if count:
            told.hidden.append(f"工作表“{name}”里隐藏了{count}{what}。")


def _shown(name: str, found: Found, words: SharedWords) -> Sheet:
    rows = [(number, {column: words.of(value) for column, value in cells.items()}) for number, cells in found.rows]
    filled = [(number, cells) for number, cells in rows if any(text.strip() for text in cells.values())]
    return sheet(
        name,
        filled,
        reaches=found.reaches,
        hides=frozenset(found.hidden_columns),
        wide=found.last_column,
        more=found.more,
        notes=_notes(found, filled=bool(filled)),
    )


def _notes(found: Found, *, filled: bool) -> list[str]:
    said = [] if filled else ["这张工作表是空的。"]
    if found.uncomputed:
        said.append("有公式没有存下计算结果，请下载后打开查看。")
    return said


def _formats(parts: Package, part: str) -> list[str]:
    """The format of each style that cells name by number."""
    if not parts.has(part):
        return []
    root = parts.root(part)
    own = {str(found.get("numFmtId")): str(found.get("formatCode", "")) for found in root.iter(f"{S}numFmt")}
    styles = root.find(f"{S}cellXfs")
    numbers = [str(style.get("numFmtId", "0")) for style in styles] if styles is not None else []
    return [own.get(number) or BUILT_IN.get(int(number) if number.isdecimal() else 0, "") for number in numbers]


def _from_1904(workbook: etree._Element) -> bool:
    properties = workbook.find(f"{S}workbookPr")
    return properties is not None and properties.get("date1904") in _TRUE
