"""Presentations (.pptx) and OFD documents: the words of each slide or page, notes, comments and properties."""

from __future__ import annotations

import re

from gongkai.office.clearance.gates.packages import (
    local,
    paragraphs,
    pictures,
    read_addresses,
    read_embedded,
    read_properties,
)
from gongkai.office.clearance.gates.places import Place
from gongkai.office.clearance.gates.reading import Reading
from gongkai.statute.readers.packages import open_package, parse_part

_SLIDE = re.compile(r"ppt/(slides|notesSlides|slideLayouts|slideMasters|charts|diagrams)/[a-zA-Z]*(\d*)\.xml")
_COMMENT = re.compile(r"ppt/(?:comments|commentAuthors)[^.]*\.xml|ppt/comments/[^/]+\.xml")
_WORDS = {
    "slides": "第{}张幻灯片",
    "notesSlides": "第{}张幻灯片·备注",
    "slideLayouts": "版式{}",
    "slideMasters": "母版{}",
    "charts": "图表{}",
    "diagrams": "图示{}",
}
_OFD_PAGE = re.compile(r".*Pages?/Page_?(\d+)/Content\.xml", re.IGNORECASE)


def read_slides(data: bytes, found: Reading, place: Place) -> None:
    """Slides (hidden ones too), notes, layouts, charts, comments, properties."""
    with open_package(data, place.watch) as package:
        before = len(found.texts)
        for name in package.namelist():
            if slide := _SLIDE.fullmatch(name):
                root = parse_part(package, name)
                hidden = "（隐藏）" if root.get("show") in {"0", "false"} else ""
                where = _WORDS[slide[1]].format(slide[2]) + hidden
                kind = "text" if slide[1] == "slides" and not hidden else "aside"
                found.texts += [place.text(where, text, kind) for text in paragraphs(root, "p", "t")]
                found.texts += [place.text(where, text, "aside") for text in paragraphs(root, "pt", "v")]
            elif _COMMENT.fullmatch(name):
                for element in parse_part(package, name).iter():
                    text = element.get("name", "") if local(element) == "cmAuthor" else ""
                    text = text or ((element.text or "") if local(element) in {"text", "t"} else "")
                    if text.strip():
                        found.texts.append(place.text("批注", text.strip(), "aside"))
        if len(found.texts) == before and pictures(package):
            found.unread.append(place.missed("幻灯片中只有图片", scan=True))
        read_properties(package, found, place)
        read_addresses(package, found, place)
        read_embedded(package, found, place)


def read_ofd(data: bytes, found: Reading, place: Place) -> None:
    """The text objects of each page, annotations, and the document's own statements about itself."""
    with open_package(data, place.watch) as package:
        before = len(found.texts)
        for name in package.namelist():
            if not name.lower().endswith(".xml"):
                continue
            page = _OFD_PAGE.fullmatch(name)
            where = f"第{int(page[1]) + 1}页" if page else "批注" if "annot" in name.lower() else "文档属性"
            root = parse_part(package, name)
            if page or where == "批注":
                # Lines come in pieces: a number may be cut into several text codes.
                pieces = [(node.text or "").strip() for node in root.iter() if local(node) == "TextCode"]
                if any(pieces):
                    found.texts.append(place.text(where, "\n".join(pieces), "text" if page else "aside"))
            else:
                wanted = {"Author", "Title", "Subject", "Abstract", "Keyword", "Creator", "CustomData", "Remark"}
                texts = [(node.text or "").strip() for node in root.iter() if local(node) in wanted]
                found.texts += [place.text(where, text, "aside") for text in texts if text]
        if not any(text.kind == "text" for text in found.texts[before:]):
            found.unread.append(place.missed("没有文字，可能是扫描件", scan=True))
