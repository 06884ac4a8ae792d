"""Documents from a table: what would be made is shown first, and then all of it is made or nothing."""

import io
import json
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from documents import PDF, published
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog.importing import services
from gongkai.office.catalog.importing.outcome import RowState
from gongkai.office.catalog.importing.sheet import MOST_ROWS
from gongkai.office.catalog.importing.template import template
from gongkai.office.catalog.models import Document
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from imported import HEADS, archive, clerk, imported, planned, reasons, row, sent, workbook


def test_a_row_becomes_a_draft_with_its_metadata_and_files(world):
    heads = (*HEADS, "体裁", "关键词", "施行日期", "公开方式")
    cells = (*row(files="名单.pdf"), "通知", "演示；科技", "2026年4月1日", "主动公开")
    (made,) = imported(world, workbook(cells, heads=heads), ("名单.pdf", PDF))
    revision = made.latest
    assert (revision.title, revision.document_number) == ("关于开展演示工作的通知", "青科发〔2026〕31号")
    assert revision.formed_on == date(2026, 3, 5)
    assert revision.body == "<p>一段。</p><p>二段。</p>"
    assert (revision.heading, revision.genre, revision.effective_on) == ("20-15", "08", date(2026, 4, 1))
    assert revision.keywords == "演示；科技"
    assert [item.name for item in revision.attachments.all()] == ["名单.pdf"]
    assert made.unit == world.unit("science")
    assert made.published_id is None


def test_looking_at_a_table_makes_no_document(world):
    plan = planned(world, workbook(row(), row("另一份通知", "青科发〔2026〕32号")))
    assert plan.counts == {RowState.WRONG: 0, RowState.DOUBLE: 0, RowState.NEW: 2}
    assert not Document.objects.exists()


def test_every_wrong_cell_is_named_with_its_row_its_column_and_what_to_do(world):
    plan = planned(
        world,
        workbook(
            row(),
            row("", "青科发〔2026〕32号"),
            row("第三份", "青科发〔2026〕33号", "去年三月"),
            row("第四份", "青科发〔2026〕34号", heading="没有这个类目"),
            row("第五份", "青科发〔2026〕35号", files="没有上传.pdf"),
        ),
    )
    told = reasons(plan)
    assert sorted(told) == [3, 4, 5, 6]
    assert told[3] == ["A3 标题：标题没有填写，请填写标题。"]
    assert told[4] == ["C4 成文日期：“去年三月”不是日期，请写成2026-03-05的样子。"]
    assert told[5] == [
        "D5 目录类目：市科学技术局的目录里没有“没有这个类目”，请从模板的“目录类目”表中选择代码或者名称。".replace(
            "市科学技术局", world.unit("science").called
        )
    ]
    assert told[6] == ["F6 附件：没有上传名为“没有上传.pdf”的文件，请核对文件名（含后缀），和表格一起上传。"]


def test_one_wrong_row_and_nothing_is_written(world):
    batch = sent(world, workbook(row(), row("", "x")))
    plan = services.plan_of(batch, by=clerk(world), at=world.now)
    with pytest.raises(Refused, match="有1行有错误"):
        services.carry_out(batch, shown=plan.fingerprint, by=clerk(world), at=world.now)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "20260305",
        "2026年3月5日",
        "二〇二六年三月五日",
        46086,
        datetime(2026, 3, 5),  # noqa: DTZ001  (as a workbook keeps a day)
    ],
)
def test_a_day_is_understood_as_people_and_excel_write_it(world, written):
    (found,) = planned(world, workbook(row(day=written))).rows
    assert found.formed_on == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("20-07", "20-07"),
        ("20-07 财政预算、决算信息", "20-07"),
        ("财政预算、决算信息", "20-07"),
        ("20-07-2", "20-07-2"),
        ("20-07-2 财政决算", "20-07-2"),
    ],
)
def test_a_heading_is_found_by_code_or_name(world, said, code):
    (found,) = planned(world, workbook(row(heading=said))).rows
    assert found.metadata.heading == code


def test_a_row_for_another_unit_is_refused(world):
    plan = planned(world, workbook((*row(), "青石市文化局"), heads=(*HEADS, "单位")))
    assert "没有在" in reasons(plan)[2][0]
    assert "文化局" in reasons(plan)[2][0]


def test_the_same_title_or_number_twice_in_the_table_is_wrong(world):
    told = reasons(planned(world, workbook(row(), row(), row("另一份"))))
    assert "和第2行的标题相同" in told[3][0]
    assert "和第2行的文号相同" in told[4][0]


def test_what_is_there_already_is_flagged_and_left_out_unless_wanted(world):
    imported(world, workbook(row()))
    data = workbook(row(), row("新的一份", "青科发〔2026〕40号"))
    plan = planned(world, data)
    assert [each.state for each in plan.rows] == [RowState.DOUBLE, RowState.NEW]
    assert "《关于开展演示工作的通知》" in plan.rows[0].double
    assert [made.latest.title for made in imported(world, data)] == ["新的一份"]
    assert len(imported(world, data, doubles=True)) == 2


def test_an_index_number_of_another_unit_or_used_twice_has_a_clear_answer(world):
    foreign = published(world, slug="culture", title="文化局的通知")
    heads = (*HEADS, "索引号")
    told = reasons(
        planned(
            world,
            workbook(
                (*row("一", "甲1号"), foreign.index_number),
                (*row("二", "甲2号"), "A/2026-1"),
                (*row("三", "甲3号"), "A/2026-1"),
                heads=heads,
            ),
        )
    )
    assert told[2] == [
        f"G2 索引号：索引号{foreign.index_number}已由青石市文化局的《文化局的通知》使用，请核对后改正或者空着。"
    ]
    assert told[4] == ["G4 索引号：和第3行的索引号相同，索引号不能重复，请改正其一。"]


def test_files_come_out_of_an_archive_and_a_refused_one_is_told_at_its_row(world):
    files = archive({"附件/名单.pdf": PDF, "坏的.pdf": b"MZ\x90 not a pdf", "__MACOSX/._名单.pdf": b"x"})
    data = workbook(row(files="名单.pdf"), row("另一份", "青科发〔2026〕41号", files="坏的.pdf；没有.docx"))
    plan = planned(world, data, ("附件.zip", files))
    assert plan.rows[0].files[0][1] == "名单.pdf"
    assert len(reasons(plan)[3]) == 2
    assert "“坏的.pdf”不能接收" in reasons(plan)[3][0]


def test_a_name_written_by_windows_is_understood(world):
    name = "名单.pdf"
    data = archive({"MINGDAN.": PDF})  # eight bytes, as the name has in that encoding
    assert len(name.encode("gb18030")) == len(b"MINGDAN.")
    data = data.replace(b"MINGDAN.", name.encode("gb18030"))
    (found,) = planned(world, workbook(row(files=name)), ("a.zip", data)).rows
    assert [shown for _pk, shown in found.files] == [name]


def test_a_bomb_is_refused(world):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("a.txt", b"0" * (64 * 2**20))
    with pytest.raises(Refused, match="压缩炸弹") as refused:
        sent(world, workbook(row()), ("a.zip", bomb.getvalue()))
    assert set(refused.value.problems) == {"files"}


def test_a_text_comes_from_a_word_document(world):
    import docx

    document, out = docx.Document(), io.BytesIO()
    document.add_heading("一、总则", 1)
    document.add_paragraph("正文来自文档。")
    document.save(out)
    cells = ("来自文档的通知", "甲9号", "2026-03-05", "20-15", "正文.docx")
    (made,) = imported(world, workbook(cells, heads=(*HEADS[:4], "正文文件")), ("正文.docx", out.getvalue()))
    assert "<h2>一、总则</h2>" in made.latest.body


def test_a_batch_is_in_the_trail_and_can_be_found(world):
    made = imported(world, workbook(row(), row("另一份", "甲1号")))
    (batch,) = services.batches_of(clerk(world))
    assert batch.made == [document.pk for document in made]
    entry = AuditEntry.objects.get(verb="document.imported")
    assert json.loads(entry.detail)["documents"] == batch.made


def test_confirming_twice_makes_them_once(world):
    batch = sent(world, workbook(row()))
    plan = services.plan_of(batch, by=clerk(world), at=world.now)
    services.carry_out(batch, shown=plan.fingerprint, by=clerk(world), at=world.now)
    with pytest.raises(Overtaken, match="已经导入过"):
        services.carry_out(batch, shown=plan.fingerprint, by=clerk(world), at=world.now)
    assert Document.objects.count() == 1


def test_what_changed_since_the_preview_stops_it(world):
    batch = sent(world, workbook(row()))
    plan = services.plan_of(batch, by=clerk(world), at=world.now)
    imported(world, workbook(row()))
    with pytest.raises(Overtaken, match="重新预览"):
        services.carry_out(batch, shown=plan.fingerprint, by=clerk(world), at=world.now)


def test_another_person_and_who_does_not_write_are_turned_away(world):
    batch = sent(world, workbook(row()))
    with pytest.raises(NotAllowed):
        services.plan_of(batch, by=clerk(world, "culture"), at=world.now)
    with pytest.raises(NotAllowed):
        sent(world, workbook(row()), by=world.actor("science", DutyKind.LEADER))


def test_too_many_rows_and_a_table_without_titles_are_refused(world):
    with pytest.raises(Refused, match=f"超过{MOST_ROWS}行"):
        sent(world, workbook(*(row(f"第{n}份", f"甲{n}号") for n in range(MOST_ROWS + 1))))
    with pytest.raises(Refused, match="没有“标题”"):
        sent(world, workbook(("a", "b"), heads=("甲", "乙")))
    with pytest.raises(Refused, match="只有表头和示例"):
        sent(world, template(world.unit("science"), world.today))


def test_the_template_offers_the_headings_of_the_unit(world):
    book = openpyxl.load_workbook(io.BytesIO(template(world.unit("science"), world.today)))
    words = [cells[0].value for cells in book["目录类目"].iter_rows(min_row=2)]
    assert "20-07 财政预算、决算信息" in words
    assert {str(rule.formula1) for rule in book["信息"].data_validations.dataValidation} >= {
        f"='目录类目'!$A$2:$A${len(words) + 1}"
    }
    assert book["信息"]["A2"].value.startswith("（示例）")
