"""Deadlines: every vector of law-digest §11 and §2, the shapes of an answer, and what must always hold."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.deadlines import Due, annual_report_due, due, last_receipt_within, term
from gongkai.statute.errors import CalendarUnknown, DataFileError, ImpossibleFacts, NotInForce
from gongkai.statute.events import Event
from gongkai.statute.limits import DEADLINES_FILE, deadline_law
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

received_days = st.dates(date(2019, 5, 15), date(2026, 6, 30))


def d(text: str) -> date:
    return date.fromisoformat(text)


def of(*events: Event, law_file: Path | None = None) -> Due:
    return due(events, load_calendar(), law=deadline_law(law_file))


def received(on: str) -> Event:
    return Event("received", d(on))


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
    assert answer.due_on == d("2026-04-13")
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


# ------------------------------------------------------------------- the shapes of an answer


def test_what_is_not_received_is_not_due() -> None:
    for events in ([], [Event("arrived", d("2025-01-20"))]):
        answer = of(*events)
        assert (answer.status, answer.due_on) == ("not_received", None)
        assert "条例第三十一条" in answer.says
        assert not answer.is_overdue(d("2026-01-01"))


def test_while_the_applicant_corrects_the_clock_does_not_run() -> None:
    answer = of(received("2025-01-20"), Event("clarification_requested", d("2025-01-22"), until_on=d("2025-02-14")))
    assert (answer.status, answer.due_on, answer.applicant_due_on) == ("awaiting_clarification", None, d("2025-02-14"))
    assert "重新计算20个工作日" in answer.says


def test_the_time_to_correct_may_be_a_number_of_days_or_the_offices_default() -> None:
    letter = Event("clarification_requested", d("2025-01-22"), workdays=7)
    assert of(received("2025-01-20"), letter).applicant_due_on is None
    slip = Event("letter_served", d("2025-01-24"))
    assert of(received("2025-01-20"), letter, slip).applicant_due_on == d("2025-02-10")
    silent = of(received("2025-01-20"), Event("clarification_requested", d("2025-01-22")), slip)
    assert silent.applicant_due_on == d("2025-02-20")  # 15 working days by default [M]
    assert [caution.code for caution in silent.cautions] == ["period_by_default"]


def test_a_late_request_to_correct_is_recorded_and_pointed_out(tmp_path: Path) -> None:
    events = [
        received("2025-01-20"),
        Event("clarification_requested", d("2025-02-12"), workdays=10),
        Event("clarified", d("2025-02-20")),
    ]
    answer = of(*events)
    assert [caution.code for caution in answer.cautions] == ["clarification_late"]
    assert answer.due_on == d("2025-03-20")
    strict = tmp_path / "strict.toml"
    strict.write_text(
        '[[conventions]]\nid = "late_clarification"\neffective_on = 2019-05-15\nvalue = "ignored"\n', encoding="utf-8"
    )
    assert of(*events, law_file=strict).due_on == d("2025-02-21")


def test_an_open_consultation_leaves_the_day_open_but_estimates_it() -> None:
    letter = Event("third_party_consulted", d("2025-01-24"), ref="甲", received_on=d("2025-01-26"))
    answer = of(received("2025-01-20"), letter)
    assert (answer.status, answer.due_on, answer.provisional_on) == ("consulting", None, d("2025-03-17"))
    assert answer.opinions_due_on == {"third_party_consulted:甲": d("2025-02-21")}
    assert "暂估" in answer.says
    assert "暂按2025-02-21期满估算" in answer.derivation.text()
    assert answer.clock.due_on == d("2025-03-17")


def test_another_organ_without_a_period_is_estimated_at_the_earliest() -> None:
    answer = of(received("2025-01-20"), Event("other_organ_consulted", d("2025-01-24"), ref="保密局"))
    assert (answer.due_on, answer.provisional_on) == (None, d("2025-02-21"))
    closed = of(
        received("2025-01-20"),
        Event("other_organ_consulted", d("2025-01-24"), ref="保密局"),
        Event("other_organ_answered", d("2025-02-14"), ref="保密局"),
    )
    assert closed.due_on == d("2025-03-10")


def test_a_letter_sent_after_the_last_day_cures_nothing() -> None:
    answer = of(received("2025-01-20"), Event("third_party_consulted", d("2025-02-24"), received_on=d("2025-02-24")))
    assert (answer.status, answer.due_on) == ("running", d("2025-02-21"))
    assert answer.is_overdue(d("2025-02-22"))


def test_overlapping_consultations_are_not_taken_twice() -> None:
    both = [
        received("2025-01-20"),
        Event("third_party_consulted", d("2025-01-24"), ref="甲"),
        Event("joint_organ_consulted", d("2025-01-24"), ref="乙"),
        Event("third_party_answered", d("2025-02-14"), ref="甲"),
        Event("joint_organ_answered", d("2025-02-14"), ref="乙"),
    ]
    assert of(*both).due_on == d("2025-03-10")
    assert "、征求共同制作机关意见" in of(*both).derivation.text()
    apart = [*both[:3], Event("third_party_answered", d("2025-02-07"), ref="甲"), both[4]]
    assert of(*apart).due_on == d("2025-03-10")


def test_an_opinion_beyond_its_period_is_excluded_up_to_its_last_day_only(tmp_path: Path) -> None:
    events = [
        received("2025-01-20"),
        Event("third_party_consulted", d("2025-01-24"), received_on=d("2025-01-24")),
        Event("third_party_answered", d("2025-03-05")),
    ]
    answer = of(*events)
    assert answer.due_on == d("2025-03-14")  # excluded to 2025-02-20, the 15th working day
    assert [caution.code for caution in answer.cautions] == ["opinion_late"]
    lapsed = of(*events[:2], Event("third_party_lapsed", d("2025-03-05")))
    assert (lapsed.due_on, lapsed.cautions) == (d("2025-03-14"), ())
    uncapped = tmp_path / "uncapped.toml"
    uncapped.write_text(
        '[[conventions]]\nid = "excluded_cap"\neffective_on = 2019-05-15\nvalue = "none"\n', encoding="utf-8"
    )
    assert of(*events, law_file=uncapped).due_on == d("2025-03-27")


@pytest.mark.parametrize(
    ("value", "until"),
    [
        ("(out, in]", "2025-03-10"),
        ("[out, in]", "2025-03-11"),
        ("[out, in)", "2025-03-10"),
        ("(out, in)", "2025-03-07"),
    ],
)
def test_an_office_may_choose_which_days_of_a_consultation_count(tmp_path: Path, value: str, until: str) -> None:
    file = tmp_path / "span.toml"
    file.write_text(
        f'[[conventions]]\nid = "excluded_span"\neffective_on = 2019-05-15\nvalue = "{value}"\n', encoding="utf-8"
    )
    answer = of(
        received("2025-01-20"),
        Event("third_party_consulted", d("2025-01-24")),
        Event("third_party_answered", d("2025-02-14")),
        law_file=file,
    )
    assert answer.due_on == d(until)


def test_extensions_beyond_the_law_have_no_effect_and_are_pointed_out() -> None:
    late = of(received("2025-01-20"), Event("extended", d("2025-02-24"), workdays=20))
    assert (late.due_on, late.cautions[0].code) == (d("2025-02-21"), "extension_void")
    twice = of(received("2025-01-20"), *[Event("extended", d("2025-02-20"), workdays=5) for _ in range(2)])
    assert (twice.due_on, twice.cautions[0].code) == (d("2025-02-28"), "extension_void")
    long = of(received("2025-01-20"), Event("extended", d("2025-02-20"), workdays=30))
    assert (long.due_on, long.cautions[0].code) == (d("2025-03-21"), "extension_capped")


def test_a_consultation_inside_the_extension_is_excluded_too() -> None:
    answer = of(
        received("2025-01-20"),
        Event("extended", d("2025-02-20"), workdays=20),
        Event("third_party_consulted", d("2025-03-03")),
        Event("third_party_answered", d("2025-03-10")),
    )
    assert answer.due_on == d("2025-03-28")


def test_a_fee_notice_that_was_cancelled_never_stopped_the_clock() -> None:
    answer = of(received("2025-09-28"), Event("fee_noticed", d("2025-10-20")), Event("fee_cancelled", d("2025-10-27")))
    assert (answer.status, answer.due_on) == ("running", d("2025-10-31"))


def test_a_fee_notice_after_the_last_day_is_pointed_out() -> None:
    answer = of(received("2025-09-28"), Event("fee_noticed", d("2025-11-03"), received_on=d("2025-11-03")))
    assert [caution.code for caution in answer.cautions] == ["notice_after_end"]


def test_a_delay_under_article_35_sets_the_day() -> None:
    answer = of(received("2025-01-20"), Event("delay_set", d("2025-02-12"), until_on=d("2025-05-30")))
    assert answer.due_on == d("2025-05-30")
    assert answer.derivation.lines[-1].article == "条例第三十五条"


def test_a_decision_on_review_orders_a_new_reply() -> None:
    events = [received("2025-01-20"), Event("reply_issued", d("2025-02-20"))]
    assert of(*events, Event("redecision_ordered", d("2025-06-12"))).due_on == d("2025-07-10")
    answer = of(*events, Event("redecision_ordered", d("2025-06-12"), until_on=d("2025-06-30")))
    assert (answer.status, answer.due_on, answer.stopped_on) == ("running", d("2025-06-30"), None)


def test_a_reply_is_judged_by_its_own_day() -> None:
    in_time = of(received("2025-01-20"), Event("reply_issued", d("2025-02-21")))
    assert (in_time.status, in_time.stopped_on) == ("answered", d("2025-02-21"))
    assert not in_time.is_overdue(d("2026-01-01"))
    assert in_time.says.endswith("未逾期。")
    late = of(received("2025-01-20"), Event("reply_issued", d("2025-02-22")))
    assert late.is_overdue(d("2025-02-22"))
    assert late.says.endswith("，逾期。")


def test_withdrawal_and_abandonment_close_the_clock() -> None:
    assert of(received("2025-01-20"), Event("withdrawn", d("2025-01-22"))).status == "closed"
    lapsed = of(
        received("2025-01-20"),
        Event("clarification_requested", d("2025-01-22"), until_on=d("2025-02-14")),
        Event("clarification_lapsed", d("2025-02-17")),
    )
    assert (lapsed.status, lapsed.due_on, lapsed.stopped_on) == ("closed", None, d("2025-02-17"))


def test_answers_without_questions_change_nothing() -> None:
    answer = of(
        received("2025-01-20"),
        received("2025-01-22"),
        Event("clarified", d("2025-01-23")),
        Event("third_party_answered", d("2025-01-24")),
        Event("delay_set", d("2025-01-25")),
        Event("a_note", d("2025-01-26")),
    )
    assert answer.due_on == d("2025-02-21")
    codes = [caution.code for caution in answer.cautions]
    assert codes == ["received_twice", "restart_without_stop", "answer_without_letter", "no_date_set"]


def test_correction_of_records_has_its_own_limit() -> None:
    answer = due([received("2025-01-20")], load_calendar(), limit="record_correction")
    assert answer.due_on == d("2025-02-21")
    assert "参照" in answer.derivation.lines[-1].article


def test_a_due_date_beyond_the_known_years_is_refused() -> None:
    with pytest.raises(CalendarUnknown, match="2027年"):
        of(received("2026-12-10"))


# ------------------------------------------------------------------- the account


def test_the_ledger_agrees_with_the_lines() -> None:
    answer = of(
        received("2025-01-20"),
        Event("third_party_consulted", d("2025-02-06")),
        Event("third_party_answered", d("2025-02-14")),
        Event("extended", d("2025-02-20"), workdays=10),
    )
    ledger, lines = answer.derivation.ledger, answer.derivation.lines
    assert [day.on for day in ledger] == [d("2025-01-21") + timedelta(days=n) for n in range(len(ledger))]
    assert sum(line.counted for line in lines) == sum(day.counted for day in ledger) == 30
    assert ledger[-1].on == answer.due_on
    text = answer.derivation.ledger_text()
    assert "2025-01-28  不计入  春节" in text
    assert "2025-01-26  第5日  调休上班（春节）" in text


def test_a_citizen_can_read_the_lines() -> None:
    assert of(received("2025-01-20")).derivation.text().split("\n") == [
        "2025-01-20  收到申请，当日不计入，自次日起计算（条例第三十一条）",
        "2025-01-21…01-27  第1至第6个工作日，其间周末1天不计入；2025-01-26 调休上班，计入（条例第三十三条第二款）",
        "2025-01-28…02-04  春节，不计入",
        "2025-02-05…02-21  第7至第20个工作日，其间周末3天不计入；2025-02-08 调休上班，计入",
        "2025-02-21  答复期限届满，当日仍在期限内",
    ]


# ------------------------------------------------------------------- the data


def test_every_number_is_dated_sourced_and_marked() -> None:
    law = deadline_law()
    for limit in law.limits:
        assert limit.source
        assert limit.article
    unconfirmed = {limit.id for limit in law.limits if not limit.confirmed}
    assert unconfirmed == {"record_correction", "redecision", "clarification_period", "review_application"}
    assert not any(convention.confirmed for convention in law.conventions)
    assert not law.clock["fee_paid"].confirmed


def test_an_override_changes_a_number_by_id_and_date(tmp_path: Path, calendar: Calendar) -> None:
    file = tmp_path / "office.toml"
    file.write_text(
        '[[limits]]\nid = "reply"\neffective_on = 2026-01-01\nlabel = "答复期限"\namount = 15\nunit = "workdays"\n'
        'counted_from = "收到申请之日"\narticle = "新条例"\nsource = "试"\nconfirmed = true\n',
        encoding="utf-8",
    )
    assert of(received("2025-01-20"), law_file=file).due_on == d("2025-02-21")
    assert of(received("2026-02-09"), law_file=file).due_on == d("2026-03-06")
    with file.open("a", encoding="utf-8") as text:
        text.write('[[conventions]]\nid = "day_zero"\neffective_on = 2019-05-15\nvalue = "included"\n')
    assert term("clarification_notice", d("2024-09-29"), calendar, law=deadline_law(file)).due_on == d("2024-10-12")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[limits]]\nid = "reply"\neffective_on = 2019-05-15\namount = "二十"', "类型不对"),
        ('[[limits]]\nid = "reply"\neffective_on = 2019-05-15\namount = 0', "长度不明"),
        ('[[limits]]\nid = "reply"\neffective_on = 2019-05-15\namounts = 20', "不认识 amounts"),
        ('[[limits]]\nid = "new"\neffective_on = 2019-05-15', "缺少 label"),
        ('[[limits]]\nid = "reply"', "缺少 effective_on"),
        ('[[periods]]\nid = "reply"', "不认识 [[periods]]"),
        ('[[conventions]]\nid = "day_zero"\neffective_on = 2019-05-15\nvalue = "随意"', "不在可选范围内"),
        ('[[clock]]\nevent = "fee_noticed"\nawaits = "无此期限"', "不存在的期限"),
        ('[[clock]]\nevent = "clarified"\n[[clock]]\nevent = "clarified"', "重复"),
    ],
)
def test_a_malformed_override_is_refused_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "office.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=r"office\.toml") as refused:
        deadline_law(file)
    assert says in str(refused.value)


def test_impossible_payloads_are_refused() -> None:
    with pytest.raises(ImpossibleFacts, match="早于发生日"):
        Event("third_party_consulted", d("2025-01-24"), received_on=d("2025-01-23"))
    with pytest.raises(ImpossibleFacts, match="正整数"):
        Event("extended", d("2025-01-24"), workdays=0)


def test_clock_effects_agree_with_the_state_table() -> None:
    """deadlines and caseflow do not import each other; they agree through the words of their tables."""
    table = tomllib.loads(DEADLINES_FILE.with_name("caseflow.toml").read_text(encoding="utf-8"))
    effects = {edge["event"]: edge["clock"] for edge in table["edges"]}
    closes = {event["id"]: event.get("closes", "") for event in table["events"]}
    law = deadline_law()
    assert {kind: rule.effect for kind, rule in law.clock.items()} == {
        kind: effect for kind, effect in effects.items() if effect != "none"
    }
    assert {kind: rule.closes for kind, rule in law.clock.items()} == {kind: closes[kind] for kind in law.clock}


# ------------------------------------------------------------------- what must always hold


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A receipt, some consultations that overlap as they like, perhaps an extension."""
    start = draw(received_days)
    events = [Event("received", start)]
    for number in range(draw(st.integers(0, 3))):
        out = start + timedelta(days=draw(st.integers(0, 40)))
        arrived = out + timedelta(days=draw(st.integers(0, 4)))
        answered = arrived + timedelta(days=draw(st.integers(0, 30)))
        events.append(Event("third_party_consulted", out, ref=str(number), received_on=arrived))
        events.append(Event("third_party_answered", answered, ref=str(number)))
    if draw(st.booleans()):
        on = start + timedelta(days=draw(st.integers(0, 50)))
        events.append(Event("extended", on, workdays=draw(st.integers(1, 20))))
    return events


@given(histories())
def test_a_due_date_is_a_working_day(events: list[Event]) -> None:
    answer = of(*events)
    assert answer.due_on is not None
    assert load_calendar().is_workday(answer.due_on)
    assert answer.due_on > events[0].on


@given(histories(), st.integers(1, 10))
def test_a_later_receipt_is_never_due_earlier(events: list[Event], days: int) -> None:
    later = [Event("received", events[0].on + timedelta(days=days)), *events[1:]]
    first, second = of(*events).due_on, of(*later).due_on
    assert first is not None
    assert second is not None
    assert first <= second


@given(histories())
def test_excluded_time_never_shortens(events: list[Event]) -> None:
    bare = [event for event in events if not event.kind.startswith("third_party")]
    with_time, without = of(*events).due_on, of(*bare).due_on
    assert with_time is not None
    assert without is not None
    assert with_time >= without


@given(histories())
def test_the_account_always_adds_up(events: list[Event]) -> None:
    answer = of(*events)
    assert sum(line.counted for line in answer.derivation.lines) == answer.derivation.ledger[-1].total
    assert answer.derivation.lines[-1].end >= answer.derivation.ledger[-1].on
    assert sorted(line.start for line in answer.derivation.lines) == [line.start for line in answer.derivation.lines]


@given(histories())
def test_the_order_in_which_events_are_given_does_not_matter_across_days(events: list[Event]) -> None:
    ordered = sorted(events, key=lambda event: event.on)
    assert of(*ordered).due_on == of(*events).due_on
