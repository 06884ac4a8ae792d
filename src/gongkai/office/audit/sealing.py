"""How an entry is sealed: a SHA-256 over its fields and over the seal of the entry before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from json.encoder import encode_basestring as _quoted

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
    'f15fb4053a7e'
    """
    seq, at, *rest = values
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise TypeError("an entry is sealed with an aware datetime")
    moment = at if at.tzinfo is UTC else at.astimezone(UTC)
    return hashlib.sha256(_encode([seq, moment.isoformat(timespec="microseconds"), *rest]).encode()).hexdigest()


def seal_plain(values: Sequence[object]) -> str:
    """The same seal, of values whose moment is already written as in :func:`moment_text`: for millions of rows.

    Writes the JSON piece by piece, which is three times as fast as an encoder and gives the same text.

    >>> seal_plain((1, "2026-01-05T00:00:00.000000+00:00", None, "系统", "", "audit.started", None, "", "", "", "{}", START))[:12]
    'f15fb4053a7e'
    """
    text = ",".join(
        [_quoted(value) if value.__class__ is str else "null" if value is None else repr(value) for value in values]
    )
    return hashlib.sha256(f"[{text}]".encode()).hexdigest()


def moment_text(moment: datetime) -> str:
    """A moment as it stands under the seal: UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(detail: object) -> str:
    """The JSON text of a detail, the same for the same content."""
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
