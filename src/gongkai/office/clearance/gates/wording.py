"""The gate for wording: wrong characters, names of organs and laws, repeated words, marks. All of it is data."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.office.clearance.gates.found import Hit
from gongkai.office.clearance.gates.matching import phrases, shapes
from gongkai.office.clearance.gates.reading import Corpus
from gongkai.office.clearance.gates.rules import Rules


def look(corpus: Corpus, rules: Rules) -> Iterator[Hit]:
    """What is written wrongly, with what should stand there."""
    yield from phrases("wording", corpus, rules)
    yield from shapes("wording", corpus, rules)
