"""Deadlines: every vector of law-digest §11 and §2, and the law's other periods."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from telling import d, of, received

from gongkai.statute.deadlines import annual_report_due, due, last_receipt_within, term
from gongkai.statute.errors import NotInForce
from gongkai.statute.events import Event
from gongkai.statute.workdays import Calendar, load_calendar

# receipt | +7 | +15 | +20 | +40 working days: the 27 rows of law-digest §11
ROWS = """
2019-05-15 2019-05-24 2019-06-05 2019-06-13 2019-07-11
2020-01-20 2020-02-06 2020-02-18 2020-02-25 2020-03-24
2020-01-22 2020-02-10 2020-02-20 2020-02-27 2020-03-26
2020-09-28 2020-10-14 2020-10-26 2020-11-02 2020-11-30
2020-09-30 2020-10-16 2020-10-28 2020-11-04 2020-12-02
2021-02-05 2021-02-20 2021-03-03 2021-03-10 2021-04-08
2021-02-07 2021-02-22 2021-03-04 2021-03-11 2021-04-09
2021-09-18 2021-09-29 2021-10-15 2021-10-22 2021-11-19
2021-09-30 2021-10-15 2021-10-27 2021-11-03 2021-12-01
2022-01-24 2022-02-07 2022-02-17 2022-02-24 2022-03-24
2022-01-30 2022-02-15 2022-02-25 2022-03-04 2022-04-01
2022-09-27 2022-10-11 2022-10-21 2022-10-28 2022-11-25
2023-01-16 2023-01-30 2023-02-09 2023-02-16 2023-03-16
2023-01-28 2023-02-06 2023-02-16 2023-02-23 2023-03-23
2023-09-28 2023-10-13 2023-10-25 2023-11-01 2023-11-29
2024-02-04 2024-02-19 2024-02-29 2024-03-07 2024-04-07
2024-02-09 2024-02-26 2024-03-07 2024-03-14 2024-04-12
2024-09-29 2024-10-14 2024-10-24 2024-10-31 2024-11-28
2024-09-30 2024-10-15 2024-10-25 2024-11-01 2024-11-29
2025-01-20 2025-02-05 2025-02-14 2025-02-21 2025-03-21
2025-01-26 2025-02-11 2025-02-21 2025-02-28 2025-03-28
2025-09-28 2025-10-14 2025-10-24 2025-10-31 2025-11-28
2025-09-30 2025-10-16 2025-10-28 2025-11-04 2025-12-02
2026-02-09 2026-02-25 2026-03-06 2026-03-13 2026-04-13
2026-02-14 2026-03-03 2026-03-13 2026-03-20 2026-04-20
2026-04-30 2026-05-13 2026-05-25 2026-06-01 2026-06-30
2026-09-14 2026-09-22 2026-10-10 2026-10-16 2026-11-13
"""


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar()


# ------------------------------------------------------------------- the vectors of the digest


@pytest.mark.parametrize("row", ROWS.split("\n")[1:-1])
def test_the_27_rows_of_the_digest(calendar: Calendar, row: str) -> None:
    receipt, seven, fifteen, twenty, forty = map(d, row.split())
    assert term("clarification_notice", receipt, calendar).due_on == seven
    assert term("third_party_opinion", receipt, calendar).due_on == fifteen
    assert term("joint_organ_opinion", receipt, calendar).due_on == fifteen
    assert due([Event("received", receipt)], calendar).due_on == twenty
    extended = due([Event("received", receipt), Event("extended", twenty, workdays=20)], calendar)
    assert extended.due_on == forty
    assert extended.derivation.lines[-1].total == 40


def test_a_corrected_application_starts_the_clock_anew(calendar: Calendar) -> None:
    answer = of(
        received("2024-09-29"),
        Event("clarification_requested", d("2024-10-14"), workdays=10),
        Event("clarified", d("2024-10-25")),
    )
    assert answer.notice_due_on == d("2024-10-14")
    assert (answer.status, answer.due_on, answer.cautions) == ("running", d("2024-11-22"), ())


def test_a_third_partys_time_is_excluded() -> None:
    answer = of(
        received("2025-01-20"),
        Event("third_party_consulted", d("2025-01-24")),
        Event("third_party_answered", d("2025-02-14")),
    )
    assert answer.due_on == d("2025-03-10")
    excluded = next(line for line in answer.derivation.lines if "征求第三方意见" in line.text)
    assert "其间11个工作日不计入" in excluded.text
    assert (excluded.start, excluded.end, excluded.counted) == (d("2025-01-25"), d("2025-02-14"), 0)
    assert excluded.article == "条例第三十三条第三款"


@pytest.mark.parametrize(("letter", "until"), [("2025-01-24", "2025-02-20"), ("2025-01-26", "2025-02-21")])
def test_the_third_party_has_15_working_days_from_its_receipt(calendar: Calendar, letter: str, until: str) -> None:
    assert term("third_party_opinion", d(letter), calendar).due_on == d(until)


def test_an_extension_adds_at_most_20() -> None:
    answer = of(received("2026-02-09"), Event("extended", d("2026-03-10"), workdays=20, consent_by="王主任"))
    assert (answer.due_on, answer.cautions) == (d("2026-04-13"), ())
    line = next(line for line in answer.derivation.lines if "延长" in line.text)
    assert (line.start, line.total, line.article) == (d("2026-03-13"), 20, "条例第三十三条第二款")
    assert "经王主任同意，延长20个工作日" in line.text


def test_after_payment_the_whole_period_begins_again(calendar: Calendar) -> None:
    events = [received("2025-09-28"), Event("fee_noticed", d("2025-10-20"), received_on=d("2025-10-20"))]
    assert of(*events[:1]).due_on == d("2025-10-31")
    waiting = of(*events)
    assert (waiting.status, waiting.due_on, waiting.applicant_due_on) == ("awaiting_payment", None, d("2025-11-17"))
    assert term("fee_payment", d("2025-10-20"), calendar).due_on == d("2025-11-17")
    assert of(*events, Event("fee_paid", d("2025-11-03"))).due_on == d("2025-12-01")


def test_a_joint_organs_silence_is_consent(calendar: Calendar) -> None:
    answer = term("joint_organ_opinion", d("2023-09-22"), calendar)
    assert answer.due_on == d("2023-10-19")
    assert "视为同意公开" in answer.says


@pytest.mark.parametrize(
    ("formed", "until"), [("2024-12-31", "2025-02-05"), ("2026-01-30", "2026-03-05"), ("2020-01-17", "2020-02-21")]
)
def test_proactive_publication(calendar: Calendar, formed: str, until: str) -> None:
    assert term("proactive_publication", d(formed), calendar).due_on == d(until)


@pytest.mark.parametrize(
    ("served", "until"), [("2024-01-15", "2024-03-15"), ("2024-12-05", "2025-02-05"), ("2025-08-05", "2025-10-09")]
)
def test_60_days_of_review_roll_over_a_holiday(calendar: Calendar, served: str, until: str) -> None:
    assert term("review_application", d(served), calendar).due_on == d(until)


@pytest.mark.parametrize(
    ("year", "last"),
    [
        (2019, "2019-12-03"),
        (2020, "2020-12-03"),
        (2021, "2021-12-05"),
        (2022, "2022-12-04"),
        (2023, "2023-12-03"),
        (2024, "2024-12-03"),
        (2025, "2025-12-03"),
    ],
)
def test_the_last_receipt_whose_period_ends_inside_the_year(calendar: Calendar, year: int, last: str) -> None:
    found = last_receipt_within(year, calendar)
    assert found == d(last)
    assert calendar.add_workdays(found, 20).year == year
    assert calendar.add_workdays(found + timedelta(days=1), 20).year == year + 1


# ------------------------------------------------------------------- other periods


def test_lawsuits_have_six_months_or_fifteen_days(calendar: Calendar) -> None:
    assert term("lawsuit", d("2025-03-12"), calendar).due_on == d("2025-09-12")
    assert term("lawsuit", d("2024-08-31"), calendar).due_on == d("2025-02-28")  # no 31 February
    assert term("lawsuit", d("2024-12-07"), calendar).due_on == d("2025-06-09")  # 7 June is a Saturday
    assert term("lawsuit_after_review", d("2025-03-12"), calendar).due_on == d("2025-03-27")
    assert term("review_application_untold", d("2024-02-29"), calendar).due_on == d("2025-02-28")


def test_natural_days_have_a_ledger_too(calendar: Calendar) -> None:
    ledger = term("review_application", d("2024-12-05"), calendar).derivation.ledger
    assert [day.on for day in ledger] == [d("2024-12-06") + timedelta(days=n) for n in range(62)]
    assert [day.on for day in ledger if not day.counted] == [d("2025-02-04"), d("2025-02-05")]
    assert ledger[-1].total == 60


def test_review_and_court_answers(calendar: Calendar) -> None:
    assert term("review_reply", d("2025-01-20"), calendar).due_on == calendar.add_workdays(d("2025-01-20"), 10)
    assert term("review_reply_summary", d("2025-01-20"), calendar).due_on == d("2025-01-26")
    assert term("court_answer", d("2025-01-20"), calendar).due_on == d("2025-02-05")


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2024, 2025])
def test_report_days_do_not_move_over_rest_days(calendar: Calendar, year: int) -> None:
    assert annual_report_due(year, "department", calendar).due_on == date(year + 1, 1, 31)
    assert annual_report_due(year, "government", calendar).due_on == date(year + 1, 3, 31)
    assert "不顺延" in annual_report_due(year, "government", calendar).derivation.text()


def test_old_cases_keep_the_old_rule(calendar: Calendar) -> None:
    assert term("review_application", d("2023-12-31"), calendar).limit.article.startswith("行政复议法（2017年修正）")
    assert term("review_application", d("2024-01-01"), calendar).limit.article == "行政复议法第二十条第一款"
    with pytest.raises(NotInForce, match="最早自 2019-05-15 起施行"):
        of(received("2019-05-14"))
    with pytest.raises(NotInForce, match="最早自 2021-01-01 起施行"):
        term("fee_payment", d("2020-12-31"), calendar)
