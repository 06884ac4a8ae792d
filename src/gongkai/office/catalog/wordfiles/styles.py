"""How paragraphs are meant to look: what their styles say of outline, numbering, weight, place and face."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset({"0", "false", "off", "none"})
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|标题|文档标题|公文标题|文件标题", re.IGNORECASE)
#: A spoken "no" or level 0 is something said.
_MAY_BE_FALSE = ("outline", "level", "bold", "italic", "hidden")
_CONTENTS = re.compile(r"toc(?: heading|\s*\d)|目录\s*\d?", re.IGNORECASE)


def value(element: etree._Element | None, name: str) -> str:
    """The ``w:val`` of a child, empty where there is none."""
    found = element.find(f"{W}{name}") if element is not None else None
    return str(found.get(f"{W}val", "")) if found is not None else ""


def switch(element: etree._Element | None, name: str) -> bool | None:
    """Whether a property is on, off, or (None) not spoken of."""
    found = element.find(f"{W}{name}") if element is not None else None
    return None if found is None else found.get(f"{W}val", "true") not in _OFF


def integer(text: str | None, otherwise: int) -> int:
    """A whole number of the file, which may hold anything."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else otherwise


@dataclass(frozen=True, slots=True)
class Look:
    """What is said of a paragraph or a style. None and empty: nothing is said. ``size`` is in half points."""

    outline: int | None = None
    number: str = ""
    level: int | None = None
    align: str = ""
    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    face: str = ""
    size: int = 0
    red: bool = False
    left: int = 0
    title: bool = False
    contents: bool = False

    def over(self, under: Look) -> Look:
        """This, and where it says nothing, the other."""
        unsaid: dict[str, object] = dict.fromkeys(_MAY_BE_FALSE) | {
            "number": "",
            "align": "",
            "face": "",
            "size": 0,
            "left": 0,
        }
        said = {name: getattr(self, name) for name, empty in unsaid.items() if getattr(self, name) != empty}
        kept = {name: getattr(self, name) or getattr(under, name) for name in ("red", "title", "contents")}
        return replace(under, **said, **kept)


#: A look that says nothing.
NOTHING = Look()


def look_of(properties: etree._Element | None, words: etree._Element | None) -> Look:
    """What ``w:pPr`` and ``w:rPr`` say."""
    numbered = properties.find(f"{W}numPr") if properties is not None else None
    outline = value(properties, "outlineLvl")
    level = value(numbered, "ilvl")
    faces = words.find(f"{W}rFonts") if words is not None else None
    indent = properties.find(f"{W}ind") if properties is not None else None
    left = indent.get(f"{W}left") or indent.get(f"{W}start") if indent is not None else None
    colour = value(words, "color").upper()
    return Look(
        # Nine and more means: body text.
        outline=integer(outline, 9) if outline else None,
        number=value(numbered, "numId"),
        level=integer(level, 0) if level else None,
        align=value(properties, "jc"),
        bold=switch(words, "b"),
        italic=switch(words, "i"),
        hidden=switch(words, "vanish"),
        face=str(faces.get(f"{W}eastAsia", "")) if faces is not None else "",
        size=integer(value(words, "sz"), 0),
        red=bool(re.fullmatch(r"(?:[C-F].)0{4}|FF0000|E60012", colour)),
        left=integer(left, 0),
    )


class Styles:
    """The styles of a document, each with what it inherits."""

    def __init__(self, root: etree._Element | None) -> None:
        self._own: dict[str, tuple[Look, str]] = {}
        self._whole: dict[str, Look] = {}
        self._default = ""
        self._base = Look()
        if root is None:
            return
        given = root.find(f"{W}docDefaults")
        if given is not None:
            self._base = look_of(given.find(f"{W}pPrDefault/{W}pPr"), given.find(f"{W}rPrDefault/{W}rPr"))
        for style in root.findall(f"{W}style"):
            number = style.get(f"{W}styleId", "")
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true"}:
                self._default = number
            self._own[number] = (_named(style), value(style, "basedOn"))

    def look(self, style: str) -> Look:
        """The style with what it is based on; the document's own default where it is not known."""
        return self._followed(style or self._default).over(self._base)

    def character(self, style: str) -> Look:
        """A character style with what it is based on, over nothing."""
        return self._followed(style) if style else Look()

    def _followed(self, style: str) -> Look:
        if style in self._whole:
            return self._whole[style]
        found = NOTHING
        seen: set[str] = set()
        at = style
        while at in self._own and at not in seen and len(seen) < 20:
            seen.add(at)
            own, at = self._own[at]
            found = found.over(own)
        self._whole[style] = found
        return found


def _named(style: etree._Element) -> Look:
    found = look_of(style.find(f"{W}pPr"), style.find(f"{W}rPr"))
    name = value(style, "name").strip()
    heading = _HEADING.fullmatch(name)
    if heading and found.outline is None:
        found = replace(found, outline=int(heading[1]) - 1)
    return replace(found, title=bool(_TITLE.fullmatch(name)), contents=bool(_CONTENTS.fullmatch(name)))
