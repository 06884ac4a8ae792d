"""The report as one web page: complete in itself, readable on a phone, aloud and on paper.

Reads: a Report and its Form.
Writes: UTF-8 HTML without scripts and without anything fetched from elsewhere. Every figure names its
heads (``headers``), because heads of three levels cannot be told by ``scope`` alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from itertools import pairwise

from gongkai.statute.annual.form import Form
from gongkai.statute.annual.report import Report
from gongkai.statute.writers.fitting import column_ems, least_ems, lines_of
from gongkai.statute.writers.layout import Grid, GridCell, Place
from gongkai.statute.writers.paper import Chapter, Paper, Paragraph, paper_of

# Ems of a table on a page of full width; narrower screens scroll it inside its own frame.
_WIDTH = 60.0
_PADDING = 1.5
_MANY = 6  # columns that a phone cannot show side by side
_NARROW = 6.0  # ems of a column on a phone: where a head may be broken
_SCOPES = {"band": "rowgroup", "head": "col", "stub": "row"}


def write_html(report: Report, form: Form) -> bytes:
    """The page of a report, as UTF-8."""
    return "\n".join(_page(paper_of(report, form))).encode()


def _page(paper: Paper) -> Iterator[str]:
    style = (files("gongkai.statute.writers") / "report.css").read_text(encoding="utf-8")
    yield "<!doctype html>"
    yield '<html lang="zh-CN">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(paper.title)}</title>"
    for name, content in _metas(paper):
        yield f'<meta name="{name}" content="{escape(content)}">'
    yield f"<style>\n{style}</style>"
    yield "</head>"
    yield "<body>"
    yield "<main>"
    yield f"<h1>{'<wbr>'.join(f'<span>{escape(line)}</span>' for line in paper.title_lines)}</h1>"
    if paper.preface:
        yield '<div class="prose">'
        yield from map(_paragraph, paper.preface)
        yield "</div>"
    for chapter in paper.chapters:
        yield from _chapter(chapter)
    if paper.signature:
        yield '<div class="signature">'
        yield from (f"<p>{escape(line)}</p>" for line in paper.signature)
        yield "</div>"
    yield "</main>"
    yield "</body>"
    yield "</html>\n"


def _metas(paper: Paper) -> Iterator[tuple[str, str]]:
    """The content tags of a government page (国办发〔2017〕47号) that the report itself can answer."""
    yield "ArticleTitle", paper.title
    published = paper.published_on or paper.dated_on
    if published:
        yield "PubDate", published.isoformat()
    if paper.organ:
        yield "ContentSource", paper.organ


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f'<section aria-labelledby="section-{chapter.number}">'
    yield f'<h2 id="section-{chapter.number}">{escape(chapter.heading)}</h2>'
    if chapter.paragraphs:
        yield '<div class="prose">'
        yield from map(_paragraph, chapter.paragraphs)
        yield "</div>"
    for grid in chapter.grids:
        yield from _table(grid)
    yield "</section>"


def _paragraph(paragraph: Paragraph) -> str:
    lead = f"<strong>{escape(paragraph.lead)}</strong>" if paragraph.lead else ""
    return f"<p>{lead}{escape(paragraph.text)}</p>"


# ------------------------------------------------------------------------ tables


def _table(grid: Grid) -> Iterator[str]:
    name = grid.table.id
    widths = column_ems(grid, _WIDTH, _PADDING)
    kind = "wide" if grid.columns > _MANY else "plain"
    sums = " sums" if grid.adds_up else ""
    yield f'<div class="frame {kind}" role="region" aria-labelledby="{name}-caption" tabindex="0">'
    yield f'<table class="{kind}{sums}">'
    yield f'<caption id="{name}-caption">{escape(grid.table.title)}</caption>'
    # On a wide screen columns share the page; a phone gives each only what it needs.
    columns = "".join(
        f'<col style="width:{100 * width / _WIDTH:.2f}%;--least:{least:.1f}em">'
        for width, least in zip(widths, least_ems(grid, _PADDING, label=8.0), strict=True)
    )
    yield f"<colgroup>{columns}</colgroup>"
    groups = [0, *grid.bands[1:], len(grid.rows)]
    if grid.head_rows:
        yield "<thead>"
        yield from _rows(grid, widths, 0, grid.head_rows)
        yield "</thead>"
        groups[0] = grid.head_rows
    for start, end in pairwise(groups):
        yield "<tbody>"
        yield from _rows(grid, widths, start, end)
        yield "</tbody>"
    yield "</table>"
    yield "</div>"


def _rows(grid: Grid, widths: tuple[float, ...], start: int, end: int) -> Iterator[str]:
    for row in grid.rows[start:end]:
        yield f"<tr>{''.join(_cell(cell, grid, widths) for cell in row)}</tr>"


def _cell(cell: GridCell, grid: Grid, widths: tuple[float, ...]) -> str:
    name = grid.table.id
    spans = f' colspan="{cell.wide}"' if cell.wide > 1 else ""
    spans += f' rowspan="{cell.deep}"' if cell.deep > 1 else ""
    if cell.role == "value":
        heads = " ".join(_id(name, place) for place in cell.heads)
        return f'<td{spans} headers="{heads}">{escape(cell.text)}</td>'
    if cell.role == "corner":
        return f'<td class="corner"{spans}>{escape(cell.text)}</td>'
    room = sum(widths[cell.place[1] : cell.place[1] + cell.wide])
    if cell.wide == 1 and cell.role == "head":
        room = min(room, _NARROW)
    # A break between words is offered, not forced: a wide screen keeps the label on one line.
    text = "<wbr>".join(escape(line) for line in lines_of(cell.text, room - _PADDING))
    classes = cell.role + (" beside" if cell.role == "stub" and cell.deep > 1 else "")
    return f'<th id="{_id(name, cell.place)}" class="{classes}" scope="{_SCOPES[cell.role]}"{spans}>{text}</th>'


def _id(name: str, place: Place) -> str:
    return f"{name}-{place[0]}-{place[1]}"
