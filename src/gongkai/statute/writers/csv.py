"""The cells of a report as one flat table: comma-separated text in UTF-8 with a byte order mark, for Excel.

Reads: a Report and its Form.
Writes: comment lines, then one line a cell in the order of the form, with the columns of
:data:`gongkai.statute.annual.exchange.CSV_COLUMNS`, whose ``report_from_csv`` reads them back:

========  =====================================================================================
key       the cell's public key, ``requests.granted.total`` (architecture.md §7)
table     id of the table: ``proactive``, ``requests`` or ``remedies``
row       the row label with the labels it stands under, outermost first, divided by ``>``
column    the column label with the heads it stands under, likewise
unit      the unit of the value: the form's (件, 项, 万元) or the one printed in the source (元)
value     the number without separators or exponent; empty where nothing is printed, never 0 for that
status    read, blank, unread, tallied or overridden
page      page of the source, where it has pages
text      the words of the source around the figure
========  =====================================================================================

The comment lines are ``# gongkai.report/1``, ``# organ: …``, ``# year: …`` and ``# form: …``.
"""

from __future__ import annotations

import csv
import io

from gongkai.statute.annual.exchange import CSV_COLUMNS, SCHEMA
from gongkai.statute.annual.form import CellSpec, Form
from gongkai.statute.annual.report import UNREAD, Report
from gongkai.statute.writers.layout import digits
from gongkai.statute.writers.paper import printable

# A spreadsheet takes a field that begins with one of these for a formula; text of a stranger's file must not be one.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(report: Report, form: Form) -> bytes:
    """The cells of ``report`` that ``form`` has, one a line."""
    out = io.StringIO()
    for line in (SCHEMA, f"organ: {report.organ or ''}", f"year: {report.year or ''}", f"form: {form.id}"):
        out.write(f"# {_one_line(line)}\r\n")
    writer = csv.writer(out)
    writer.writerow(CSV_COLUMNS)
    for key, spec in form.cells.items():
        cell = report.cells.get(key, UNREAD)
        where = cell.where
        fields = {
            "key": key,
            "table": spec.table.id,
            "row": _row_label(spec),
            "column": " > ".join((*spec.column.under, spec.column.label)),
            "unit": cell.unit or spec.unit,
            "value": "" if cell.value is None else digits(cell.value),
            "status": str(cell.status),
            "page": "" if where is None or where.page is None else str(where.page),
            "text": _harmless(_one_line(where.text)) if where else "",
        }
        writer.writerow([fields[name] for name in CSV_COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _row_label(spec: CellSpec) -> str:
    return " > ".join(label for label in (spec.block.heading, *spec.row.under, spec.row.label) if label)


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


def _harmless(text: str) -> str:
    """A text that a spreadsheet shows and does not compute.

    >>> _harmless("=HYPERLINK(1)"), _harmless("行政许可 3")
    ("'=HYPERLINK(1)", '行政许可 3')
    """
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
