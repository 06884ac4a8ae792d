"""Moving in from an older site: the table is looked at first, then everything is public as it stood."""

import pytest
from compound_writing import compound

from documents import PDF, published
from gongkai.faces.jobs.adoption import adopt_site
from gongkai.office.actors import DutyKind
from gongkai.office.catalog.contents import content_of
from gongkai.office.catalog.importing import oldsite
from gongkai.office.catalog.importing.folder import Folder
from gongkai.office.catalog.models import Document
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.files.models import StoredFile
from imported import HEADS, reasons, row, workbook
from word_writing import Word

OLD = (*HEADS, "单位", "发布日期", "索引号")


def old(title="旧网站的通知", number="青科发〔2020〕3号", **more):
    cells = row(title, number, "2020-05-06", **more)
    return (*cells, "青石市科学技术局", "2020年5月8日", "11230100A/2020-00003")


def plan(world, *rows):
    return oldsite.plan_adoption(workbook(*rows, heads=OLD), "旧网站.xlsx", at=world.now)


def root(world):
    return world.actor("platform", DutyKind.SYSTEM_ADMINISTRATOR)


def test_what_was_public_is_public_with_its_day_and_its_index_number(world):
    (pk,) = oldsite.adopt_rows(plan(world, old()), site="旧网站", by=root(world), at=world.now)
    document = Document.objects.select_related("published").get(pk=pk)
    assert (document.index_number, document.adopted_from) == ("11230100A/2020-00003", "旧网站")
    assert str(document.published_at.date()) == "2020-05-08"
    assert document.published.heading == "20-15"


def test_a_row_without_its_unit_or_its_day_is_wrong(world):
    told = reasons(plan(world, (*row("甲"), "", "2020-05-08", ""), (*row("乙", "乙1号"), "青石市科学技术局", "", "")))
    assert told == {
        2: ["G2 单位：没有写单位，请填写单位全称。"],
        3: ["H3 发布日期：没有写在旧网站公开的日期，请填写。"],
    }


def test_an_index_number_of_another_unit_is_told(world):
    foreign = published(world, slug="culture", title="文化局的通知")
    cells = (*row("甲"), "青石市科学技术局", "2020-05-08", foreign.index_number)
    assert "已由青石市文化局的《文化局的通知》使用" in reasons(plan(world, cells))[2][0]


def test_what_was_taken_over_once_is_not_taken_over_again(world):
    oldsite.adopt_rows(plan(world, old()), site="旧网站", by=root(world), at=world.now)
    assert oldsite.adopt_rows(plan(world, old()), site="旧网站", by=root(world), at=world.now) == []


def test_nothing_is_written_where_a_row_is_wrong_or_another_person_asks(world):
    with pytest.raises(Refused, match="有1行有错误"):
        oldsite.adopt_rows(plan(world, old(), old(title="")), site="旧网站", by=root(world), at=world.now)
    with pytest.raises(NotAllowed):
        oldsite.adopt_rows(plan(world, old()), site="旧网站", by=world.actor("science", DutyKind.DRAFTER), at=world.now)
    with pytest.raises(NotAllowed):
        oldsite.administrator("science.drafter", world.now)
    assert not Document.objects.exists()


def test_the_command_says_what_would_happen_and_writes_only_when_told_to(world, tmp_path, monkeypatch):
    monkeypatch.setattr("gongkai.faces.jobs.tables.ready", lambda **_more: None)
    path, said = tmp_path / "旧网站.xlsx", []
    path.write_bytes(workbook(old(), heads=OLD))
    name = root(world) and "platform.system_administrator"
    assert adopt_site(path, site="旧网站", username=name, dry_run=True, say=said.append) == 0
    assert not Document.objects.exists()
    assert said[0] == "“旧网站.xlsx”共1行：有错误0行，疑似重复0行，可以导入1行。"
    assert adopt_site(path, site="旧网站", username=name, dry_run=False, say=said.append) == 0
    assert said[-1] == "已自“旧网站”接收1条，公众现在就能看到。"
    assert Document.objects.count() == 1


# --- the files of the older site --------------------------------------------------------------------------------------
@pytest.fixture
def folder(tmp_path):
    (tmp_path / "2020").mkdir()
    (tmp_path / "2020" / "名单.pdf").write_bytes(PDF)
    (tmp_path / "旧表.doc").write_bytes(compound({"WordDocument": b"x"}))
    word = Word()
    word.line("一、目标", bold=True)
    (tmp_path / "正文.docx").write_bytes(word.bytes())
    return Folder(tmp_path)


def with_files(world, folder, *rows, heads=OLD):
    return oldsite.plan_adoption(workbook(*rows, heads=heads), "旧网站.xlsx", folder=folder, at=world.now)


def test_attachments_come_along_with_their_public_copies(world, folder, client):
    looked = with_files(world, folder, old(files="名单.pdf"))
    assert not StoredFile.objects.exists(), "to look is not to keep"
    (pk,) = oldsite.adopt_rows(looked, site="旧网站", folder=folder, by=root(world), at=world.now)
    document = Document.objects.select_related("published").get(pk=pk)
    (item,) = document.published.attachments.all()
    assert (item.name, item.file.published_copy_id is not None) == ("名单.pdf", True)
    assert client.get(f"/documents/{pk}/attachments/{item.pk}/").getvalue().startswith(b"%PDF")
    assert content_of(document.published).digest() == document.published.digest


def test_a_word_document_is_the_text_of_an_older_item(world, folder):
    heads = ("正文文件" if head == "正文" else head for head in OLD)
    looked = with_files(world, folder, old(body="正文.docx"), heads=tuple(heads))
    (pk,) = oldsite.adopt_rows(looked, site="旧网站", folder=folder, by=root(world), at=world.now)
    assert Document.objects.get(pk=pk).published.body == "<h2>一、目标</h2>"


def test_a_file_that_is_not_there_or_cannot_go_out_is_said_at_its_cell_and_nothing_is_taken_over(world, folder):
    told = reasons(with_files(world, folder, old(files="没有.pdf"), old("乙", "乙1号", files="旧表.doc")))
    assert "F2 附件：文件夹里没有名为“没有.pdf”的文件" in told[2][0]
    assert "另存为 .docx" in told[3][0]
    assert "--files" in reasons(plan(world, old(files="名单.pdf")))[2][0]
    assert not Document.objects.exists()
