"""Reports into documents an office publishes: HTML, DOCX, PDF, XLSX, CSV and JSON, and the blank form.

Reads: a Report and the Form it follows.
Writes: bytes. What the report does not hold is printed empty, never as nought, and every kind of
document is read back by :mod:`gongkai.statute.readers` into the same cells.

>>> from gongkai.statute.annual.form import forms
>>> from gongkai.statute.annual.report import blank_report
>>> page = write(blank_report(forms()["2021"], organ="临江市民政局", year=2024), "html")
>>> "临江市民政局2024年政府信息公开工作年度报告" in page.decode()
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongkai.statute.errors import GongkaiError

if TYPE_CHECKING:
    from gongkai.statute.annual.form import Form
    from gongkai.statute.annual.report import Report

__all__ = ["KINDS", "TEMPLATE_KINDS", "Kind", "template", "write"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: the suffix of its file, its media type, and who writes it."""

    suffix: str
    media_type: str
    writer: Callable[[Report, Form], bytes]


# Each library is loaded when its kind of document is asked for: a web page need not load Typst.


def _html(report: Report, form: Form) -> bytes:
    from gongkai.statute.writers.html import write_html  # noqa: PLC0415

    return write_html(report, form)


def _docx(report: Report, form: Form) -> bytes:
    from gongkai.statute.writers.docx import write_docx  # noqa: PLC0415

    return write_docx(report, form)


def _pdf(report: Report, form: Form) -> bytes:
    from gongkai.statute.writers.pdf import write_pdf  # noqa: PLC0415

    return write_pdf(report, form)


def _xlsx(report: Report, form: Form) -> bytes:
    from gongkai.statute.writers.xlsx import write_xlsx  # noqa: PLC0415

    return write_xlsx(report, form)


def _csv(report: Report, form: Form) -> bytes:
    from gongkai.statute.writers.csv import write_csv  # noqa: PLC0415

    return write_csv(report, form)


def _json(report: Report, _form: Form) -> bytes:
    from gongkai.statute.annual.exchange import to_json  # noqa: PLC0415

    return (to_json(report) + "\n").encode()


_OFFICE = "application/vnd.openxmlformats-officedocument"

KINDS: Mapping[str, Kind] = {
    "html": Kind(".html", "text/html; charset=utf-8", _html),
    "docx": Kind(".docx", f"{_OFFICE}.wordprocessingml.document", _docx),
    "pdf": Kind(".pdf", "application/pdf", _pdf),
    "xlsx": Kind(".xlsx", f"{_OFFICE}.spreadsheetml.sheet", _xlsx),
    "csv": Kind(".csv", "text/csv; charset=utf-8", _csv),
    "json": Kind(".json", "application/json", _json),
}
"""The kinds a report can be written as, by name. A new kind is one line here."""

TEMPLATE_KINDS = ("xlsx", "docx")
"""The kinds in which the blank form can be handed out."""


def write(report: Report, kind: str, *, form: Form | None = None) -> bytes:
    """A report as a document of one of the :data:`KINDS`.

    ``form`` is the form it is printed on; without it, the report's own, and for a report whose tables mix
    forms that of its year. Cells that form does not have are left out.

    Raises GongkaiError for an unknown kind, or if the report's form is not known and none is given.
    """
    if kind not in KINDS:
        raise GongkaiError(f"不能写成“{kind}”。可以写成：{'、'.join(KINDS)}。")
    if form is None:
        from gongkai.statute.annual.check import form_of  # noqa: PLC0415

        form = form_of(report)
    if form is None:
        raise GongkaiError(f"报告的格式是“{report.form}”，不在已有格式之中，无法排版。请指定所用的格式（form）。")
    return KINDS[kind].writer(report, form)


def template(form: Form, kind: str, *, organ: str | None = None, year: int | None = None) -> bytes:
    """The blank form for collecting reports from units, as one of the :data:`TEMPLATE_KINDS`.

    ``organ`` and ``year`` are filled in where known. Raises GongkaiError for any other kind.
    """
    if kind == "xlsx":
        from gongkai.statute.writers.blankbook import xlsx_template  # noqa: PLC0415

        return xlsx_template(form, organ=organ, year=year)
    if kind == "docx":
        from gongkai.statute.writers.docx import docx_template  # noqa: PLC0415

        return docx_template(form, organ=organ, year=year)
    raise GongkaiError(f"空白表没有“{kind}”格式。可以选择：{'、'.join(TEMPLATE_KINDS)}。")
