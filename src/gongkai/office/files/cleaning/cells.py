"""The cells of a sheet being cleaned: formulas over what goes, hidden rows and columns, strings nobody shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from gongkai.office.files.cleaning.package import Package

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OUTSIDE = re.compile(r"\[\d+\]")
_COLUMN = re.compile(r"[A-Z]+")


@dataclass
class Lost:
    """What formulas may no longer speak of. ``everything``: hidden cells go, so that every formula becomes its value."""

    sheets: Sequence[str]
    names: Sequence[str]
    outside: bool
    everything: bool = False

    def touched_by(self, formula: str) -> bool:
        """Whether a formula speaks of something that goes."""
        if self.everything or mentions(formula, self.sheets, outside=self.outside):
            return True
        return any(re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.(])", formula) for name in self.names)


def mentions(formula: str, sheets: Sequence[str], *, outside: bool) -> bool:
    """Whether a formula names one of these sheets, alone or as an end of a range of sheets, or another file.

    >>> mentions("SUM(底稿!A1:A9)", ["底稿"], outside=False), mentions("'一 表'!A1+底稿2!B1", ["底稿"], outside=False)
    (True, False)
    """
    if outside and _OUTSIDE.search(formula):
        return True
    for sheet in sheets:
        plain, quoted = re.escape(sheet), re.escape(sheet.replace("'", "''"))
        if re.search(rf"(?<![\w.']){plain}(?::[^!'\s]+)?!|:{plain}!|'(?:[^']*:)?{quoted}(?::[^']*)?'!", formula):
            return True
    return False


def hidden_cells(root: etree._Element) -> list[etree._Element]:
    """The cells with something in them that stand in hidden rows or columns."""
    spans = [
        (int(column.get("min", "0")), int(column.get("max", "0")))
        for column in root.iter(f"{S}col")
        if column.get("hidden") in {"1", "true"} or column.get("width") == "0"
    ]
    found: list[etree._Element] = []
    for row in root.iter(f"{S}row"):
        whole = row.get("hidden") in {"1", "true"} or row.get("ht") == "0"
        for position, cell in enumerate(row.iterchildren(f"{S}c"), 1):
            if len(cell) and (whole or _within(_column_of(cell, position), spans)):
                found.append(cell)
    return found


def _column_of(cell: etree._Element, position: int) -> int:
    letters = _COLUMN.match(str(cell.get("r", "")))
    if not letters:
        return position
    number = 0
    for letter in letters.group():
        number = number * 26 + ord(letter) - 64
    return number


def _within(column: int, spans: list[tuple[int, int]]) -> bool:
    return any(first <= column <= last for first, last in spans)


def freeze(root: etree._Element, lost: Lost) -> int:
    """Make formulas over what goes into their values, empty hidden cells; how many cells were emptied."""
    narrow = Lost(lost.sheets, lost.names, lost.outside)
    touched = {
        formula.get("si")
        for formula in root.iter(f"{S}f")
        if formula.get("t") == "shared" and narrow.touched_by(formula.text or "")
    }
    for formula in list(root.iter(f"{S}f")):
        cell = formula.getparent()
        if cell is None:
            continue
        must = formula.get("si") in touched or narrow.touched_by(formula.text or "")
        # What no program has computed yet has no value to become, unless it hangs on a formula that went.
        can = bool(cell.findtext(f"{S}v")) or (formula.get("t") == "shared" and not formula.text)
        if must or (lost.everything and can):
            cell.remove(formula)
    hidden = hidden_cells(root)
    for cell in hidden:
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", "")
    _drop_rules(root, narrow)
    return len(hidden)


def _drop_rules(root: etree._Element, lost: Lost) -> None:
    """Lists to choose from and conditional formats that look into what goes."""
    for element in list(root.iter()):
        local = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if local not in {"dataValidation", "cfRule"}:
            continue
        if any(lost.touched_by(child.text or "") for child in element.iter() if child is not element):
            _remove_with_empty_parents(element)


def _remove_with_empty_parents(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    local = etree.QName(parent).localname
    left = [child for child in parent if etree.QName(child).localname in {"dataValidation", "cfRule"}]
    if parent.get("count") is not None:
        parent.set("count", str(len(left)))
    holder = local in {"dataValidations", "conditionalFormatting", "conditionalFormattings"}
    if (holder and not left) or (local == "ext" and not len(parent)):
        _remove_with_empty_parents(parent)


def forget_strings(parts: Package, main: str, sheets: Sequence[str]) -> None:
    """Empty the shared strings that no remaining cell shows: they would carry the hidden sheets' words."""
    holder = next((r.target for r in parts.relations(main) if r.kind == "sharedStrings"), "")
    if not parts.has(holder):
        return
    used: set[int] = set()
    for part in sheets:
        for cell in parts.root(part).iter(f"{S}c"):
            if cell.get("t") == "s" and (value := cell.findtext(f"{S}v", "").strip()).isdigit():
                used.add(int(value))
    root = parts.root(holder)
    changed = False
    for number, entry in enumerate(root.findall(f"{S}si")):
        if number not in used and "".join(str(text) for text in entry.itertext()).strip():
            for child in list(entry):
                entry.remove(child)
            etree.SubElement(entry, f"{S}t")
            changed = True
    if changed:
        parts.put(holder, root)


def unlink_chart(parts: Package, name: str, lost: Lost) -> None:
    """A chart over what goes keeps the values it shows; where they came from is forgotten."""
    root = parts.root(name)
    narrow = Lost(lost.sheets, lost.names, lost.outside)
    found = [
        element
        for element in root.iter()
        if isinstance(element.tag, str)
        and etree.QName(element).localname == "f"
        and narrow.touched_by(element.text or "")
    ]
    for element in found:
        element.text = "#REF!"
    if found:
        parts.put(name, root)
