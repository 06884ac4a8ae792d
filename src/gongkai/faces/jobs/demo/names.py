"""Invented names of people, the same in every city that is loaded."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any


def names(data: dict[str, Any]) -> Iterator[str]:
    """Names without end, none twice until the supply is used up.

    Args:
        data: ``surnames``, ``first`` and ``last``: strings of characters to combine.
    """
    rng = random.Random(711)  # noqa: S311  (names, not secrets)
    surnames, first, last = (list(data[key]) for key in ("surnames", "first", "last"))
    # The commoner a surname, the earlier it stands.
    weights = [1 / (place + 3) for place in range(len(surnames))]
    seen: set[str] = set()
    while True:
        surname = rng.choices(surnames, weights)[0]
        given = rng.choice(last) if rng.random() < 0.25 else rng.choice(first) + rng.choice(last)
        name = surname + given
        if name not in seen or len(seen) > 20_000:
            seen.add(name)
            yield name
