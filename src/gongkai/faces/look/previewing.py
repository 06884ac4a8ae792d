"""An attachment as a page shows it: for the public site and for the desk alike, drawn by ``look/preview.html``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils.html import escape
from django.utils.safestring import SafeString

from gongkai.faces.look.readable import readable
from gongkai.office.files.kinds import KINDS
from gongkai.office.files.models import StoredFile
from gongkai.office.files.previewing import limits
from gongkai.office.files.previewing.made import Cell, Page, Preview, Sheet
from gongkai.office.files.selectors import file_name


@dataclass(frozen=True)
class ShownPage:
    """A page: where its picture is, how large, and its words. ``alone``: the picture is the whole file."""

    number: int
    address: str
    width: int
    height: int
    text: str
    alone: bool


@dataclass(frozen=True)
class ShownSheet:
    """A table with its name; ``rows`` is its HTML, "" where it is empty. Thousands of cells are no work for a template.

    ``wide``: a sheet of paper may be too narrow for it.
    """

    name: str
    notes: tuple[str, ...]
    rows: SafeString
    wide: bool


@dataclass(frozen=True)
class Batch:
    """Some pages that are shown together; the present ones lead nowhere."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ShownPreview:
    """What a preview page says of one file. ``page`` is the one asked for; ``passing``: the preview is still being made."""

    name: str
    facts: str
    download: str
    page: int
    why: str
    passing: bool
    notes: tuple[str, ...]
    hidden: tuple[str, ...]
    html: str
    text: str
    sheets: tuple[ShownSheet, ...]
    pages: tuple[ShownPage, ...]
    batches: tuple[Batch, ...]


#: After so many seconds a page whose preview is still being made asks again by itself (the header ``Refresh``).
AGAIN_SECONDS = 3

#: So many columns find room on paper.
_PAPER_COLUMNS = 8


def asked_page(given: str) -> int:
    """The page that an address asks for; 1 for what is no page."""
    return max(1, int(given)) if given.isdecimal() and len(given) < 5 else 1


def first_of(page: int) -> int:
    """The first of the pages that are shown together with this one."""
    return (page - 1) // limits.PAGES_AT_ONCE * limits.PAGES_AT_ONCE + 1


def shown_preview(
    preview: Preview, file: StoredFile, name: str, *, page: int, download: str, picture: Callable[[Page], str]
) -> ShownPreview:
    """``page`` is the one asked for, ``download`` where the file is handed out, ``picture`` gives a page's address."""
    kind = KINDS.get(file.extension)
    facts = [kind.label if kind else file.extension.upper(), filesizeformat(file.size).replace("\xa0", " ")]
    if preview.page_count:
        facts.append(f"共{preview.page_count}页")
    return ShownPreview(
        name=file_name(file, name),
        facts="，".join(facts),
        download=download,
        page=page,
        why=preview.why,
        passing=preview.passing,
        notes=preview.notes,
        hidden=preview.hidden,
        html=readable(preview.html),
        text=preview.text,
        sheets=tuple(
            ShownSheet(sheet.name, sheet.notes, _rows(sheet), len(sheet.columns) > _PAPER_COLUMNS)
            for sheet in preview.sheets
        ),
        pages=tuple(
            ShownPage(found.number, picture(found), found.width, found.height, found.text, not preview.page_count)
            for found in preview.pages
        ),
        batches=_batches(preview.page_count, first_of(page)),
    )


def _rows(sheet: Sheet) -> SafeString:
    """The head with the letters of the columns, and the rows with their numbers, as everybody knows them from a workbook."""
    if not sheet.rows:
        return SafeString()
    letters = "".join(f'<th scope="col">{column}</th>' for column in sheet.columns)
    lines = [f'<thead><tr><td class="corner"></td>{letters}</tr></thead><tbody>']
    lines += [f'<tr><th scope="row">{row.number}</th>{"".join(map(_cell, row.cells))}</tr>' for row in sheet.rows]
    return SafeString("\n".join(lines) + "</tbody>")


def _cell(cell: Cell) -> str:
    told = f' colspan="{cell.wide}"' if cell.wide > 1 else ""
    told += f' rowspan="{cell.deep}"' if cell.deep > 1 else ""
    told += ' class="number"' if cell.number else ""
    return f"<td{told}>{escape(cell.text).replace(chr(10), '<br>')}</td>"


def _batches(count: int, shown: int) -> tuple[Batch, ...]:
    count = min(count, limits.PAGES_MOST)
    if count <= limits.PAGES_AT_ONCE:
        return ()
    found = []
    for first in range(1, count + 1, limits.PAGES_AT_ONCE):
        last = min(first + limits.PAGES_AT_ONCE - 1, count)
        label = f"第{first}页" if first == last else f"第{first}—{last}页"
        found.append(Batch(label, "" if first == shown else f"?page={first}"))
    return tuple(found)
