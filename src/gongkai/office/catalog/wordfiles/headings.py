"""What is a title and what a heading, where the author only wrote larger or darker."""

from __future__ import annotations

import re
from dataclasses import replace

from gongkai.office.catalog.wordfiles.blocks import Block

#: Official texts number their headings so (GB/T 9704-2012): 一、（一）1.（1）; the first is set in 黑体, the second in 楷体.
_NUMBERED = (
    re.compile(r"(?:[一二三四五六七八九十百]{1,4}、|第[一二三四五六七八九十百]{1,4}[章编部分]\S*)"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十百]{1,4}节"),
    re.compile(r"\d{1,2}[.．、](?!\d)"),
)
_FACES = re.compile(r"黑体|楷体|simhei|kaiti|小标宋", re.IGNORECASE)
_ENDS = re.compile(r"[。；;：:，,！!？?]$")
_HEADING_MOST = 50
_TITLE_MOST = 300
_LOOKED_AT = 14
_BIG = 36
_GENRES = re.compile(
    r"(?:决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|办法|规定|细则|方案|规划|计划|指南|解读|目录|预案|条例|标准|规则)(?:[（(][^（）()]{1,12}[)）])?$"
)
_NO_TITLE = re.compile(r"[〔\[（(]\s*(?:19|20)\d{2}\s*[)）\]〕]\s*第?\s*\d+\s*号$|^附件\d*[：:]?$|(?:文件|简报)$")


def with_headings(blocks: list[Block]) -> list[Block]:
    """Paragraphs that only look like headings become headings; others stay.

    A short line with the number of a heading that stands by itself is one if it is set apart: bold, or in the faces that
    official texts use for headings. A line that merely begins with a number may be an item.
    """
    return [replace(block, level=_level(block)) if block.level is None else block for block in blocks]


def _level(block: Block) -> int | None:
    if block.table or block.bullet is not None or not block.text or len(block.text) > _HEADING_MOST:
        return None
    if _ENDS.search(block.text) or not (block.bold or _FACES.search(block.look.face)):
        return None
    return next((at for at, pattern in enumerate(_NUMBERED) if pattern.match(block.text)), None)


def split_title(blocks: list[Block]) -> tuple[str, list[Block]]:
    """The title and the other blocks; without a line that is surely the title, none and all of them."""
    first = [at for at, block in enumerate(blocks[:_LOOKED_AT]) if not block.table and block.text]
    upto = next((at for at, block in enumerate(blocks) if block.table), len(blocks))
    candidates = [
        at for at in first if at < upto and len(blocks[at].text) <= _TITLE_MOST and "<img" not in blocks[at].html
    ]
    chosen = _styled(blocks, candidates) or _large(blocks, candidates) or _only_heading(blocks, candidates)
    chosen = chosen or _by_words(blocks, candidates)
    if not chosen:
        return "", blocks
    title = "".join(re.sub(r"\s+", _joint, blocks[at].text) for at in chosen)
    return title[:_TITLE_MOST], [block for at, block in enumerate(blocks) if at not in chosen]


def _joint(found: re.Match[str]) -> str:
    """Blanks between Chinese signs only spread or break a title."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return " " if before.isascii() and after.isascii() else ""


def _run_from(blocks: list[Block], at: int, same: object) -> list[int]:
    """A title broken over several lines: those that follow at once and look the same."""
    found = [at]
    while found[-1] + 1 < len(blocks):
        following = blocks[found[-1] + 1]
        alike = (following.title, following.look.size, following.align) == same
        if following.table or not alike or not following.text or _NO_TITLE.search(following.text):
            break
        if sum(len(blocks[place].text) for place in found) + len(following.text) > _TITLE_MOST:
            break
        found.append(found[-1] + 1)
    return found


def _signs(block: Block) -> object:
    return (block.title, block.look.size, block.align)


def _styled(blocks: list[Block], candidates: list[int]) -> list[int]:
    at = next((at for at in candidates if blocks[at].title), None)
    return [] if at is None else _run_from(blocks, at, _signs(blocks[at]))


def _large(blocks: list[Block], candidates: list[int]) -> list[int]:
    """The largest centred line; not the organ's red head, and not the number under it."""
    found = [
        at
        for at in candidates
        if blocks[at].align == "center"
        and blocks[at].look.size >= _BIG
        and not blocks[at].look.red
        and not _NO_TITLE.search(blocks[at].text)
    ]
    if not found:
        return []
    largest = max(blocks[at].look.size for at in found)
    at = next(at for at in found if blocks[at].look.size == largest)
    return _run_from(blocks, at, _signs(blocks[at]))


def _only_heading(blocks: list[Block], candidates: list[int]) -> list[int]:
    """A first-level heading at the very beginning that is the only one."""
    tops = [at for at, block in enumerate(blocks) if block.level == 0]
    at = candidates[0] if candidates else None
    numbered = at is not None and any(pattern.match(blocks[at].text) for pattern in _NUMBERED)
    return [at] if at is not None and tops == [at] and not numbered else []


def _by_words(blocks: list[Block], candidates: list[int]) -> list[int]:
    """A centred or bold line among the first that ends like a title ("…的通知")."""
    for at in candidates[:6]:
        block = blocks[at]
        if (block.align == "center" or block.bold) and _GENRES.search(block.text) and not _NO_TITLE.search(block.text):
            if (
                at
                and at - 1 in candidates
                and _signs(blocks[at - 1]) == _signs(block)
                and _is_organ(blocks[at - 1].text)
            ):
                return [at - 1, at]
            return [at]
    return []


def _is_organ(text: str) -> bool:
    return bool(re.search(r"(?:政府|厅|局|委员会|办公室|部|处|院|中心)(?:关于.{0,60})?$", text)) or text.startswith(
        "关于"
    )
