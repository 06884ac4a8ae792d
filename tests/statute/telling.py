"""How the deadline tests tell a case: a few events, the shipped calendar, perhaps an office's own file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gongkai.statute.deadlines import Due, due
from gongkai.statute.events import Event
from gongkai.statute.limits import deadline_law
from gongkai.statute.workdays import load_calendar


def d(text: str) -> date:
    """A day as it is written."""
    return date.fromisoformat(text)


def received(on: str) -> Event:
    """The application is received in law."""
    return Event("received", d(on))


def of(*events: Event, law_file: Path | None = None) -> Due:
    """What the events amount to."""
    return due(events, load_calendar(), law=deadline_law(law_file))


def office_file(folder: Path, text: str) -> Path:
    """An office's override file."""
    file = folder / "office.toml"
    file.write_text(text, encoding="utf-8")
    return file


def convention(folder: Path, name: str, value: str) -> Path:
    """An office that counts otherwise where the text is silent."""
    return office_file(folder, f'[[conventions]]\nid = "{name}"\neffective_on = 2019-05-15\nvalue = "{value}"\n')
