"""The door for files: what kind a file is by its content, and the reader for it.

Reads: a path or bytes with a name.
Writes: a RawDocument, or a DocumentError naming the file.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path

from gongkai.statute.errors import (
    DamagedDocument,
    DocumentError,
    DocumentTooLarge,
    EncryptedDocument,
    PictureDocument,
    UnsupportedDocument,
)
from gongkai.statute.readers.document import Format, Limits, Line, RawDocument, Watch

_HTML = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|table|div|p|meta|article|section|span|center|font)\b", re.IGNORECASE
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_path(path: Path, limits: Limits | None = None, *, ocr: bool = True) -> RawDocument:
    """Read a file. Raises DocumentError (a subclass saying what is wrong) naming the file."""
    limits = limits or Limits()
    try:
        size = path.stat().st_size
        if size > limits.bytes:
            raise _too_many_bytes(size, limits)
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"无法打开（{error.strerror}）", mend="请检查路径和权限", name=str(path)) from error
    except DocumentError as error:
        raise error.named(str(path)) from None
    return read_bytes(data, str(path), limits, ocr=ocr)


def _too_many_bytes(size: int, limits: Limits) -> DocumentTooLarge:
    return DocumentTooLarge(
        f"文件 {size / 1048576:.0f} MB，超过上限 {limits.bytes // 1048576} MB",
        mend="请确认是否为年度报告；确需读取时可调高 --max-mb",
    )


def read_bytes(data: bytes, name: str, limits: Limits | None = None, *, ocr: bool = True) -> RawDocument:
    """Read the bytes of a file; ``name`` is used in messages and to tell CSV from text.

    Raises DocumentError (a subclass saying what is wrong) naming the file.
    """
    limits = limits or Limits()
    try:
        if len(data) > limits.bytes:
            raise _too_many_bytes(len(data), limits)
        document = _read(data, name, Watch(limits), ocr=ocr)
    except DocumentError as error:
        raise error.named(name) from error.__cause__
    except (RecursionError, MemoryError) as error:
        raise DocumentTooLarge("文件结构过于复杂，已停止读取", mend="请确认文件来源", name=name) from error
    return document


def sniff(data: bytes, name: str) -> Format:
    """The kind of a file by its content: text, html, docx, xlsx, csv, pdf or picture.

    Raises UnsupportedDocument, EncryptedDocument or DamagedDocument with what to do about it.
    """
    if not data.strip(b"\0\t\r\n "):
        raise DamagedDocument("文件是空的", mend="请重新下载")
    head = data[:2048]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _sniff_zip(data)
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise EncryptedDocument("Office 文件已加密", mend="请取消密码后另存一份")
        raise UnsupportedDocument(
            "这是旧版 Office 文件（.doc/.xls/.wps）", mend="请用 Word 或 WPS 打开后另存为 .docx 或 .xlsx"
        )
    if head.startswith(_PICTURES):
        return "picture"
    if head.startswith(b"{\\rtf"):
        raise UnsupportedDocument("这是 RTF 文件", mend="请用 Word 或 WPS 打开后另存为 .docx")
    plain = head.replace(b"\0", b"")
    if _HTML.search(plain) or plain.lstrip().lower().startswith(b"mime-version:"):
        return "html"
    return "csv" if name.lower().endswith(".csv") else "text"


def _sniff_zip(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError) as error:
        raise DamagedDocument("压缩包已损坏或不完整", mend="请重新下载或由原单位重新导出") from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "OFD.xml" in names:
        raise UnsupportedDocument("这是 OFD 版式文件", mend="请用阅读器导出为 PDF")
    raise UnsupportedDocument("这是压缩包，不是单个文件", mend="请解压后再读取其中的年度报告")


def _read(data: bytes, name: str, watch: Watch, *, ocr: bool) -> RawDocument:
    # Each reader is imported when its kind of file turns up: a text file need not load a PDF engine.
    kind = sniff(data, name)
    document = RawDocument(name, kind, hashlib.sha256(data).hexdigest(), [])
    if kind == "text":
        from gongkai.statute.readers.text import decode, read_text  # noqa: PLC0415

        text = decode(data)
        document.lines = _read_mixed(text, watch) if "<table" in text[:400_000].lower() else read_text(text, watch)
    elif kind == "html":
        from gongkai.statute.readers.html import read_html  # noqa: PLC0415

        document.lines, document.heads = read_html(data, watch)
    elif kind == "docx":
        from gongkai.statute.readers.docx import read_docx  # noqa: PLC0415

        document.lines, document.heads = read_docx(data, watch)
    elif kind == "xlsx":
        from gongkai.statute.readers.xlsx import read_xlsx  # noqa: PLC0415

        document.lines, document.heads, document.notes = read_xlsx(data, watch)
    elif kind == "csv":
        from gongkai.statute.readers.xlsx import read_csv  # noqa: PLC0415

        document.lines = read_csv(data, watch)
    elif kind == "pdf":
        _read_pdf(data, document, watch, ocr=ocr)
    else:
        document.lines = _read_picture(data, watch, ocr=ocr)
        document.pages = 1
    if not document.lines:
        raise DamagedDocument("文件中没有文字", mend="请确认文件内容，或重新导出")
    return document


def _read_mixed(text: str, watch: Watch) -> list[Line]:
    """Text (often Markdown) with HTML tables in it: each part by its own reader, lines numbered on."""
    from gongkai.statute.readers.html import read_html  # noqa: PLC0415
    from gongkai.statute.readers.text import read_text  # noqa: PLC0415

    lines: list[Line] = []
    lowered = text.lower()
    end = grids = 0
    while end < len(text):
        # Plain finds, not a pattern: a text of a million opening tags must not be searched a million times.
        start = lowered.find("<table", end)
        close = lowered.find("</table", start) if start >= 0 else -1
        if close < 0:
            start = close = len(text)
        else:
            close = lowered.find(">", close) + 1 or len(text)
        parts = read_text(text[end:start], watch) if text[end:start].strip() else []
        parts += read_html(text[start:close].encode(), watch)[0] if start < close else []
        end = close
        for line in parts:
            line.grid = None if line.grid is None else line.grid + grids
            line.number = len(lines) + 1
            lines.append(line)
        grids = max((line.grid for line in parts if line.grid), default=grids)
    return lines


def _read_pdf(data: bytes, document: RawDocument, watch: Watch, *, ocr: bool) -> None:
    from gongkai.statute.readers.pdf import read_pdf  # noqa: PLC0415

    document.lines, document.pages, pictures, document.heads = read_pdf(data, watch)
    if not pictures:
        return
    if ocr and ocr_available():
        from gongkai.statute.readers.ocr import read_pdf_pictures  # noqa: PLC0415

        document.lines = _by_page(document.lines, read_pdf_pictures(data, pictures, watch))
        document.notes.append(f"第 {'、'.join(map(str, pictures))} 页是扫描图片，由文字识别读取，请逐格核对")
    elif len(pictures) == document.pages:
        raise PictureDocument(
            "PDF 是扫描图片，没有文字", mend='请安装文字识别组件：pip install "gongkai[ocr]"，或向发布单位索取文字版'
        )
    else:
        document.notes.append(f"第 {'、'.join(map(str, pictures))} 页是扫描图片，未读取（可安装 gongkai[ocr]）")


def _by_page(lines: list[Line], more: list[Line]) -> list[Line]:
    merged = sorted([*lines, *more], key=lambda line: (line.page or 0, line.y0 or 0.0))
    for number, line in enumerate(merged, 1):
        line.number = number
    return merged


def _read_picture(data: bytes, watch: Watch, *, ocr: bool) -> list[Line]:
    if not (ocr and ocr_available()):
        raise PictureDocument(
            "文件是图片，没有文字", mend='请安装文字识别组件：pip install "gongkai[ocr]"，或向发布单位索取文字版'
        )
    from gongkai.statute.readers.ocr import read_picture  # noqa: PLC0415

    return read_picture(data, watch)


def ocr_available() -> bool:
    """Whether the optional [ocr] extra is installed."""
    from importlib.util import find_spec  # noqa: PLC0415

    return find_spec("rapidocr_onnxruntime") is not None
