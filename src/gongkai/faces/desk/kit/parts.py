"""The small values screens are described with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.utils import timezone

Tone = Literal["", "main", "amber", "red", "green"]


@dataclass(frozen=True)
class Chip:
    """A word with a tone. The tone only repeats what the word says: colour never stands alone."""

    text: str
    tone: Tone = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Act:
    """A button that leads somewhere: at the head of a screen, or in an empty state."""

    label: str
    url: str
    main: bool = False
    danger: bool = False


@dataclass(frozen=True)
class Empty:
    """What a list says when it has nothing to show, and what to do about it."""

    title: str
    text: str = ""
    action_label: str = ""
    action_url: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a list.

    ``value`` is a function of the row, or the name of an attribute ("unit.name" goes through relations; methods without
    arguments are called). ``url`` is a function of the row; None is no link. ``sort`` is what ``order_by`` is given when
    the head is clicked. ``aside`` columns are left out on narrow screens.
    """

    label: str
    value: Callable[[Any], object] | str
    url: Callable[[Any], str | None] | None = None
    kind: Literal["text", "number", "date", "chip"] = "text"
    sort: str = ""
    aside: bool = False

    def of(self, row: object) -> object:
        """The value of this column in a row; dates and moments as they are."""
        if callable(self.value):
            return self.value(row)
        found: object = row
        for name in self.value.split("."):
            found = getattr(found, name, None)
            if found is None:
                return None
            if callable(found):
                found = found()
        return found

    def cell(self, row: object) -> Cell:
        """The value as it is shown, with its link."""
        return Cell(column=self, value=self.of(row), url=self.url(row) if self.url else None)


#: So many characters are kept on one line of a list.
_SHORT = 8


@dataclass(frozen=True)
class Cell:
    """One place of a list."""

    column: Column
    value: object
    url: str | None

    @property
    def text(self) -> str:
        """What is written: an empty value as a dash, so that nobody reads nothing as zero."""
        return shown(self.value) or "—"

    @property
    def short(self) -> bool:
        """Whether it stands on one line: a name of a unit or a person is not broken in two for a longer title."""
        return len(self.text) <= _SHORT

    @property
    def chip(self) -> Chip | None:
        """The value as a chip, where it is one."""
        if self.column.kind != "chip" or self.value in (None, ""):
            return None
        return self.value if isinstance(self.value, Chip) else Chip(str(self.value))


def shown(value: object) -> str:
    """A value in the words of the desk: 2026-11-20, 2026-11-20 09:30, 是/否."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
