"""A document into a report: form, organ, year, sections, and every cell with its place or the reason why not.

Reads: a RawDocument.
Writes: a Report. Labels decide, never the order of digits; what cannot be bound is unread, not zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.statute.annual.form import Form, forms
from gongkai.statute.annual.narrative import statements_in
from gongkai.statute.annual.recognize.front import read_front
from gongkai.statute.annual.recognize.prose import paragraphs, sections, without_signature
from gongkai.statute.annual.recognize.script import simplified_table
from gongkai.statute.annual.recognize.tables import read_tables
from gongkai.statute.annual.report import Publication, Report, Source
from gongkai.statute.readers.document import RawDocument

# Kinds of file in which a line end is the end of a printed line, not of a paragraph.
_WRAPPED = frozenset(("text", "pdf", "picture"))
_SENTENCE = re.compile(r".*[。！？；：”]|.*[，。].*）")


def recognize(document: RawDocument, known: Sequence[Form] | None = None) -> Report:
    """The annual report in a document, as far as it can be read.

    Never raises for odd content: a document without a report gives form ``unknown`` and no cells.
    """
    known = tuple(known or forms().values())
    _simplify(document)
    wrapped = document.format in _WRAPPED
    year = read_front(document.heads, paragraphs(document.lines[:40], set(), known[-1], wrapped=False)).year
    tables = read_tables(document.lines, known, year)
    form = tables.base or known[-1]
    prose = paragraphs(document.lines, tables.lines, form, wrapped=wrapped)
    front = read_front(document.heads, prose)
    opening, found = sections(prose, form)
    found = without_signature(found, front.organ)
    texts = [opening, *(section.text for section in found)]
    return Report(
        organ=front.organ,
        year=front.year,
        form=tables.form,
        cells=tables.cells,
        sections=tuple(found),
        statements=tuple(statements_in(texts, front.year)),
        title=front.title,
        preface=_said(opening),
        publication=Publication(dated_on=front.dated_on),
        source=Source(document.name, document.sha256, document.format, document.pages, tuple(document.notes)),
    )


def _said(opening: str) -> str:
    """The sentences before the first section: not the title, nor what the page around the report says of it."""
    return "\n".join(line for line in opening.splitlines() if _SENTENCE.fullmatch(line.strip()))


def _simplify(document: RawDocument) -> None:
    """Traditional script into simplified, so that labels and organ names are one string."""
    table = simplified_table(piece.text for line in document.lines for piece in line.pieces)
    if table is None:
        return
    document.heads = [head.translate(table) for head in document.heads]
    for line in document.lines:
        for piece in line.pieces:
            piece.text = piece.text.translate(table)
