"""A Word document as a preview shows it. Runs in the process of files/previewing/child.py: no settings, no database."""

from __future__ import annotations

import zipfile
from html import escape
from pathlib import Path

from gongkai.office.catalog.wordfiles import converted
from gongkai.office.catalog.wordfiles.opening import Package
from gongkai.office.catalog.wordfiles.runs import Context
from gongkai.office.catalog.wordfiles.styles import W
from gongkai.office.errors import Refused
from gongkai.office.files.inspection.opening import package
from gongkai.office.files.previewing import limits
from gongkai.office.files.previewing.made import CannotShow, Preview

_TOO_LONG = "文档太长，或者结构不寻常，不能转换成网页"


def read(path: Path, page: int) -> Preview:
    """The document with its headings, tables, numbers and pictures."""
    del page
    try:
        with package(path) as opened:
            word = Package(opened)
            found = converted(word)
            hidden = _hidden(opened, word)
    except Refused as refused:  # its words are for whoever brings a document into the editor
        raise CannotShow(_TOO_LONG) from refused
    if found is None:
        raise CannotShow("文档里没有正文")
    title, html, context = found
    if title:
        html = f'<h2 class="align-center">{escape(title)}</h2>\n{html}'
    if len(html.encode()) > limits.HTML_MOST_BYTES:
        raise CannotShow(_TOO_LONG)
    if not html:
        return Preview(why="文档里没有文字", hidden=hidden)
    return Preview(html=html, notes=tuple(_notes(context)), hidden=hidden)


def _notes(context: Context) -> list[str]:
    """What stands in the document and not on the page."""
    missed = context.pictures.missed_large + context.pictures.missed_kind
    said = []
    if missed:
        said.append(f"有{missed}张图片没有显示，请下载查看。")
    if "chart" in context.left_out:
        said.append("图表没有显示，请下载查看。")
    if "maths" in context.left_out:
        said.append("公式按文字显示，以下载的文件为准。")
    if context.notes:
        said.append("脚注（尾注）放在文末。")
    return said


def _hidden(opened: zipfile.ZipFile, word: Package) -> tuple[str, ...]:
    """What the document holds and does not show."""
    said = []
    if any(name.lower().startswith("word/comments") for name in opened.namelist()):
        said.append("文档里有批注。")
    root = word.part("word/document.xml")
    if root is not None:
        if next(root.iter(f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"), None) is not None:
            said.append("文档里有修订，这里显示的是接受全部修订后的样子。")
        if any(mark.get(f"{W}val") not in {"0", "false", "off"} for mark in root.iter(f"{W}vanish")):
            said.append("文档里有隐藏的文字。")
    return tuple(said)
