"""PDF, page by page: how each looks, and the words on it."""

from __future__ import annotations

import time
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from gongkai.office.files.previewing import limits
from gongkai.office.files.previewing.made import CannotShow, Page, Preview
from gongkai.office.files.previewing.pictures import written

#: Annotations that are somebody's words about the document and not part of it; a public copy is without them.
_COMMENTS = frozenset(
    {
        raw.FPDF_ANNOT_TEXT,
        raw.FPDF_ANNOT_FREETEXT,
        raw.FPDF_ANNOT_HIGHLIGHT,
        raw.FPDF_ANNOT_UNDERLINE,
        raw.FPDF_ANNOT_STRIKEOUT,
        raw.FPDF_ANNOT_SQUIGGLY,
        raw.FPDF_ANNOT_INK,
        raw.FPDF_ANNOT_CARET,
    }
)
_ANNOTATIONS_MOST = 2_000
#: Points of a page that is drawn at all: 200 inches is the largest the format knows.
_POINTS_MOST = 14_400


def read(path: Path, page: int) -> Preview:
    """The pages from ``page`` on that stand on one page of ours."""
    try:
        document = pdfium.PdfDocument(path)
        document.init_forms()
    except pdfium.PdfiumError as error:
        what = "文件设有密码" if "password" in str(error).lower() else "文件不完整"
        raise CannotShow(what) from error
    count = len(document)
    last = min(page + limits.PAGES_AT_ONCE - 1, count, limits.PAGES_MOST)
    notes = []
    if count > limits.PAGES_MOST:
        notes.append(f"全文共{count}页，只能预览前{limits.PAGES_MOST}页，其余请下载查看。")
    ends = time.monotonic() + limits.PAGES_SECONDS
    pages: list[Page] = []
    comments = 0
    for number in range(page, last + 1):
        if pages and time.monotonic() > ends:
            notes.append(f"第{number}页至第{last}页画面复杂，没有显示，请下载查看。")
            break
        found, commented = _page(document, number)
        if found is None:
            notes.append(f"第{number}页不能显示，请下载查看。")
        else:
            pages.append(found)
        comments += commented
    hidden = (f"第{page}页至第{last}页上有{comments}处批注。",) if comments else ()
    if not pages:
        return Preview(page_count=count, why="这些页不能画出来", hidden=hidden)
    return Preview(pages=tuple(pages), page_count=count, notes=tuple(notes), hidden=hidden)


def _page(document: pdfium.PdfDocument, number: int) -> tuple[Page | None, int]:
    """A page, and how many comments stand on it."""
    try:
        page = document[number - 1]
        width, height = page.get_size()
        if not (0 < width <= _POINTS_MOST and 0 < height <= _POINTS_MOST):
            return None, 0
        scale = min(limits.PICTURE_WIDE / width, limits.PICTURE_TALL / height)
        picture = page.render(scale=scale).to_pil()
        text = page.get_textpage().get_text_bounded()[: limits.PAGE_TEXT_MOST]
        return Page(number, picture.width, picture.height, written(picture), _lines(text)), _comments(page)
    except pdfium.PdfiumError:
        return None, 0


def _lines(text: str) -> str:
    """The words without what nobody sees, one line for each of the page."""
    seen = "".join(char for char in text if char >= " " or char == "\n")
    return "\n".join(line for line in map(str.strip, seen.replace("\ufffe", "").split("\n")) if line)


def _comments(page: pdfium.PdfPage) -> int:
    found = 0
    for index in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _ANNOTATIONS_MOST)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if annotation:
            found += raw.FPDFAnnot_GetSubtype(annotation) in _COMMENTS
            raw.FPDFPage_CloseAnnot(annotation)
    return found
