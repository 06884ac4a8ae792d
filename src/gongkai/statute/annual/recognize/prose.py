"""The prose of a report: the six sections, whatever their numbers and titles came out as.

Reads: the lines of a document, and which of them are table.
Writes: paragraphs, sections by their statutory number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import LCSseq

from gongkai.statute.annual.form import Form
from gongkai.statute.annual.recognize.script import plain, uniform
from gongkai.statute.annual.report import Section
from gongkai.statute.readers.document import Line

_PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*\Z|第\s*\d+\s*页.{0,12}\Z|\d{1,3}\s*/\s*\d{1,3}\Z")
_ENDS = tuple("。！？；：…”）)")
_CHAPTER = re.compile(r"\s*[一二三四五六七八九十]{1,2}\s*[、.,:]")
_PART = re.compile(r"\s*[(][一二三四五六七八九十]{1,2}[)]|\s*\d{1,2}[、.)]")
_TITLE_END = re.compile(r"公开(?:工作)?(?:情况)?(?:年度)?(?:工作)?(?:情况)?(?:报告|年报)(?:[(].{0,12}[)])?\Z")
_GLUE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef“”‘’])\s+|\s+(?=[\u3000-\u9fff\uff00-\uffef“”‘’])")
_LONGEST_HEADING = 40
_LONGEST_PARAGRAPH = 5000
_DAY = re.compile(
    r"[(]?(?:20\d\d|二[〇○0零][一二三四五六七八九〇○零0]{2})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日[)]?|20\d\d[-/.]\d{1,2}[-/.]\d{1,2}"
)


@dataclass(slots=True)
class Paragraph:
    """A stretch of prose with the index of its first line."""

    text: str
    at: int


def squeeze(text: str) -> str:
    """Text without the spaces that Chinese does not use: those next to a Chinese character.

    >>> squeeze("2024 年，全市共受理 3119 件 (see below)")
    '2024年，全市共受理3119件(see below)'
    """
    return _GLUE.sub("", text.strip())


def paragraphs(lines: Sequence[Line], table_lines: set[int], form: Form, *, wrapped: bool) -> list[Paragraph]:
    """The prose lines put together; ``wrapped`` says that a line end need not end a paragraph.

    White space between lines divides paragraphs, unless the document has it between nearly all lines.
    """
    found: list[Paragraph] = []
    open_end = False
    spaced = sum(line.gap for line in lines) > 0.7 * len(lines)
    for at, line in enumerate(lines):
        if at in table_lines and (line.grid is not None or section_of(line.text, form) is None):
            open_end = False  # part of a table; only a section heading among its lines is prose
            continue
        text = squeeze(" ".join(piece.text for piece in line.pieces if piece.text))
        if not text or _PAGE_NUMBER.match(text):
            continue
        shown = uniform(text)
        heading = section_of(text, form) is not None
        if wrapped and found and len(text) <= 12 and _completes_heading(found[-1].text, text, form):
            found[-1].text += text
            continue
        if (
            open_end
            and wrapped
            and len(found[-1].text) < _LONGEST_PARAGRAPH
            and not (heading or _CHAPTER.match(shown) or (line.gap and not spaced))
        ):
            found[-1].text += text
            shown = uniform(found[-1].text[-60:])
        else:
            found.append(Paragraph(text, at))
        # A short line ends by itself (a heading, a signature); a full one goes on unless its sentence ended.
        open_end = len(text) > 12 and not text.endswith(_ENDS) and not heading and not _TITLE_END.search(shown)
    return found


def _completes_heading(begun: str, rest: str, form: Form) -> bool:
    """Whether a short line is the end of a section heading that broke: 四、……行政诉讼情 | 况."""
    if len(begun) > _LONGEST_HEADING or not _CHAPTER.match(uniform(begun)):
        return False
    return plain(begun) not in _numbers(form) and plain(begun + rest) in _numbers(form)


def without_signature(sections: list[Section], organ: str | None) -> list[Section]:
    """The sections with the signature (organ, date) taken off the end of the last one."""
    if not sections:
        return sections
    last = sections[-1]
    lines = last.text.split("\n")
    while lines and lines[-1].strip() and _is_signature(lines[-1].strip(), organ):
        lines.pop()
    return [*sections[:-1], Section(last.number, last.title, "\n".join(lines))]


def _is_signature(line: str, organ: str | None) -> bool:
    shown = uniform(line).replace(" ", "")
    if _DAY.fullmatch(shown):
        return True
    name = _DAY.sub("", shown)
    known = uniform(organ or "")
    return bool(known and name) and len(name) >= 3 and (known.endswith(name) or name.endswith(known))


@cache
def _titles(form: Form) -> list[tuple[int, str, str]]:
    return [
        (section.number, variant, plain(variant))
        for section in form.sections
        for variant in (section.title, *section.aliases)
    ]


@cache
def _numbers(form: Form) -> dict[str, int]:
    return {known: number for number, _, known in _titles(form)}


@cache
def _first_characters(form: Form) -> frozenset[str]:
    """What a heading can begin with: a Chinese numeral or the first character of a title."""
    return frozenset("一二三四五六七八九十") | {title[0] for _, title, _ in _titles(form)}


def section_of(text: str, form: Form) -> tuple[int, str, str] | None:
    """If a line is a section heading: its statutory number, the printed title, and any text that runs on."""
    if not text or len(text) > 400 or text.lstrip()[:1] not in _first_characters(form):
        return None
    chapter = _CHAPTER.match(text[:8]) or _CHAPTER.match(uniform(text[:8]))
    if chapter is None and len(text) > _LONGEST_HEADING:
        return None
    shown = uniform(text)
    if _PART.match(shown):
        return None  # （一）主动公开情况 is a part of section one
    title = plain(shown[:_LONGEST_HEADING])
    exact = _numbers(form).get(title)
    if exact is not None and len(shown) <= _LONGEST_HEADING:
        return exact, text, ""
    if chapter is None:
        return None
    body = shown[chapter.end() :].strip()
    best: tuple[float, int] = (0.0, 0)
    if len(shown) <= _LONGEST_HEADING and not body.endswith("。"):
        for number, _, known in _titles(form):
            best = max(best, (LCSseq.normalized_similarity(title, known), number))
        if best[0] >= 0.62:
            return best[1], text, ""
    for number, variant, _ in sorted(_titles(form), key=lambda entry: -len(entry[1])):
        if body.startswith(variant):
            end = chapter.end() + len(variant)
            return number, text[:end], text[end:].lstrip(" 。.：:")
    return None


def sections(prose: Iterable[Paragraph], form: Form) -> tuple[str, list[Section]]:
    """The text before the first heading, and the sections found, each once, in statutory order."""
    front: list[str] = []
    found: dict[int, tuple[str, list[str]]] = {}
    current: list[str] = front
    latest = 0
    for paragraph in prose:
        heading = section_of(paragraph.text, form)
        if heading is not None and heading[0] not in found and heading[0] > latest:
            number, title, rest = heading
            current = [rest] if rest else []
            found[number] = (title, current)
            latest = number
        elif heading is None or heading[0] not in found:
            current.append(paragraph.text)
    return "\n".join(front), [Section(n, title, "\n".join(text)) for n, (title, text) in found.items()]
