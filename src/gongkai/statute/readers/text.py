"""Plain text and Markdown: bytes of any usual encoding into lines of words or delimited fields.

Reads: bytes, or a str already decoded.
Writes: lines; a line with tabs or bars becomes fields (blank ones kept), any other becomes words.

Text taken out of a PDF or a web page comes in many shapes: one row a line with spaces, tabs, bars or
Markdown; one cell a line; one cell a line with a bar between. The shape is settled here, so that
whoever binds labels sees the same pieces.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from gongkai.statute.errors import DamagedDocument
from gongkai.statute.readers.document import Line, Piece, Watch

# Frequent characters of any Chinese official text, simplified and traditional: the encoding that yields
# the most of them is the right one. Wrong decodings of Chinese bytes yield rare characters.
_FREQUENT = frozenset(
    "的一是在不了有和政府信息公开開申请請年度报報告本行主动動处處理件规規章人法及情况況工作予以上為为其他"
)
_BLANKS = str.maketrans({"\u00a0": " ", "\u3000": " ", "\u2002": " ", "\u2003": " ", "\ufeff": None, "\u200b": None})
_RULE_LINE = re.compile(r"[\s|:+=\-–—_]*(?:[-–—=_]\s*){3,}[\s|:+=\-–—_]*\Z")
_MARKDOWN = re.compile(r"\*\*|__|`|^#{1,6}\s+|(?<=\|)\s*#{1,6}\s+")
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_INNER_SPACE = re.compile(r"[（(][^（()）\n]{1,40}[)）]")
_ESCAPE = re.compile(r"\\(?=[-+_.*#()\[\]])")
_ENTITY = re.compile(r"&(?:\w{2,8}|#\d{1,6});")
_EMPHASIS = re.compile(r"[*_`#]")
_BRACKET = re.compile(r"[（(]")
_DIGIT = re.compile(r"\d")
_RULE_SIGNS = frozenset(" \t|:+=-–—_")
_WORD = re.compile(r"\S+")


def decode(data: bytes, declared: str | None = None) -> str:
    """Bytes to text: UTF-8, UTF-16 (with or without mark), GB18030 or Big5; ``declared`` is tried first.

    Raises DamagedDocument for bytes that are no text.

    >>> decode("政府信息公开".encode("gb18030"))
    '政府信息公开'
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if "\0" not in text:
            return text
    best, best_score = "", -1.0
    names = ["gb18030", "big5hkscs", "utf-16-le", "utf-16-be", "utf-8"]
    if declared and declared.lower() not in names:
        names.insert(0, declared)
    for name in names:
        try:
            text = data.decode(name, errors="replace")
        except LookupError:
            continue
        if "\0" in text:
            continue
        score = _plausibility(text)
        if score > best_score:
            best, best_score = text, score
    if best_score < 0.02:
        raise DamagedDocument(
            "不是文本：无法按 UTF-8、GB18030、UTF-16 或 Big5 解码", mend="请确认文件类型，或另存为 UTF-8 文本"
        )
    return best


def _plausibility(text: str) -> float:
    sample = text[:20_000]
    visible = sum(1 for char in sample if not char.isspace())
    if not visible:
        return 0.0
    frequent = sum(1 for char in sample if char in _FREQUENT)
    ascii_share = sum(1 for char in sample if "!" <= char <= "~") / visible
    broken = sample.count("\ufffd") + sum(1 for char in sample if "\ue000" <= char <= "\uf8ff")
    # Text that is all figures and punctuation is text too, as long as nothing in it is broken.
    return frequent / visible + (0.05 if ascii_share > 0.9 else 0.0) - 4 * broken / visible


def read_text(text: str, watch: Watch) -> list[Line]:
    r"""Text to lines. ``\f`` starts a new page; pages are counted only where the text has page breaks."""
    watch.characters(len(text))
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    text = text.translate(_BLANKS).replace("\r\n", "\n").replace("\r", "\n")
    raw = text.split("\n")
    paged = "\f" in text
    bars_are_cells = _bars_divide_cells(raw)
    lines: list[Line] = []
    page, gap, grid, in_grid, bar_open = 1, False, 0, False, True
    for number, source in enumerate(raw, 1):
        page += source.count("\f")
        line = source.replace("\f", "")
        if not line.strip(" "):
            # A line without a character divides; a line with only tabs is a row of blank cells.
            gap, in_grid = True, False
            continue
        if line[0] in _RULE_SIGNS and _RULE_LINE.match(line):
            continue
        watch.tick(1)
        if bars_are_cells and "|" in line:
            pieces, bar_open = _cells_between_bars(line, bar_open)
            delimited = True
        else:
            bar_open = False
            pieces, delimited = _fields_or_words(line)
        if delimited and not in_grid:
            grid += 1
        in_grid = delimited
        if pieces:
            watch.tick(len(pieces))
            lines.append(Line(pieces, number, page=page if paged else None, grid=grid if delimited else None, gap=gap))
            gap = False
    return lines


def _bars_divide_cells(raw: list[str]) -> bool:
    """Whether bars stand between single cells (one cell a line) instead of dividing the cells of a line."""
    single = several = 0
    for line in raw:
        if "|" in line and not _RULE_LINE.match(line):
            if sum(1 for field in line.split("|") if field.strip()) > 1:
                several += 1
            else:
                single += 1
    # A row may legitimately have one filled cell (a heading); a text of mostly such rows is one of cells.
    return single > 2 * several and single > 8


def _cells_between_bars(line: str, bar_open: bool) -> tuple[list[Piece], bool]:
    """The cells of a line where a bar ends a cell. Two bars with nothing between are a blank cell.

    ``bar_open`` says that the text before this line ended with a bar; returned anew for the next line.
    """
    fields = line.split("|")
    pieces = []
    for index, fld in enumerate(fields):
        if fld.strip():
            pieces.append(Piece(fld.strip()))
        elif 0 < index < len(fields) - 1 or (index == 0 and bar_open):
            pieces.append(Piece(""))
    return pieces, not fields[-1].strip()


def _fields_or_words(line: str) -> tuple[list[Piece], bool]:
    """Fields of a line with bars or tabs (True), else its words (False)."""
    if "|" in line:
        fields = _ESCAPE.sub("", _MARKDOWN.sub("", line.strip())).split("|")
        if not fields[0].strip() and len(fields) > 1:
            fields = fields[1:]
        if fields and not fields[-1].strip() and len(fields) > 1:
            fields = fields[:-1]
        return [Piece(_BREAK_TAG.sub("\n", fld).strip(), column) for column, fld in enumerate(fields)], True
    if "\t" in line:
        return list(_tab_fields(line)), True
    return list(words(_MARKDOWN.sub("", line) if _EMPHASIS.search(line) else line)), False


def _tab_fields(line: str) -> Iterator[Piece]:
    """Fields between tabs. A tab in front of the only field is an indent, not a blank cell."""
    fields = [fld.strip(" ") for fld in line.split("\t")]
    if len(fields) == 2 and not fields[0]:
        yield Piece(fields[1], 1)
        return
    first = next((column for column, fld in enumerate(fields) if fld), 0)
    yield from (Piece(fld, column) for column, fld in enumerate(fields[first:], first))


def words(line: str) -> Iterator[Piece]:
    """Words of a line; their character columns are kept where the line is laid out with runs of spaces."""
    if " " in line and _BRACKET.search(line):
        line = _INNER_SPACE.sub(lambda found: found[0].replace(" ", "") if _DIGIT.search(found[0]) else found[0], line)
    if "  " not in line.strip():
        yield from (Piece(word) for word in line.split())
        return
    wide = 0
    last = 0
    for found in _WORD.finditer(line):
        wide += _width(line[last : found.start()])
        start = wide
        wide += _width(found[0])
        last = found.end()
        yield Piece(found[0], x0=float(start), x1=float(wide))


def _width(text: str) -> int:
    """Columns a text takes in a fixed-width layout: Chinese and full-width characters take two."""
    return len(text) + sum(1 for char in text if char >= "\u1100")
