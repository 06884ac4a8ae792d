"""The state table, edge by edge: whatever the table allows is allowed, whatever it does not is refused.

The cases are made from ``caseflow.toml`` itself. A new edge is tested by existing; a new guard fails
``test_every_guard_has_a_sample`` until somebody writes down what satisfies and what breaks it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.statute.caseflow import CASEFLOW_FILE, Case, Edge, allowed, apply, caseflow, replay
from gongkai.statute.errors import DataFileError, UnlawfulEvent
from gongkai.statute.events import Clock, Event
from gongkai.statute.guards import GUARDS

FLOW = caseflow()
CASES: tuple[Case, ...] = ("request", "correction")
ON = date(2025, 2, 12)
BEFORE, AFTER = ON - timedelta(days=1), ON + timedelta(days=1)


@dataclass
class Sample:
    """A situation in the making: the event's facts, the history before it, the computed days."""

    edge: Edge
    facts: dict[str, object] = field(default_factory=dict)
    history: list[Event] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)

    @property
    def letter(self) -> str:
        """The kind of letter this edge's event answers."""
        return FLOW.closes.get(self.edge.event, "third_party_consulted")

    @property
    def event(self) -> Event:
        return Event(self.edge.event, ON, **self.facts)  # type: ignore[arg-type]

    def past(self, *kinds: str, ref: str = "") -> None:
        self.history += [Event(kind, BEFORE, ref=ref) for kind in kinds]

    def days(self, **days: object) -> None:
        self.clock = replace(self.clock, **days)  # type: ignore[arg-type]


def nothing(sample: Sample) -> None:
    """Holds (or fails) of itself in an empty situation."""


def say(**facts: object) -> Callable[[Sample], None]:
    return lambda sample: sample.facts.update(facts)


def past(*kinds: str) -> Callable[[Sample], None]:
    return lambda sample: sample.past(*kinds)


def days(**values: object) -> Callable[[Sample], None]:
    return lambda sample: sample.days(**values)


def both(sample: Sample, *parts: Callable[[Sample], None]) -> None:
    for part in parts:
        part(sample)


def a_letter_is_out(sample: Sample) -> None:
    if Event(sample.letter, BEFORE) not in sample.history:
        sample.past(sample.letter)


def another_letter_is_out(sample: Sample) -> None:
    a_letter_is_out(sample)
    sample.past("other_organ_consulted", ref="另一机关")


def opinion_due(on: date) -> Callable[[Sample], None]:
    return lambda sample: sample.days(opinions_due_on={f"{sample.letter}:": on})


# guard -> (what satisfies it, what breaks it)
SAMPLES: dict[str, tuple[Callable[[Sample], None], Callable[[Sample], None]]] = {
    "first_clarification": (nothing, past("clarification_requested")),
    "notice_in_time": (days(notice_due_on=ON), days(notice_due_on=BEFORE)),
    "clarified_in_time": (days(applicant_due_on=ON), days(applicant_due_on=BEFORE)),
    "clarification_overdue": (days(applicant_due_on=BEFORE), days(applicant_due_on=ON)),
    "no_good_cause": (nothing, say(good_cause=True)),
    "consultation_open": (a_letter_is_out, lambda sample: sample.history.clear()),
    "answers_an_open_letter": (a_letter_is_out, say(ref="无此函")),
    "others_still_open": (another_letter_is_out, nothing),
    "none_left_open": (nothing, another_letter_is_out),
    "opinion_overdue": (opinion_due(BEFORE), opinion_due(ON)),
    "an_opinion_lapsed": (past("third_party_lapsed"), nothing),
    "third_party_was_asked": (past("third_party_consulted"), nothing),
    "first_extension": (nothing, past("extended")),
    "extension_within_cap": (
        lambda sample: both(sample, days(extension_cap_workdays=20), say(workdays=20)),
        lambda sample: both(sample, days(extension_cap_workdays=20), say(workdays=21)),
    ),
    "head_consented": (say(consent_by="王主任"), say(consent_by=" ")),
    "period_not_over": (days(due_on=ON), days(due_on=BEFORE)),
    "first_fee_notice": (nothing, past("fee_noticed", "fee_paid")),
    "paid_in_time": (days(applicant_due_on=ON), days(applicant_due_on=BEFORE)),
    "payment_overdue": (days(applicant_due_on=BEFORE), days(applicant_due_on=ON)),
    "first_reasons_request": (nothing, past("reasons_requested")),
    "reasons_were_given": (past("reasons_given"), nothing),
    "date_is_set": (say(until_on=AFTER), nothing),
    "reply_in_time": (days(due_on=ON), days(due_on=BEFORE)),
    "outcome_named": (say(outcome="granted.provided"), say(outcome="")),
    "excessive_after_reasons": (nothing, say(outcome="not_processed.excessive")),
    "unclear_after_correction": (nothing, say(outcome="unavailable.still_unclear")),
    "third_party_was_heard": (nothing, say(outcome="refused.third_party_rights")),
    "addressed_elsewhere": (say(elsewhere=True), nothing),
}


def lawful(edge: Edge, *, without: str = "") -> Sample:
    """A situation in which every guard and caution of an edge holds, or every one but one."""
    sample = Sample(edge)
    for name in (*edge.guards, *edge.cautions):
        if name != without:
            SAMPLES[name][0](sample)
    if without:
        SAMPLES[without][1](sample)
    return sample


def named(edge: Edge) -> str:
    return f"{edge.event}->{edge.to}"


def take(state: str, sample: Sample, case: Case) -> str:
    return apply(state, sample.event, sample.history, case=case, clock=sample.clock).state


# ------------------------------------------------------------------- edge by edge


@pytest.mark.parametrize("edge", FLOW.edges, ids=named)
def test_every_line_of_the_table_is_allowed_as_it_says(edge: Edge) -> None:
    for case in edge.cases:
        for state in edge.origins:
            sample = lawful(edge)
            step = apply(state, sample.event, sample.history, case=case, clock=sample.clock)
            assert (step.state, step.edge, step.cautions) == (edge.leads_to(state), edge, ())


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("state", FLOW.states)
def test_whatever_the_table_does_not_list_is_refused(state: str, case: Case) -> None:
    listed = {edge.event for edge in FLOW.edges_from(state, case)}
    for kind in set(FLOW.events) - listed:
        sample = lawful(next(edge for edge in FLOW.edges if edge.event == kind))
        with pytest.raises(UnlawfulEvent) as refused:
            take(state, sample, case)
        message = str(refused.value)
        assert FLOW.states[state].label in message
        assert f"不能“{FLOW.events[kind].label}”" in message
        assert "依法可以进行的有" in message or "没有可以进行的事项" in message


GUARDED = [(edge, name) for edge in FLOW.edges for name in edge.guards]


@pytest.mark.parametrize(("edge", "name"), GUARDED, ids=lambda part: part if isinstance(part, str) else named(part))
def test_a_guard_that_does_not_hold_keeps_the_edge_from_being_taken(edge: Edge, name: str) -> None:
    for case in edge.cases:
        for state in edge.origins:
            sample = lawful(edge, without=name)
            try:
                step = apply(state, sample.event, sample.history, case=case, clock=sample.clock)
            except UnlawfulEvent as refused:
                twins = [twin for twin in FLOW.edges_from(state, case) if twin.event == edge.event]
                reasons = {FLOW.conditions[guard].says for twin in twins for guard in twin.guards}
                assert any(reason in str(refused) for reason in reasons)  # noqa: PT017
            else:
                assert step.edge != edge  # its twin took over: the last answer leads elsewhere than the first


CAUTIONED = [(edge, name) for edge in FLOW.edges for name in edge.cautions]


@pytest.mark.parametrize(("edge", "name"), CAUTIONED, ids=lambda part: part if isinstance(part, str) else named(part))
def test_a_caution_is_pointed_out_and_does_not_refuse(edge: Edge, name: str) -> None:
    sample = lawful(edge, without=name)
    step = apply(edge.origins[0], sample.event, sample.history, case=edge.cases[0], clock=sample.clock)
    assert step.edge == edge
    assert name in [caution.code for caution in step.cautions]


@pytest.mark.parametrize("edge", [edge for edge in FLOW.edges if edge.guards], ids=named)
def test_without_computed_days_a_guard_on_days_refuses(edge: Edge) -> None:
    sample = lawful(edge)
    if any(FLOW.conditions[name].needs == "clock" for name in edge.guards):
        with pytest.raises(UnlawfulEvent, match=r"deadlines\.due"):
            apply(edge.origins[0], sample.event, sample.history)
    elif "request" in edge.cases:
        assert apply(edge.origins[0], sample.event, sample.history).edge == edge


# ------------------------------------------------------------------- the table itself


def test_every_guard_has_a_sample_a_function_and_a_use() -> None:
    used = {name for edge in FLOW.edges for name in (*edge.guards, *edge.cautions)}
    assert set(SAMPLES) == set(FLOW.conditions) == set(GUARDS) == used


def test_every_event_and_state_is_used() -> None:
    assert {edge.event for edge in FLOW.edges} == set(FLOW.events)
    entered = {edge.to for edge in FLOW.edges} - {"="} | {"new"}
    assert entered == set(FLOW.states)
    left = {state for edge in FLOW.edges for state in edge.origins}
    assert left == set(FLOW.states)


def test_an_event_has_one_effect_on_the_clock() -> None:
    effects = {kind: {edge.clock for edge in FLOW.edges if edge.event == kind} for kind in FLOW.events}
    assert all(len(found) == 1 for found in effects.values())


def test_every_guard_says_why_and_what_it_asks() -> None:
    for edge in FLOW.edges:
        assert edge.article
        for name in edge.guards:
            condition = FLOW.conditions[name]
            assert condition.says
            assert condition.needs == "history" or condition.asks or name in {"others_still_open", "none_left_open"}


def test_every_state_can_reach_the_archive() -> None:
    for case in CASES:
        reached = {"archived"}
        for _ in FLOW.states:
            reached |= {
                state for edge in FLOW.edges if case in edge.cases and edge.to in reached for state in edge.origins
            }
        alive = {state for edge in FLOW.edges if case in edge.cases for state in edge.origins}
        assert alive <= reached


def test_letters_are_those_of_the_outcomes_table() -> None:
    table = tomllib.loads(CASEFLOW_FILE.with_name("outcomes.toml").read_text(encoding="utf-8"))
    codes = {entry["code"] for entry in table["letters"]}
    ids = {entry.get("outcome") for entry in table["letters"]}
    assert {event.letter for event in FLOW.events.values() if event.letter} <= codes
    assert {"not_processed.excessive", "unavailable.still_unclear", "refused.third_party_rights"} <= ids


def test_an_override_changes_a_line_and_its_mistakes_are_named(tmp_path: Path) -> None:
    file = tmp_path / "office.toml"
    file.write_text('edges = [{ event = "registered", to = "registered", article = "本机关规程" }]', encoding="utf-8")
    assert next(edge for edge in caseflow(file).edges if edge.event == "registered").article == "本机关规程"
    file.write_text('edges = [{ event = "registered", to = "registered", guards = ["无"] }]', encoding="utf-8")
    with pytest.raises(DataFileError, match="不存在的 无"):
        caseflow(file)
    file.write_text(
        'guards = [{ id = "blessed", needs = "event", says = "未经祈福" }]\n'
        'edges = [{ event = "registered", to = "registered", guards = ["blessed"] }]',
        encoding="utf-8",
    )
    with pytest.raises(DataFileError, match="不存在的 blessed"):
        caseflow(file)


# ------------------------------------------------------------------- what the law means by it


def test_allowed_lists_conditions_and_leaves_out_what_history_rules_out() -> None:
    options = {option.event: option for option in allowed("handling")}
    assert "政府信息公开工作机构负责人同意，写明同意人" in options["extended"].conditions
    assert options["clarification_requested"].letter == "P02"
    again = {option.event for option in allowed("handling", [Event("extended", ON), Event("fee_noticed", ON)])}
    assert "extended" not in again
    assert "fee_noticed" not in again
    assert allowed("archived", case="correction")[0].event == "redecision_ordered"


def test_allowed_offers_only_answers_to_letters_that_are_out() -> None:
    history = [Event("third_party_consulted", ON, ref="甲")]
    options = {option.event: option for option in allowed("consulting", history)}
    assert options["third_party_answered"].to == ("consulting", "handling")
    assert "joint_organ_answered" not in options


def test_a_second_correction_is_refused_with_the_article() -> None:
    history = [Event("clarification_requested", BEFORE), Event("clarified", BEFORE)]
    with pytest.raises(UnlawfulEvent, match=r"补正只能一次性告知.*（条例第三十条）"):
        apply("handling", Event("clarification_requested", ON), history, clock=Clock())


def test_after_a_decision_on_review_once_only_counts_anew() -> None:
    history = [Event("clarification_requested", BEFORE), Event("redecision_ordered", BEFORE)]
    assert apply("handling", Event("clarification_requested", ON), history, clock=Clock()).state == "clarifying"


def test_a_request_is_not_transferred_but_answered() -> None:
    with pytest.raises(UnlawfulEvent, match="第三十六条第五项"):
        apply("registered", Event("transferred", ON))


def test_unknown_words_are_refused_in_a_sentence() -> None:
    with pytest.raises(UnlawfulEvent, match="没有“sleeping”这种状态"):
        apply("sleeping", Event("registered", ON))
    with pytest.raises(UnlawfulEvent, match="不能“nap”"):
        apply("handling", Event("nap", ON))


def test_dates_out_of_order() -> None:
    history = [Event("received", ON), Event("registered", AFTER)]
    step = apply("registered", Event("assigned", ON), history)
    assert [caution.code for caution in step.cautions] == ["out_of_order"]
    with pytest.raises(UnlawfulEvent, match="早于申请的第一件事"):
        apply("registered", Event("assigned", BEFORE), history)


# ------------------------------------------------------------------- any walk


@settings(max_examples=60)
@given(st.data())
def test_any_walk_over_allowed_events_stays_inside_the_table(data: st.DataObject) -> None:
    case: Case = data.draw(st.sampled_from(CASES))
    state, history = "new", list[Event]()
    for _ in range(data.draw(st.integers(1, 25))):
        options = allowed(state, history, case=case)
        assert options
        option = data.draw(st.sampled_from(options))
        twins = [edge for edge in FLOW.edges_from(state, case) if edge.event == option.event]
        sample = lawful(data.draw(st.sampled_from(twins)))
        try:
            step = apply(state, sample.event, history, case=case, clock=sample.clock)
        except UnlawfulEvent:
            continue  # the other facts of this history speak against it: no letter under this ref, another open
        assert step.state in option.to
        state, history = step.state, [*history, sample.event]
    assert replay(history, case=case) == state
