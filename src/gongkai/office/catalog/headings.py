"""The catalogue of a unit as a tree: the headings of the law that bind it, and under them its own (条例第二十条、第二十一条).

>>> from datetime import date
>>> [node.code for node in flat(statutory("township", date(2026, 1, 1))) if node.code.startswith("21-1")][:2]
['21-11', '21-12']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from gongkai.office.catalog.models import OwnHeading
from gongkai.office.units.models import Unit
from gongkai.statute import disclosure


@dataclass(frozen=True, slots=True)
class Node:
    """A heading in its place. ``parent`` is the code it stands under ("" at the top), ``level`` 0 at the top.

    ``wording`` is the law's where it is the law's; ``article`` groups ("条例第二十条"), ``cited`` has the item; ``always`` whether the unit owes it whatever its business;
    ``cycle_days`` the age of the newest item from which it is stale (0: none). ``own`` headings are the unit's addition.
    """

    code: str
    name: str
    parent: str
    level: int
    wording: str
    article: str
    cited: str
    mode: str
    cycle_days: int
    always: bool
    own: bool = False
    closed: bool = False
    children: tuple[Node, ...] = field(default=())


def headings_of(unit: Unit, on: date, *, closed: bool = False) -> tuple[Node, ...]:
    """The tree of a unit on a day, in the order of the law; own headings stand behind the law's of the same parent.

    With ``closed`` also own headings that take nothing new (their items keep them). One query.
    """
    own = OwnHeading.objects.filter(unit=unit)
    return _tree(unit.kind, on, own if closed else own.filter(closed=False))


def trees(units: Iterable[Unit], on: date) -> dict[int, tuple[Node, ...]]:
    """The trees of many units by id, closed own headings in them too. One query; what the law alone gives is made once a kind."""
    units = list(units)
    own: dict[int, list[OwnHeading]] = {}
    for each in OwnHeading.objects.filter(unit__in=units):
        own.setdefault(each.unit_id, []).append(each)
    plain = {kind: statutory(kind, on) for kind in {unit.kind for unit in units}}
    return {unit.pk: _tree(unit.kind, on, own[unit.pk]) if unit.pk in own else plain[unit.kind] for unit in units}


def statutory(kind: str, on: date) -> tuple[Node, ...]:
    """The tree that the law alone gives a kind of organ. No query."""
    return _tree(kind, on, ())


def flat(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node, parents before their children, as a list or a menu shows them."""
    for node in nodes:
        yield node
        yield from flat(node.children)


def name_of(code: str) -> str:
    """The name of a statutory or own heading; the code itself where nobody knows it any more."""
    return names_of([code])[code]


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The names of several headings by code, in at most one query; an unknown code stands for itself."""
    wanted = list(dict.fromkeys(codes))
    known = disclosure.disclosure_law().headings
    found = {code: known[code].name for code in wanted if code in known}
    if strange := [code for code in wanted if code and code not in found]:
        found |= dict(OwnHeading.objects.filter(code__in=strange).values_list("code", "name"))
    return {code: found.get(code, code) for code in wanted}


def beneath(code: str) -> tuple[str, ...]:
    """The code and the statutory headings under it: what a list of a heading of the law shows. No query.

    >>> "20-07" in beneath("20-07")
    True
    """
    return disclosure.beneath(code)


def within(code: str, *, unit_id: int | None = None) -> tuple[str, ...]:
    """The code, the statutory headings under it and the own ones under these, of a unit or of all. One query."""
    codes = beneath(code)
    own = OwnHeading.objects.filter(parent__in=codes)
    if unit_id is not None:
        own = own.filter(unit_id=unit_id)
    return (*codes, *own.values_list("code", flat=True))


def _tree(kind: str, on: date, own: Iterable[OwnHeading]) -> tuple[Node, ...]:
    law = {heading.code: heading for heading in disclosure.headings(kind, on)}
    below: dict[str, list[disclosure.Heading]] = {}
    for heading in law.values():
        below.setdefault(heading.parent if heading.parent in law else "", []).append(heading)
    added: dict[str, list[OwnHeading]] = {}
    for each in own:
        added.setdefault(each.parent, []).append(each)
    return tuple(_statutory(heading, kind, 0, below, added) for heading in below.get("", ()))


def _statutory(
    heading: disclosure.Heading,
    kind: str,
    level: int,
    below: Mapping[str, list[disclosure.Heading]],
    added: Mapping[str, list[OwnHeading]],
) -> Node:
    children = [_statutory(child, kind, level + 1, below, added) for child in below.get(heading.code, ())]
    children += [_own(child, heading, level + 1) for child in added.get(heading.code, ())]
    return Node(
        code=heading.code,
        name=heading.name,
        parent=heading.parent,
        level=level,
        wording=heading.wording,
        article=heading.article,
        cited=heading.cited,
        mode=heading.mode,
        cycle_days=heading.cycle_days,
        always=heading.always_by(kind),
        children=tuple(children),
    )


def _own(own: OwnHeading, parent: disclosure.Heading, level: int) -> Node:
    """A unit's own heading is kept up as the one above it, until the unit settles otherwise."""
    return Node(
        code=own.code,
        name=own.name,
        parent=own.parent,
        level=level,
        wording="",
        article=parent.article,
        cited=parent.cited,
        mode=parent.mode,
        cycle_days=parent.cycle_days,
        always=False,
        own=True,
        closed=own.closed,
    )
