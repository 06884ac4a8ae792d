"""The guard of writes: in tests, no office table changes without the trail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

_WRITE = re.compile(
    r"\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+[\"`]?"
    r"((?:units|accounts|files|clearance|catalog|search|annualreport|inspection)_\w+)"
)


class Guard:
    """Refuses a write to an office table that the trail does not hear of."""

    def __init__(self) -> None:
        self.allowed = 0

    def __call__(self, execute, sql, params, many, context):
        from gongkai.office.audit.services import door_is_open

        found = _WRITE.match(sql)
        assert not found or self.allowed or door_is_open(), f"a write outside audited(): {found.group(1)}"
        return execute(sql, params, many, context)

    @contextmanager
    def off(self) -> Iterator[None]:
        """For the making of a test's world, and for the planted break-in."""
        self.allowed += 1
        try:
            yield
        finally:
            self.allowed -= 1
