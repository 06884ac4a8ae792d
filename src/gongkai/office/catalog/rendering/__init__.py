"""A released text as a file: Word, PDF and plain text (国办公开办函〔2019〕61号; law-digest §4).

>>> sorted(KINDS)
['docx', 'pdf', 'txt']
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gongkai.office.catalog.models import Document, Revision
from gongkai.office.catalog.rendering.sheet import Sheet, sheet_of
from gongkai.office.files.names import download_name

__all__ = ["KINDS", "Rendered", "render"]


@dataclass(frozen=True)
class Rendered:
    """A file that was made: its name (the title with the ending of its kind), its media type, its bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class _Kind:
    media_type: str
    write: Callable[[Sheet], bytes]


# Each library is loaded when its kind of file is asked for: a web page need not load Typst.


def _docx(sheet: Sheet) -> bytes:
    from gongkai.office.catalog.rendering.word import write_docx  # noqa: PLC0415

    return write_docx(sheet)


def _pdf(sheet: Sheet) -> bytes:
    from gongkai.office.catalog.rendering.printing import write_pdf  # noqa: PLC0415

    return write_pdf(sheet)


def _txt(sheet: Sheet) -> bytes:
    from gongkai.office.catalog.rendering.plain import write_txt  # noqa: PLC0415

    return write_txt(sheet)


KINDS = {
    "docx": _Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
    "pdf": _Kind("application/pdf", _pdf),
    "txt": _Kind("text/plain; charset=utf-8", _txt),
}


def render(document: Document, revision: Revision, kind: str, *, address: str, notes: Sequence[str] = ()) -> Rendered:
    """A revision as a file of one of the :data:`KINDS`; the same bytes for the same revision, address and notes.

    ``address`` is the absolute address of its page, printed at the end; ``notes`` stand under the title (已废止 …).

    Raises:
        KeyError: no such kind.
        Refused: the text is too large to be made into a file.
        GongkaiError: the machine has no Chinese face to print with.
    """
    made = KINDS[kind]
    data = made.write(sheet_of(document, revision, address=address, notes=notes))
    return Rendered(file_name(revision, kind), made.media_type, data)


def file_name(revision: Revision, kind: str) -> str:
    """The title as the name of a file."""
    return download_name(f"{revision.title}.{kind}", kind)
