"""The words of a question, marked where they stand: as pieces, so that the page escapes each of them itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gongkai.office.search.tokens import MOST_WORD, normalise

LENGTH = 120
_BEFORE = 30
#: A text that changes its length when normalised is looked through only so far.
_SLOW_REACH = 20_000


class Piece(NamedTuple):
    """Some text, and whether it is what was asked for."""

    text: str
    hit: bool


def marked(text: str, runs: Sequence[str]) -> tuple[Piece, ...]:
    """The whole text in pieces, the asked words marked.

    >>> marked("信息公开指南", ["公开"])
    (Piece(text='信息', hit=False), Piece(text='公开', hit=True), Piece(text='指南', hit=False))
    """
    folded, places = _folded(text)
    hit = bytearray(len(text))
    for run in runs:
        start = folded.find(run)
        while start >= 0:
            for place in places[start : start + len(run)]:
                hit[place] = 1
            start = folded.find(run, start + len(run))
    pieces: list[Piece] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or hit[place] != hit[start]:
            pieces.append(Piece(text[start:place], bool(hit[start])))
            start = place
    return tuple(pieces)


def excerpt(text: str, runs: Sequence[str], otherwise: str = "") -> tuple[Piece, ...]:
    """About 120 characters around the first place where a word stands; else ``otherwise``, else the beginning."""
    place = _first(text, [run[:MOST_WORD] for run in runs])
    if place < 0 and otherwise:
        return marked(otherwise, runs)
    start = max(0, place - _BEFORE)
    cut = " ".join(text[start : start + LENGTH + _BEFORE].split())[:LENGTH]
    before, after = "…" if start else "", "…" if start + LENGTH < len(text) else ""
    return marked(f"{before}{cut}{after}", runs) if cut else ()


def _first(text: str, runs: Sequence[str]) -> int:
    """Where the first asked word stands in the text; -1 where none does. The longest word is looked for first."""
    lowered = text.lower()
    if len(lowered) == len(text):
        found = [place for run in sorted(runs, key=len, reverse=True) if (place := lowered.find(run)) >= 0]
        if found:
            return found[0]
    folded, places = _folded(text[:_SLOW_REACH])
    found = [places[place] for run in sorted(runs, key=len, reverse=True) if (place := folded.find(run)) >= 0]
    return found[0] if found else -1


def _folded(text: str) -> tuple[str, list[int]]:
    """The normalised text, and for each of its characters the place it came from."""
    pieces: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        normal = normalise(char)
        pieces.append(normal)
        places += [place] * len(normal)
    return "".join(pieces), places
