"""Excel: comments, hidden sheets, rows and columns, outside links, caches and connections."""

from __future__ import annotations

import re

from lxml import etree

from gongkai.office.files.cleaning import cells
from gongkai.office.files.cleaning.package import Package, R
from gongkai.office.files.cleaning.removed import Removed

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CUT = {
    "comments": "批注",
    "threadedComment": "",
    "person": "批注人名单",
    "externalLink": "外部链接",
    "connections": "数据连接",
    "queryTable": "数据连接",
    "revisionHeaders": "修订记录",
    "usernames": "修订记录",
    "pivotCacheRecords": "数据透视表缓存",
    "calcChain": "",
    "customProperty": "自定义属性",
}
_MAIN = "xl/workbook.xml"
_HIDDEN = {"hidden", "veryHidden"}


def clean(parts: Package, removed: Removed) -> None:
    """Leave what is seen when the workbook is printed whole; formulas over what goes become the values they show."""
    main = next((r.target for r in parts.relations("") if r.kind == "officeDocument"), _MAIN)
    outside = [relation for relation in parts.relations(main) if relation.kind == "externalLink"]
    for part in parts.sources():
        for relation in parts.cut(part, lambda relation: relation.kind in _CUT):
            removed.note(_CUT[relation.kind], bool(_CUT[relation.kind]))
    workbook = parts.root(main)
    gone, sheets = _drop_hidden_sheets(parts, main, workbook, removed)
    names = _drop_names(workbook, gone)
    _clean_workbook(workbook)
    parts.put(main, workbook)
    lost = cells.Lost(sheets=gone, names=names, outside=bool(outside))
    hidden = {part: cells.hidden_cells(parts.root(part)) for part in sheets}
    lost.everything = any(hidden.values())
    for part in sheets:
        _clean_sheet(parts, part, lost, removed)
    cells.forget_strings(parts, main, sheets)
    for name in parts.names:
        lower = name.lower()
        if "/charts/" in lower and lower.endswith(".xml"):
            cells.unlink_chart(parts, name, lost)
        elif "/pivotcache/" in lower and "definition" in lower and lower.endswith(".xml"):
            _clean_cache(parts, name)
        elif lower.startswith("xl/tables/") and lower.endswith(".xml"):
            _clean_table(parts, name)


def _drop_hidden_sheets(
    parts: Package, main: str, workbook: etree._Element, removed: Removed
) -> tuple[list[str], list[str]]:
    """Take hidden sheets out; their names, and the parts of the sheets that stay."""
    targets = {relation.id: relation.target for relation in parts.relations(main)}
    holder = workbook.find(f"{S}sheets")
    entries = [] if holder is None else list(holder)
    hidden = [entry for entry in entries if entry.get("state") in _HIDDEN]
    for position in sorted((entries.index(entry) for entry in hidden), reverse=True):
        _shift(workbook, position)
    cut = {str(entry.get(f"{R}id")) for entry in hidden}
    for entry in hidden:
        entries.remove(entry)
        if holder is not None:
            holder.remove(entry)
        removed.note(f"隐藏的工作表“{entry.get('name', '')}”")
    if cut:
        parts.cut(main, lambda relation: relation.id in cut)
    staying = [targets.get(str(entry.get(f"{R}id")), "") for entry in entries]
    return [str(entry.get("name", "")) for entry in hidden], [
        part for part in staying if parts.has(part) and parts.root(part).tag == f"{S}worksheet"
    ]


def _shift(workbook: etree._Element, position: int) -> None:
    """The sheets behind a removed one move up: names and views count sheets."""
    for name in list(workbook.iter(f"{S}definedName")):
        local = name.get("localSheetId")
        if local is None:
            continue
        parent = name.getparent()
        if int(local) == position and parent is not None:
            parent.remove(name)
        elif int(local) > position:
            name.set("localSheetId", str(int(local) - 1))
    for view in workbook.iter(f"{S}workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            if int(view.get(attribute, "0")) >= position and view.get(attribute):
                view.set(attribute, str(max(0, int(view.get(attribute, "0")) - 1)))


def _drop_names(workbook: etree._Element, gone: list[str]) -> list[str]:
    """Names for places in sheets that go, or in other files, go too."""
    dropped: list[str] = []
    for name in list(workbook.iter(f"{S}definedName")):
        parent = name.getparent()
        if parent is not None and cells.mentions(name.text or "", gone, outside=True):
            dropped.append(str(name.get("name", "")))
            parent.remove(name)
    holder = workbook.find(f"{S}definedNames")
    if holder is not None and not len(holder):
        workbook.remove(holder)
    return dropped


def _clean_workbook(workbook: etree._Element) -> None:
    """Where the author's file lay, and who shared it."""
    for child in list(workbook):
        local = etree.QName(child).localname if isinstance(child.tag, str) else ""
        path = local == "AlternateContent" and any("absPath" in str(element.tag) for element in child.iter())
        if path or local in {"fileSharing", "externalReferences", "absPath"}:
            workbook.remove(child)


def _clean_sheet(parts: Package, part: str, lost: cells.Lost, removed: Removed) -> None:
    root = parts.root(part)
    removed.note("隐藏行列中的单元格", cells.freeze(root, lost))
    for page in root.iter(f"{S}pageSetup"):
        page.attrib.pop(f"{R}id", "")
    for name in ("legacyDrawing", "customProperties"):
        for element in list(root.findall(f"{S}{name}")):
            if name == "legacyDrawing" and not _only_notes(parts, part, str(element.get(f"{R}id", ""))):
                continue
            root.remove(element)
    parts.put(part, root)


def _only_notes(parts: Package, part: str, key: str) -> bool:
    """Whether the old drawing holds nothing but comment boxes (then it goes); else the comment boxes go out of it."""
    target = next((relation.target for relation in parts.relations(part) if relation.id == key), "")
    if not parts.has(target):
        return True
    drawing = parts.read(target)
    shapes = len(re.findall(rb"<v:shape[ >]", drawing))
    notes = len(re.findall(rb"ObjectType=[\"']Note[\"']", drawing))
    if shapes <= notes:
        parts.cut(part, lambda relation: relation.id == key)
        return True
    kept = re.sub(
        rb"<v:shape[ >](?:(?!</v:shape>).)*?ObjectType=[\"']Note[\"'].*?</v:shape>", b"", drawing, flags=re.DOTALL
    )
    parts.put(target, kept)
    return False


def _clean_cache(parts: Package, name: str) -> None:
    """A pivot table without its cache of rows shows what it shows, and asks for new data when it is changed."""
    root = parts.root(name)
    root.attrib.pop(f"{R}id", "")
    for attribute in ("refreshedBy", "refreshedDate", "refreshedDateIso", "recordCount"):
        root.attrib.pop(attribute, "")
    root.set("saveData", "0")
    parts.put(name, root)


def _clean_table(parts: Package, name: str) -> None:
    root = parts.root(name)
    if root.get("tableType") == "queryTable":
        del root.attrib["tableType"]
        for column in root.iter(f"{S}tableColumn"):
            column.attrib.pop("queryTableFieldId", "")
        parts.put(name, root)
