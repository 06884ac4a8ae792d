"""What mistakes.toml says: the sorts of mistakes and the days within which one is closed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("mistakes.toml")


@dataclass(frozen=True, slots=True)
class MistakeRules:
    """Sorts by code with their words, and the limit in days with its article."""

    sorts: Mapping[str, str]
    answer_days: int
    article: str


@cache
def mistake_rules() -> MistakeRules:
    """The rules as shipped.

    >>> mistake_rules().sorts["typo"], mistake_rules().answer_days
    ('错别字', 30)
    """
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return MistakeRules(
        sorts={entry["code"]: entry["name"] for entry in data["sorts"]},
        answer_days=data["limits"]["answer_days"],
        article=data["limits"]["article"],
    )
