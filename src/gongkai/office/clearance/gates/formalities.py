"""The gate for format: title, document number, dates, attachments named and present, links, placeholders, brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gongkai.office.clearance.content import Content
from gongkai.office.clearance.gates.body import BODY
from gongkai.office.clearance.gates.found import Hit
from gongkai.office.clearance.gates.links import look_at_links
from gongkai.office.clearance.gates.matching import phrases, shapes
from gongkai.office.clearance.gates.numbers import exists
from gongkai.office.clearance.gates.reading import Corpus, Spot, TextPart
from gongkai.office.clearance.gates.rules import Rules

_NUMBER = re.compile(
    r"[一-龥A-Za-z（）()·]{1,30}〔\d{4}〕[1-9]\d{0,5}号|.{2,40}(?:令|公告|通告)第[〇零一二三四五六七八九十百\d]{1,8}号|.{0,30}公告〔?\d{4}〕?年?第?\d{1,5}号"
)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})-(\d{2})|年([1-9]\d?)月([1-9]\d?)日)")
_PAIRS = (("《", "》"), ("（", "）"), ("〔", "〕"), ("【", "】"), ("「", "」"))
_LIST_MARK = re.compile(r"(?:^|[\s，。；：、（])(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[A-Za-z]|[①-⑳])$")
_NAMED = re.compile(r"^[ ]*附[ ]{0,4}件[ ]?[:：][ ]*(.*)$", re.DOTALL)
_ITEM = re.compile(r"^[ ]*(\d{1,3})[ ]?[.．、][ ]*(.+)$", re.DOTALL)
_SEEN_AT = re.compile(r"(?:见|详见|参见)附件(\d{0,3})")
_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_NOISE = re.compile(r"[\s《》〈〉“”\"'（）()【】\[\]·.,，。、:：；;_\-—]|^附件\d{0,3}|（演示）")


def look(content: Content, corpus: Corpus, rules: Rules, *, today: date) -> Iterator[Hit]:
    """What a careful clerk checks before signing."""
    yield from _title(content, corpus)
    yield from _fields(corpus, today)
    yield from _attachments(content, corpus)
    yield from look_at_links(content.body_html)
    yield from _brackets(corpus)
    yield from phrases("format", corpus, rules)
    yield from shapes("format", corpus, rules)


def _title(content: Content, corpus: Corpus) -> Iterator[Hit]:
    part = next((part for part in corpus.parts if part.kind == "title"), None)
    title = part.text.strip() if part else ""
    if part is None or not title:
        yield Hit("format.title_missing", None, part="标题", about="missing")
        return
    whole = Spot(part, 0, len(part.text))
    if len(title) > 100:
        yield Hit("format.title_long", whole, says=(("length", str(len(title))),))
    if len(title) < 4:
        yield Hit("format.title_short", whole)
    if title[-1] in "。，、；：,;.":
        yield Hit("format.title_end", whole)
    if "\n" in title:
        yield Hit("format.title_lines", whole)
    if not content.body_html.strip() and not content.attachments:
        yield Hit("format.empty", None, part=BODY, about="empty")


def _fields(corpus: Corpus, today: date) -> Iterator[Hit]:
    for part in corpus.parts:
        if part.kind != "field":
            continue
        text, whole = part.text.strip(), Spot(part, 0, len(part.text))
        if part.part in {"文号", "发文字号"} and not _NUMBER.fullmatch(text):
            yield Hit("format.number", whole)
        if part.part in {"成文日期", "印发日期", "发布日期"}:
            match = _DATE.fullmatch(text)
            if match is None:
                yield Hit("format.date_form", whole)
                continue
            year, month, day = (int(value) for value in match.groups() if value)
            if not exists(year, month, day):
                yield Hit("format.date_form", whole)
            elif date(year, month, day) > today:
                yield Hit("format.date_future", whole)


def _attachments(content: Content, corpus: Corpus) -> Iterator[Hit]:
    """附件：1.… at the end of the text names every attachment, and every name has its file (GB/T 9704-2012, 7.3.4)."""
    body = [part for part in corpus.parts if part.part == BODY and part.kind in {"text", "heading", "cell"}]
    named = _named(body)
    files = [(_reduced(file.name), file) for file in content.attachments]
    used: set[int] = set()
    for name, spot in named:
        wanted = _reduced(name)
        found = next((i for i, (have, _file) in enumerate(files) if i not in used and _same(wanted, have)), None)
        if found is None:
            yield Hit("format.attachment_missing", spot, says=(("name", name[:60]),))
        else:
            used.add(found)
    if named:
        for index, (_have, file) in enumerate(files):
            if index not in used:
                part = f"附件《{file.name[:120]}》"
                yield Hit("format.attachment_unnamed", None, part=part, key=file.name, about=file.name)
    seen: set[str] = set()
    for text in body:
        for match in _SEEN_AT.finditer(text.text):
            number = int(match[1] or 1)
            if number > len(content.attachments) and match[0] not in seen:
                seen.add(match[0])
                count = str(len(content.attachments))
                yield Hit("format.attachment_absent", Spot(text, *match.span()), says=(("count", count),))


def _named(body: list[TextPart]) -> list[tuple[str, Spot]]:
    """The names of attachments that the body lists, from the line that begins with 附件：."""
    found: list[tuple[str, Spot]] = []
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
                found.append((name, Spot(part, begin, begin + len(name))))
            listing = bool(item)
    return found


def _reduced(name: str) -> str:
    return _NOISE.sub("", _ENDING.sub("", name.strip()))


def _same(wanted: str, have: str) -> bool:
    """Whether a name in the text and the name of a file mean the same: one may leave out a leading number or an ending."""
    return bool(wanted) and (
        wanted == have or have.lstrip("0123456789") == wanted.lstrip("0123456789") or wanted in have
    )


def _brackets(corpus: Corpus) -> Iterator[Hit]:
    """Marks that stand in pairs; a closing bracket of a list mark, 1） or 一）, stands alone rightly."""
    for part in corpus.parts:
        if part.kind == "aside" or len(part.text) > 20_000:
            continue
        for opening, closing in _PAIRS:
            if opening in part.text or closing in part.text:
                yield from _unpaired(part, opening, closing)
    yield from _quotes(corpus)


def _unpaired(part: TextPart, opening: str, closing: str) -> Iterator[Hit]:
    waiting: list[int] = []
    for at, char in enumerate(part.text):
        if char == opening:
            waiting.append(at)
        elif char == closing:
            if waiting:
                waiting.pop()
            elif not (closing == "）" and _LIST_MARK.search(part.text[max(0, at - 5) : at])):
                yield Hit("format.unpaired", Spot(part, at, at + 1), says=(("mark", f"{opening}{closing}"),))
                return
    if waiting:
        at = waiting[0]
        yield Hit("format.unpaired", Spot(part, at, at + 1), says=(("mark", f"{opening}{closing}"),))


def _quotes(corpus: Corpus) -> Iterator[Hit]:
    """“ ”: a quotation over several paragraphs opens each of them anew and closes once, at its end."""
    open_since: Spot | None = None
    for part in corpus.parts:
        if part.kind not in {"text", "title", "field", "heading", "cell"}:
            continue
        if open_since is not None and (open_since.part.part != part.part or not part.text.lstrip().startswith("“")):
            if "”" in part.text and "“" not in part.text[: part.text.index("”")]:
                open_since = None
                continue
            yield Hit("format.unpaired", open_since, says=(("mark", "“”"),))
            open_since = None
        for at, char in enumerate(part.text):
            if char == "“":
                if open_since is None:
                    open_since = Spot(part, at, at + 1)
            elif char == "”":
                if open_since is None:
                    yield Hit("format.unpaired", Spot(part, at, at + 1), says=(("mark", "“”"),))
                open_since = None
    if open_since is not None:
        yield Hit("format.unpaired", open_since, says=(("mark", "“”"),))
