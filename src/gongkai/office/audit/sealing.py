"""How an entry is sealed: a SHA-256 over its fields and over the seal of the entry before it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

#: The fields under the seal, in the order in which they are sealed.
FIELDS = (
    "seq",
    "at",
    "actor_id",
    "actor",
    "address",
    "verb",
    "unit_id",
    "subject_type",
    "subject_id",
    "subject",
    "detail",
    "previous",
)
START = "0" * 64

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def seal(values: tuple[object, ...]) -> str:
    """The seal over the values of :data:`FIELDS`; the second is an aware datetime, sealed in UTC to the microsecond.

    >>> moment = datetime(2026, 1, 5, tzinfo=UTC)
    >>> seal((1, moment, None, "系统", "", "audit.started", None, "", "", "", "{}", START))[:12]
    '0e15c31bfa46'
    """
    seq, at, *rest = values
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise TypeError("an entry is sealed with an aware datetime")
    moment = at if at.tzinfo is UTC else at.astimezone(UTC)
    return hashlib.sha256(_encode([seq, moment.isoformat(timespec="microseconds"), *rest]).encode()).hexdigest()


def canonical(detail: object) -> str:
    """The JSON text of a detail, the same for the same content."""
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
