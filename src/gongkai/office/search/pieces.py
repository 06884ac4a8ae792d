"""A question that stands nowhere as it was asked, in the longest pieces that do: 临时救助办法 is 临时救助 and 办法."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from gongkai.office.search import matching
from gongkai.office.search.filters import Filters
from gongkai.office.search.tokens import is_cjk, question

_MOST_CHARACTERS = 30
_MOST_PIECES = 4


def pieces(words: str, filters: Filters = Filters()) -> tuple[str, ...]:  # noqa: B008 (frozen)
    """The pieces that stand in one thing together, as many of them as do; nothing where not even two characters do."""
    if filters.nothing:
        return ()
    found: list[str] = []
    for run in question(words[:_MOST_CHARACTERS]).runs:
        found += _cut(run, filters) if is_cjk(run) else [run] if _stands(run, filters) else []
    kept = list(dict.fromkeys(found))[:_MOST_PIECES]
    for number in range(len(kept), 0, -1):
        tried = sorted(combinations(kept, number), key=lambda some: -sum(map(len, some)))
        for some in tried:
            if _stands(" ".join(some), filters):
                return some
    return ()


def _cut(run: str, filters: Filters) -> Iterator[str]:
    """From the left the longest piece that stands anywhere; a character with which none begins is passed over."""
    place = 0
    while place < len(run) - 1:
        # What stands together does so without its last character too: the longest is found by halving.
        shortest, longest = 1, len(run) - place
        while shortest < longest:
            middle = (shortest + longest + 1) // 2
            if _stands(run[place : place + middle], filters):
                shortest = middle
            else:
                longest = middle - 1
        if shortest > 1:
            yield run[place : place + shortest]
        place += shortest


def _stands(words: str, filters: Filters) -> bool:
    return matching.count(replace(question(words), empty=False), filters, 1) > 0
