"""Word, Excel and PowerPoint: properties, pictures' data and packed documents, then what each of them hides."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import IO

from gongkai.office.errors import Refused
from gongkai.office.files.cleaning import images, sheets, slides, word
from gongkai.office.files.cleaning.package import TYPES, Package
from gongkai.office.files.cleaning.removed import Removed
from gongkai.office.files.inspection.opening import package
from gongkai.office.files.kinds import Kind

_PROPERTIES = {
    "core-properties": "文档属性（作者、单位、时间等）",
    "extended-properties": "文档属性（作者、单位、时间等）",
    "custom-properties": "自定义属性",
    "thumbnail": "缩略图",
    "customXml": "自定义 XML 数据",
    "printerSettings": "打印机设置",
    "origin": "数字签名",
    "custom-xml-parts": "自定义 XML 数据",
    "classificationlabels": "分类标签",
}
_BY_KIND: dict[str, Callable[[Package, Removed], None]] = {
    "docx": word.clean,
    "xlsx": sheets.clean,
    "pptx": slides.clean,
}


def clean(source: Path, target: Path, kind: Kind) -> list[str]:
    """Write the clean copy; what it leaves out in words."""
    removed = Removed()
    with target.open("wb") as written:
        _clean(source, written, kind.extension, removed)
    return removed.words()


def _clean(source: Path | IO[bytes], target: IO[bytes], extension: str, removed: Removed) -> None:
    with package(source) as opened:
        parts = Package(opened)
        for part in parts.sources():
            for relation in parts.cut(part, lambda relation: relation.kind in _PROPERTIES):
                removed.note(_PROPERTIES[relation.kind])
        _refuse_objects(parts, extension)
        _BY_KIND[extension](parts, removed)
        parts.drop_unreached()
        _clean_inside(parts, removed)
        parts.save(target)


def _refuse_objects(parts: Package, extension: str) -> None:
    """Word shows an object by its picture, so that its data can go; in a sheet or on a slide they cannot be parted."""
    if extension == "docx":
        return
    for part in parts.sources():
        if any(relation.kind == "oleObject" for relation in parts.relations(part)):
            raise Refused(
                "文件里嵌入了无法清理的 OLE 对象（如旧版公式、嵌入的旧版文档），不能生成公开副本。请把对象改为图片，另存后重新上传。"
            )


def _clean_inside(parts: Package, removed: Removed) -> None:
    """Pictures lose where and with what they were taken; documents inside the document are cleaned like it."""
    for name in parts.names:
        lower = name.lower()
        if "/media/" in lower and lower.endswith((".jpg", ".jpeg", ".png", ".gif")):
            data = parts.read(name)
            cleaned = images.cleaned(data)
            if cleaned != data:
                parts.put(name, cleaned)
                removed.note("图片的拍摄信息")
        elif "/embeddings/" in lower:
            inside = parts.read(name)
            if extension := _extension_of(inside):
                target, more = io.BytesIO(), Removed()
                _clean(io.BytesIO(inside), target, extension, more)
                parts.put(name, target.getvalue())
                removed.join(more, "嵌入文档")


def _extension_of(data: bytes) -> str:
    if not data.startswith(b"PK\x03\x04"):
        return ""
    with package(io.BytesIO(data)) as opened:
        types = opened.read(TYPES).decode("utf-8", errors="ignore")
    for word_of_type, extension in (
        ("wordprocessingml.document.main", "docx"),
        ("spreadsheetml.sheet.main", "xlsx"),
        ("presentationml.presentation.main", "pptx"),
        ("presentationml.slideshow.main", "pptx"),
    ):
        if word_of_type in types:
            return extension
    return ""
