"""附件：1.… at the end of a text names every attachment, and every name has its file (GB/T 9704-2012, 7.3.4).

Many organs put the attachments behind the text on the same page, each under its own line 附件1: those need no file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.office.clearance.content import Content
from gongkai.office.clearance.gates.body import BODY
from gongkai.office.clearance.gates.found import Hit
from gongkai.office.clearance.gates.reading import Corpus, Spot, TextPart

_NUMERALS = "一二三四五六七八九十"
_NAMED = re.compile(r"^[ ]*附[ ]{0,4}件[ ]?[:：][ ]*(.*)$", re.DOTALL)
_ITEM = re.compile(r"^[ ]*(\d{1,3})[ ]?[.．、][ ]*(.+)$", re.DOTALL)
_BEHIND = re.compile(
    r"^[【\[]?附[ ]{0,4}件[ ]?(\d{1,3}|[一二三四五六七八九十])?[】\]]?[ ]?(?:[:：][ ]*(.*))?$", re.DOTALL
)
_SEEN_AT = re.compile(
    r"(?:见|按照|依照|按|填写|填报|下载|（|\()附件(?:[ ]?(\d{1,3}|[一二三四五六七八九十])(?![\d.．]))?(?=[）)，。；、,;的中所格填要规执报样]|《|$)"
)
_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_NOISE = re.compile(r"[\s《》〈〉“”\"'（()）【】\[\]·.,，。、:：；;_\-—]|^附件\d{0,3}|（演示）")
#: A line 附件1 with less than this behind it names a file and is not one.
_LEAST_WORDS = 40


@dataclass(frozen=True, slots=True)
class _Named:
    """An attachment that the text names."""

    number: int
    name: str
    spot: Spot


def look_at_attachments(content: Content, corpus: Corpus) -> Iterator[Hit]:
    """Names without a file, files without a name, mentions of attachments that do not exist."""
    body = [part for part in corpus.parts if part.part == BODY and part.kind in {"text", "heading", "cell"}]
    behind, lines = _behind(body)
    named = _named(body) + lines
    files = [_reduced(file.name) for file in content.attachments]
    used: set[int] = set()
    for item in named:
        wanted = _reduced(item.name)
        found = next((i for i, have in enumerate(files) if i not in used and _same(wanted, have)), None)
        if found is not None:
            used.add(found)
        elif item.number not in behind and wanted not in behind.values():
            yield Hit("format.attachment_missing", item.spot, says=(("name", item.name[:60]),))
    if named:
        for index, file in enumerate(content.attachments):
            if index not in used:
                part = f"附件《{file.name[:120]}》"
                yield Hit("format.attachment_unnamed", None, part=part, key=file.name, about=file.name)
    yield from _mentioned(body, len(content.attachments), set(behind))


def _mentioned(body: list[TextPart], files: int, behind: set[int]) -> Iterator[Hit]:
    seen: set[str] = set()
    for text in body:
        for match in _SEEN_AT.finditer(text.text):
            number = _number(match[1])
            if number > files + len(behind) and number not in behind and match[0] not in seen:
                seen.add(match[0])
                spot = Spot(text, match.start() + match[0].index("附"), match.end())
                yield Hit("format.attachment_absent", spot, says=(("count", str(files + len(behind))),))


def _number(text: str | None) -> int:
    if not text:
        return 1
    return int(text) if text.isdecimal() else _NUMERALS.index(text) + 1


def _behind(body: list[TextPart]) -> tuple[dict[int, str], list[_Named]]:
    """The attachments that stand in the body behind their own line, by number, with their titles; and lines that only name one."""
    heads = [
        (at, match) for at, part in enumerate(body) if (match := _BEHIND.match(part.text.strip())) and _is_head(match)
    ]
    found: dict[int, str] = {}
    named: list[_Named] = []
    for place, (at, match) in enumerate(heads):
        end = heads[place + 1][0] if place + 1 < len(heads) else len(body)
        follows = body[at + 1 : end]
        name = (match[2] or "").strip()
        if sum(len(part.text) for part in follows) >= _LEAST_WORDS:
            found[_number(match[1])] = _reduced(name or (follows[0].text if follows else ""))
        elif name and match[1]:
            begin = body[at].text.rfind(name)
            named.append(_Named(_number(match[1]), name, Spot(body[at], begin, begin + len(name))))
    return found, named


def _is_head(match: re.Match[str]) -> bool:
    """附件 or 附件1, or 附件1：名称 on a line of its own; 附件：名称 is the list at the end of the text."""
    return match[2] is None or (bool(match[1]) and len(match[2]) <= 120)


def _named(body: list[TextPart]) -> list[_Named]:
    """The names of attachments that the body lists, from the line that begins with 附件：."""
    found: list[_Named] = []
    listing = False
    for part in body:
        at = 0
        for line in part.text.split("\n"):
            start = at
            at += len(line) + 1
            first = _NAMED.match(line)
            item = _ITEM.match(first[1] if first else line)
            if first and (first[1].strip() or item):
                listing = True
            elif not (listing and item):
                listing = listing and bool(first)
                continue
            name = (item[2] if item else first[1] if first else "").strip().rstrip("。；;")
            if name and len(name) <= 120:
                begin = start + line.rfind(name)
                number = int(item[1]) if item else 1
                found.append(_Named(number, name, Spot(part, begin, begin + len(name))))
            listing = bool(item)
    return found


def _reduced(name: str) -> str:
    return _NOISE.sub("", _ENDING.sub("", name.strip()))


def _same(wanted: str, have: str) -> bool:
    """Whether a name in the text and the name of a file mean the same: one may leave out a leading number or an ending."""
    return bool(wanted) and (
        wanted == have or have.lstrip("0123456789") == wanted.lstrip("0123456789") or wanted in have
    )
