"""Deadlines: what holds of any history (hypothesis)."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from telling import of

from gongkai.statute.events import Event
from gongkai.statute.workdays import load_calendar

received_days = st.dates(date(2019, 5, 15), date(2026, 6, 30))


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
