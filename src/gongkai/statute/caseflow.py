"""The course of a request as a table: state × event → state, with guards, article and effect on the clock.

The table is ``caseflow.toml`` (条例第四章); this module only interprets it. It keeps no state of its own:
give it the present state, the history and the days computed by ``deadlines.due(...).clock``.

>>> step = apply("registered", Event("clarification_requested", date(2025, 1, 22)), clock=Clock())
>>> step.state, step.edge.clock, step.edge.article
('clarifying', 'stop', '条例第三十条')
>>> apply("clarifying", Event("extended", date(2025, 2, 20)))
Traceback (most recent call last):
...
gongkai.statute.errors.UnlawfulEvent: 申请处于“待申请人补正”状态，不能“延长答复期限”...
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from gongkai.statute.errors import DataFileError, UnlawfulEvent
from gongkai.statute.events import Caution, Clock, Event
from gongkai.statute.guards import GUARDS, Situation
from gongkai.statute.lawdata import build, read_tables, stamp

CASEFLOW_FILE = Path(__file__).with_name("caseflow.toml")

Case = Literal["request", "correction"]
Effect = Literal["run", "pause", "restart", "stop", "none"]


@dataclass(frozen=True, slots=True)
class State:
    """Where a request can be; ``label`` is what a clerk reads."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class EventKind:
    """What can happen to a request; ``letter`` goes with it (outcomes.toml), ``closes`` is the event it answers."""

    id: str
    label: str
    letter: str = ""
    closes: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A guard of the table: what it looks at, the sentence for a no, the condition it asks for."""

    id: str
    needs: Literal["history", "event", "clock"]
    says: str
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """One line of the table. ``to`` is ``=`` where the state does not change."""

    event: str
    to: str
    origins: tuple[str, ...]
    clock: Effect
    article: str
    guards: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ("request",)
    confirmed: bool = True

    def leads_to(self, state: str) -> str:
        """The state after the event, coming from ``state``."""
        return state if self.to == "=" else self.to


@dataclass(frozen=True, slots=True)
class Flow:
    """The whole table. ``closes`` maps an answer to its letter, ``consultations`` are the letters that pause."""

    states: Mapping[str, State]
    events: Mapping[str, EventKind]
    conditions: Mapping[str, Condition]
    edges: tuple[Edge, ...]
    closes: Mapping[str, str]
    consultations: frozenset[str]

    def edges_from(self, state: str, case: Case) -> tuple[Edge, ...]:
        """The lines that leave a state, in order of the table."""
        return tuple(edge for edge in self.edges if state in edge.origins and case in edge.cases)


@dataclass(frozen=True, slots=True)
class Option:
    """A lawful next event: where it may lead, on what ground, with which letter, and what it still asks for."""

    event: str
    label: str
    to: tuple[str, ...]
    article: str
    letter: str
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """An event taken: the new state, the line of the table, and what a person should look at."""

    state: str
    edge: Edge
    cautions: tuple[Caution, ...]


def caseflow(override: Path | None = None) -> Flow:
    """The state table, an office's own lines merged in by event and target. Raises DataFileError.

    >>> caseflow().states["handling"].label
    '办理中'
    """
    return _caseflow(stamp(CASEFLOW_FILE), stamp(override))


def allowed(
    state: str, history: Sequence[Event] = (), *, case: Case = "request", flow: Flow | None = None
) -> tuple[Option, ...]:
    """The events the law allows next, with the conditions that depend on the event's own facts and day.

    Events the history rules out (a second extension) are left out. Raises UnlawfulEvent for an unknown state.

    >>> [option.label for option in allowed("awaiting_payment")]
    ['函件送达对方', '申请人完成缴费', '撤销收费通知', '逾期未缴费，视为放弃申请', '申请人撤回申请']
    >>> allowed("clarifying")[1].conditions
    ('补正期限已经届满', '申请人没有正当理由')
    """
    table = flow or caseflow()
    _check_state(table, state)
    found: dict[str, list[Edge]] = {}
    for edge in table.edges_from(state, case):
        probe = Event(edge.event, history[-1].on if history else date.min)
        if not _failing(table, edge, _situation(table, probe, history, Clock()), needs=("history",)):
            found.setdefault(edge.event, []).append(edge)
    return tuple(_option(table, state, edges) for edges in found.values())


def apply(
    state: str,
    event: Event,
    history: Sequence[Event] = (),
    *,
    case: Case = "request",
    clock: Clock | None = None,
    flow: Flow | None = None,
) -> Step:
    """Take an event in a state, by the table. Raises UnlawfulEvent saying why not, and what is lawful instead.

    ``history`` are the events before it, ``clock`` the days computed from them (``deadlines.due(history,
    calendar).clock``); a guard that needs a day refuses when no clock is given.

    >>> apply("awaiting_reasons", Event("reasons_given", date(2025, 2, 12))).state
    'handling'
    """
    return _take(flow or caseflow(), state, event, history, case=case, clock=clock, judge_days=True)


def replay(events: Iterable[Event], *, case: Case = "request", flow: Flow | None = None) -> str:
    """The state a history leads to. Days are not judged again: they were when each event was taken.

    >>> replay([Event("received", date(2025, 1, 20)), Event("registered", date(2025, 1, 20))])
    'registered'
    """
    table = flow or caseflow()
    state, history = "new", list[Event]()
    for event in events:
        state = _take(table, state, event, history, case=case, clock=None, judge_days=False).state
        history.append(event)
    return state


# ------------------------------------------------------------------- interpretation


def _take(
    table: Flow,
    state: str,
    event: Event,
    history: Sequence[Event],
    *,
    case: Case,
    clock: Clock | None,
    judge_days: bool,
) -> Step:
    _check_state(table, state)
    needs = ("history", "event", "clock") if clock is not None else ("history", "event")
    situation = _situation(table, event, history, clock or Clock())
    reasons: list[tuple[str, ...]] = []
    for edge in table.edges_from(state, case):
        if edge.event != event.kind:
            continue
        failing = _failing(table, edge, situation, needs=needs, blind=clock is None and judge_days)
        if history and event.on < history[0].on:
            failing = (f"{event.on} 早于申请的第一件事（{history[0].on}），请核对日期",)
        if not failing:
            return Step(edge.leads_to(state), edge, _cautions(table, edge, situation, history, needs))
        reasons.append(failing)
    # Of twin edges the one nearer to holding tells the reason.
    fewest = min(len(failing) for failing in reasons) if reasons else 0
    why = next((f"：{'；'.join(failing)}" for failing in reasons if len(failing) == fewest), "")
    options = "、".join(option.label for option in allowed(state, history, case=case, flow=table))
    lawful = f"依法可以进行的有：{options}。" if options else "办理已经终结，没有可以进行的事项。"
    raise UnlawfulEvent(f"申请处于“{table.states[state].label}”状态，不能“{_label(table, event)}”{why}。{lawful}")


def _cautions(
    table: Flow, edge: Edge, situation: Situation, history: Sequence[Event], needs: Sequence[str]
) -> tuple[Caution, ...]:
    unmet = _unmet(table, edge.cautions, situation, needs)
    cautions = [Caution(condition.id, f"{condition.says}。", edge.article) for condition in unmet]
    event = situation.event
    if history and event.on < history[-1].on:
        says = f"{event.on} 的“{_label(table, event)}”记录在 {history[-1].on} 之后，请核对先后。"
        cautions.append(Caution("out_of_order", says, edge.article))
    return tuple(cautions)


def _situation(table: Flow, event: Event, history: Sequence[Event], clock: Clock) -> Situation:
    """What guards look at. A decision on review opens a new round: "once only" counts from it."""
    rounds = [number for number, past in enumerate(history) if past.kind == "redecision_ordered"]
    this_round = tuple(history[rounds[-1] :] if rounds else history)
    return Situation(event, this_round, clock, table.closes, table.consultations)


def _unmet(table: Flow, names: Sequence[str], situation: Situation, needs: Sequence[str]) -> list[Condition]:
    conditions = [table.conditions[name] for name in names]
    return [condition for condition in conditions if condition.needs in needs and not GUARDS[condition.id](situation)]


def _failing(
    table: Flow, edge: Edge, situation: Situation, *, needs: Sequence[str], blind: bool = False
) -> tuple[str, ...]:
    """Why the guards of an edge refuse; ``blind`` is a caller who gave no computed days."""
    reasons = [f"{condition.says}（{edge.article}）" for condition in _unmet(table, edge.guards, situation, needs)]
    if blind and any(table.conditions[name].needs == "clock" for name in edge.guards):
        reasons.append("没有给出期限计算结果，无法判断是否在期限内，请传入 deadlines.due 的 clock")
    return tuple(reasons)


def _option(table: Flow, state: str, edges: Sequence[Edge]) -> Option:
    kind = table.events[edges[0].event]
    shared = [name for name in edges[0].guards if all(name in edge.guards for edge in edges)]
    conditions = [table.conditions[name] for name in shared]
    return Option(
        kind.id,
        kind.label,
        tuple(edge.leads_to(state) for edge in edges),
        edges[0].article,
        kind.letter,
        tuple(condition.asks for condition in conditions if condition.needs != "history"),
    )


def _label(table: Flow, event: Event) -> str:
    return table.events[event.kind].label if event.kind in table.events else event.kind


def _check_state(table: Flow, state: str) -> None:
    if state not in table.states:
        raise UnlawfulEvent(f"没有“{state}”这种状态。可用的有：{'、'.join(table.states)}。")


# ------------------------------------------------------------------- loading


@cache
def _caseflow(_shipped: object, override: tuple[Path, int] | None) -> Flow:
    extra = override[0] if override else None
    identity = {"states": ("id",), "events": ("id",), "guards": ("id",), "edges": ("event", "to")}
    tables = read_tables(CASEFLOW_FILE, extra, identity)
    file = extra or CASEFLOW_FILE
    events = {entry["id"]: build(EventKind, entry, file=file, table="events") for entry in tables["events"]}
    edges = tuple(build(Edge, _renamed(entry), file=file, table="edges") for entry in tables["edges"])
    flow = Flow(
        MappingProxyType({e["id"]: build(State, e, file=file, table="states") for e in tables["states"]}),
        MappingProxyType(events),
        MappingProxyType({e["id"]: build(Condition, e, file=file, table="guards") for e in tables["guards"]}),
        edges,
        MappingProxyType({event.id: event.closes for event in events.values() if event.closes}),
        frozenset(edge.event for edge in edges if edge.clock == "pause"),
    )
    _check(flow, file)
    return flow


def _renamed(entry: Mapping[str, Any]) -> dict[str, Any]:
    """``from`` is a word of the table but not a name Python allows."""
    return {"origins" if key == "from" else key: value for key, value in entry.items()}


def _check(flow: Flow, file: Path) -> None:
    """Every name an edge uses exists, and every guard has its function."""
    for edge in flow.edges:
        names = [*edge.guards, *edge.cautions]
        missing = [state for state in edge.origins if state not in flow.states]
        missing += [edge.to] if edge.to not in {*flow.states, "="} else []
        missing += [edge.event] if edge.event not in flow.events else []
        missing += [name for name in names if name not in flow.conditions or name not in GUARDS]
        if missing:
            raise DataFileError(
                f"数据文件 {file.name} 的 [[edges]]（{edge.event}）引用了不存在的 {'、'.join(missing)}。"
                "请检查状态、事件和条件的名称。"
            )
