"""What is found is what stands there: the index answers like a search for the text itself, on both databases."""

from datetime import date, timedelta
from functools import partial
from itertools import islice
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.office.search import services
from gongkai.office.search.models import SearchDoc, SearchText
from gongkai.office.search.selectors import Filters, find
from gongkai.office.search.tokens import normalise, question, tokens

DAY = date(2026, 3, 1)


def put(key, title, text="", number="", *, unit=1, kind="document", day=DAY, summary="", **facts):
    services.index(
        services.Entry(
            kind=kind, key=str(key), unit_id=unit, title=title, number=number, text=text,
            url=f"/info/{key}", published_on=day, summary=summary, **facts,
        ),
        on=day,
    )  # fmt: skip


def keys(words="", *, order="newest", page=1, size=20, before="", **filters):
    found = find(words, Filters(**filters), order=order, page=page, size=size, before=before)
    return [hit.key for hit in found.hits]


@pytest.fixture
def shelf(db):
    """Five documents; the number is the day."""
    put(1, "演示:政府信息公开指南", "本指南说明怎样申请公开政府信息。今年共3件。", "青政发〔2026〕12号", day=DAY)
    put(2, "演示:关于公开招聘的公告", "招聘教师20名。信息以公告为准,公开透明。", day=DAY + timedelta(1), unit=2)
    put(
        3,
        "演示:年度报告",
        "全文一九年。GB/T 33190 格式。ＡＢＣ公司",
        "青科〔2025〕3号",
        day=DAY + timedelta(2),
        kind="report",
    )
    put(4, "演示:信息", "公开", day=DAY + timedelta(3))
    put(5, "演示:古籍𠮷野", "𠮷野家 第𪚥条", day=DAY + timedelta(4))


def test_all_runs_must_stand_there_each_together(shelf):
    assert keys("信息公开") == ["1"]
    assert keys("信息 公开") == ["4", "2", "1"]
    assert keys("公开 招聘") == ["2"]


def test_one_character_is_found_wherever_it_stands(shelf):
    assert keys("年") == ["3", "1"]
    assert keys("件") == ["1"]


def test_latin_words_and_numbers_are_whole_and_forms_are_one(shelf):
    assert keys("gb/t 33190") == ["3"]
    assert keys("abc") == keys("ＡＢＣ") == ["3"]
    assert keys("3319") == []


def test_characters_beyond_the_basic_plane_are_found(shelf):
    assert keys("𠮷野") == ["5"]
    assert keys("𪚥") == ["5"]


@pytest.mark.parametrize(
    "words", ["青政发〔2026〕12号", "青政发[2026]12号", "青政发（2026） 12 号", "青政发【2026】12号"]
)
def test_a_document_number_is_found_with_any_bracket(shelf, words):
    assert keys(words) == ["1"]


def test_what_is_called_exactly_so_comes_first(shelf):
    put(6, "演示:另一份信息", "见《演示:信息》", day=DAY + timedelta(9))
    assert keys("演示:信息") == ["4", "6", "2", "1"]
    assert keys("演示:信息", size=1, page=2) == ["6"]
    put(11, "演示:年度信息公开信息", day=DAY + timedelta(1))
    assert keys("信息公开信息", order="relevance") == ["11"]
    assert keys("演示:信息", order="relevance") == ["4", "6", "11", "1", "2"]


def test_filters_narrow(shelf):
    assert keys("演示", kind="report") == ["3"]
    assert keys("演示", unit_ids=[2]) == ["2"]
    assert keys("演示", unit_ids=[]) == []
    assert keys("演示", unit_ids=list(range(2, 500))) == ["2"]
    assert keys("演示", since=DAY + timedelta(1), until=DAY + timedelta(2)) == ["3", "2"]
    assert keys("", kind="report") == ["3"]
    assert keys("") == ["5", "4", "3", "2", "1"]


def test_a_change_and_a_removal_leave_nothing_of_the_old_words(shelf):
    put(1, "演示:新的标题", "全新的内容", day=DAY + timedelta(30))
    assert keys("指南") == []
    assert keys("全新") == ["1"]
    assert services.remove(kind="document", key="1")
    assert not services.remove(kind="document", key="1")
    assert keys("全新") == []
    put(1, "演示:政府信息公开指南", "本指南", day=DAY + timedelta(30))
    assert keys("指南") == ["1"]
    assert keys("全新") == []


def test_an_undone_act_leaves_nothing(shelf):
    with transaction.atomic():
        put(7, "演示:撤回的文件")
        services.remove(kind="document", key="1")
        assert keys("撤回") == ["7"]
        transaction.set_rollback(True)
    assert keys("撤回") == []
    assert keys("指南") == ["1"]


def test_outside_a_transaction_it_refuses(db, monkeypatch):
    monkeypatch.setattr(services, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(TransactionManagementError):
        put(1, "演示")
    with pytest.raises(TransactionManagementError):
        services.remove(kind="document", key="1")


@pytest.mark.parametrize(
    "words",
    [
        '"', "'", "*", "公开*", '"公开', "公开 OR 招聘", "NEAR(公开 招聘)", "title:公开", "公开:*", "-公开", "^公开", "公开 AND", "a & b | !c",
        "<->", "公开); DROP TABLE search_searchdoc; --", "%", "_", "\\", "\x00公开", "😀", "公开😀", "\ud800", "{公开} : x", "§u1", "¶公开",
        "公" * 10_000, "公开 " * 3_000, "a" * 10_000, "１" * 500, "〔〕", "，。；！", "İ", "ß", "ﷺ" * 600, "\u202e公开", "公\u200b开",
    ],
)  # fmt: skip
def test_hostile_questions_are_answered(shelf, words):
    for order in ("newest", "relevance"):
        found = find(words, order=order)
        assert found.total >= len(found.hits)
    assert SearchDoc.objects.count() == 5


def test_operators_are_words_and_signs_are_nothing(shelf):
    assert keys('"公开*"') == ["4", "2", "1"]
    assert keys("公\u200b开") == ["4", "2", "1"]
    assert keys("公开 OR 招聘") == []
    for nothing in ("，。！", "😀", '"*"', "\ud800"):
        found = find(nothing)
        assert (found.total, found.hits, found.understood) == (0, (), False)
    assert find("没有的词").understood


def test_hostile_documents_are_kept(shelf):
    put(8, "演示\x00:\ud800" + "长" * 600, "\x00\ud83d" + "字" * 10, "号" * 200, summary="摘" * 400)
    assert keys("字字字") == ["8"]
    put(9, "演示:汉字很多", "".join(chr(0x20000 + n) for n in range(40_000)) + "末尾")
    assert keys(chr(0x20000) + chr(0x20001) + chr(0x20002)) == ["9"]


def test_a_long_text_is_found_to_its_last_word(shelf):
    put(10, "演示:长文", "政府信息公开年度报告" * 15_000 + "结语完毕")
    assert keys("结语完毕") == ["10"]
    assert keys("报告结语") == ["10"]
    assert keys("报告完毕") == []


def test_excerpts_mark_the_words_in_the_text_as_it_is_written(shelf):
    hit = find("格式 ABC").hits[0]
    assert [piece.text for piece in hit.excerpt if piece.hit] == ["格式", "ＡＢＣ"]
    assert "".join(piece.text for piece in hit.excerpt) == "全文一九年。GB/T 33190 格式。ＡＢＣ公司"
    title = find("指南").hits[0].title_pieces
    assert [(piece.text, piece.hit) for piece in title] == [("演示:政府信息公开", False), ("指南", True)]


def test_pages_are_brought_into_what_there_is(shelf):
    found = find("演示", size=2, page=99)
    assert (found.total, found.page, found.pages, len(found.hits)) == (5, 3, 3, 1)
    assert find("演示", size=2, page=-5).page == 1
    assert find("演示", size=10**9).pages == 1
    assert find("演示").total_words == "共 5 条"


def test_large_totals_are_not_counted_to_the_end(shelf, monkeypatch):
    monkeypatch.setattr("gongkai.office.search.selectors.MOST", 3)
    found = find("演示", size=2)
    assert (found.total, found.capped, found.total_words, found.pages) == (3, True, "超过 1 万条", 2)
    assert [hit.key for hit in find("演示", size=2, page=2).hits] == ["3", "2"]
    listed = find("", size=2)
    assert (listed.total, listed.capped, listed.pages) == (5, False, 2)


def test_a_rebuild_streams_and_forgets_what_is_gone(world, guard):
    with guard.off():
        put(1, "演示:政府信息公开指南")

    def public():
        for number in range(2_500):
            yield services.Entry(
                kind="document", key=str(number), unit_id=1, title=f"演示:重建{number}", number="", text="正文",
                url="/", published_on=DAY,
            )  # fmt: skip
        yield services.Entry(
            kind="document", key="7", unit_id=1, title="演示:最后的", number="", text="", url="/", published_on=DAY
        )

    from gongkai.office.actors import SYSTEM

    told, waiting = [], public()
    batches = [partial(list, islice(waiting, 1_000)) for _ in range(3)]
    assert services.rebuild(batches, by=SYSTEM, at=world.now, tell=told.append) == 2_500
    assert told == [1_000, 2_000, 2_501]
    assert SearchDoc.objects.count() == 2_500
    assert find("重建").total == 2_499
    assert keys("最后的") == ["7"]
    assert find("指南").total == 0


CHARACTERS = "公开信息年报甲乙〔〕 ，a1\n"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(CHARACTERS, max_size=24), min_size=1, max_size=6),
    asked=st.text("公开信息年报甲乙", min_size=1, max_size=5),
)
def test_chinese_questions_find_what_a_substring_search_finds(db, texts, asked):
    with transaction.atomic():
        for number, text in enumerate(texts):
            put(number, text[:4] or "题", text, text[-3:])
        texts = dict(SearchText.objects.values_list("pk", "folded"))
        rows = [(doc.key, texts[doc.pk]) for doc in SearchDoc.objects.all()]
        assert set(keys(asked)) == {key for key, folded in rows if normalise(asked) in folded}
        transaction.set_rollback(True)


@given(st.text(max_size=60))
def test_any_text_becomes_words_the_index_can_hold(text):
    for word in tokens(normalise(text)):
        assert word.isalnum() or not word.isascii()
        assert " " not in word
        assert len(word.encode()) < 2046


@given(st.text(max_size=3000))
def test_any_question_is_read(words):
    asked = question(words)
    assert len(asked.runs) <= 20
    assert asked.empty == (not words.strip())


def test_making_the_index_twice_is_no_harm(db):
    from gongkai.office.search import index

    index.create()
    index.create()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_searchdoc")
