"""Scans and pictures, with the optional ``[ocr]`` extra: ruling lines found in the picture, text recognized.

Reads: a picture, or pages of a PDF that are pictures.
Writes: lines as the PDF reader does, every piece marked as less than sure.

The text detector passes over single figures in narrow cells, so each cell of a ruled table that holds ink
but no recognized text is looked at once more by itself.
"""

from __future__ import annotations

import io
import warnings
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from gongkai.statute.errors import DamagedDocument, DocumentTooLarge
from gongkai.statute.readers.document import Line, Piece, Watch
from gongkai.statute.readers.pdf import open_pdf
from gongkai.statute.readers.ruling import RuledTable, ruled_tables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    Ink = NDArray[Any]

_DPI = 200
_MOST_PIXELS = 60_000_000
# A recognized text is never as sure as a printed one: low enough that a rule it breaks asks a person to look
# before anyone is blamed (crossfoot.DOUBTFUL).
_SURE = 0.79
_NOUGHTS = frozenset("Oo〇○")


@dataclass(slots=True)
class _Text:
    """A recognized text and its box in pixels."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    score: float


@cache
def _engine() -> Any:  # noqa: ANN401  (the library has no types)
    from rapidocr_onnxruntime import RapidOCR  # noqa: PLC0415  (loads its models: seconds)

    return RapidOCR()


def read_picture(data: bytes, watch: Watch) -> list[Line]:
    """Lines of a picture file. Raises DamagedDocument or DocumentTooLarge."""
    watch.more_time(watch.limits.seconds_per_picture)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as image:
                if image.width * image.height > _MOST_PIXELS:
                    raise _too_large(f"图片有 {image.width}×{image.height} 像素")
                picture = np.asarray(image.convert("RGB"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large("图片像素过多") from error
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise DamagedDocument("图片已损坏或格式不支持", mend="请另存为 PNG 或 JPEG") from error
    return _number(_page(picture, 1, 0, watch))


def _too_large(reason: str) -> DocumentTooLarge:
    return DocumentTooLarge(reason, mend="请缩小到 6000 万像素以内")


def read_pdf_pictures(data: bytes, pages: list[int], watch: Watch) -> list[Line]:
    """Lines of the pages (from 1) of a PDF that are pictures."""
    lines: list[Line] = []
    watch.more_time(watch.limits.seconds_per_picture * len(pages))
    with open_pdf(data) as document:
        for number in pages:
            watch.tick()
            page = document[number - 1]
            scale = min(_DPI / 72, (_MOST_PIXELS / max(1.0, page.get_width() * page.get_height())) ** 0.5)
            picture = np.asarray(page.render(scale=scale).to_pil().convert("RGB"))
            grids = max((line.grid or 0 for line in lines), default=1000)
            lines += _page(picture, number, grids, watch)
    return _number(lines)


def _number(lines: list[Line]) -> list[Line]:
    for number, line in enumerate(lines, 1):
        line.number = number
    return lines


def _page(picture: Picture, page: int, grids: int, watch: Watch) -> list[Line]:
    picture = _straightened(picture)
    tables = _tables(picture)
    found, _ = _engine()(picture)
    texts = [_text(entry) for entry in found or []]
    watch.tick(len(texts))
    loose: list[_Text] = []
    lines: list[Line] = []
    held: list[dict[int, list[_Text]]] = [defaultdict(list) for _ in tables]
    for text in texts:
        x, y = (text.x0 + text.x1) / 2, (text.y0 + text.y1) / 2
        for table, inside in zip(tables, held, strict=True):
            cell = table.cell_at(x, y)
            if cell is not None:
                box = table.cells[cell].box
                # A text that crosses a ruling line holds several cells: those are read one by one.
                if text.x1 - box[2] < 0.5 * (text.y1 - text.y0) and box[0] - text.x0 < 0.5 * (text.y1 - text.y0):
                    inside[cell].append(text)
                break
        else:
            loose.append(text)
    for number, (table, inside) in enumerate(zip(tables, held, strict=True), grids + 1):
        _read_silent_cells(picture, table, inside, watch)
        lines += _table_lines(table, inside, page, number)
    lines += [_loose_line(row, page) for row in _rows(loose)]
    for line in lines:
        line.sheet = (picture.shape[1], picture.shape[0])
    return sorted(lines, key=lambda line: line.y0 or 0.0)


def _text(entry: list[Any]) -> _Text:
    (box, text, score) = entry
    xs, ys = [point[0] for point in box], [point[1] for point in box]
    return _Text(str(text).strip(), min(xs), min(ys), max(xs), max(ys), float(score))


# ------------------------------------------------------------- ruling lines


def _straightened(picture: Picture) -> Picture:
    """The picture turned by the slant of its long horizontal lines, if it is a few degrees."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    edges = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    length = picture.shape[1] // 4
    lines = cv2.HoughLinesP(edges, 1, np.pi / 1800, threshold=length // 2, minLineLength=length, maxLineGap=8)
    if lines is None:
        return picture
    flat = lines.reshape(-1, 4)
    slants = [np.degrees(np.arctan2(y1 - y0, x1 - x0)) for x0, y0, x1, y1 in flat]
    slants = [slant for slant in slants if abs(slant) < 6]
    slant = float(np.median(slants)) if slants else 0.0
    if abs(slant) < 0.08:
        return picture
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), slant, 1.0)
    turned = cv2.warpAffine(picture, turn, (width, height), borderValue=(255, 255, 255))
    return turned.astype(np.uint8)


def _tables(picture: Picture) -> list[RuledTable]:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    ink: Ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    across = _lines(ink, (max(30, picture.shape[1] // 40), 1))
    down = _lines(ink, (1, max(30, picture.shape[0] // 60)))
    # The geometry of ruled tables works in points; pixels are brought to that scale and back.
    to_points = 72 / _DPI
    tables = ruled_tables(
        [((y + h / 2) * to_points, x * to_points, (x + w) * to_points) for x, y, w, h in across],
        [((x + w / 2) * to_points, y * to_points, (y + h) * to_points) for x, y, w, h in down],
    )
    for table in tables:
        table.xs = [x / to_points for x in table.xs]
        table.ys = [y / to_points for y in table.ys]
        for cell in table.cells:
            x0, y0, x1, y1 = cell.box
            cell.box = (x0 / to_points, y0 / to_points, x1 / to_points, y1 / to_points)
    return tables


def _lines(ink: Ink, shape: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """Boxes of the strokes that are long in one direction and thin in the other."""
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, shape)
    kept = cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel), np.ones((3, 3), np.uint8))
    contours, _ = cv2.findContours(kept, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = [cv2.boundingRect(contour) for contour in contours]
    return [(x, y, w, h) for x, y, w, h in boxes if min(w, h) <= 16]


# -------------------------------------------------------------------- cells


def _read_silent_cells(picture: Picture, table: RuledTable, inside: dict[int, list[_Text]], watch: Watch) -> None:
    """Recognize by itself each cell that shows ink but has no text yet."""
    silent = []
    for index, cell in enumerate(table.cells):
        if inside.get(index):
            continue
        x0, y0, x1, y1 = (round(value) for value in cell.box)
        crop = picture[y0 + 4 : y1 - 3, x0 + 4 : x1 - 3]
        if crop.size and min(crop.shape[:2]) > 8 and (crop.min(axis=2) < 140).sum() > 12:
            silent.append((index, cell.box, _trimmed(crop)))
    for index, box, crop in silent:
        if _is_nought(crop):
            inside[index].append(_Text("0", *box, 0.98))
    silent = [entry for entry in silent if not inside.get(entry[0])]
    for start in range(0, len(silent), 32):
        watch.tick(32)
        batch = silent[start : start + 32]
        results, _ = _engine().text_rec([crop for _, _, crop in batch])
        for (index, box, _), (text, score) in zip(batch, results, strict=True):
            clean = str(text).strip()
            if clean and score > 0.5:
                inside[index].append(_Text(clean, *box, float(score)))


def _is_nought(crop: Picture) -> bool:
    """Whether a crop shows a single nought: one ring whose hole is tall and in its middle (unlike 6, 8 or 9)."""
    large = cv2.resize(crop.min(axis=2), None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    ink = cv2.threshold(large, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    contours, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return False
    outer = [index for index, link in enumerate(tree[0]) if link[3] < 0 and cv2.contourArea(contours[index]) > 60]
    holes = [index for index, link in enumerate(tree[0]) if link[3] >= 0 and cv2.contourArea(contours[index]) > 40]
    if len(outer) != 1 or len(holes) != 1:
        return False
    x, y, w, h = cv2.boundingRect(contours[outer[0]])
    hx, hy, hw, hh = cv2.boundingRect(contours[holes[0]])
    middle = abs((hx + hw / 2) - (x + w / 2)) < 0.12 * w and abs((hy + hh / 2) - (y + h / 2)) < 0.1 * h
    return middle and hh > 0.5 * h and hw > 0.25 * w and 0.35 < w / h < 1.1


def _trimmed(crop: Picture) -> Picture:
    """A crop cut to its ink with a margin, as the recognizer was trained to see text lines."""
    ink = crop.min(axis=2) < 140
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    margin = 6
    cut = crop[max(0, rows[0] - margin) : rows[-1] + margin + 1, max(0, columns[0] - margin) : columns[-1] + margin + 1]
    return np.pad(cut, ((4, 4), (12, 12), (0, 0)), constant_values=255)


def _table_lines(table: RuledTable, inside: dict[int, list[_Text]], page: int, grid: int) -> list[Line]:
    rows: dict[int, list[Piece]] = defaultdict(list)
    for index, cell in enumerate(table.cells):
        texts = [text for row in _rows(inside.get(index, [])) for text in row]
        shown = "\n".join(text.text for text in texts)
        if shown in _NOUGHTS:
            shown = "0"
        sure = _SURE * min((text.score for text in texts), default=1.0)
        rows[cell.row].append(Piece(shown, cell.column, cell.column_span, cell.box[0], cell.box[2], round(sure, 3)))
    return [
        Line(
            sorted(pieces, key=lambda piece: piece.column or 0),
            0,
            page=page,
            grid=grid,
            exact=True,
            y0=table.ys[row],
            y1=table.ys[row + 1],
        )
        for row, pieces in sorted(rows.items())
    ]


def _rows(texts: list[_Text]) -> list[list[_Text]]:
    """Texts into rows of print, left to right."""
    rows: list[list[_Text]] = []
    for text in sorted(texts, key=lambda text: text.y0 + text.y1):
        middle = (text.y0 + text.y1) / 2
        if rows and middle < rows[-1][0].y0 + 0.7 * (rows[-1][0].y1 - rows[-1][0].y0):
            rows[-1].append(text)
        else:
            rows.append([text])
    for row in rows:
        row.sort(key=lambda text: text.x0)
    return rows


def _loose_line(row: list[_Text], page: int) -> Line:
    pieces = [Piece(text.text, x0=text.x0, x1=text.x1, sure=round(_SURE * text.score, 3)) for text in row]
    return Line(pieces, 0, page=page, y0=min(text.y0 for text in row), y1=max(text.y1 for text in row))
