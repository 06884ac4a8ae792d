"""Automatic numbering: what stands before a paragraph though nobody typed it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from gongkai.office.catalog.wordfiles.numerals import numeral
from gongkai.office.catalog.wordfiles.styles import W, integer, value

LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a numbering. ``text`` is its pattern ("第%1条"); ``restart`` the level after which it begins anew."""

    style: str = "decimal"
    text: str = ""
    start: int = 1
    legal: bool = False
    restart: int | None = None
    paragraph_style: str = ""


class Numbering:
    """Counts along the document; equal numberings go on counting together, as Word does."""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._instances: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: etree._Element) -> None:
        by_link: dict[str, str] = {}
        links: dict[str, str] = {}
        for found in root.iter(f"{W}abstractNum"):
            number = found.get(f"{W}abstractNumId", "")
            self._abstract[number] = {
                integer(level.get(f"{W}ilvl"), 0): _level(level) for level in found.findall(f"{W}lvl")
            }
            if name := value(found, "styleLink"):
                by_link[name] = number
            if name := value(found, "numStyleLink"):
                links[number] = name
        for number, name in links.items():
            if not self._abstract[number] and name in by_link:
                self._abstract[number] = self._abstract[by_link[name]]
        for found in root.findall(f"{W}num"):
            levels, starts = {}, {}
            for change in found.findall(f"{W}lvlOverride"):
                at = integer(change.get(f"{W}ilvl"), 0)
                if (level := change.find(f"{W}lvl")) is not None:
                    levels[at] = _level(level)
                if start := value(change, "startOverride"):
                    starts[at] = integer(start, 1)
            self._instances[found.get(f"{W}numId", "")] = (value(found, "abstractNumId"), levels, starts)

    def level_of_style(self, number: str, style: str) -> int:
        """The level that a paragraph style stands for, 0 where none is said."""
        abstract = self._instances.get(number, ("", {}, {}))[0]
        levels = self._abstract.get(abstract, {})
        return next((at for at, level in levels.items() if style and level.paragraph_style == style), 0)

    def label(self, number: str, at: int) -> tuple[str, bool] | None:
        """The next label of a numbering on a level, and whether it is a bullet; None where there is no such numbering."""
        if number not in self._instances or not 0 <= at < LEVELS:
            return None
        abstract, own, starts = self._instances[number]
        levels = self._abstract.get(abstract, {}) | own
        level = levels.get(at)
        if level is None:
            return None
        if level.style == "bullet":
            return "", True
        counters = self._counters.setdefault(abstract, [None] * LEVELS)
        if at in starts and (number, at) not in self._begun:
            counters[at] = starts[at]
        else:
            before = counters[at]
            counters[at] = level.start if before is None else before + 1
        self._begun.add((number, at))
        for deeper in range(at + 1, LEVELS):
            restart = levels.get(deeper, Level()).restart
            if restart is None or (restart and at < restart):
                counters[deeper] = None
        return _written(level, levels, counters), False


def _level(element: etree._Element) -> Level:
    restart = value(element, "lvlRestart")
    text = value(element, "lvlText")
    return Level(
        style=value(element, "numFmt") or "decimal",
        text=text,
        start=integer(value(element, "start"), 1),
        legal=element.find(f"{W}isLgl") is not None,
        restart=integer(restart, 0) if restart else None,
        paragraph_style=value(element, "pStyle"),
    )


def _written(level: Level, levels: dict[int, Level], counters: list[int | None]) -> str:
    def one(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        shown = levels.get(at, Level())
        count = counters[at] if at < LEVELS else None
        if shown.style == "none":
            return ""
        return numeral("decimal" if level.legal else shown.style, shown.start if count is None else count)

    return re.sub(r"%([1-9])", one, level.text).strip()
