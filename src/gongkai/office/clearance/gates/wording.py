"""The gate for wording: wrong characters, names of organs and laws, repeated words, marks. What is looked for is data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.office.clearance.gates.found import Hit
from gongkai.office.clearance.gates.matching import phrases, shapes
from gongkai.office.clearance.gates.reading import Corpus, Spot
from gongkai.office.clearance.gates.rules import Rules

_FORMER = re.compile(r"原(?![因来则料始件本文])[一-龥]{0,6}$")


def look(corpus: Corpus, rules: Rules) -> Iterator[Hit]:
    """What is written wrongly, with what should stand there."""
    for hit in phrases("wording", corpus, rules):
        if hit.code == "wording.old_name" and hit.spot and _of_the_past(hit.spot):
            continue
        yield hit
    yield from shapes("wording", corpus, rules)


def _of_the_past(spot: Spot) -> bool:
    """Whether an old name is said to be one (原市环境保护局), or stands in the title of a document that is quoted."""
    before, after = spot.part.text[: spot.start], spot.part.text[spot.end :]
    if _FORMER.search(before[-8:]):
        return True
    quoted = before.rpartition("《")[2] if "《" in before else "》"
    return "》" not in quoted and "》" in after[:100]
