"""The processing fee: the vectors and the worked situations of law-digest §2, and what must always hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.deadlines import due, term
from gongkai.statute.errors import DataFileError, ImpossibleFacts, NotInForce
from gongkai.statute.events import Event
from gongkai.statute.fees import Filing, case_fee, charge, fee_law, month_ordinals, page_fee, wan_yuan
from gongkai.statute.outcomes import outcome
from gongkai.statute.workdays import load_calendar

DAY = date(2025, 3, 20)

# n-th case | its rate | month total for n cases | pages | fee: law-digest §2
VECTORS = """
1 0 0 1 0
10 0 0 30 0
11 100 100 31 10
12 100 200 32 20
20 100 1000 50 200
30 100 2000 68 380
31 200 2200 100 700
35 200 3000 101 720
40 200 4000 110 900
41 300 4300 150 1700
50 300 7000 200 2700
51 400 7400 201 2740
60 400 11000 250 4700
61 500 11500 300 6700
70 500 16000 500 14700
100 800 37000 1000 34700
"""
ROWS = [tuple(map(int, row.split())) for row in VECTORS.strip().split("\n")]


def by_case(items: int, earlier: int = 0) -> int:
    return int(case_fee(items, earlier=earlier, received_on=DAY).total_yuan)


def by_page(pages: int, **parts: int) -> int:
    return int(page_fee(pages, received_on=DAY, **parts).total_yuan)


@pytest.mark.parametrize(("cases", "rate", "total", "pages", "fee"), ROWS)
def test_the_vectors_of_the_digest(cases: int, rate: int, total: int, pages: int, fee: int) -> None:
    assert by_case(1, earlier=cases - 1) == rate
    assert by_case(cases) == total
    assert by_page(pages) == fee


# ------------------------------------------------------------------- the worked situations


def test_1_a_split_request_counts_on_from_the_month() -> None:
    filings = [Filing(date(2025, 3, 3)) for _ in range(9)] + [Filing(date(2025, 3, 20), items=5)]
    ordinals = month_ordinals(filings)[-1]
    assert ordinals == (10, 11, 12, 13, 14)
    assert by_case(len(ordinals), earlier=ordinals[0] - 1) == 400


def test_2_two_months_are_counted_apart() -> None:
    filings = [Filing(date(2025, 3, 31)) for _ in range(10)] + [Filing(date(2025, 4, 1)) for _ in range(4)]
    ordinals = month_ordinals(filings)
    assert [found[0] for found in ordinals] == [*range(1, 11), *range(1, 5)]
    assert by_case(10) + by_case(4) == 0
    split = month_ordinals([Filing(date(2025, 3, 3), 2), Filing(date(2025, 3, 4), 3), Filing(date(2025, 3, 4))])
    assert split == ((1, 2), (3, 4, 5), (6,))
    years = month_ordinals([Filing(date(2024, 3, 31)), Filing(date(2025, 3, 1))])
    assert years == ((1,), (1,))


def test_3_the_fortieth_and_the_forty_first() -> None:
    assert by_case(40) == 4000
    assert by_case(1, earlier=40) == 300


def test_4_one_method_is_chosen_and_the_two_are_never_added() -> None:
    assert charge("by_page", DAY, pages=250).total_yuan == 4700
    assert charge("by_case", DAY, items=1).total_yuan == 0
    with pytest.raises(ImpossibleFacts, match="只能选择一种计收方式"):
        charge("by_page", DAY, pages=250, items=1)
    with pytest.raises(ImpossibleFacts, match="须填页数"):
        charge("by_page", DAY)
    with pytest.raises(ImpossibleFacts, match="须填件数"):
        charge("by_case", DAY)


def test_4a_every_items_ordinal_and_rate_are_kept_so_a_correction_reproduces_the_fee() -> None:
    first = case_fee(5, earlier=9, received_on=DAY)
    assert [(item.ordinal, int(item.rate_yuan)) for item in first.items] == [
        (10, 0),
        (11, 100),
        (12, 100),
        (13, 100),
        (14, 100),
    ]
    corrected = case_fee(4, earlier=9, received_on=DAY)
    assert corrected.items == first.items[:4]
    assert corrected.total_yuan == sum(item.rate_yuan for item in first.items[:4]) == 300


def test_5_pages_are_not_added_up_across_requests() -> None:
    assert by_page(30) + by_page(30) == 0
    assert by_page(60) == 300


def test_6_pages_already_public_are_not_billed() -> None:
    assert by_page(35, already_public=10) == 0
    assert by_page(35) == 50


def test_7_pages_withheld_are_not_billed() -> None:
    assert by_page(120, withheld=40) == 500


def test_8_a_decision_that_nothing_exists_may_be_billed_by_case() -> None:
    assert outcome("unavailable.nonexistent").code == "D12"
    assert by_case(1, earlier=11) == 100


def test_9_after_payment_the_reply_is_due_20_working_days_later() -> None:
    calendar = load_calendar()
    assert term("fee_payment", date(2025, 10, 20), calendar).due_on == date(2025, 11, 17)
    events = [
        Event("received", date(2025, 9, 28)),
        Event("fee_noticed", date(2025, 10, 20), received_on=date(2025, 10, 20)),
        Event("fee_paid", date(2025, 11, 3)),
    ]
    assert due(events, calendar).due_on == date(2025, 12, 1)


def test_10_not_paid_is_its_own_row() -> None:
    assert outcome("other.unpaid_fee").row("2021") == "other.unpaid_fee"


def test_11_a_real_fee_of_380_yuan_is_68_pages() -> None:
    assert by_page(68) == 380


def test_12_money_is_exact() -> None:
    total = page_fee(68, received_on=DAY).total_yuan
    assert isinstance(total, Decimal)
    assert total == total.to_integral_value()
    assert str(wan_yuan(total)) == "0.038"
    assert wan_yuan(Decimal("2063740.06")) == Decimal("206.374006")


# ------------------------------------------------------------------- sentences and refusals


def test_the_fee_is_explained_band_by_band() -> None:
    assert page_fee(250, received_on=DAY).explain() == (
        "按量计收：第1至第30页免费；第31至第100页每页10元，计700元；第101至第200页每页20元，计2000元；"
        "第201至第250页每页40元，计2000元。合计4700元。"
    )
    assert page_fee(0, received_on=DAY).explain() == "按量计收：没有计费的数量。合计0元。"


def test_before_the_tariff_nothing_is_charged() -> None:
    with pytest.raises(NotInForce, match="2021-01-01"):
        case_fee(11, earlier=0, received_on=date(2020, 12, 31))


@pytest.mark.parametrize("facts", [{"pages": -1}, {"pages": 5, "withheld": 6}, {"pages": 5, "already_public": -1}])
def test_impossible_pages_are_refused(facts: dict[str, int]) -> None:
    with pytest.raises(ImpossibleFacts, match="页数不能为负数"):
        page_fee(received_on=DAY, **facts)


def test_impossible_cases_are_refused() -> None:
    with pytest.raises(ImpossibleFacts, match="件数应为正整数"):
        case_fee(0, earlier=0, received_on=DAY)
    with pytest.raises(ImpossibleFacts, match="先后排列"):
        month_ordinals([Filing(date(2025, 3, 20)), Filing(date(2025, 3, 3))])
    with pytest.raises(ImpossibleFacts, match="拆分后的件数"):
        month_ordinals([Filing(date(2025, 3, 20), items=0)])


# ------------------------------------------------------------------- the data


def test_an_office_may_bill_withheld_pages_and_a_new_tariff_is_a_new_entry(tmp_path: Path) -> None:
    file = tmp_path / "office.toml"
    file.write_text(
        '[[practices]]\nid = "withheld_is_free"\napplies = false\n'
        '[[tariffs]]\nid = "by_page"\neffective_on = 2026-01-01\nlabel = "按量计收"\nunit = "页"\n'
        'article = "新办法"\nsource = "试"\nconfirmed = true\ncounted = "单件"\nbands = [{ rate = 1 }]\n',
        encoding="utf-8",
    )
    law = fee_law(file)
    assert page_fee(120, withheld=40, received_on=DAY, law=law).total_yuan == 1100
    assert page_fee(120, received_on=date(2026, 1, 1), law=law).total_yuan == 120


@pytest.mark.parametrize("bands", ["[{ upto = 10, rate = 1 }]", "[{ rate = 1 }, { rate = 2 }]", "[]"])
def test_bands_with_a_gap_are_refused(tmp_path: Path, bands: str) -> None:
    file = tmp_path / "office.toml"
    file.write_text(f'[[tariffs]]\nid = "by_page"\neffective_on = 2021-01-01\nbands = {bands}\n', encoding="utf-8")
    with pytest.raises(DataFileError, match="档次不连续"):
        fee_law(file)


def test_open_questions_are_marked() -> None:
    assert not any(practice.confirmed for practice in fee_law().practices.values())


# ------------------------------------------------------------------- what must always hold


@given(st.integers(1, 400), st.integers(0, 400))
def test_more_cases_never_cost_less(items: int, earlier: int) -> None:
    assert by_case(items, earlier) <= by_case(items + 1, earlier)
    assert by_case(items, earlier) <= by_case(items, earlier + 1)


@given(st.integers(0, 2000))
def test_more_pages_never_cost_less(pages: int) -> None:
    assert by_page(pages) <= by_page(pages + 1)


@given(st.integers(1, 200), st.integers(1, 200))
def test_a_month_costs_the_same_however_it_is_filed(first: int, second: int) -> None:
    assert by_case(first + second) == by_case(first) + by_case(second, earlier=first)


@given(st.integers(1, 300))
def test_the_formula_of_the_digest(cases: int) -> None:
    expected = 0 if cases <= 10 else 100 if cases <= 30 else 100 + 100 * ((cases - 31) // 10 + 1)
    assert by_case(1, earlier=cases - 1) == expected


@given(st.integers(0, 3000))
def test_the_page_formula_of_the_digest(pages: int) -> None:
    expected = 10 * max(0, min(pages, 100) - 30) + 20 * max(0, min(pages, 200) - 100) + 40 * max(0, pages - 200)
    assert by_page(pages) == expected
