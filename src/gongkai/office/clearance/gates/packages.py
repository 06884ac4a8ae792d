"""What Office files have in common: properties, and the text of parts that are not the document itself."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from gongkai.office.clearance.gates.places import Place
from gongkai.office.clearance.gates.reading import Reading
from gongkai.statute.readers.packages import parse_part

_PROPERTIES = {
    "title": "标题",
    "subject": "主题",
    "creator": "作者",
    "lastModifiedBy": "最后修改者",
    "keywords": "关键词",
    "description": "备注",
    "category": "类别",
    "contentStatus": "状态",
    "Company": "单位",
    "Manager": "主管",
    "HyperlinkBase": "链接基础",
}
_BORING = frozenset(
    {
        "revision",
        "created",
        "modified",
        "Template",
        "TotalTime",
        "Pages",
        "Words",
        "Characters",
        "Application",
        "DocSecurity",
        "Lines",
        "Paragraphs",
        "ScaleCrop",
        "LinksUpToDate",
        "CharactersWithSpaces",
        "SharedDoc",
        "HyperlinksChanged",
        "AppVersion",
        "Slides",
        "Notes",
        "HiddenSlides",
        "HeadingPairs",
        "TitlesOfParts",
        "PresentationFormat",
        "MMClips",
        "lastPrinted",
        "version",
    }
)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|wdp|webp)$", re.IGNORECASE)
_MOST_INSIDE = 50


def local(element: etree._Element) -> str:
    """The tag of an element without its namespace; empty for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def read_properties(package: zipfile.ZipFile, found: Reading, place: Place) -> None:
    """Author, company, keywords and the like, of core, extended and custom properties."""
    for name in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
        if name not in package.namelist():
            continue
        for element in parse_part(package, name).iter():
            tag, text = local(element), (element.text or "").strip()
            if not text or tag in _BORING:
                continue
            label = _PROPERTIES.get(tag)
            if label is None and (parent := element.getparent()) is not None and local(parent) == "property":
                label = str(parent.get("name", tag))
            if label is not None:
                found.texts.append(place.text(f"文档属性·{label}", text, "aside"))


def read_addresses(package: zipfile.ZipFile, found: Reading, place: Place) -> None:
    """The targets of outside links, which are not always what the text shows."""
    for name in package.namelist():
        if not name.endswith(".rels"):
            continue
        for element in parse_part(package, name).iter():
            if element.get("TargetMode") == "External" and (target := element.get("Target", "").strip()):
                found.texts.append(place.text("链接地址", target, "aside"))


def pictures(package: zipfile.ZipFile) -> list[str]:
    """The pictures within a package."""
    return [name for name in package.namelist() if _PICTURE.search(name) and "thumbnail" not in name.lower()]


def read_embedded(package: zipfile.ZipFile, found: Reading, place: Place) -> None:
    """Files within the file: read where they can be, said where not."""
    names = [
        name
        for name in package.namelist()
        if "/embeddings/" in name or name.lower().endswith(("vbaproject.bin", ".mht"))
    ]
    for name in names[:_MOST_INSIDE]:
        short = name.rpartition("/")[2]
        if short.lower().endswith((".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm", ".pdf")):
            found.add(place.inside(package.read(name), short))
        else:
            found.unread.append(place.missed("含有嵌入的对象或程序", f"内含文件“{short}”"))
    if len(names) > _MOST_INSIDE:
        found.unread.append(place.missed(f"内含文件超过 {_MOST_INSIDE} 个，其余未读取"))


def paragraphs(root: etree._Element, paragraph: str, text: str) -> Iterator[str]:
    """The texts of a drawing, slide or note: one for each element called ``paragraph``, of all ``text`` elements within."""
    for element in root.iter():
        if local(element) == paragraph:
            joined = "".join(node.text or "" for node in element.iter() if local(node) == text)
            if joined.strip():
                yield joined
