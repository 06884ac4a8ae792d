"""The names of acts. Each application registers its own once, with the words a reader of the trail sees.

A verb is dotted, from the thing to what happened to it: ``unit.renamed``, ``review.step.approved``.
"""

from __future__ import annotations

import re

_LABELS: dict[str, str] = {}
_GRAMMAR = re.compile(r"[a-z_]+(\.[a-z_]+){1,2}")


def register(labels: dict[str, str]) -> None:
    """Make verbs known with their words; a verb has one meaning everywhere."""
    for verb, label in labels.items():
        if not _GRAMMAR.fullmatch(verb):
            raise ValueError(f"{verb}: a verb is two or three dotted words")
        if _LABELS.setdefault(verb, label) != label:
            raise ValueError(f"{verb}: registered twice with different words")


def known(verb: str) -> bool:
    """Whether some application registered this verb."""
    return verb in _LABELS


def label(verb: str) -> str:
    """The words for a verb; the verb itself where the application that wrote it is gone."""
    return _LABELS.get(verb, verb)


def labels() -> dict[str, str]:
    """All verbs with their words, by verb."""
    return dict(sorted(_LABELS.items()))
