"""Word: comments, tracked changes, hidden text, traces of editing sessions, templates and mail merges."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from gongkai.office.files.cleaning.package import Package
from gongkai.office.files.cleaning.removed import Removed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_O = "{urn:schemas-microsoft-com:office:office}"
_CUT = {
    "comments": "批注",
    "commentsExtended": "",
    "commentsIds": "",
    "commentsExtensible": "",
    "people": "审阅人名单",
    "glossaryDocument": "自动图文集",
    "attachedTemplate": "模板路径",
    "mailMergeSource": "邮件合并数据源",
    "mailMergeHeaderSource": "邮件合并数据源",
    "recipientData": "邮件合并数据源",
    "oleObject": "嵌入的对象数据（保留其图片）",
}
_CHANGED_FORMAT = {
    f"{W}{name}"
    for name in (
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tcPrChange", "trPrChange",
        "tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge",
    )
}  # fmt: skip
_RANGE_MARKS = re.compile(r"(?:moveFrom|moveTo|customXml(?:Ins|Del|MoveFrom|MoveTo))Range(?:Start|End)")
_SETTINGS_GONE = {f"{W}{name}" for name in ("rsids", "trackRevisions", "docVars", "attachedTemplate", "mailMerge")}
_OFF = {"0", "false", "off"}


def clean(parts: Package, removed: Removed) -> None:
    """Leave what a reader of the printed page sees, as if all changes had been accepted."""
    for part in parts.sources():
        for relation in parts.cut(part, lambda relation: relation.kind in _CUT):
            removed.note(_CUT[relation.kind], bool(_CUT[relation.kind]) and relation.kind != "comments")
    hidden = _hidden_styles(parts)
    for name in parts.names:
        if not (name.startswith("word/") and name.endswith(".xml")):
            continue
        data = parts.read(name)
        if b"wordprocessingml/2006/main" not in data:
            continue
        root = parts.root(name)
        if root.tag in {f"{W}{tag}" for tag in ("document", "hdr", "ftr", "footnotes", "endnotes")}:
            _clean_story(root, hidden, removed)
        elif root.tag == f"{W}settings":
            for element in [
                child for child in root if child.tag in _SETTINGS_GONE or etree.QName(child).localname == "docId"
            ]:
                root.remove(element)
        _drop(root.iter(*_CHANGED_FORMAT, f"{W}rsid"))
        _forget_sessions(root)
        if etree.tostring(root) != etree.tostring(etree.fromstring(data)):
            parts.put(name, root)


def _clean_story(root: etree._Element, hidden: set[str], removed: Removed) -> None:
    removed.note("批注", len(list(root.iter(f"{W}commentReference"))))
    _drop_comments(root)
    removed.note("修订", _accept_changes(root))
    removed.note("隐藏文字", _drop_hidden(root, hidden))
    _drop(root.iter(f"{_O}OLEObject", f"{W}printerSettings"))


def _drop(elements: Iterable[etree._Element]) -> int:
    """Remove elements; how many."""
    found = list(elements)
    for element in found:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return len(found)


def _drop_comments(root: etree._Element) -> None:
    for reference in list(root.iter(f"{W}commentReference")):
        run = reference.getparent()
        if run is not None:
            run.remove(reference)
            if run.tag == f"{W}r" and all(child.tag == f"{W}rPr" for child in run):
                _drop([run])
    _drop(root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd"))


def _accept_changes(root: etree._Element) -> int:
    """All insertions stay, all deletions go, formats are as they are now; how many changes there were."""
    changes = _CHANGED_FORMAT | {f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo")}
    count = sum(1 for _ in root.iter(*changes))
    if not count:
        return 0
    _drop([row for row in root.iter(f"{W}tr") if row.find(f"{W}trPr/{W}del") is not None])
    _drop([cell for cell in root.iter(f"{W}tc") if cell.find(f"{W}tcPr/{W}cellDel") is not None])
    ended = [
        paragraph
        for paragraph in root.iter(f"{W}p")
        if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None
        or paragraph.find(f"{W}pPr/{W}rPr/{W}moveFrom") is not None
    ]
    _drop(root.iter(f"{W}del", f"{W}moveFrom"))
    for element in list(root.iter(f"{W}ins", f"{W}moveTo")):
        _unwrap(element)
    for paragraph in ended:
        _join_with_next(paragraph)
    _drop([element for element in root.iter(f"{W}*") if _RANGE_MARKS.fullmatch(etree.QName(element).localname)])
    return count


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for child in list(element):
        parent.insert(place, child)
        place += 1
    parent.remove(element)


def _join_with_next(paragraph: etree._Element) -> None:
    """A paragraph whose end was deleted runs on in the next one."""
    following = paragraph.getnext()
    content = [child for child in paragraph if child.tag != f"{W}pPr"]
    if paragraph.find(f"{W}pPr/{W}sectPr") is not None:
        return
    if following is not None and following.tag == f"{W}p":
        place = 1 if following.find(f"{W}pPr") is not None else 0
        for child in content:
            following.insert(place, child)
            place += 1
        _drop([paragraph])
    elif not content and paragraph.getprevious() is not None and following is not None:
        _drop([paragraph])


def _hidden_styles(parts: Package) -> set[str]:
    """The styles that hide what is written in them, by themselves or by the style they are based on."""
    if not parts.has("word/styles.xml"):
        return set()
    styles = {str(style.get(f"{W}styleId", "")): style for style in parts.root("word/styles.xml").iter(f"{W}style")}
    found: set[str] = set()
    for name in styles:
        current, seen = name, set[str]()
        while current in styles and current not in seen:
            seen.add(current)
            said = styles[current].find(f"{W}rPr/{W}vanish")
            if said is not None:
                if said.get(f"{W}val") not in _OFF:
                    found.add(name)
                break
            based = styles[current].find(f"{W}basedOn")
            current = "" if based is None else str(based.get(f"{W}val", ""))
    return found


def _drop_hidden(root: etree._Element, hidden: set[str]) -> int:
    """Remove runs that are hidden; a field stays whole or goes whole."""
    count = 0
    for paragraph in list(root.iter(f"{W}p")):
        runs = [run for run in paragraph.iter(f"{W}r") if _is_hidden(run, paragraph, hidden)]
        marks = [str(mark.get(f"{W}fldCharType")) for run in runs for mark in run.iter(f"{W}fldChar")]
        if marks.count("begin") != marks.count("end"):
            runs = [run for run in runs if run.find(f"{W}fldChar") is None]
        count += _drop(run for run in runs if run.getparent() is not None)
    return count


def _is_hidden(run: etree._Element, paragraph: etree._Element, hidden: set[str]) -> bool:
    said = run.find(f"{W}rPr/{W}vanish")
    if said is not None:
        return said.get(f"{W}val") not in _OFF
    if not hidden:
        return False
    used = (run.find(f"{W}rPr/{W}rStyle"), paragraph.find(f"{W}pPr/{W}pStyle"))
    return any(style is not None and style.get(f"{W}val") in hidden for style in used)


def _forget_sessions(root: etree._Element) -> None:
    """Every editing session leaves its number on what it touched."""
    for element in root.iter(f"{W}*"):
        for name in [name for name in element.attrib if str(name).startswith(f"{W}rsid")]:
            del element.attrib[name]
