"""The gate for format: title, document number, dates, attachments named and present, links, placeholders, brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gongkai.office.clearance.content import Content
from gongkai.office.clearance.gates.attachments import look_at_attachments
from gongkai.office.clearance.gates.body import ADDRESS, BODY
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
_ENDS = frozenset("。！？；：!?;:")
_MOST_LINES = 3
_PAIRS = (("《", "》"), ("（", "）"), ("〔", "〕"), ("【", "】"), ("「", "」"))
_LIST_MARK = re.compile(r"(?:^|[\s，。；：、（])(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[A-Za-z]|[①-⑳])$")


def look(content: Content, corpus: Corpus, rules: Rules, *, today: date) -> Iterator[Hit]:
    """What a careful clerk checks before signing."""
    yield from _title(content, corpus)
    yield from _fields(corpus, today)
    yield from look_at_attachments(content, corpus)
    yield from look_at_links(
        content.body_html, [part for part in corpus.parts if part.part == BODY and part.kind != "aside"]
    )
    yield from _brackets(corpus)
    yield from phrases("format", corpus, rules)
    for hit in shapes("format", corpus, rules):
        # What a link of the body leads to is looked at above, as an address.
        if not (
            hit.code == "format.inside_address"
            and hit.spot
            and hit.spot.part.place == ADDRESS
            and hit.spot.part.part == BODY
        ):
            yield hit


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


def _brackets(corpus: Corpus) -> Iterator[Hit]:
    """Marks that stand in pairs; a closing bracket of a list mark, 1） or 一）, stands alone rightly."""
    for opening, closing in _PAIRS:
        yield from _Pair(opening, closing).unpaired(corpus)
    yield from _quotes(corpus)


class _Pair:
    """One pair of marks through all texts: what is open at the end of a broken line may be closed in the next ones."""

    def __init__(self, opening: str, closing: str) -> None:
        self._opening = opening
        self._closing = closing
        self._open: list[Spot] = []
        self._lines = 0

    def unpaired(self, corpus: Corpus) -> Iterator[Hit]:
        last = None
        for part in corpus.parts:
            if part.kind == "aside" or len(part.text) > 20_000:
                continue
            if self._open and (last is None or not self._goes_on(last, part)):
                yield self._hit(self._open[0])
                self._open = []
            if self._open or self._opening in part.text or self._closing in part.text:
                before = bool(self._open)
                yield from self._in(part)
                self._lines = self._lines + 1 if before and self._open else 0
                last = part
        if self._open:
            yield self._hit(self._open[0])

    def _goes_on(self, last: TextPart, part: TextPart) -> bool:
        """A line of a file or of a pasted text that ends within a sentence."""
        return (
            last.kind == part.kind == "text"
            and last.part == part.part
            and self._lines < _MOST_LINES
            and last.text.rstrip()[-1:] not in _ENDS
        )

    def _in(self, part: TextPart) -> Iterator[Hit]:
        for at, char in enumerate(part.text):
            if char == self._opening:
                self._open.append(Spot(part, at, at + 1))
            elif char == self._closing:
                if self._open:
                    self._open.pop()
                elif not (self._closing == "）" and _LIST_MARK.search(part.text[max(0, at - 5) : at])):
                    yield self._hit(Spot(part, at, at + 1))
                    return

    def _hit(self, spot: Spot) -> Hit:
        return Hit("format.unpaired", spot, says=(("mark", f"{self._opening}{self._closing}"),))


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
