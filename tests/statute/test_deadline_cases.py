"""Deadlines: the shapes an answer can take, and the account that goes with it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from telling import convention, d, of, received

from gongkai.statute.deadlines import due
from gongkai.statute.errors import CalendarUnknown
from gongkai.statute.events import Event
from gongkai.statute.workdays import load_calendar


def test_what_is_not_received_is_not_due() -> None:
    for events in ([], [Event("arrived", d("2025-01-20"))]):
        answer = of(*events)
        assert (answer.status, answer.due_on) == ("not_received", None)
        assert "条例第三十一条" in answer.says
        assert not answer.is_overdue(d("2026-01-01"))


def test_while_the_applicant_corrects_the_clock_does_not_run() -> None:
    answer = of(received("2025-01-20"), Event("clarification_requested", d("2025-01-22"), until_on=d("2025-02-14")))
    assert (answer.status, answer.due_on, answer.applicant_due_on) == ("awaiting_clarification", None, d("2025-02-14"))
    assert answer.says.startswith("正在等待申请人补正，")
    assert "申请人的期限至 2025-02-14" in answer.says
    assert "重新计算20个工作日" in answer.says


def test_the_time_to_correct_may_be_a_number_of_days_or_the_offices_default() -> None:
    letter = Event("clarification_requested", d("2025-01-22"), workdays=7)
    assert of(received("2025-01-20"), letter).applicant_due_on is None
    assert "请补记送达日期" in of(received("2025-01-20"), letter).says
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
    strict = convention(tmp_path, "late_clarification", "ignored")
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
    on_the_last_day = of(*events[:2], Event("third_party_answered", d("2025-02-20")))
    assert (on_the_last_day.due_on, on_the_last_day.cautions) == (answer.due_on, ())
    lapsed = of(*events[:2], Event("third_party_lapsed", d("2025-03-05")))
    assert (lapsed.due_on, lapsed.cautions) == (d("2025-03-14"), ())
    uncapped = convention(tmp_path, "excluded_cap", "none")
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
    file = convention(tmp_path, "excluded_span", value)
    answer = of(
        received("2025-01-20"),
        Event("third_party_consulted", d("2025-01-24")),
        Event("third_party_answered", d("2025-02-14")),
        law_file=file,
    )
    assert answer.due_on == d(until)


def test_a_letter_answered_the_same_day_excludes_nothing_unless_both_days_count(tmp_path: Path) -> None:
    events = [
        received("2025-01-20"),
        Event("third_party_consulted", d("2025-01-24")),
        Event("third_party_answered", d("2025-01-24")),
    ]
    assert of(*events).due_on == d("2025-02-21")
    assert of(*events, law_file=convention(tmp_path, "excluded_span", "[out, in]")).due_on == d("2025-02-24")


def test_a_letter_sent_on_the_last_day_moves_it_only_if_that_day_is_excluded(tmp_path: Path) -> None:
    events = [received("2025-01-20"), Event("third_party_consulted", d("2025-02-21"))]
    assert of(*events).status == "running"
    assert of(*events, law_file=convention(tmp_path, "excluded_span", "[out, in]")).status == "consulting"


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
    in_time = of(received("2025-09-28"), Event("fee_noticed", d("2025-10-31"), received_on=d("2025-10-31")))
    assert in_time.cautions == ()


def test_a_delay_under_article_35_sets_the_day() -> None:
    answer = of(received("2025-01-20"), Event("delay_set", d("2025-02-12"), until_on=d("2025-05-30")))
    assert answer.due_on == d("2025-05-30")
    assert answer.derivation.lines[-1].article == "条例第三十五条"


def test_a_decision_on_review_orders_a_new_reply() -> None:
    events = [received("2025-01-20"), Event("reply_issued", d("2025-02-20"))]
    assert of(*events, Event("redecision_ordered", d("2025-06-12"))).due_on == d("2025-07-10")
    answer = of(*events, Event("redecision_ordered", d("2025-06-12"), until_on=d("2025-06-30")))
    assert (answer.status, answer.due_on, answer.stopped_on) == ("running", d("2025-06-30"), None)
    assert "个工作日" not in answer.derivation.text()


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


def test_the_applicants_own_period_is_told_as_well() -> None:
    answer = of(received("2025-09-28"), Event("fee_noticed", d("2025-10-20")), Event("letter_served", d("2025-10-22")))
    assert answer.says.startswith("正在等待申请人缴费，")
    text = answer.derivation.text()
    assert "2025-10-22  通知送达申请人，缴纳信息处理费的期限自次日起计算" in text
    assert "2025-11-19  缴纳信息处理费的期限届满" in text
    assert answer.derivation.ledger[-1].total == 20


def test_a_period_the_letter_sets_by_its_date_is_not_counted() -> None:
    letter = Event("clarification_requested", d("2025-01-22"), received_on=d("2025-01-24"), until_on=d("2025-02-14"))
    answer = of(received("2025-01-20"), letter)
    assert (answer.applicant_due_on, answer.derivation.ledger) == (d("2025-02-14"), ())


def test_a_letter_cannot_shorten_a_period_of_the_law() -> None:
    letter = Event(
        "third_party_consulted", d("2025-01-24"), received_on=d("2025-01-24"), until_on=d("2025-01-26"), workdays=3
    )
    answer = of(received("2025-01-20"), letter)
    assert answer.opinions_due_on == {"third_party_consulted:": d("2025-02-20")}


def test_a_withdrawal_before_the_receipt_closes_too() -> None:
    answer = of(Event("arrived", d("2025-01-18")), Event("withdrawn", d("2025-01-19")))
    assert (answer.status, answer.due_on) == ("closed", None)
