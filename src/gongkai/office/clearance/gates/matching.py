"""Phrases and shapes of the rule files, found in a corpus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from gongkai.office.clearance.gates.found import Hit, Severity
from gongkai.office.clearance.gates.reading import Corpus
from gongkai.office.clearance.gates.rules import Phrase, Rules


def phrases(gate: str, corpus: Corpus, rules: Rules) -> Iterator[Hit]:
    """Every listed form that stands in the text, not inside one of the longer words it is right in."""
    for phrase in rules.phrases[gate]:
        for at, spot in corpus.occurrences(phrase.form):
            if not _within(phrase, corpus.text, at):
                yield Hit(
                    phrase.code,
                    spot,
                    says=(("use", phrase.use), ("why", phrase.source)),
                    severity=cast(Severity, phrase.severity) if phrase.severity else None,
                )


def _within(phrase: Phrase, text: str, at: int) -> bool:
    """Whether the form at ``at`` is part of a longer word in which it is right."""
    for longer in phrase.unless:
        offset = longer.find(phrase.form)
        while offset >= 0:
            if text.startswith(longer, at - offset) and at >= offset:
                return True
            offset = longer.find(phrase.form, offset + 1)
    return False


def shapes(gate: str, corpus: Corpus, rules: Rules) -> Iterator[Hit]:
    """Every listed pattern that fits, in the kinds of text it is for; a place is reported once a rule."""
    seen: set[tuple[str, int]] = set()
    said: set[tuple[str, int]] = set()
    for shape in rules.shapes[gate]:
        for match in shape.compiled.finditer(corpus.text):
            start, end = match.span(shape.group)
            if start < 0 or start == end or (shape.code, start) in seen:
                continue
            spot = corpus.spot(start, end)
            if shape.only and spot.part.kind not in shape.only:
                continue
            seen.add((shape.code, start))
            if shape.once and (shape.code, id(spot.part)) in said:
                continue
            said.add((shape.code, id(spot.part)))
            yield Hit(
                shape.code,
                spot,
                says=(("use", shape.use), ("why", shape.source)),
                severity=cast(Severity, shape.severity) if shape.severity else None,
            )
