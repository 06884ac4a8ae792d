"""The units in groups: by kind, and within a kind by the letter under which a name is found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from gongkai.faces.portal.platform.letters import letter
from gongkai.office.units.models import Unit, UnitKind

_SEAT = "人民政府"


@dataclass(frozen=True, slots=True)
class Kind:
    """The units of one kind, by letter."""

    code: str
    label: str
    number: int
    letters: tuple[tuple[str, tuple[Unit, ...]], ...]

    @property
    def units(self) -> tuple[Unit, ...]:
        """All of them, one after the other."""
        return tuple(unit for _letter, units in self.letters for unit in units)


def by_kind(units: Iterable[Unit], root: Unit | None, on: date) -> list[Kind]:
    """Units in groups in the order of the kinds; each under the letter of its name without the city's in front of it."""
    city = root.name.removesuffix(_SEAT) if root else ""
    every = [
        (letter(unit.name if unit == root else unit.name.removeprefix(city)), unit)
        for unit in units
        if unit.in_force(on)
    ]
    found = []
    for kind in UnitKind:
        mine = sorted((each for each in every if each[1].kind == kind), key=lambda each: (each[0] == "#", each[0]))
        if mine:
            parts = tuple(
                (capital, tuple(unit for _capital, unit in part))
                for capital, part in groupby(mine, lambda each: each[0])
            )
            found.append(Kind(kind.value, str(kind.label), len(mine), parts))
    return found
