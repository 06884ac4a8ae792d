"""The make-up of an official Word document (GB/T 9704-2012): page, styles, faces, page numbers.

Reads: python-docx's blank document.
Writes: the same document with A4 pages of 22 lines and 28 characters, our styles only, in Chinese.
"""

from __future__ import annotations

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree
from lxml.etree import _Element as Element

from gongkai.statute.writers.typefaces import Typefaces

LINE = 560  # twentieths of a point: 28 pt, the pitch of 22 lines on 225 mm
BODY = 32  # half points: 三号
_KEPT_STYLES = frozenset({"Normal", "Title", "Heading1", "Footer", "DefaultParagraphFont", "TableNormal", "NoList"})
# What the blank document carries along and an official document does not need: a preview of an empty US page …
_DROPPED = ("thumbnail", "customXml", "stylesWithEffects", "theme", "webSettings", "numbering")


def element(tag: str, *children: Element, **attributes: str | int) -> Element:
    """An element of WordprocessingML; attribute ``val=1`` is ``w:val="1"``."""
    made = OxmlElement(f"w:{tag}", attrs={qn(f"w:{name}"): str(value) for name, value in attributes.items()})
    made.extend(children)
    return made


def official_document(faces: Typefaces) -> WordDocument:
    """An empty document in the official make-up."""
    document = Document()
    _drop_ballast(document)
    _page(document)
    _styles(document, faces)
    _font_table(document, faces)
    _settings(document)
    _page_numbers(document)
    return document


def _drop_ballast(document: WordDocument) -> None:
    for rels in (document.part.package.rels, document.part.rels):
        for name in [name for name, rel in rels.items() if rel.reltype.rpartition("/")[2] in _DROPPED]:
            del rels[name]


def _page(document: WordDocument) -> None:
    """A4, 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm; the page number stands 7 mm under the text."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001  (the library has no other way to the grid)
    if grid is not None:
        section._sectPr.remove(grid)  # noqa: SLF001


# ------------------------------------------------------------------------ styles


def _fonts(faces: Typefaces, eastern: tuple[str, ...], *, latin: bool = True) -> Element:
    western = faces.latin[0] if latin else eastern[0]
    return element("rFonts", ascii=western, hAnsi=western, eastAsia=eastern[0], cs=western)


def _size(half_points: int) -> list[Element]:
    return [element("sz", val=half_points), element("szCs", val=half_points)]


def _indent(characters: int) -> Element:
    """A first-line indent in characters, with its width for programs that do not count them."""
    return element("ind", firstLineChars=characters * 100, firstLine=characters * BODY * 10)


def _style(names: str, settings: list[Element], run: list[Element], kind: str = "paragraph") -> Element:
    """A style; ``names`` are its id and its name in the list of styles. All but Normal follow Normal."""
    style_id, _, name = names.partition(" ")
    style = element("style", type=kind, styleId=style_id)
    if style_id == "Normal":
        style.set(qn("w:default"), "1")
    style.append(element("name", val=name))
    if style_id != "Normal" and kind == "paragraph":
        style.append(element("basedOn", val="Normal"))
    style.append(element("qFormat"))
    if settings:
        style.append(element("pPr", *settings))
    style.append(element("rPr", *run))
    return style


def _styles(document: WordDocument, faces: Typefaces) -> None:
    root = document.styles.element
    for style in root.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in _KEPT_STYLES or style.get(qn("w:type")) == "paragraph":
            root.remove(style)
    defaults = root.find(qn("w:docDefaults"))
    defaults.clear()
    # Western words by English rules, as Word in Chinese does it: else a number may be broken at a line end.
    language = element("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    defaults.append(element("rPrDefault", element("rPr", _fonts(faces, faces.body), *_size(BODY), language)))
    defaults.append(element("pPrDefault"))
    tight = [element("autoSpaceDE", val=0), element("autoSpaceDN", val=0)]
    body = [*tight, _spacing(0, LINE), _indent(2), element("jc", val="both")]
    root.append(_style("Normal Normal", body, [_fonts(faces, faces.body), *_size(BODY)]))
    title = [_spacing(LINE, 700), _indent(0), element("jc", val="center")]
    root.append(_style("Title Title", title, [_fonts(faces, faces.title), *_size(44)]))
    chapter = [element("keepNext"), element("keepLines"), element("outlineLvl", val=0)]
    root.append(_style("Heading1 heading 1", chapter, [_fonts(faces, faces.heading, latin=False), *_size(BODY)]))
    cell = [_spacing(0, 260), _indent(0), element("jc", val="left")]
    root.append(_style("TableText 表格文字", cell, [_fonts(faces, faces.table), *_size(21)]))
    foot = [_spacing(0, 280), _indent(0)]
    root.append(_style("Footer footer", foot, [_fonts(faces, faces.table, latin=False), *_size(28)]))
    root.append(_style("Lead 段首标题", [], [_fonts(faces, faces.lead)], "character"))


def _spacing(around: int, line: int) -> Element:
    return element("spacing", before=around, after=around, line=line, lineRule="exact")


def _font_table(document: WordDocument, faces: Typefaces) -> None:
    """Names what stands in for each face, so that Word need not guess."""
    table = element("fonts")
    for names, family, charset in (
        (faces.title, "roman", "86"),
        (faces.body, "roman", "86"),
        (faces.heading, "swiss", "86"),
        (faces.lead, "roman", "86"),
        (faces.table, "roman", "86"),
        (faces.latin, "roman", "00"),
    ):
        kind = (element("charset", val=charset), element("family", val=family), element("pitch", val="variable"))
        table.append(element("font", element("altName", val=",".join(names[1:])), *kind, name=names[0]))
    part = document.part
    for name in [name for name, rel in part.rels.items() if rel.reltype == RT.FONT_TABLE]:
        old = part.rels[name].target_part
        del part.rels[name]
        xml = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
        part.relate_to(Part(PackURI(old.partname), old.content_type, xml, part.package), RT.FONT_TABLE)


def _settings(document: WordDocument) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    root = document.settings.element
    for language in root.findall(qn("w:themeFontLang")):
        language.set(qn("w:val"), "zh-CN")
        language.set(qn("w:eastAsia"), "zh-CN")
    for setting in root.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    for zoom in root.findall(qn("w:zoom")):
        zoom.set(qn("w:percent"), "100")


def _page_numbers(document: WordDocument) -> None:
    """“— 1 —”: right on odd pages, left on even ones, one character in (GB/T 9704)."""
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["footer"]
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
        properties.append(element("ind", **{f"{side}Chars": 100, side: 280, "firstLineChars": 0, "firstLine": 0}))
        properties.append(element("jc", val=side))
        paragraph.add_run("— ")
        field = element("fldSimple", element("r", element("t")), instr="PAGE")
        field[0][0].text = "1"
        paragraph._p.append(field)  # noqa: SLF001
        paragraph.add_run(" —")
