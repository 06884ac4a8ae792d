"""What the law requires a unit to make public, against what it has made public: the completeness board (条例第十二、二十、二十一、二十六条).

Nothing here is kept: a board is what the tables say on a day. Of a whole city it takes a handful of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet

from gongkai.office.catalog.deadlinks import dead_by_unit
from gongkai.office.catalog.guides import guide_of, guides_of
from gongkai.office.catalog.headings import trees
from gongkai.office.catalog.lateness import Waiting, overdue_by_unit, waiting
from gongkai.office.catalog.models import Obligation
from gongkai.office.catalog.obligations import Line, State, lines, lines_of
from gongkai.office.search.counting import Counts, scope_of
from gongkai.office.search.models import Tally
from gongkai.office.search.tallying import sum_scope
from gongkai.office.units.models import Unit


@dataclass(frozen=True)
class Completeness:
    """The board of one unit on a day. ``dead`` counts links in what is public that lead nowhere on this platform."""

    unit: Unit
    on: date
    lines: tuple[Line, ...]
    waiting: tuple[Waiting, ...]
    guide_missing: tuple[str, ...]
    dead: int

    @cached_property
    def owed(self) -> tuple[Line, ...]:
        """The classes it must make public (应有)."""
        return tuple(line for line in self.lines if line.owed)

    @cached_property
    def published(self) -> tuple[Line, ...]:
        """Those of them under which something is public (已公开)."""
        return tuple(line for line in self.owed if line.total)

    @cached_property
    def declared(self) -> tuple[Line, ...]:
        """The items of the law of which the unit says that it has no such business."""
        return tuple(line for line in self.lines if line.node.level == 0 and line.not_applicable)

    def standing(self, state: State) -> tuple[Line, ...]:
        """The headings that stand so, those with a cycle of their own too."""
        return tuple(line for line in self.lines if line.state == state)

    @cached_property
    def late(self) -> tuple[Waiting, ...]:
        """What is past its twenty working days and not public."""
        return tuple(each for each in self.waiting if each.due_on is not None and each.due_on < self.on)

    @cached_property
    def near(self) -> tuple[Waiting, ...]:
        """What must be public within a few working days."""
        return tuple(each for each in self.waiting if each.due_on is None or each.due_on >= self.on)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A unit in the roll-up. ``owed`` and ``published`` count classes of the law, ``late`` items, ``guide`` elements missing,
    ``dead`` links that lead nowhere.
    """

    unit: Unit
    owed: int
    published: int
    blank: int
    stale: int
    soon: int
    declared: int
    late: int
    guide: int
    dead: int
    items: int
    newest_on: date | None

    @property
    def share(self) -> float:
        """How much of what it must make public is public, from 0 to 1."""
        return self.published / self.owed if self.owed else 1.0

    @property
    def troubles(self) -> int:
        """What is to be mended, counted: by this the worst come first."""
        return self.blank + self.stale + self.late + self.guide + self.dead


def of(unit: Unit, on: date) -> Completeness:
    """The board of a unit. Seven queries, however much it has made public."""
    return Completeness(
        unit=unit,
        on=on,
        lines=lines_of(unit, on),
        waiting=tuple(waiting([unit], on)),
        guide_missing=tuple(element.name for element in guide_of(unit, on).missing),
        dead=dead_by_unit([unit]).get(unit.pk, 0),
    )


def roll_up(units: Iterable[Unit] | QuerySet[Unit], on: date) -> list[Row]:
    """One row a unit, the worst first. Seven queries for eight hundred units."""
    found = list(units)
    told, guides = lines_by_unit(found, on), guides_of(found, on)
    late, dead = overdue_by_unit(found, on), dead_by_unit(found)
    rows = [
        _row(
            unit,
            told[unit.pk],
            late=late.get(unit.pk, 0),
            guide=len(guides[unit.pk].missing),
            dead=dead.get(unit.pk, 0),
        )
        for unit in found
    ]
    return sorted(rows, key=lambda row: (-row.troubles, row.share, row.unit.rank))


def lines_by_unit(units: Sequence[Unit], on: date) -> dict[int, tuple[Line, ...]]:
    """The headings that many units are asked about, by unit. Three queries."""
    catalogues, public = trees(units, on), _public(units)
    settled: defaultdict[int, dict[str, Obligation]] = defaultdict(dict)
    for row in Obligation.objects.filter(unit__in=units).select_related("section"):
        settled[row.unit_id][row.heading] = row
    return {unit.pk: lines(catalogues[unit.pk], settled[unit.pk], public[unit.pk], on, asked=True) for unit in units}


def _row(unit: Unit, told: Sequence[Line], *, late: int, guide: int, dead: int) -> Row:
    owed = [line for line in told if line.owed]
    return Row(
        unit=unit,
        owed=len(owed),
        published=sum(bool(line.total) for line in owed),
        blank=sum(line.state == State.BLANK for line in told),
        stale=sum(line.state == State.STALE for line in told),
        soon=sum(line.state == State.SOON for line in told),
        declared=sum(line.node.level == 0 and line.not_applicable for line in told),
        late=late,
        guide=guide,
        dead=dead,
        items=sum(line.total for line in told if line.node.level == 0),
        newest_on=max((line.newest_on for line in told if line.newest_on), default=None),
    )


def _public(units: Sequence[Unit]) -> defaultdict[int, dict[str, Counts]]:
    """What is public under each heading of each unit. One query."""
    scopes = {sum_scope(scope_of(unit_id=unit.pk), ["heading"]): unit.pk for unit in units}
    counted = Tally.objects.filter(scope__in=list(scopes))
    found: defaultdict[int, dict[str, Counts]] = defaultdict(dict)
    for scope, heading, total, ended, day in counted.values_list("scope", "heading", "total", "ended", "newest_on"):
        found[scopes[scope]][heading] = Counts(total, ended, day)
    return found
