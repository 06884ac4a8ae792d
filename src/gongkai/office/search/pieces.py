"""A question that stands nowhere as it was asked, in the longest pieces that do: 临时救助办法 is 临时救助 and 办法."""

from __future__ import annotations

from itertools import combinations

from gongkai.office.search import matching
from gongkai.office.search.filters import Filters
from gongkai.office.search.tokens import is_cjk, question

_MOST_CHARACTERS = 24
_MOST_PIECES = 4
#: Asked for so many, PostgreSQL gathers words it has never seen and reads along the days for common ones: both are quick.
_PROBE = 64
#: So many characters left of a question say something, or half of it.
_ENOUGH = 3


def pieces(words: str, filters: Filters = Filters()) -> tuple[str, ...]:  # noqa: B008 (frozen)
    """The pieces that stand in one thing together, as many of them as do; nothing where too little of the question is left."""
    runs = question(words[:_MOST_CHARACTERS]).runs
    if filters.nothing or not runs:
        return ()
    found: list[str] = []
    for run in runs:
        found += _cut(run, filters) if is_cjk(run) else [run] if _stands(run, filters) else []
    kept = list(dict.fromkeys(found))[:_MOST_PIECES]
    enough = min(_ENOUGH, sum(map(len, runs)) / 2)
    for number in range(len(kept), 0, -1):
        for some in sorted(combinations(kept, number), key=lambda some: -sum(map(len, some))):
            if sum(map(len, some)) >= enough and matching.count(question(" ".join(some)), filters, 1):
                return some
    return ()


def _cut(run: str, filters: Filters) -> list[str]:
    """From the right, where a Chinese word group has its core, the longest piece that stands anywhere, and so on."""
    found: list[str] = []
    end = len(run)
    while end > 1:
        if not _stands(run[end - 2 : end], filters):
            end -= 1
            continue
        # What stands together does so without its first character too: the longest is found by halving.
        shortest, longest = 2, end
        while shortest < longest:
            middle = (shortest + longest + 1) // 2
            if _stands(run[end - middle : end], filters):
                shortest = middle
            else:
                longest = middle - 1
        found.insert(0, run[end - shortest : end])
        end -= shortest
    return found


def _stands(words: str, filters: Filters) -> bool:
    """Whether anything says so."""
    return bool(matching.ids(question(words), filters, limit=_PROBE))
