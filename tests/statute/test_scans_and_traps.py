"""Pages that are turned, locked or pictures, and documents that look like reports and are none."""

import io
import random
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdf import PdfWriter, Transformation

from gongkai.statute.annual.check import check
from gongkai.statute.annual.recognize import recognize
from gongkai.statute.errors import EncryptedDocument, PictureDocument
from gongkai.statute.readers import Limits, read_bytes
from gongkai.statute.writers import write
from make_samples import load, own_report

ROOT = Path(__file__).parents[2]
FIGURES = load(ROOT / "samples" / "figures" / "harbin_2020.json")


@pytest.fixture(scope="module")
def printed():
    """A report of ours as PDF."""
    return write(own_report(FIGURES, {"said_received": 2847}), "pdf")


def values(report):
    return {key: report.value(key) for key in FIGURES.cells}


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages(printed, turn):
    writer = PdfWriter(clone_from=io.BytesIO(printed))
    for page in writer.pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        move = {
            90: Transformation().rotate(90).translate(height, 0),
            180: Transformation().rotate(180).translate(width, height),
            270: Transformation().rotate(-90).translate(0, width),
        }[turn]
        page.add_transformation(move)
        if turn != 180:
            for box in (page.mediabox, page.cropbox, page.trimbox, page.bleedbox, page.artbox):
                box.upper_right = (height, width)
        page.rotate(turn)
    buffer = io.BytesIO()
    writer.write(buffer)
    assert values(recognize(read_bytes(buffer.getvalue(), "x.pdf"))) == FIGURES.cells


def test_a_locked_pdf_says_so(printed):
    writer = PdfWriter(clone_from=io.BytesIO(printed))
    writer.encrypt("secret")
    buffer = io.BytesIO()
    writer.write(buffer)
    with pytest.raises(EncryptedDocument, match="密码"):
        read_bytes(buffer.getvalue(), "x.pdf")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_a_pdf_is_refused_or_read_without_inventing(printed, share):
    cut = printed[: int(len(printed) * share)]
    try:
        report = recognize(read_bytes(cut, "x.pdf"))
    except Exception as error:  # noqa: BLE001
        assert type(error).__name__ in ("DamagedDocument", "PictureDocument")  # noqa: PT017
    else:
        assert all(value in (None, FIGURES.cells[key]) for key, value in values(report).items())


# ------------------------------------------------------------------ scans


def scanned(printed, *, slant=0.0, dpi=150):
    """The PDF as a scanner would give it: a grey picture a page, a little turned, compressed."""
    pictures = []
    with pdfium.PdfDocument(printed) as document:
        for page in document:
            picture = page.render(scale=dpi / 72).to_pil().convert("L")
            pictures.append(picture.rotate(slant, fillcolor=255, resample=3))
    buffer = io.BytesIO()
    pictures[0].save(buffer, format="PDF", save_all=True, append_images=pictures[1:], resolution=dpi, quality=70)
    return buffer.getvalue()


def test_without_the_extra_a_scan_is_named_a_picture_and_nothing_is_invented(printed):
    with pytest.raises(PictureDocument, match=r"gongkai\[ocr\]"):
        read_bytes(scanned(printed), "x.pdf", ocr=False)


def test_a_picture_file_too(printed):
    with pdfium.PdfDocument(printed) as document:
        buffer = io.BytesIO()
        document[2].render(scale=2).to_pil().save(buffer, format="PNG")
    with pytest.raises(PictureDocument):
        read_bytes(buffer.getvalue(), "x.png", ocr=False)


def test_a_scan_is_recognized_and_never_quite_sure(printed):
    pytest.importorskip("rapidocr_onnxruntime")
    document = read_bytes(scanned(printed, slant=0.5), "x.pdf", Limits(seconds=300))
    report = recognize(document)
    got = values(report)
    wrong = [key for key, value in got.items() if value is not None and value != FIGURES.cells[key]]
    missed = [key for key, value in got.items() if value is None]
    assert len(wrong) <= 1
    assert len(missed) <= len(got) // 20
    assert all(cell.confidence < 0.8 for cell in report.cells.values() if cell.value is not None)
    assert [finding for finding in check(report) if finding.severity == "error"] == []
    assert "扫描" in report.source.notes[0]


# ------------------------------------------------------------------ traps

STATISTICS_OF_2015 = """政府信息公开情况统计表
（2015年度）
一、主动公开情况
（一）主动公开政府信息数 条 352
其中：主动公开规范性文件数 条 3
制发规范性文件总数 件 4
三、依申请公开情况
（一）收到申请数 件 12
（三）申请答复数 件 12
2.同意公开答复数 件 5
3.同意部分公开答复数 件 1
其中：涉及国家秘密 件 0
四、行政复议数量 件 0
五、行政诉讼数量 件 0
"""
NOTICE = """关于做好2024年政府信息公开工作年度报告编制工作的通知
二、主动公开政府信息情况：规章、行政规范性文件由司法局会同填报。行政许可、行政处罚、行政强制本年处理决定数量应为全部决定数。
三、收到和处理政府信息公开申请情况：例如，一、本年新收政府信息公开申请数量为 10，二、上年结转政府信息公开申请数量为 2，
则（七）总计与四、结转下年度继续办理之和应为 12。
"""
MENU = """<html><head><title>政府信息公开年报</title></head><body><ul><li>规章 12</li><li>行政许可 33</li>
<li>行政处罚 21</li><li>行政强制 4</li><li>行政规范性文件 8</li></ul></body></html>"""
PICTURES = """<html><body><h1>青石县教育局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>2023年收到申请5件。</p>
<p>二、主动公开政府信息情况</p><img src=a.png><p>三、收到和处理政府信息公开申请情况</p><img src=b.png></body></html>"""


@pytest.mark.parametrize(
    ("text", "name"), [(STATISTICS_OF_2015, "a.txt"), (NOTICE, "b.txt"), (MENU, "c.html"), (PICTURES, "d.html")]
)
def test_documents_that_only_look_like_reports_give_no_cell(text, name):
    report = recognize(read_bytes(text.encode(), name))
    assert report.form == "unknown"
    assert all(cell.value is None for cell in report.cells.values())


def test_a_notice_about_reports_is_not_the_report_of_an_organ():
    assert recognize(read_bytes(NOTICE.encode(), "x.txt")).organ is None


@pytest.mark.parametrize("seed", range(30))
def test_shuffled_junk_never_crashes_and_never_fills_a_cell(seed):
    rng = random.Random(seed)
    words = [
        "规章",
        "0",
        "12",
        "（一）",
        "总计",
        "|",
        "\t",
        "\n",
        "政府",
        "-",
        "/",
        "2019年",
        "（",
        "）",
        "行政许可",
        "其他",
        "\f",
        "１",
    ]
    text = "".join(rng.choice(words) for _ in range(rng.randint(1, 400)))
    for name in ("a.txt", "a.html", "a.csv"):
        try:
            report = recognize(read_bytes(text.encode(), name))
        except Exception as error:  # noqa: BLE001
            assert type(error).__name__ == "DamagedDocument"  # noqa: PT017
        else:
            assert report.form in ("unknown", "2019", "2021", "mixed")
