"""A report as a paper: title, opening, six numbered sections with their tables, signature.

Reads: a Report and its Form.
Writes: a Paper, the same for a web page, a Word document and a PDF.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.statute.annual.form import Form, SectionTitle
from gongkai.statute.annual.report import Report, blank_report
from gongkai.statute.writers.layout import Grid, grids_of

_NOT_PRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NUMERAL = re.compile(
    r"\s*[（(]?[一二三四五六七八九十]{1,3}\s*[）)、.．,，:：]+\s*|\s*第[一二三四五六七八九十]{1,3}部分\s*"
)
_LEAD = re.compile(r"（[一二三四五六七八九十]{1,3}）[^。：；，]{1,30}(?:[。：]|\Z)")
_DATE_LINE = re.compile(r"\s*20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*\Z")
_YEAR_AND_NAME = re.compile(r"(?:20\d\d|××××)年.*\Z")
TITLE_ROOM = 20
"""Characters of 二号 in a line of 156 mm."""
_LONGEST_NAME = 30  # characters of an organ that still stand on lines of their own
_NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose. ``lead`` is its own heading, （一）主动公开。, which official documents set apart."""

    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section: its number, its heading with the numeral, its prose, then its tables."""

    number: int
    heading: str
    paragraphs: tuple[Paragraph, ...]
    grids: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed, in order. ``title_lines`` are the title broken between organ and name."""

    title: str
    title_lines: tuple[str, ...]
    organ: str
    preface: tuple[Paragraph, ...]
    chapters: tuple[Chapter, ...]
    signature: tuple[str, ...]
    dated_on: date | None
    published_on: date | None


def paper_of(report: Report, form: Form) -> Paper:
    """The paper of a report. All six sections are there; what the report does not say stays empty."""
    grids = grids_of(report, form)
    title = title_of(report, form)
    dated_on = report.publication.dated_on
    signature = (printable(report.organ), in_words(dated_on)) if report.organ and dated_on else ()
    chapters = []
    for section in form.sections:
        own = report.section(section.number)
        lines = printable(own.text).splitlines() if own else []
        if section is form.sections[-1]:
            lines = _without_signature(lines, report)
        chapters.append(
            Chapter(
                section.number,
                heading(section, own.title if own else ""),
                _paragraphs(lines),
                tuple(grids[table.id] for table in form.tables if table.section == section.number),
            )
        )
    return Paper(
        title,
        _title_lines(title),
        printable(report.organ or ""),
        _paragraphs(printable(report.preface).splitlines()),
        tuple(chapters),
        signature,
        dated_on,
        report.publication.published_on,
    )


def blank_paper(form: Form, *, organ: str | None = None, year: int | None = None) -> Paper:
    """The blank form as a paper, with （文字描述） where prose belongs, as the notice prints it."""
    paper = paper_of(blank_report(form, organ=organ, year=year), form)
    chapters = tuple(
        Chapter(chapter.number, chapter.heading, _asks(section, chapter.grids), chapter.grids)
        for chapter, section in zip(paper.chapters, form.sections, strict=True)
    )
    title = blank_title(form, organ, year)
    lines = _title_lines(title)
    return Paper(title, lines, organ or "", (), chapters, (), None, None)


def _asks(section: SectionTitle, grids: Sequence[Grid]) -> tuple[Paragraph, ...]:
    if grids:
        return ()
    return (Paragraph("", f"（文字描述，{section.advice}）" if section.advice else "（文字描述）"),)


# ------------------------------------------------------------------------ texts


def printable(text: str) -> str:
    r"""A text without the characters no document format can hold (control characters of a torn PDF).

    >>> printable("一、总体\x0c情况")
    '一、总体情况'
    """
    return _NOT_PRINTABLE.sub("", text)


def title_of(report: Report, form: Form) -> str:
    """机关名称 + 年度 + the form's title; the report's own title where that is not known or says both.

    >>> from gongkai.statute.annual.form import forms
    >>> title_of(Report("临江市民政局", 2021, "2021"), forms()["2021"])
    '临江市民政局2021年政府信息公开工作年度报告'
    """
    own = printable(report.title).strip()
    organ = printable(report.organ or "")
    if own and (not organ or report.year is None or (organ in own and str(report.year) in own)):
        return own
    return f"{organ}{f'{report.year}年' if report.year is not None else ''}{form.title}"


def blank_title(form: Form, organ: str | None = None, year: int | None = None) -> str:
    """The title of a blank form: what is not known yet is marked for filling in."""
    return f"{organ or '×××（机关名称）'}{year if year is not None else '××××'}年{form.title}"


def _title_lines(title: str) -> tuple[str, ...]:
    """A title too long for one line is broken before its year; one of a very long organ runs on."""
    name = _YEAR_AND_NAME.search(title)
    if len(title) <= TITLE_ROOM or name is None or not 0 < name.start() <= _LONGEST_NAME:
        return (title,)
    return title[: name.start()], name[0]


def title_room(line: str) -> int:
    """Characters in a row of the title, so that a long organ's name fills two rows and not one and a bit."""
    if len(line) <= TITLE_ROOM or len(line) > 2 * TITLE_ROOM:
        return TITLE_ROOM
    return max(13, -(-len(line) // 2))


def heading(section: SectionTitle, printed: str = "") -> str:
    """A section heading: the numeral of the form and the title the report printed, or the form's.

    >>> heading(SectionTitle(5, "存在的主要问题及改进情况"), "五．存在问题及改进情况")
    '五、存在问题及改进情况'
    """
    own = _NUMERAL.sub("", printable(printed), count=1).strip(" 。：:\u3000")
    return f"{numeral(section.number)}、{own or section.title}"


def numeral(number: int) -> str:
    """A number from 1 to 99 in Chinese.

    >>> numeral(2), numeral(10), numeral(23)
    ('二', '十', '二十三')
    """
    tens, ones = divmod(number, 10)
    return (_NUMERALS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (_NUMERALS[ones - 1] if ones else "")


def in_words(day: date | None) -> str:
    """A date as letters print it: 2025年1月8日."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _paragraphs(lines: Iterable[str]) -> tuple[Paragraph, ...]:
    paragraphs = []
    for line in lines:
        text = line.strip()
        if text:
            lead = _LEAD.match(text)
            end = lead.end() if lead else 0
            paragraphs.append(Paragraph(text[:end], text[end:]))
    return tuple(paragraphs)


def _without_signature(lines: list[str], report: Report) -> list[str]:
    """The last section without the signature a report was read with: it is printed anew."""
    if not (report.organ and report.publication.dated_on):
        return lines
    kept = list(lines)
    while kept and (_DATE_LINE.match(kept[-1]) or kept[-1].strip() in ("", report.organ)):
        kept.pop()
    return kept
