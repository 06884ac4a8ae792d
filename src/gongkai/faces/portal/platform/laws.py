"""The laws that the column of institutions names before the institutions themselves: data, laws.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Law:
    """A law: its title and number, from when it holds, and where its official text stands."""

    title: str
    number: str
    effective_on: date
    address: str
    source: str


@cache
def laws() -> tuple[Law, ...]:
    """All of them, in the order of the data."""
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(Law(**entry) for entry in told["laws"])
