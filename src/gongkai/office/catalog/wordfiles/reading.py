"""From the bytes of a Word document to a title, a body and what was left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from gongkai.office.catalog.bodies import BODY_MOST_BYTES
from gongkai.office.catalog.wordfiles.blocks import Block, Reader
from gongkai.office.catalog.wordfiles.headings import split_title, with_headings
from gongkai.office.catalog.wordfiles.numbering import Numbering
from gongkai.office.catalog.wordfiles.opening import Package, opened_word
from gongkai.office.catalog.wordfiles.pictures import Pictures
from gongkai.office.catalog.wordfiles.runs import Context
from gongkai.office.catalog.wordfiles.styles import Styles, W
from gongkai.office.clearance.cleaning import clean_body
from gongkai.office.errors import Refused
from gongkai.office.files.kinds import megabytes
from gongkai.office.files.names import shown

_HEADING_TAGS = ("h2", "h3", "h4", "h5")


@dataclass(frozen=True, slots=True)
class Imported:
    """What a Word document says. ``notes`` are sentences on what a person should know: what was left out, what to look at."""

    title: str
    body: str
    notes: tuple[str, ...]


def read_word(source: BinaryIO, *, name: str) -> Imported:
    """The document as a title and the HTML of a body that may be kept (clearance/cleaning).

    Raises:
        Refused: not a Word document of today, hostile, damaged, too large, or nothing in it.
    """
    with opened_word(source, name) as package:
        found = converted(package)
    if found is None:
        raise Refused(f"“{shown(name)}”里没有正文部分，可能已损坏。请用 Word 或 WPS 打开，另存为 .docx 后再导入。")
    title, html, context = found
    if not html and not title:
        raise Refused(f"“{shown(name)}”里没有文字。扫描件请作为附件上传，或者先识别成文字。")
    if len(html.encode()) > BODY_MOST_BYTES:
        raise Refused(
            f"“{shown(name)}”转换后有{megabytes(len(html.encode()))}，正文最多{megabytes(BODY_MOST_BYTES)}。"
            "请把长表另存为 Excel，和图片一起作为附件上传，正文只留文字。"
        )
    return Imported(title, html, tuple(_sentences(context)))


def converted(package: Package) -> tuple[str, str, Context] | None:
    """The title and the cleaned HTML of an opened document, and what was met on the way; None where it has no body.

    Raises:
        Refused: damaged, or more than a page holds.
    """
    root = package.part("word/document.xml")
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        return None
    context = Context(package, Styles(package.part("word/styles.xml")), Pictures(package))
    reader = Reader(context, Numbering(package.part("word/numbering.xml")))
    reader.read(body)
    title, blocks = split_title(with_headings(reader.blocks))
    notes = _notes_of(package, context)
    return title, clean_body(_html(blocks, shift=_shift(blocks)) + notes), context


def _shift(blocks: Sequence[Block]) -> int:
    """How many levels all headings go up: one whose highest level is the second begins with the first here."""
    levels = [block.level for block in blocks if block.level is not None]
    return min(levels, default=0)


def _html(blocks: Sequence[Block], *, shift: int) -> str:
    found: list[str] = []
    bullets: list[Block] = []
    for block in blocks:
        if block.bullet is not None:
            bullets.append(block)
            continue
        if bullets:
            found.append(_list(bullets))
            bullets = []
        found.append(_one(block, shift))
    if bullets:
        found.append(_list(bullets))
    return "\n".join(found)


def _one(block: Block, shift: int) -> str:
    if block.table:
        return block.html
    told = f' class="align-{block.align}"' if block.align else ""
    if block.level is not None:
        tag = _HEADING_TAGS[min(block.level - shift, len(_HEADING_TAGS) - 1)]
        return f"<{tag}{told}>{re.sub(r'(?:<br>)+', ' ', block.plain)}</{tag}>"
    return f"<p{told}>{block.html}</p>"


def _list(items: Sequence[Block]) -> str:
    """Bullets with their levels as lists in lists."""
    found: list[str] = []
    depths: list[int] = []
    for item in items:
        level = item.bullet or 0
        while depths and depths[-1] > level and len(depths) > 1:
            found.append("</li></ul>")
            depths.pop()
        if not depths or depths[-1] < level:
            found.append("<ul><li>")
            depths.append(level)
        else:
            found.append("</li><li>")
        found.append(item.html)
    return "".join(found) + "</li></ul>" * len(depths)


def _notes_of(package: Package, context: Context) -> str:
    """Foot and end notes, in the order in which they are called, as paragraphs at the end."""
    if not context.notes:
        return ""
    texts: dict[tuple[str, str], etree._Element] = {}
    for kind in ("footnote", "endnote"):
        root = package.part(f"word/{kind}s.xml")
        for note in root.iter(f"{W}{kind}") if root is not None else ():
            texts[kind, note.get(f"{W}id", "")] = note
    lines = []
    asked = list(context.notes)
    for place, key in enumerate(asked, 1):
        if key not in texts:
            continue
        reader = Reader(context, Numbering(None))
        reader.read(texts[key])
        lines.append(f'<p class="no-indent">[{place}] {"<br>".join(block.html for block in reader.blocks)}</p>')
    return "\n<hr>\n" + "\n".join(lines) if lines else ""


def _sentences(context: Context) -> list[str]:
    pictures, package = context.pictures, context.package
    said = []
    if pictures.missed_large:
        said.append(f"有{pictures.missed_large}张图片太大，没有导入：请缩小后插入，或者作为附件上传。")
    if pictures.missed_kind:
        said.append(f"有{pictures.missed_kind}张图片的格式不能在网页上显示，没有导入：请另存为 PNG 后插入。")
    if "chart" in context.left_out:
        said.append("文档里的图表没有导入：请在 Word 里复制为图片后插入。")
    if "maths" in context.left_out:
        said.append("文档里的公式按文字导入，请核对；复杂的公式请作为图片插入。")
    if "contents" in context.left_out:
        said.append("文档里的目录没有导入：网页上没有页码。")
    if context.notes:
        said.append(f"{len(context.notes)}条脚注（尾注）放在正文末尾，请核对。")
    if package.has("word/comments.xml"):
        said.append("批注没有导入。")
    return said
