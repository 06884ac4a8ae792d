"""PowerPoint: comments, notes, hidden slides and hidden shapes."""

from __future__ import annotations

from lxml import etree

from gongkai.office.files.cleaning.package import Package, R
from gongkai.office.files.cleaning.removed import Removed

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CUT = {"comments": "批注", "commentAuthors": "批注人名单", "authors": "批注人名单", "notesSlide": "备注页", "tags": ""}
_MAIN = "ppt/presentation.xml"


def clean(parts: Package, removed: Removed) -> None:
    """Leave what is shown when the slides are played."""
    _drop_hidden_slides(parts, removed)
    for part in parts.sources():
        gone = parts.cut(part, lambda relation: relation.kind in _CUT)
        for relation in gone:
            removed.note(_CUT[relation.kind], bool(_CUT[relation.kind]))
        _drop_references(parts, part, {relation.id for relation in gone})
    for name in parts.names:
        if name.startswith("ppt/slides/") and name.endswith(".xml"):
            _drop_hidden_shapes(parts, name, removed)


def _drop_hidden_slides(parts: Package, removed: Removed) -> None:
    slides = {relation.id: relation.target for relation in parts.relations(_MAIN) if relation.kind == "slide"}
    hidden = {key: target for key, target in slides.items() if parts.root(target).get("show") in {"0", "false"}}
    if not hidden:
        return
    root = parts.root(_MAIN)
    numbers = set()
    for entry in list(root.iter(f"{P}sldId")):
        if entry.get(f"{R}id") in hidden:
            numbers.add(entry.get("id"))
            _remove(entry)
    for entry in [element for element in root.iter() if _local(element) == "sldId" and element.get("id") in numbers]:
        _remove(entry)  # the sections of the presentation name its slides too
    for entry in [element for element in root.iter(f"{P}sld") if element.get(f"{R}id") in hidden]:
        _remove(entry)  # shows made of chosen slides
    parts.put(_MAIN, root)
    for part in parts.sources():
        gone = parts.cut(part, lambda relation: relation.target in hidden.values() and not relation.external)
        _drop_references(parts, part, {relation.id for relation in gone})
    removed.note("隐藏的幻灯片", len(hidden))


def _drop_references(parts: Package, part: str, ids: set[str]) -> None:
    """Links and tags that led along a cut relation go with it."""
    if not ids or not part.endswith(".xml") or not parts.has(part):
        return
    root = parts.root(part)
    found = [
        element
        for element in root.iter()
        if element.get(f"{R}id") in ids and _local(element) in {"hlinkClick", "hlinkHover", "tags"}
    ]
    for element in found:
        _remove(element)
    if found:
        parts.put(part, root)


def _drop_hidden_shapes(parts: Package, name: str, removed: Removed) -> None:
    root = parts.root(name)
    found = [element for element in root.iter(f"{P}cNvPr") if element.get("hidden") in {"1", "true"}]
    for element in found:
        shape = element.getparent()
        if shape is not None and shape.getparent() is not None:
            _remove(shape.getparent())
    if found:
        parts.put(name, root)
        removed.note("隐藏的对象", len(found))


def _remove(element: etree._Element | None) -> None:
    parent = None if element is None else element.getparent()
    if element is not None and parent is not None:
        parent.remove(element)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
