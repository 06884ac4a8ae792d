"""PDF documents for the gates: text of every page, annotations, form fields, bookmarks, metadata, files within."""

from __future__ import annotations

import contextlib
import ctypes
import io
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
from lxml import etree
from pypdfium2 import raw

from gongkai.office.clearance.gates.packages import local
from gongkai.office.clearance.gates.places import Place
from gongkai.office.clearance.gates.reading import Reading, TextPart
from gongkai.statute.readers.pdf import open_pdf

_NAMES = {
    "Title": "标题",
    "Author": "作者",
    "Subject": "主题",
    "Keywords": "关键词",
    "Creator": "制作程序",
    "Producer": "生成程序",
}
_MOST_INSIDE = 50
_MOST_OBJECTS = 2000


def read_pdf(data: bytes, found: Reading, place: Place) -> None:
    """Everything in words within a PDF; pages without text are named, for a person to look at."""
    document = open_pdf(data)
    try:
        place.watch.pages(len(document))
        empty: list[int] = []
        for number in range(1, len(document) + 1):
            try:
                texts = list(_page(document, number, place))
            except pdfium.PdfiumError:
                found.unread.append(place.missed("这一页无法读取", f"第{number}页"))
                continue
            found.texts += texts
            if not any(text.kind == "text" for text in texts):
                empty.append(number)
        if empty:
            found.unread.append(place.missed("没有文字，可能是扫描件", f"第{_ranges(empty)}页", scan=True))
        for name, value in document.get_metadata_dict(skip_empty=True).items():
            if value.strip() and name in _NAMES:
                found.texts.append(place.text(f"文档属性·{_NAMES[name]}", value.strip(), "aside"))
        _files(document, found, place)
    finally:
        document.close()
    found.texts += _deeper(data, place)


def _page(document: pdfium.PdfDocument, number: int, place: Place) -> Iterator[TextPart]:
    page = document[number - 1]
    try:
        text_page = page.get_textpage()
        text = text_page.get_text_range().replace("\r\n", "\n").replace("\r", "\n")
        text_page.close()
        if text.strip():
            yield place.text(f"第{number}页", text)
        for text in _annotations(page):
            yield place.text(f"第{number}页·批注", text, "aside")
    finally:
        page.close()


def _annotations(page: pdfium.PdfPage) -> Iterator[str]:
    for index in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _MOST_OBJECTS)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            for key in (b"Contents", b"T", b"Subj", b"V", b"TU", b"RC"):
                if text := _string(annotation, key).strip():
                    yield text
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _string(annotation: Any, key: bytes) -> str:  # noqa: ANN401  (a C handle)
    length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


def _files(document: pdfium.PdfDocument, found: Reading, place: Place) -> None:
    count = document.count_attachments()
    for index in range(min(count, _MOST_INSIDE)):
        attachment = document.get_attachment(index)
        name = _name(attachment.get_name())
        try:
            found.add(place.inside(bytes(attachment.get_data()), name))
        except pdfium.PdfiumError:
            found.unread.append(place.missed("含有无法读取的文件", f"内含文件“{name[:60]}”"))
    if count > _MOST_INSIDE:
        found.unread.append(place.missed(f"内含文件超过 {_MOST_INSIDE} 个，其余未读取"))


def _name(name: str) -> str:
    """Some programs write a UTF-16 name as if it were Latin: the mark at its beginning tells."""
    if name.startswith("\u00fe\u00ff"):
        with contextlib.suppress(UnicodeError):
            return name.encode("latin-1").decode("utf-16")
    return name


def _deeper(data: bytes, place: Place) -> list[TextPart]:
    """What pdfium does not tell: XMP metadata, bookmarks, values of form fields. A damaged part of these hides no text."""
    import pypdf  # noqa: PLC0415  (only documents need it)

    found: list[TextPart] = []
    with contextlib.suppress(Exception):
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        root: Any = reader.trailer["/Root"]
        with contextlib.suppress(Exception):
            found += [place.text("文档属性·XMP", text, "aside") for text in _xmp(root["/Metadata"].get_data())]
        with contextlib.suppress(Exception):
            found += [place.text("书签", text, "aside") for text in _titles(reader.outline)]
        with contextlib.suppress(Exception):
            fields = list((reader.get_fields() or {}).values())[:_MOST_OBJECTS]
            found += [
                place.text("表单域", str(field["/V"]), "aside") for field in fields if str(field.get("/V", "")).strip()
            ]
    return found


def _xmp(packet: bytes) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(packet, parser)
    for element in root.iter():
        text = (element.text or "").strip()
        if text and local(element) not in {
            "CreateDate",
            "ModifyDate",
            "MetadataDate",
            "DocumentID",
            "InstanceID",
            "format",
        }:
            yield text
        # Short forms of XMP keep values in attributes.
        for name, value in element.attrib.items():
            if str(name).rpartition("}")[2] in {
                "Author",
                "creator",
                "Title",
                "Keywords",
                "Subject",
                "Company",
                "Manager",
            }:
                yield str(value)


def _titles(outline: list[Any]) -> Iterator[str]:
    waiting: list[Any] = list(outline)
    count = 0
    while waiting and count < _MOST_OBJECTS:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting = [*item, *waiting]
        elif title := str(getattr(item, "title", "") or "").strip():
            count += 1
            yield title


def _ranges(numbers: list[int]) -> str:
    """Page numbers in words: 1-3、7.

    >>> _ranges([1, 2, 3, 7])
    '1-3、7'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    said = [str(first) if first == last else f"{first}-{last}" for first, last in runs]
    return "、".join(said) if len(said) <= 20 else "、".join(said[:20]) + "等"
