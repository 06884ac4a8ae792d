"""What a question means beyond its words: a unit as people call it, a day, or the pieces of what stands nowhere together.

市科技局 is 青石市科学技术局: people leave out characters, keep their order, and end with what the organ is. What is read so is
always said, and the question as it was asked goes first wherever it finds anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from gongkai.faces.portal.items.asked import Asked
from gongkai.office.search.selectors import find, pieces
from gongkai.office.search.tokens import normalise
from gongkai.office.units.models import Unit
from gongkai.office.units.selectors import units_in_force

#: What the name of an organ ends with, and what may follow where people stop there: 卫健委 is 卫生健康委员会.
_ENDS = {"办": "(?:公室|公厅|事处)?", "委": "(?:员会)?", "道": "(?:办事处)?", "镇": "(?:人民政府)?", "乡": "(?:人民政府)?"} | dict.fromkeys("局厅府院会处所队站社心室馆", "")  # fmt: skip
_SHORTEST = 3
_LONGEST = 30
_DAY = re.compile(r"((?:19|20)\d\d)(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})日?")


@dataclass(frozen=True)
class Reading:
    """Another question that finds something, and what is said about it."""

    asked: Asked
    said: str


def named_unit(words: str, on: date) -> tuple[Unit | None, str]:
    """The unit that a question names, and the rest of it; None where none is meant for certain."""
    told = normalise(words[: _LONGEST * 2]).split()
    cuts = list(_cuts(told))
    if not cuts:
        return None, words
    known = list(units_in_force(on).values_list("pk", "path", "name", "short_name"))
    for name, rest in cuts:
        like = re.compile(".*".join(map(re.escape, name)) + _ENDS[name[-1]] + "$")
        depths: dict[int, list[int]] = {}
        for pk, path, full, short in known:
            if like.search(full) or like.search(short):
                depths.setdefault(path.count("/"), []).append(pk)
        # The city's own goes before those of its districts; of several in one place nobody knows which.
        highest = depths[min(depths)] if depths else []
        if len(highest) == 1:
            return Unit.objects.get(pk=highest[0]), rest
    return None, words


def units_called(name: str, on: date) -> list[Unit]:
    """The unit that people call so though no name holds the words; none where there is none, or they say more."""
    unit, rest = named_unit(name, on)
    return [unit] if unit is not None and not rest else []


def _cuts(told: list[str]) -> Iterator[tuple[str, str]]:
    """Every beginning of a word that may be the name of an organ, the longest first, and what is left without it."""
    for place, word in enumerate(told):
        for end in range(min(len(word), _LONGEST), _SHORTEST - 1, -1):
            if word[end - 1] in _ENDS:
                yield word[:end], " ".join(part for part in (*told[:place], word[end:], *told[place + 1 :]) if part)


def named_day(words: str) -> date | None:
    """The day, where a question is nothing else: 2026-11-25, 2026年11月25日."""
    found = _DAY.fullmatch("".join(normalise(words[:40]).split()))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def reread(asked: Asked, on: date) -> Reading | None:
    """What may be meant by words that stand nowhere; None where that finds nothing either."""
    unit, rest = (None, asked.words) if asked.unit or asked.region else named_unit(asked.words, on)
    if unit is not None:
        values = {name: value for name, value in asked.values.items() if name != "region"} | {"unit": unit.slug}
        of_unit = replace(asked, words=rest, unit=unit, region=None, values=values)
        said = f"没有逐字含有“{asked.words}”的信息。以下是{unit.name}公开的"
        if not rest and find("", of_unit.filters(), size=1).total:
            return Reading(of_unit, f"{said}信息。")
        if rest and (kept := _kept(of_unit)):
            return Reading(replace(of_unit, words=" ".join(kept)), f"{said}、含有{_quoted(kept)}的信息。")
    day = named_day(asked.words)
    if day is not None:
        of_day = replace(asked, words="", values={**asked.values, "day": day.isoformat()})
        return Reading(of_day, f"没有提到“{asked.words}”的信息。以下是这一天发布的信息。")
    kept = pieces(asked.words, asked.filters())
    if set(kept) <= set(asked.words.split()):
        return None  # words of the question itself, which the page offers one by one
    return Reading(
        replace(asked, words=" ".join(kept)), f"没有逐字含有“{asked.words}”的信息。以下信息含有{_quoted(kept)}。"
    )


def _kept(asked: Asked) -> tuple[str, ...]:
    """The rest of a question as it stands in what the unit has published."""
    if find(asked.words, asked.filters(), size=1).total:
        return tuple(asked.words.split())
    return pieces(asked.words, asked.filters())


def _quoted(words: tuple[str, ...]) -> str:
    return "、".join(f"“{word}”" for word in words)
