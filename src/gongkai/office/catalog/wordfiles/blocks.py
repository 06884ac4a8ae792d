"""The body of a document as blocks: paragraphs with their level, number and place, and tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from gongkai.office.catalog.wordfiles.numbering import Numbering
from gongkai.office.catalog.wordfiles.runs import Context, Words
from gongkai.office.catalog.wordfiles.styles import NOTHING, Look, W, look_of, value
from gongkai.office.catalog.wordfiles.tables import table_html

_HOLDERS = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"})
_BOLD = frozenset({"strong"})
_ALIGNS = {"center": "center", "right": "right", "end": "right"}
_LEADING = re.compile(r"^((?:<\w+>)*)[ \t\u00a0\u3000]+")
#: Blanks and indents from which a short line is meant to stand at the right (signature, date).
_PUSHED_EMS, _PUSHED_TWIPS, _SHORT = 8, 3600, 40
_DEEP = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table (``table``). ``level`` is that of a heading, from 0; ``bullet`` that of a list."""

    html: str
    text: str = ""
    plain: str = ""
    level: int | None = None
    bullet: int | None = None
    align: str = ""
    table: bool = False
    title: bool = False
    look: Look = NOTHING
    bold: bool = False


class Reader:
    """Reads blocks in order; a paragraph whose end was struck out goes on in the next."""

    def __init__(self, context: Context, numbering: Numbering) -> None:
        self._context = context
        self._numbering = numbering
        self._carried: list[Words] = []
        self.blocks: list[Block] = []

    def read(self, parent: etree._Element, depth: int = 0) -> None:
        """All that stands in a body, a content control or a text box."""
        if depth > _DEEP:
            return
        for child in parent:
            self._context.package.effort.spend()
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag in _HOLDERS and not _is_contents(child):
                self.read(child, depth + 1)
            elif _is_contents(child):
                self._context.left_out.add("contents")
            while self._context.boxes:
                self.read(self._context.boxes.pop(0), depth + 1)

    def _paragraph(self, paragraph: etree._Element) -> None:
        properties = paragraph.find(f"{W}pPr")
        style = value(properties, "pStyle")
        look = look_of(properties, None).over(self._context.styles.look(style))
        words = Words(paragraph, look, self._context)
        if look.contents or self._context.silent:
            self._context.left_out.add("contents")
            return
        mark = properties.find(f"{W}rPr") if properties is not None else None
        if mark is not None and mark.find(f"{W}del") is not None:
            self._carried.append(words)
            return
        for earlier in reversed(self._carried):
            words.runs[:0] = earlier.runs
            words.deleted = words.deleted or earlier.deleted
        self._carried = []
        blank = not words.text.strip() and not any("<img" in run.html for run in words.runs)
        if blank and words.deleted:
            return
        label, bullet = self._label(look, style)
        if not blank:
            self.blocks.append(_block(words, look, label, bullet))

    def _label(self, look: Look, style: str) -> tuple[str, int | None]:
        """What the numbering puts before a paragraph, and the level of its bullet."""
        if not look.number or look.number == "0":
            return "", None
        level = look.level if look.level is not None else self._numbering.level_of_style(look.number, style)
        found = self._numbering.label(look.number, level)
        if found is None:
            return "", None
        label, is_bullet = found
        return (label, None) if not is_bullet else ("", level)

    def _table(self, table: etree._Element) -> None:
        if html := table_html(table, self._cell):
            self.blocks.append(Block(html, table=True))

    def _cell(self, cell: etree._Element) -> tuple[str, str, bool]:
        inner = Reader(self._context, self._numbering)
        inner.read(cell, _DEEP - 4)
        lines = [block.html for block in inner.blocks]
        aligns = {block.align for block in inner.blocks}
        bold = bool(inner.blocks) and all(block.bold for block in inner.blocks)
        if bold:
            lines = [block.plain if not block.table else block.html for block in inner.blocks]
        html = "<br>".join(lines) if not any(block.table for block in inner.blocks) else "".join(lines)
        return (f"<strong>{html}</strong>" if bold and html else html), aligns.pop() if len(aligns) == 1 else "", bold


def _block(words: Words, look: Look, label: str, bullet: int | None) -> Block:
    written = [run for run in words.runs if run.text.strip()]
    bold = bool(written) and all("strong" in run.tags for run in written)
    main = max(written, key=lambda run: len(run.text)).look if written else look
    heading = look.outline if look.outline is not None and look.outline < 9 and words.text.strip() else None
    html, plain = words.html(), words.html(without=_BOLD)
    text = words.text.strip().replace("\n", " ")
    before = words.text[: len(words.text) - len(words.text.lstrip())]
    html, plain = _LEADING.sub(r"\1", html), _LEADING.sub(r"\1", plain)
    if label:
        spaced = f"{label}{_gap_after(label)}"
        html, plain, text = f"{spaced}{html}", f"{spaced}{plain}", f"{spaced}{text}"
    align = _ALIGNS.get(look.align, "")
    pushed = _ems(before) >= _PUSHED_EMS or look.left >= _PUSHED_TWIPS
    if not align and pushed and len(text) <= _SHORT and not label:
        align = "right"
    return Block(
        html=html,
        text=text,
        plain=plain,
        level=heading,
        bullet=bullet if heading is None else None,
        align=align,
        title=look.title,
        look=replace(main, align=look.align),
        bold=bold,
    )


def _gap_after(label: str) -> str:
    """What stands between a number and its words: Word leaves a gap that a web page would lose.

    >>> [_gap_after(label) for label in ("第一条", "1.", "（一）")]
    ['\u3000', ' ', '']
    """
    if re.fullmatch(r"第.{1,12}[编章节条款篇项]", label):
        return "\u3000"
    return " " if re.search(r"[.．)A-Za-z0-9]$", label) else ""


def _ems(blanks: str) -> float:
    """How wide blanks are, in signs: a narrow blank is half of one."""
    return sum(1.0 if sign in "\u3000\t" else 0.5 for sign in blanks)


def _is_contents(element: etree._Element) -> bool:
    """Whether a content control holds a table of contents: it lists pages that a web page does not have."""
    if element.tag != f"{W}sdt":
        return False
    gallery = value(element.find(f"{W}sdtPr/{W}docPartObj"), "docPartGallery")
    return gallery == "Table of Contents"
