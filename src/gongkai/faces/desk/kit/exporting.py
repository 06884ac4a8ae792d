"""Rows out as CSV and XLSX, without holding them in memory, and without letting a cell become a formula."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import IllegalCharacterError

from gongkai.faces.desk.kit.parts import Column, shown

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BATCH = 2000


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(name: str, columns: Sequence[Column], rows: QuerySet[Any] | Iterable[Any]) -> HttpResponseBase:
    """A CSV that Excel opens in Chinese (UTF-8 with its mark); text that looks like a formula gets an apostrophe."""
    writer = csv.writer(_Echo())

    def lines() -> Iterator[bytes]:
        yield b"\xef\xbb\xbf" + str(writer.writerow([column.label for column in columns])).encode()
        for row in _each(rows):
            yield str(writer.writerow([_harmless(shown(column.of(row))) for column in columns])).encode()

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def as_xlsx(name: str, columns: Sequence[Column], rows: QuerySet[Any] | Iterable[Any]) -> HttpResponseBase:
    """A workbook with one sheet: numbers and dates as such, everything else as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("导出")
    sheet.freeze_panes = "A2"
    heads = [WriteOnlyCell(sheet, value=column.label) for column in columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in _each(rows):
        sheet.append([_cell(sheet, column.of(row)) for column in columns])
    held = tempfile.TemporaryFile()  # noqa: SIM115 (FileResponse closes it)
    book.save(held)
    held.seek(0)
    return FileResponse(held, as_attachment=True, filename=name, content_type=_XLSX)


def _each(rows: QuerySet[Any] | Iterable[Any]) -> Iterable[Any]:
    return rows.iterator(chunk_size=_BATCH) if isinstance(rows, QuerySet) else rows


#: Chinese and Japanese Excel read the full-width signs as formulas too.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in _FORMULA else text


def _cell(sheet: Any, value: object) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, int | float | date) and not isinstance(value, bool):
        return value
    text = shown(value)
    try:
        cell = WriteOnlyCell(sheet, value=text)
    except IllegalCharacterError:
        cell = WriteOnlyCell(sheet, value="".join(sign for sign in text if sign.isprintable() or sign == "\n"))
    if cell.data_type == "f":
        cell.data_type = "s"
    return cell
