"""What a gate says: one thing a person should look at, where it stands, and how to mend it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from gongkai.office.clearance.gates.reading import Spot

Severity = Literal["stop", "warn", "info"]

#: The five gates in the order in which they are shown, with their names.
GATES = {
    "secrecy": "保密",
    "personal_data": "个人信息",
    "wording": "用语",
    "figures": "数字",
    "format": "格式",
}
#: How much a finding weighs: the first two must be mended or accepted with a reason before submission.
SEVERITIES = {"stop": "须处理", "warn": "应核对", "info": "供参考"}

_CONTEXT = 24
_LONG_DIGITS = re.compile(r"\d[\dXx \-]{5,}\d|\d{7,}")
_MOST_EXCERPT = 120


@dataclass(frozen=True, slots=True)
class FoundByGate:
    """One finding.

    ``part`` and ``place`` say where in words; ``start`` and ``end`` are offsets in the visible text of the part (of the place, in
    an attachment), none where the finding is about the whole. ``excerpt`` never shows personal data in full.
    ``fingerprint`` recognises the finding again after an edit elsewhere: it hangs on the rule, the words and their neighbourhood.
    """

    gate: str
    code: str
    severity: Severity
    part: str
    place: str
    start: int | None
    end: int | None
    excerpt: str
    message: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule hands over: the rule's code, the place, and what its sentence needs.

    ``shown`` is the excerpt; ``says`` fills the rule's sentence; ``severity`` overrides the rule's own;
    ``about`` (for a finding without a range) is what the fingerprint hangs on.
    """

    code: str
    spot: Spot | None
    shown: str = ""
    says: tuple[tuple[str, str], ...] = ()
    severity: Severity | None = None
    part: str = ""
    place: str = ""
    key: str = ""
    about: str = ""


def masked_digits(text: str) -> str:
    """A text whose long numbers show only their first three and last two digits.

    >>> masked_digits("联系电话 13800001234，共 120 件")
    '联系电话 138******34，共 120 件'
    """
    return _LONG_DIGITS.sub(lambda match: f"{match[0][:3]}{'*' * max(len(match[0]) - 5, 3)}{match[0][-2:]}", text)


def shortened(text: str) -> str:
    """A text short enough for a list, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _MOST_EXCERPT else f"{line[:_MOST_EXCERPT]}…"


def fingerprint(code: str, key: str, words: str, before: str = "", after: str = "", nth: int = 0) -> str:
    """The SHA-256 over the rule, the part, the words and what stands around them; ``nth`` tells equal ones apart."""
    text = BORDER_OF_FIELDS.join((code, key, words, before, after, str(nth)))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


BORDER_OF_FIELDS = "\x1f"


def around(spot: Spot) -> tuple[str, str]:
    """What stands before and after a range in its own text: its neighbourhood, for the fingerprint."""
    text = spot.part.text
    return text[max(0, spot.start - _CONTEXT) : spot.start], text[spot.end : spot.end + _CONTEXT]
