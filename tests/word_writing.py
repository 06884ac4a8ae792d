"""Word documents for tests, as Word and WPS write them."""

import io
import zipfile

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from PIL import Image

from gongkai.office.catalog.wordfiles import read_word

CHINESE = """<w:abstractNum {ns} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%3.%4"/></w:lvl>
</w:abstractNum>"""
BULLETS = """<w:abstractNum {ns} w:abstractNumId="91"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>"""

ARTICLES = """<w:abstractNum {ns} w:abstractNumId="95"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1章"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%2条"/></w:lvl></w:abstractNum>"""


def xml(text):
    return parse_xml(text.format(ns=nsdecls("w")))


class Word:
    """A document being written; ``bytes()`` closes it."""

    def __init__(self):
        self.doc = Document()
        root = self.doc.part.numbering_part.element
        at = next((n for n, child in enumerate(root) if child.tag == qn("w:num")), len(root))
        for abstract in (CHINESE, BULLETS, ARTICLES):
            root.insert(at, xml(abstract))
        for number, abstract, restart in (
            (90, 90, ""),
            (91, 91, ""),
            (95, 95, ""),
            (92, 90, '<w:lvlOverride w:ilvl="2"><w:startOverride w:val="1"/></w:lvlOverride>'),
        ):
            root.append(xml(f'<w:num {{ns}} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{restart}</w:num>'))

    def line(self, text="", *, style=None, number=None, level=0, align=None, size=None, bold=None, face=None):
        paragraph = self.doc.add_paragraph(style=style)
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, Pt(size) if size else None
        if face:
            run._r.get_or_add_rPr().insert(0, xml(f'<w:rFonts {{ns}} w:eastAsia="{face}"/>'))
        properties = paragraph._p.get_or_add_pPr()
        if number:
            properties.append(xml(f'<w:numPr {{ns}}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'))
        if align:
            properties.append(xml(f'<w:jc {{ns}} w:val="{align}"/>'))
        return paragraph

    def raw(self, text):
        """Paragraphs or tables as they stand in the file."""
        body = self.doc.element.body
        body.insert(len(body) - 1, xml(text))

    def bytes(self):
        held = io.BytesIO()
        self.doc.save(held)
        return held.getvalue()

    def read(self, name="通知（演示）.docx"):
        return read_word(io.BytesIO(self.bytes()), name=name)


def picture(width=40, height=30, kind="PNG", noise=False):
    held = io.BytesIO()
    made = Image.effect_noise((width, height), 90).convert("RGB") if noise else Image.new("RGB", (width, height), "red")
    made.save(held, kind)
    held.seek(0)
    return held


def rewritten(data, **parts):
    """The package with some parts replaced or added (``document`` is word/document.xml)."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return held.getvalue()


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def notice():
    """A notice of the demo city as a clerk writes it in Word."""
    word = Word()
    word.line("青石市科学技术局文件", align="center", size=36, bold=True).runs[0]._r.get_or_add_rPr().append(
        xml('<w:color {ns} w:val="FF0000"/>')
    )
    word.line("青科发〔2026〕12号", align="center", size=16)
    word.line("青石市科学技术局关于印发", align="center", size=22)
    word.line("《青石市科技创新券管理办法》的通知（演示）", align="center", size=22)
    word.line("各区科学技术局：", size=16)
    word.line("现将《青石市科技创新券管理办法》印发给你们，请认真执行（演示）。", size=16)
    word.line("总则", number=90, level=0, size=16, face="黑体")
    word.line("适用范围", number=90, level=1, size=16, face="楷体_GB2312")
    word.line("本办法适用于本市企业。", number=90, level=2, size=16)
    word.line("本办法所称创新券，是指电子凭证。", number=90, level=2, size=16)
    word.line("附则", number=90, level=0, size=16, face="黑体")
    word.line("本办法自2026年5月1日起施行，有效期5年。", size=16)
    table = word.doc.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "项目（演示）"
    table.cell(0, 2).text = "金额"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "创新券"
    table.cell(1, 1).text, table.cell(1, 2).text = "2025年", "12"
    table.cell(2, 1).text, table.cell(2, 2).text = "2026年", "15"
    word.line("青石市科学技术局", align="right", size=16)
    word.line("2026年3月10日", align="right", size=16)
    return word
