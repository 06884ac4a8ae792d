"""How an index number is written, as the office chose it (``GONGKAI_INDEX_NUMBER``): written, and read back.

The pattern is Python's own grammar of formats, with three parts: ``{uscc18}`` the unit, ``{yyyy}`` the year, ``{seq}`` the
number within them. Without one of them two units, or two years, would give the same number.
"""

from __future__ import annotations

import re
from functools import cache
from string import Formatter
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

PARTS = ("uscc18", "yyyy", "seq")
LONGEST = 60
_EXAMPLE = "{uscc18}/{yyyy}-{seq:05d}"


class Parts(NamedTuple):
    """What stands in a number."""

    code: str
    year: int
    seq: int


def must_be_a_pattern(pattern: str) -> None:
    """Stop the start where the pattern cannot give unique numbers.

    Raises:
        ImproperlyConfigured: which part is missing or unknown, and what to write.
    """
    said = f"环境变量 GONGKAI_INDEX_NUMBER 的值是“{pattern}”"
    try:
        found = [(name, spec) for _text, name, spec, _how in Formatter().parse(pattern) if name is not None]
        written = write(pattern, Parts("9" * 18, 2026, 1))
    except (ValueError, KeyError, IndexError, AttributeError) as error:
        raise ImproperlyConfigured(
            f"{said}，不是索引号的写法（{error}）。只能用 {{uscc18}}、{{yyyy}}、{{seq}} 三项，例如 {_EXAMPLE}。"
        ) from error
    names = [name for name, _spec in found]
    if missing := [part for part in PARTS if names.count(part) != 1]:
        raise ImproperlyConfigured(
            f"{said}，其中 {'、'.join(f'{{{part}}}' for part in missing)} 须有且只有一处，"
            f"否则不同单位或者不同年度会得到相同的索引号。例如 {_EXAMPLE}。"
        )
    if len(write(pattern, Parts("9" * 40, 2026, 999_999))) > LONGEST:
        raise ImproperlyConfigured(f"{said}，写出的索引号会超过 {LONGEST} 个字，请缩短。例如 {_EXAMPLE}。")
    if read(pattern, written) != Parts("9" * 18, 2026, 1):
        raise ImproperlyConfigured(
            f"{said}，写出的“{written}”分不清单位、年份和流水号，请在三项之间加上分隔。例如 {_EXAMPLE}。"
        )


def write(pattern: str, parts: Parts) -> str:
    """The number in full.

    >>> write("{uscc18}/{yyyy}-{seq:05d}", Parts("11230100MB1234567X", 2026, 7))
    '11230100MB1234567X/2026-00007'
    """
    return pattern.format(uscc18=parts.code, yyyy=parts.year, seq=parts.seq)


def read(pattern: str, number: str) -> Parts | None:
    """The parts of a number written after the pattern; None for one that is written otherwise.

    >>> read("{uscc18}/{yyyy}-{seq:05d}", "11230100MB1234567X/2026-00007")
    Parts(code='11230100MB1234567X', year=2026, seq=7)
    >>> read("{uscc18}/{yyyy}-{seq:05d}", "11230100MB1234567X/2026-7") is None
    True
    """
    match = _shape(pattern).fullmatch(number)
    if match is None:
        return None
    parts = Parts(match["uscc18"], int(match["yyyy"]), int(match["seq"]))
    return parts if write(pattern, parts) == number else None


@cache
def _shape(pattern: str) -> re.Pattern[str]:
    shapes = {"uscc18": r"(?P<uscc18>[\w-]+?)", "yyyy": r"(?P<yyyy>\d{4})", "seq": r"(?P<seq>\d{1,9})"}
    pieces = [re.escape(text) + shapes.get(name or "", "") for text, name, _spec, _how in Formatter().parse(pattern)]
    return re.compile("".join(pieces), re.ASCII)
