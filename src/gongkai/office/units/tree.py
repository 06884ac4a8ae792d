"""The tree on a day, computed in memory from all units and their places: a city has hundreds of units, not millions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gongkai.office.units.models import Unit, UnitName, UnitPlace


@dataclass(frozen=True, slots=True)
class Node:
    """What the tree must know of a unit."""

    id: int
    parent_id: int | None
    name: str
    position: int
    valid_from: date
    valid_to: date | None

    def in_force(self, on: date) -> bool:
        """Whether the unit exists on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Tree:
    """All units with their places through time, as they were when it was made.

    Reads two tables once; every question after that is answered in memory.
    """

    def __init__(self) -> None:
        fields = ("id", "parent_id", "name", "position", "valid_from", "valid_to")
        self.nodes = {row[0]: Node(*row) for row in Unit.objects.order_by().values_list(*fields)}
        self._places: dict[int, list[tuple[date, date | None, int | None]]] = defaultdict(list)
        places = UnitPlace.objects.order_by("valid_from", "id")
        for unit_id, start, end, parent_id in places.values_list("unit_id", "valid_from", "valid_to", "parent_id"):
            self._places[unit_id].append((start, end, parent_id))

    def parent(self, unit_id: int, on: date) -> int | None:
        """To whom the unit belonged on that day; before its first and after its last known place, the nearest one."""
        places = self._places.get(unit_id)
        if not places:
            return self.nodes[unit_id].parent_id
        for start, end, parent_id in places:
            if on < start or end is None or on <= end:
                return parent_id
        return places[-1][2]

    def line(self, unit_id: int, on: date) -> list[int]:
        """The ids from the unit up to its root on that day; ends before it would go in a circle."""
        found = [unit_id]
        while (above := self.parent(found[-1], on)) is not None and above not in found:
            found.append(above)
        return found

    def children(self, unit_id: int, on: date) -> list[Node]:
        """The units that belong to this one on that day and exist on it."""
        return [
            node
            for node in self.nodes.values()
            if node.id != unit_id and node.in_force(on) and self.parent(node.id, on) == unit_id
        ]

    def turning_days(self, since: date) -> list[date]:
        """``since`` and every later day on which some unit changes its place."""
        later = {start for places in self._places.values() for start, _end, _parent in places if start > since}
        return [since, *sorted(later)]

    def loop(self, unit_id: int, parent_id: int, since: date) -> tuple[date, list[str]] | None:
        """The circle that would arise if the unit belonged to ``parent_id`` from ``since`` on: its first day, its names."""
        for day in self.turning_days(since):
            line = self.line(parent_id, day)
            if unit_id in line:
                circle = [unit_id, *line[: line.index(unit_id) + 1]]
                return day, [self.nodes[each].name for each in circle]
        return None

    def last_place(self, unit_id: int) -> tuple[date, int | None]:
        """Since when the latest registered place holds, and who it is."""
        places = self._places.get(unit_id)
        if places:
            return places[-1][0], places[-1][2]
        node = self.nodes[unit_id]
        return node.valid_from, node.parent_id


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit in the tree of a day: how deep, under what name."""

    id: int
    depth: int
    name: str


def branches(on: date, *, only: Iterable[int] | None = None) -> Iterator[Branch]:
    """The units in force on a day, parents before children, each with its depth and its name of that day.

    ``only`` keeps these ids (what a person may read); a kept unit whose parent is not kept stands at the edge.
    """
    tree = Tree()
    names = names_on(on)
    wanted = None if only is None else set(only)
    kept = {id_ for id_, node in tree.nodes.items() if node.in_force(on) and (wanted is None or id_ in wanted)}
    below: dict[int | None, list[Node]] = defaultdict(list)
    for id_ in kept:
        above = next((each for each in tree.line(id_, on)[1:] if each in kept), None)
        below[above].append(tree.nodes[id_])
    stack = [(node, 0) for node in _ordered(below[None])]
    while stack:
        node, depth = stack.pop()
        yield Branch(node.id, depth, names.get(node.id, node.name))
        stack.extend((child, depth + 1) for child in _ordered(below[node.id]))


def _ordered(nodes: list[Node]) -> list[Node]:
    """In reverse, for the stack."""
    return sorted(nodes, key=lambda node: (node.position, node.id), reverse=True)


def names_on(on: date) -> dict[int, str]:
    """The names of a day, of the units that have been renamed at all."""
    rows = UnitName.objects.filter(valid_from__lte=on).exclude(valid_to__lt=on).order_by("valid_from", "id")
    return dict(rows.values_list("unit_id", "name"))
