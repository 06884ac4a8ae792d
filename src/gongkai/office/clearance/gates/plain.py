"""Plain text, CSV and saved web pages."""

from __future__ import annotations

import csv
import io

from gongkai.office.clearance.gates.body import read_body
from gongkai.office.clearance.gates.places import Place
from gongkai.office.clearance.gates.reading import Reading, Table, TableCell, TextPart, seen
from gongkai.statute.errors import DamagedDocument
from gongkai.statute.readers.text import decode


def read_plain(data: bytes, name: str, found: Reading, place: Place) -> None:
    """Lines of a text, cells of a CSV file, or the text of a web page, told apart by name and content."""
    text = decode(data)
    place.watch.characters(len(text))
    lowered = text[:2048].lower()
    if "<html" in lowered or "<!doctype html" in lowered or "<table" in lowered:
        page = read_body(text)
        found.texts += [TextPart(place.part, t.place, t.text, 0, t.kind, place.key) for t in page.texts]
        found.tables += [Table(place.part, place.key, table.cells) for table in page.tables]
    elif name.lower().endswith((".csv", ".tsv")):
        _read_csv(text, "\t" if name.lower().endswith(".tsv") else ",", found, place)
    else:
        lines = ((number, line.strip()) for number, line in enumerate(text.split("\n"), 1))
        found.texts += [place.text(f"第{number}行", line) for number, line in lines if line]


def _read_csv(text: str, delimiter: str, found: Reading, place: Place) -> None:
    cells: list[TableCell] = []
    try:
        for row, fields in enumerate(csv.reader(io.StringIO(text.replace("\0", "")), delimiter=delimiter)):
            for column, value in enumerate(fields):
                if shown := seen(value).strip():
                    where = f"第{row + 1}行第{column + 1}列"
                    found.texts.append(place.text(where, shown, "cell"))
                    cells.append(TableCell(row, column, 1, shown, where))
    except csv.Error as error:
        raise DamagedDocument("CSV 文件格式错误") from error
    if cells:
        found.tables.append(Table(place.part, place.key, tuple(cells)))
