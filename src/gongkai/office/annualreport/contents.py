"""What a version says: the report behind its data, the snapshot that reviewers see, and the digest that a clearance binds."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from gongkai.office.annualreport.models import Origin, ReportVersion
from gongkai.office.clearance.cleaning import clean_body
from gongkai.office.clearance.content import AttachmentRef, Content
from gongkai.office.errors import Refused
from gongkai.office.files.models import StoredFile
from gongkai.statute.annual.check import form_of
from gongkai.statute.annual.exchange import report_from_json, report_to_dict
from gongkai.statute.annual.form import Form
from gongkai.statute.annual.report import Cell, Finding, Number, Publication, Report, Section, Status
from gongkai.statute.writers.layout import Grid, GridCell
from gongkai.statute.writers.paper import Paragraph, paper_of, printable, title_of

#: How a report is named to clearance: its number is the report's, the digest says which version.
SUBJECT_TYPE = "annualreport.version"
#: The kind of content: it chooses the chain of review, and the search knows reports by it.
KIND = "report"
TEXT_MOST = 60_000

# A digest in letters: sixty-four hexadecimal digits look to the gates like numbers of people and accounts.
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


@dataclass(frozen=True)
class Original:
    """The file a report was read from: kept by its hash, under the name it came with, offered to the public or not."""

    file: StoredFile
    name: str
    offered: bool = True


@dataclass(frozen=True)
class Written:
    """What a version will say."""

    report: Report
    form: Form
    notes: Mapping[str, str]
    origin: str
    original: Original | None
    correction: str = ""

    def data(self) -> dict[str, Any]:
        """The report as plain data."""
        return report_to_dict(self.report)

    def content(self, findings: Iterable[tuple[str, Finding]]) -> Content:
        """The same as reviewers see it; ``findings`` are those that the public will read, with their keys."""
        return _content(self, list(findings))


def form_for(report: Report) -> Form:
    """The form a report is printed on.

    Raises:
        Refused: it is none we know.
    """
    form = form_of(report)
    if form is None:
        raise Refused(
            {"form": "没有认出年度报告的表格（2019年格式或者2021年格式），不能录入。请核对文件，或者改为填报。"}
        )
    return form


def report_of(version: ReportVersion) -> Report:
    """The report behind a version: decimals exact, every cell with its place."""
    return report_from_json(json.dumps(version.data, ensure_ascii=False))


def written_of(version: ReportVersion) -> Written:
    """What a stored version says, made anew from its row."""
    report = report_of(version)
    original = Original(version.original, version.original_name, version.offers_original) if version.original else None
    return Written(report, form_for(report), dict(version.notes), version.origin, original, version.correction)


def public_report(version: ReportVersion) -> Report:
    """What leaves the office: figures, places and texts; not who put which figure right inside."""
    report = report_of(version)
    cells = {key: _public_cell(cell) for key, cell in report.cells.items()}
    released = version.report.published_at or version.released_at
    publication = replace(report.publication, url="", published_on=released.date() if released else None)
    source = replace(report.source, name=version.original_name or "原有报告") if report.source else None
    return replace(report, cells=cells, publication=publication, source=source)


def _public_cell(cell: Cell) -> Cell:
    status = Status.READ if cell.status is Status.OVERRIDDEN else cell.status
    return replace(cell, status=status, override=None, reason="", confidence=None, trace=())


def clean_report(report: Report, *, organ: str = "", year: int | None = None) -> Report:
    """A report with texts that every database and document can hold, under the organ and year it is entered for."""
    sections = tuple(Section(part.number, _line(part.title), _text(part.text)) for part in report.sections)
    return replace(
        report,
        organ=_line(report.organ or organ)[:120] or None,
        year=report.year or year,
        title=_line(report.title)[:300],
        preface=_text(report.preface),
        sections=sections,
        cells={key: _clean_cell(cell) for key, cell in report.cells.items()},
        publication=Publication(dated_on=report.publication.dated_on),
    )


def _clean_cell(cell: Cell) -> Cell:
    where = replace(cell.where, text=printable(cell.where.text)[:200]) if cell.where else None
    return replace(
        cell, value=_number(cell.value), where=where, reason=printable(cell.reason), unit=printable(cell.unit)[:10]
    )


def _number(value: Number | None) -> Number | None:
    """A number as its JSON gives it back, on every database: no noughts behind, whole numbers whole."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else Decimal(repr(float(value)))


def _line(text: str) -> str:
    return " ".join(printable(text).split())


def _text(text: str) -> str:
    return printable(text.replace("\r\n", "\n")).strip()[:TEXT_MOST]


# ------------------------------------------------------------------------ what reviewers see


def _content(written: Written, findings: list[tuple[str, Finding]]) -> Content:
    report, form = written.report, written.form
    fields = [
        ("机关", report.organ or ""),
        ("年度", f"{report.year}年" if report.year else ""),
        ("格式", f"{form.title}（{form.notice}）"),
        ("来源", str(Origin(written.origin).label)),
        ("更正说明", written.correction),
        ("数据校验值", _sealed(written)),
    ]
    files = written.original
    attachments = (AttachmentRef(files.file.pk, files.file.sha256, files.name),) if files and files.offered else ()
    return Content(
        title=title_of(report, form),
        fields=tuple((label, value) for label, value in fields if value),
        body_html=clean_body("".join(_body(written, findings))),
        attachments=attachments,
    )


def _sealed(written: Written) -> str:
    """The hash of everything in the data, also of what the page does not show: places, notes, the original."""
    plain = {
        "data": written.data(),
        "notes": dict(written.notes),
        "original": written.original.file.sha256 if written.original else "",
    }
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest().translate(_LETTERS)


def _body(written: Written, findings: list[tuple[str, Finding]]) -> Iterator[str]:
    paper = paper_of(written.report, written.form)
    yield from map(_paragraph, paper.preface)
    for chapter in paper.chapters:
        yield f"<h2>{html.escape(chapter.heading)}</h2>"
        yield from map(_paragraph, chapter.paragraphs)
        for grid in chapter.grids:
            yield from _table(grid)
    if findings:
        yield "<h2>核对说明</h2><ul>"
        for key, finding in findings:
            said = written.notes.get(key, "")
            yield f"<li>{html.escape(finding.message)}{html.escape(f'说明：{said}') if said else ''}</li>"
        yield "</ul>"
    yield from (f'<p class="align-right">{html.escape(line)}</p>' for line in paper.signature)


def _paragraph(paragraph: Paragraph) -> str:
    lead = f"<strong>{html.escape(paragraph.lead)}</strong>" if paragraph.lead else ""
    return f"<p>{lead}{html.escape(paragraph.text)}</p>"


def _table(grid: Grid) -> Iterator[str]:
    yield f"<table><caption>{html.escape(grid.table.title)}</caption><tbody>"
    for row in grid.rows:
        yield f"<tr>{''.join(map(_cell, row))}</tr>"
    yield "</tbody></table>"


def _cell(cell: GridCell) -> str:
    tag = "td" if cell.role == "value" else "th"
    spans = f' colspan="{cell.wide}"' if cell.wide > 1 else ""
    spans += f' rowspan="{cell.deep}"' if cell.deep > 1 else ""
    return f"<{tag}{spans}>{html.escape(cell.text)}</{tag}>"
