"""Plain text, from its beginning."""

from __future__ import annotations

from pathlib import Path

from gongkai.office.files.inspection.texts import encoding_of
from gongkai.office.files.previewing import limits
from gongkai.office.files.previewing.made import CannotShow, Preview


def read(path: Path, page: int) -> Preview:
    """The text, up to what a page holds."""
    del page
    if not (encoding := encoding_of(path)):
        raise CannotShow("文件里有不是文字的内容")
    with path.open(encoding=encoding) as source:
        text = source.read(limits.TEXT_MOST + 1)
    if not text.strip():
        raise CannotShow("文件里没有内容")
    more = len(text) > limits.TEXT_MOST
    note = (f"只显示前{limits.TEXT_MOST // 10_000}万字，其余请下载查看。",) if more else ()
    return Preview(text=text[: limits.TEXT_MOST].strip("\r\n\ufeff"), notes=note)
