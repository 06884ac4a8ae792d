"""What people ask is found as they ask it, and what they mean stands above what only mentions it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.office.actors import SYSTEM
from gongkai.office.audit.services import audited, record
from gongkai.office.search import services
from gongkai.office.search.selectors import Filters, find, pieces

DAY, AT = date(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC)


def put(key, title, text="", number="", *, unit=None, days=0, **facts):
    entry = services.Entry(
        kind="document", key=str(key), unit_id=unit, title=title, number=number, text=text,
        url=f"/info/{key}", published_on=DAY + timedelta(days), **facts,
    )  # fmt: skip
    with audited():
        services.index(entry, on=DAY)
        record("search.rebuilt", by=SYSTEM, at=AT, subject="检索")


def fittest(words, **filters):
    return [hit.key for hit in find(words, Filters(**filters), order="relevance").hits]


@pytest.fixture
def shelf(world):
    science = world.unit("science").pk
    put(1, "青石市临时救助实施办法（演示）", "为做好临时救助工作，制定本办法。", "青民规〔2026〕7号", days=-400)
    put(2, "青石市科学技术局政府信息公开指南（演示）", "怎样获取", unit=science, days=10)
    put(3, "关于加强科学技术普及的通知（演示）", "各单位", "青科发〔2026〕17号", unit=science, days=-30)
    put(4, "其他公告（演示）", "2026年7月起，科学技术普及第7号项目与临时救助", days=20)


def test_traditional_characters_find_simplified_text_and_the_other_way(shelf):
    assert fittest("臨時救助") == fittest("临时救助")
    put(5, "臺灣同胞辦事須知（演示）")
    assert fittest("办事须知") == fittest("辦事須知") == ["5"]
    assert [piece.text for piece in find("办事须知").hits[0].title_pieces if piece.hit] == ["辦事須知"]


@pytest.mark.parametrize("words", ["青民规2026年7号", "青民规2026年第7号", "青民規（2026）７號", "青民规 [2026] 7 号"])
def test_a_number_is_found_as_it_is_said(shelf, words):
    assert fittest(words) == ["1"]


@pytest.mark.parametrize("words", ["〔2026〕7号", "2026年7号", "(2026)第7号"])
def test_the_end_of_a_number_comes_first_and_is_no_part_of_another(shelf, words):
    assert fittest(words)[0] == "1"
    assert "3" not in fittest(words)


def test_what_it_is_called_counts_more_than_who_issued_it(shelf):
    assert fittest("科学技术")[:2] == ["3", "2"]


def test_a_title_counts_more_than_a_newer_mention(shelf):
    assert fittest("临时救助") == ["1", "4"]


def test_of_two_alike_the_newer_comes_first_and_what_is_in_force_before_what_is_not(shelf):
    for key, days, ended in ((6, 0, None), (7, 300, None), (8, 310, DAY)):
        put(key, "燃气安全管理规定（演示）", days=days, ended_on=ended)
    assert fittest("燃气安全") == ["7", "8", "6"] or fittest("燃气安全") == ["7", "6", "8"]
    assert fittest("燃气安全")[0] == "7"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("临时救助办法", ("临时救助", "办法")),
        ("怎么申请临时救助", ("临时救助",)),
        ("科学技术普及公告", ("科学技术普及", "公告")),
        ("火星移民公告", ()),
        ("PM2.5", ()),
        ("科学技术 火星移民", ("科学技术",)),
        ("火星移民", ()),
        ("", ()),
        ("，。", ()),
        ("办", ()),
    ],
)
def test_what_stands_nowhere_is_cut_into_what_does(shelf, words, told):
    assert pieces(words) == told


def test_pieces_stay_within_the_filters(shelf, world):
    assert pieces("临时救助办法", Filters(unit_ids=[world.unit("science").pk])) == ()
    assert pieces("临时救助办法", Filters(unit_ids=[])) == ()


def test_the_longest_question_is_cut_with_few_queries(shelf):
    with CaptureQueriesContext(connection) as asked:
        pieces("没有一个字在这里面" * 40)
    assert len(asked) < 120
