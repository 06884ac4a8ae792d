"""The gate for secrecy: markings of secret and internal papers, and matters that often are (条例第十四条、第十七条).

Phrases and shapes are data; only what depends on where a text stands (a lone number at the head) is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.office.clearance.gates.found import Hit
from gongkai.office.clearance.gates.matching import phrases, shapes
from gongkai.office.clearance.gates.reading import BORDER, Corpus, Spot
from gongkai.office.clearance.gates.rules import Rules

_COPY_NUMBER = re.compile(rf"(?<=[{BORDER}\n])\d{{6}}(?=[{BORDER}\n])")


def look(corpus: Corpus, rules: Rules) -> Iterator[Hit]:
    """Markings, numbers of secret documents, and words that ask for a secrecy reviewer's eye."""
    yield from shapes("secrecy", corpus, rules)
    yield from phrases("secrecy", corpus, rules)
    yield from _copy_numbers(corpus)


def _copy_numbers(corpus: Corpus) -> Iterator[Hit]:
    """份号: six digits alone among the first lines of the body or of an attachment (GB/T 9704-2012, 7.2.1)."""
    heads: dict[str, int] = {}
    for part in corpus.parts:
        if part.kind != "text":
            continue
        heads[part.part] = heads.get(part.part, 0) + 1
        if heads[part.part] > 3:
            continue
        text = f"{BORDER}{part.text[:200]}" + (BORDER if len(part.text) <= 200 else "")
        if (match := _COPY_NUMBER.search(text)) and match.start() < 60:
            yield Hit("secrecy.copy_number", Spot(part, match.start() - 1, match.end() - 1))
