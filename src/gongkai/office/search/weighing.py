"""How well a thing answers a question: what it is called comes before what it says, and of two alike the newer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from gongkai.office.search.models import SearchDoc
from gongkai.office.search.tokens import Question, normalise, same_name
from gongkai.office.units.models import Unit

_NUMBER_ENDS_SO = 60.0
_IN_TITLE, _SHARE_OF_TITLE, _BEGINS = 10.0, 6.0, 2.0
_IN_NAME_OF_UNIT = 3.0
_TOGETHER = 6.0
_IN_NUMBER = 3.0
_IN_FORCE, _NEW = 2.0, 6.0
#: What is older than this is not newer than anything.
_OLD_DAYS = 5 * 366


class Weighed(NamedTuple):
    """What is looked at."""

    pk: int
    published_on: date
    title: str
    number: str
    in_force: bool
    unit_id: int | None


def fittest(pks: Iterable[int], asked: Question) -> list[int]:
    """These things, the fittest first. Two queries."""
    rows = [Weighed(*row) for row in SearchDoc.objects.filter(pk__in=list(pks)).values_list(*Weighed._fields)]
    units = _names({row.unit_id for row in rows if row.unit_id})
    newest = max((row.published_on for row in rows), default=date.min)
    number = same_name(asked.name)

    def weight(row: Weighed) -> float:
        told = _told(row.title, asked.runs, units.get(row.unit_id or 0, ()))
        new = max(0.0, 1 - (newest - row.published_on).days / _OLD_DAYS)
        return told + _numbered(row.number, number, asked.runs) + _IN_FORCE * row.in_force + _NEW * new

    return [row.pk for row in sorted(rows, key=lambda row: (weight(row), row.published_on, row.pk), reverse=True)]


def _names(pks: set[int]) -> dict[int, tuple[str, ...]]:
    """The names and short names of units, the longer of each first."""
    told = Unit.objects.filter(pk__in=pks).values_list("pk", "name", "short_name")
    return {pk: tuple(sorted(map(normalise, filter(None, names)), key=len, reverse=True)) for pk, *names in told}


def _told(title: str, runs: Sequence[str], organ: Sequence[str]) -> float:
    """By the title: what stands in it behind the name of its organ, which everything of that organ begins with."""
    whole = normalise(title)
    rest = next((whole.removeprefix(name) for name in organ if whole.startswith(name)), whole)
    weight = 0.0
    for run in runs:
        if run in rest:
            weight += _IN_TITLE + _SHARE_OF_TITLE * len(run) / len(whole) + _BEGINS * whole.startswith(run)
        elif run in whole:
            weight += _IN_NAME_OF_UNIT
    return weight + _TOGETHER * (len(runs) > 1 and "".join(runs) in "".join(rest.split()))


def _numbered(number: str, asked: str, runs: Sequence[str]) -> float:
    """By the document number: its end, 〔2026〕7号, says which one; parts of it say little."""
    if not number:
        return 0.0
    whole = same_name(number)
    if (
        len(asked) > 2
        and whole.endswith(asked)
        and not (asked[0].isdecimal() and whole[: -len(asked)][-1:].isdecimal())
    ):
        return _NUMBER_ENDS_SO
    return _IN_NUMBER * any(run in whole for run in runs)
