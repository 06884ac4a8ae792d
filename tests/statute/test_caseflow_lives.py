"""Whole lives of requests: the state table and the deadlines working together, day by day."""

from __future__ import annotations

import pytest
from telling import d

from gongkai.statute.caseflow import Case, apply, replay
from gongkai.statute.deadlines import due
from gongkai.statute.errors import UnlawfulEvent
from gongkai.statute.events import Event
from gongkai.statute.workdays import load_calendar


def lived(*events: Event, case: Case = "request") -> str:
    """A life told event by event, each judged with the days computed from the ones before."""
    limit = "reply" if case == "request" else "record_correction"
    state, history = "new", list[Event]()
    for event in events:
        clock = due(history, load_calendar(), limit=limit).clock
        state = apply(state, event, history, case=case, clock=clock).state
        history.append(event)
    assert replay(history, case=case) == state
    return state


def test_a_request_that_asks_a_company_and_takes_longer() -> None:
    assert (
        lived(
            Event("arrived", d("2025-01-18")),
            Event("received", d("2025-01-20")),
            Event("registered", d("2025-01-20")),
            Event("assigned", d("2025-01-21")),
            Event("third_party_consulted", d("2025-01-24"), ref="甲公司"),
            Event("other_organ_consulted", d("2025-01-24"), ref="保密局"),
            Event("applicant_told", d("2025-01-24")),
            Event("letter_served", d("2025-01-26"), ref="甲公司"),
            Event("other_organ_answered", d("2025-02-07"), ref="保密局"),
            Event("third_party_lapsed", d("2025-02-24"), ref="甲公司"),
            Event("late_opinion_received", d("2025-02-25"), ref="甲公司"),
            Event("extended", d("2025-03-10"), workdays=10, consent_by="王主任"),
            Event("third_party_told", d("2025-03-11")),
            Event("review_started", d("2025-03-12")),
            Event("review_returned", d("2025-03-13")),
            Event("review_started", d("2025-03-14")),
            Event("reply_issued", d("2025-03-17"), outcome="granted.provided"),
            Event("delivery_failed", d("2025-03-18")),
            Event("reply_delivered", d("2025-03-20")),
            Event("archived", d("2025-03-28")),
        )
        == "archived"
    )


def test_a_request_that_is_never_paid_for() -> None:
    assert (
        lived(
            Event("received", d("2025-09-28")),
            Event("registered", d("2025-09-28")),
            Event("assigned", d("2025-09-28")),
            Event("fee_noticed", d("2025-10-20"), received_on=d("2025-10-20")),
            Event("fee_lapsed", d("2025-11-18")),
            Event("closing_letter_issued", d("2025-11-19"), outcome="other.unpaid_fee"),
            Event("reply_delivered", d("2025-11-20")),
            Event("archived", d("2025-11-21")),
        )
        == "archived"
    )


def test_a_period_that_is_not_over_cannot_lapse() -> None:
    events = [
        Event("received", d("2025-09-28")),
        Event("registered", d("2025-09-28")),
        Event("assigned", d("2025-09-28")),
        Event("fee_noticed", d("2025-10-20"), received_on=d("2025-10-20")),
    ]
    with pytest.raises(UnlawfulEvent, match="缴费期限尚未届满"):
        lived(*events, Event("fee_lapsed", d("2025-11-17")))


def test_a_request_that_is_corrected_then_sued_over_and_answered_again() -> None:
    assert (
        lived(
            Event("received", d("2024-09-29")),
            Event("registered", d("2024-09-29")),
            Event("clarification_requested", d("2024-10-14"), until_on=d("2024-10-31")),
            Event("clarified", d("2024-10-25")),
            Event("review_started", d("2024-11-18")),
            Event("reply_issued", d("2024-11-22"), outcome="unavailable.still_unclear"),
            Event("reply_delivered", d("2024-11-25")),
            Event("archived", d("2024-12-02")),
            Event("redecision_ordered", d("2025-03-03"), until_on=d("2025-03-24")),
            Event("review_started", d("2025-03-20")),
            Event("reply_issued", d("2025-03-24"), outcome="granted.provided"),
            Event("reply_delivered", d("2025-03-25")),
            Event("archived", d("2025-03-31")),
        )
        == "archived"
    )


def test_reasons_are_asked_before_excessive_requests_are_not_processed() -> None:
    events = [
        Event("received", d("2025-01-20")),
        Event("registered", d("2025-01-20")),
        Event("assigned", d("2025-01-21")),
    ]
    reply = [
        Event("review_started", d("2025-02-12")),
        Event("reply_issued", d("2025-02-14"), outcome="not_processed.excessive"),
    ]
    with pytest.raises(UnlawfulEvent, match="应当先要求申请人说明理由"):
        lived(*events, *reply)
    asked = [Event("reasons_requested", d("2025-01-22")), Event("reasons_not_given", d("2025-02-10"))]
    assert lived(*events, *asked, *reply) == "replied"
    with pytest.raises(UnlawfulEvent, match="不能认定理由合理"):
        lived(*events, *asked, Event("delay_set", d("2025-02-11"), until_on=d("2025-04-30")))


def test_a_correction_of_records_goes_its_own_way() -> None:
    events = [Event("received", d("2025-01-20")), Event("registered", d("2025-01-20"))]
    assert lived(*events, Event("correction_transferred", d("2025-01-22")), case="correction") == "transferred"
    handled = [Event("assigned", d("2025-01-21")), Event("records_corrected", d("2025-02-10"))]
    assert lived(*events, *handled, case="correction") == "replied"
    with pytest.raises(UnlawfulEvent, match="不能“更正并告知申请人”"):
        lived(*events, *handled)
