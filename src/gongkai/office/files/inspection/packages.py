"""Zip packages: Word, Excel, PowerPoint, OFD, and plain archives."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import olefile

from gongkai.office.errors import Refused
from gongkai.office.files.inspection import compound
from gongkai.office.files.inspection.opening import package, parse, read_part, read_through, refuse_document_type
from gongkai.office.files.kinds import Kind

_MAIN = (
    ("wordprocessingml.document.main+xml", "docx"),
    ("spreadsheetml.sheet.main+xml", "xlsx"),
    ("presentationml.presentation.main+xml", "pptx"),
    ("presentationml.slideshow.main+xml", "pptx"),
)
_MACRO_TYPES = ("macroenabled", "vbaproject", "vbadata", "ms-excel.intlmacrosheet", "ms-excel.macrosheet")
_MACRO_PARTS = re.compile(
    r"(?:^|/)(?:vbaproject[^/]*\.bin|vbadata\.xml|macrosheets/.*|intlmacrosheets/.*)$", re.IGNORECASE
)
_PROGRAM_PARTS = re.compile(
    r"\.(?:exe|dll|scr|com|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|msi|jar|lnk|reg|sh|py|chm|html?|svgz?)$", re.IGNORECASE
)
_REMOTE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]+:(?!\\)|\\\\|//)", re.IGNORECASE)
_LOCAL = re.compile(r"^\s*file:(?:///|/)?[a-z]:|^\s*file:///(?![/\\])", re.IGNORECASE)
#: Relations that make a program fetch or run what stands outside the file. Links a person clicks are not among them.
_FETCHING = {
    "attachedTemplate",
    "oleObject",
    "frame",
    "subDocument",
    "image",
    "package",
    "control",
    "video",
    "audio",
    "media",
}
_DDE = re.compile(r"^\s*DDE(?:AUTO)?\b|^\s*INCLUDE(?:PICTURE|TEXT)\s+\"?\s*(?:https?|ftp|\\\\)", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def kind_of(path: Path) -> str:
    """The kind of a zip: an Office package, an OFD, or a plain archive.

    Raises:
        Refused: broken, a bomb, with macros, or a package of a kind that is not accepted.
    """
    with package(path) as opened:
        names = set(opened.namelist())
        if "[Content_Types].xml" in names:
            return _office_kind(opened)
        if "OFD.xml" in names:
            return "ofd"
        if "META-INF/MANIFEST.MF" in names or "AndroidManifest.xml" in names or "mimetype" in names:
            raise Refused(
                "这个压缩结构的文件不是可接收的文档（可能是程序包或 ODF 文档），不能存入。请另存为 docx、xlsx 或 PDF 后再上传。"
            )
        return "zip"


def _office_kind(opened: zipfile.ZipFile) -> str:
    types = _content_types(opened)
    _refuse_macros(opened, types)
    for needle, kind in _MAIN:
        if any(needle in value for value in types):
            return kind
    raise Refused(
        "这个文件不是 Word 文档、Excel 工作簿或演示文稿（可能是模板或其他 Office 文件），不能存入。请另存为 .docx、.xlsx 或 .pptx 后再上传。"
    )


def inspect(path: Path, kind: Kind) -> None:
    """Word, Excel, PowerPoint: nothing in it may run, fetch, or escape review.

    Raises:
        Refused: macros, controls, outside templates or objects, packed programs, passwords, bombs, damage.
    """
    del kind
    with package(path) as opened:
        read_through(opened)
        _inspect_opened(opened, depth=0)


def _inspect_opened(opened: zipfile.ZipFile, depth: int) -> None:
    _refuse_macros(opened, _content_types(opened))
    for name in opened.namelist():
        lower = name.lower()
        if "activex/" in lower or lower.endswith(".ocx"):
            raise Refused(
                "文档里带有 ActiveX 控件（可执行的内容），不能存入。请删除控件（开发工具—设计模式），另存后再上传。"
            )
        if _PROGRAM_PARTS.search(lower):
            raise Refused(
                f"文档里夹带了程序、脚本或网页文件（{PurePosixPath(name).name}），不能存入。请删除后另存再上传。"
            )
        if lower.endswith((".xml", ".rels", ".vml")):
            refuse_document_type(opened, name)
        if lower.endswith(".rels"):
            _check_relations(opened, name)
        elif "/embeddings/" in lower and not lower.endswith("/"):
            _check_embedded(opened, name, depth)
        elif lower.startswith("word/") and lower.endswith(".xml"):
            _check_fields(opened, name)
        elif lower.startswith("xl/externallinks/") and b"ddeLink" in read_part(opened, name):
            raise Refused(
                "工作簿里带有 DDE 链接（会启动其他程序），不能存入。请在“数据—编辑链接”中断开链接，另存后再上传。"
            )


def _content_types(opened: zipfile.ZipFile) -> list[str]:
    root = parse(read_part(opened, "[Content_Types].xml"))
    return [str(element.get("ContentType", "")).lower() for element in root]


def _refuse_macros(opened: zipfile.ZipFile, types: list[str]) -> None:
    by_type = any(needle in value for value in types for needle in _MACRO_TYPES)
    if by_type or any(_MACRO_PARTS.search(name) for name in opened.namelist()):
        raise Refused(compound.MACROS)


def _check_relations(opened: zipfile.ZipFile, name: str) -> None:
    for relation in parse(read_part(opened, name)):
        kind = str(relation.get("Type", "")).rsplit("/", 1)[-1]
        target = str(relation.get("Target", ""))
        if kind == "aFChunk":
            raise Refused(
                "文档里嵌入了网页或其他格式的片段（altChunk），无法审查，不能存入。请用 Word 打开、另存一次后再上传。"
            )
        if relation.get("TargetMode") != "External":
            continue
        if kind in _FETCHING and is_remote(target):
            what = {"attachedTemplate": "模板", "image": "图片"}.get(kind, "对象")
            raise Refused(
                f"文档引用了文件之外的{what}（{target[:80]}），打开时会自动下载，不能存入。"
                f"请断开链接（模板改为 Normal、图片改为嵌入），另存后再上传。"
            )
        if re.match(r"\s*(?:javascript|vbscript|data):", target, re.IGNORECASE):
            raise Refused(f"文档里的一个超链接会运行脚本（{target[:40]}），不能存入。请删除这个链接，另存后再上传。")


def is_remote(target: str) -> bool:
    r"""Whether opening this target asks another machine; a path on the author's own disk does not.

    >>> is_remote("http://a/t.dotm"), is_remote(r"\\host\t.dotm"), is_remote(r"file:///C:\t.dotx"), is_remote("t.dotx")
    (True, True, False, False)
    """
    plain = unquote(target)
    return bool(_REMOTE.match(plain)) and not _LOCAL.match(plain)


def _check_fields(opened: zipfile.ZipFile, name: str) -> None:
    """Word fields that start a program or fetch a text. An instruction may be cut into several runs."""
    data = read_part(opened, name)
    if b"instr" not in data:
        return
    root = parse(data, huge=True)
    spoken: list[str] = [str(field.get(f"{_W}instr", "")) for field in root.iter(f"{_W}fldSimple")]
    for paragraph in root.iter(f"{_W}p"):
        parts = ""
        for element in paragraph.iter(f"{_W}instrText", f"{_W}fldChar"):
            if element.tag == f"{_W}fldChar":
                spoken.append(parts)
                parts = ""
            else:
                parts += element.text or ""
        spoken.append(parts)
    if any(_DDE.match(text) for text in spoken):
        raise Refused(
            "文档里有会启动其他程序或自动下载内容的域（DDE、INCLUDETEXT 等），不能存入。请删除该域（Alt+F9 可显示域代码），另存后再上传。"
        )


def _check_embedded(opened: zipfile.ZipFile, name: str, depth: int) -> None:
    data = read_part(opened, name)
    shown = PurePosixPath(name).name
    refusal = Refused(f"文档里嵌入了不能接收的文件对象（{shown}）。请删除这个对象，把它另存为单独的附件上传。")
    if data.startswith(compound.MAGIC):
        try:
            with olefile.OleFileIO(data) as ole:
                compound.inspect_opened(ole)
        except OSError as error:
            raise refusal from error
    elif data.startswith(b"PK\x03\x04") and depth < 2:
        with package(io.BytesIO(data)) as inner:
            if "[Content_Types].xml" not in inner.namelist():
                raise refusal
            _office_kind(inner)
            read_through(inner)
            _inspect_opened(inner, depth + 1)
    else:
        raise refusal


def inspect_ofd(path: Path, kind: Kind) -> None:
    """OFD (GB/T 33190): pages of drawing; attachments and scripts in it are refused.

    Raises:
        Refused: attachments or programs in it, a bomb, damage.
    """
    del kind
    with package(path) as opened:
        read_through(opened)
        parse(read_part(opened, "OFD.xml"))
        for name in opened.namelist():
            if _PROGRAM_PARTS.search(name) or (
                "/attachs/" in f"/{name.lower()}" and not name.lower().endswith((".xml", "/"))
            ):
                raise Refused(
                    f"OFD 文件里夹带了附件或程序（{PurePosixPath(name).name}），无法审查，不能存入。请去掉附件，把它单独上传。"
                )


def inspect_archive(path: Path, kind: Kind) -> None:
    """A plain zip, where the operator allows it: no programs by name, no archive in it.

    Raises:
        Refused: programs or archives in it, a bomb, damage.
    """
    del kind
    with package(path) as opened:
        read_through(opened)
        for name in opened.namelist():
            if _PROGRAM_PARTS.search(name) or re.search(
                r"\.(?:zip|rar|7z|gz|tar|xz|bz2|iso|docm|xlsm|pptm)$", name, re.IGNORECASE
            ):
                raise Refused(
                    f"压缩包里有不能接收的文件（{PurePosixPath(name).name}）。请删除程序和嵌套的压缩包后重新打包。"
                )
