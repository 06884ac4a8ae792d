"""The words of a paragraph as HTML: formats, links, notes, pictures; without deletions, hidden text and field codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from lxml import etree

from gongkai.office.catalog.wordfiles.opening import Package
from gongkai.office.catalog.wordfiles.pictures import Pictures
from gongkai.office.catalog.wordfiles.styles import NOTHING, Look, Styles, W, look_of, switch, value

_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPAT = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VML = "{urn:schemas-microsoft-com:vml}imagedata"
_GONE = frozenset({f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}sdtEndPr"})
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
#: Ticked and empty boxes of the symbol fonts.
_SIGNS = {
    "F0FE": "☑",
    "F052": "☑",
    "F0A8": "□",
    "F0A3": "□",
    "F06F": "□",
    "F0FC": "√",
    "F0B7": "·",
    "F06C": "●",
    "F0D8": "➢",
}
_TAGS = ("strong", "em", "u", "s", "sup", "sub")
_DEEP = 30


@dataclass
class Context:
    """What all paragraphs of one document share: its styles and pictures, the notes met, and fields not yet ended."""

    package: Package
    styles: Styles
    pictures: Pictures
    notes: list[tuple[str, str]] = field(default_factory=list)
    #: For each open field: its code so far, and whether its result has begun.
    fields: list[tuple[str, bool]] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    boxes: list[etree._Element] = field(default_factory=list)

    @property
    def silent(self) -> bool:
        """Inside the code of a field, or in a table of contents: nothing is shown."""
        return any(not shown or re.match(r"\s*TOC\b", code) for code, shown in self.fields)


@dataclass(frozen=True, slots=True)
class Run:
    """Some HTML under formats (names of tags); ``text`` are its words."""

    html: str
    text: str
    tags: frozenset[str] = frozenset()
    look: Look = NOTHING


class Words:
    """The runs of one paragraph; ``deleted`` tells that something struck out stood there."""

    def __init__(self, paragraph: etree._Element, look: Look, context: Context) -> None:
        self._context = context
        self._under = look
        self.runs: list[Run] = []
        self.deleted = False
        self._walk(paragraph, 0, "")

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)

    def html(self, *, without: frozenset[str] = frozenset()) -> str:
        """As HTML, neighbours of one format together; ``without`` are formats that mean nothing here (bold in a heading)."""
        found: list[str] = []
        open_tags: list[str] = []
        for run in self.runs:
            wanted = [tag for tag in _TAGS if tag in run.tags - without]
            if not run.text.strip() and not wanted and "<" not in run.html:
                wanted = open_tags  # a space between two bold words does not end them
            keep = 0
            while keep < min(len(wanted), len(open_tags)) and wanted[keep] == open_tags[keep]:
                keep += 1
            found += [f"</{tag}>" for tag in reversed(open_tags[keep:])] + [f"<{tag}>" for tag in wanted[keep:]]
            open_tags = list(wanted)
            found.append(run.html)
        found += [f"</{tag}>" for tag in reversed(open_tags)]
        return "".join(found).rstrip()

    def _walk(self, element: etree._Element, depth: int, link: str) -> None:
        if depth > _DEEP:
            return
        for child in element:
            self._context.package.effort.spend()
            tag = child.tag
            if tag in (f"{W}del", f"{W}moveFrom"):
                self.deleted = True
            elif tag in _GONE or not isinstance(tag, str):
                continue
            elif tag == f"{W}r":
                self._run(child, link)
            elif tag == f"{W}hyperlink":
                self._walk(child, depth + 1, self._target(child) or link)
            elif tag == f"{W}fldSimple":
                self._context.fields.append((child.get(f"{W}instr", ""), True))
                self._walk(child, depth + 1, link)
                self._context.fields.pop()
            elif tag in (f"{_MATHS}oMath", f"{_MATHS}oMathPara"):
                self._maths(child)
            else:
                self._walk(child, depth + 1, link)

    def _target(self, element: etree._Element) -> str:
        target, outside = self._context.package.relations.get(element.get(f"{_OFFICE}id", ""), ("", False))
        return target if outside and _SAFE_LINK.fullmatch(target) else ""

    def _maths(self, element: etree._Element) -> None:
        text = "".join(node.text or "" for node in element.iter(f"{_MATHS}t"))
        if text:
            self._context.left_out.add("maths")
            self.runs.append(Run(escape(text, quote=False), text))

    def _run(self, run: etree._Element, link: str) -> None:
        properties = run.find(f"{W}rPr")
        own = look_of(None, properties).over(self._context.styles.character(value(properties, "rStyle")))
        look = own.over(self._under)
        if look.hidden or switch(properties, "webHidden"):
            self.deleted = True
            return
        tags = _formats(properties, look)
        for node in run:
            if not isinstance(node.tag, str) or self._field(node) or self._context.silent:
                continue
            html, text = self._shown(node)
            if not html:
                continue
            if link:
                html = f'<a href="{escape(link)}">{html}</a>'
            self.runs.append(Run(html, text, tags, look))

    def _field(self, node: etree._Element) -> bool:
        """Fields: the code between begin and separate is for the program, the result after it for people."""
        fields = self._context.fields
        if node.tag == f"{W}fldChar":
            kind = node.get(f"{W}fldCharType", "")
            if kind == "begin":
                fields.append(("", False))
            elif kind == "separate" and fields:
                fields[-1] = (fields[-1][0], True)
            elif kind == "end" and fields:
                fields.pop()
            return True
        if node.tag == f"{W}instrText":
            if fields:
                fields[-1] = (fields[-1][0] + (node.text or ""), fields[-1][1])
            return True
        return False

    def _shown(self, node: etree._Element) -> tuple[str, str]:
        """HTML and words of one piece of a run."""
        tag = node.tag
        if tag == f"{W}t":
            text = node.text or ""
            return escape(text, quote=False), text
        if tag in _BREAKS:
            breaks = node.get(f"{W}type", "textWrapping") == "textWrapping"
            return ("<br>", "\n") if breaks else ("", "")
        if tag in _PLAIN:
            return _PLAIN[tag], _PLAIN[tag]
        if tag == f"{W}sym":
            sign = _SIGNS.get(node.get(f"{W}char", "").upper(), "□")
            return sign, sign
        if tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            self._context.notes.append((tag.removeprefix(W).removesuffix("Reference"), node.get(f"{W}id", "")))
            mark = f"[{len(self._context.notes)}]"
            return f"<sup>{mark}</sup>", ""
        return self._drawn(node), ""

    def _drawn(self, node: etree._Element) -> str:
        """Pictures, and text boxes (kept for after the paragraph); of two renderings the first."""
        if node.tag == f"{_COMPAT}AlternateContent":
            chosen = node.find(f"{_COMPAT}Choice")
            chosen = node.find(f"{_COMPAT}Fallback") if chosen is None else chosen
            return "".join(self._drawn(child) for child in chosen) if chosen is not None else ""
        if node.tag not in (f"{W}drawing", f"{W}pict", f"{W}object"):
            return ""
        self._context.boxes += [box for box in node.iter(f"{W}txbxContent") if not _inside_box(box)]
        words = next((found.get("descr", "") for found in node.iter() if etree.QName(found).localname == "docPr"), "")
        asked = [blip.get(f"{_OFFICE}embed", "") for blip in node.iter(f"{_DRAWN}blip")]
        asked += [image.get(f"{_OFFICE}id", "") for image in node.iter(_VML)]
        if not asked and any(etree.QName(found).localname in {"chart", "relIds"} for found in node.iter()):
            self._context.left_out.add("chart")
        return "".join(self._context.pictures.tag(relation, words) for relation in dict.fromkeys(filter(None, asked)))


def _inside_box(box: etree._Element) -> bool:
    return any(parent.tag == f"{W}txbxContent" for parent in box.iterancestors())


_BREAKS = (f"{W}br", f"{W}cr")
_PLAIN = {f"{W}tab": "　", f"{W}ptab": "　", f"{W}noBreakHyphen": "-"}


def _formats(properties: etree._Element | None, look: Look) -> frozenset[str]:
    found = set()
    if look.bold:
        found.add("strong")
    if look.italic:
        found.add("em")
    if value(properties, "u") not in {"", "none"}:
        found.add("u")
    if switch(properties, "strike") or switch(properties, "dstrike"):
        found.add("s")
    place = value(properties, "vertAlign")
    if place in {"superscript", "subscript"}:
        found.add("sup" if place == "superscript" else "sub")
    return frozenset(found)
