"""What changed between two texts: paragraph by paragraph, and word by word inside a changed one.

One implementation for revisions of a document, versions of an institution and rounds of review. Chinese has no spaces:
a "word" here is one Chinese character, or a whole run of Latin letters or digits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from gongkai.office.catalog.bodies import lines
from gongkai.office.catalog.metadata import in_words
from gongkai.office.clearance.content import Content

_WORD = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*|\s+|.", re.DOTALL)
#: Two paragraphs are one changed paragraph, not one gone and one new, from this likeness on.
ALIKE = 0.45
#: With less than this in common, single words that happen to agree only confuse.
TOO_LITTLE = 0.35
#: Beyond these sizes nothing is paired or spelled out: the answer must come at once.
MOST_PAIRS = 2_500
MOST_WORDS = 3_000
#: Matching costs by how often equal words meet: a few hundred repeated ones would keep the machine busy for minutes.
MOST_MEETINGS = 200_000
MOST_EFFORT = 5_000_000


class _Effort:
    """What one comparison may still spend."""

    def __init__(self) -> None:
        self.left = MOST_EFFORT

    def affords(self, cost: int) -> bool:
        """Spend it, if it is there."""
        if cost > self.left:
            return False
        self.left -= cost
        return True


def _opcodes(old: Sequence[str], new: Sequence[str], effort: _Effort) -> list[tuple[str, int, int, int, int]]:
    """What difflib says between the common beginning and the common end; one replacement where it would take too long."""
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    most = shorter - head
    tail = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    found = [("equal", 0, head, 0, head)] if head else []
    there = Counter(right)
    meetings = sum(number * there[word] for word, number in Counter(left).items())
    if left and right and meetings <= MOST_MEETINGS and effort.affords(meetings):
        inside = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
        found += [(tag, i1 + head, i2 + head, j1 + head, j2 + head) for tag, i1, i2, j1, j2 in inside]
    elif left or right:
        tag = "replace" if left and right else "delete" if left else "insert"
        found.append((tag, head, head + len(left), head, head + len(right)))
    if tail:
        found.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    return found


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: "same", "removed" (left side only) or "added" (right side only)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph on both sides; None where it stands on one side only. ``kind``: same, changed, removed, added."""

    kind: str
    left: tuple[Piece, ...] | None
    right: tuple[Piece, ...] | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a content: 标题, a field, 正文, 附件."""

    label: str
    rows: tuple[Row, ...]

    @property
    def changed(self) -> bool:
        """Whether anything in it changed."""
        return any(row.kind != "same" for row in self.rows)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All parts, in the order they are shown."""

    parts: tuple[Part, ...]

    @property
    def changed(self) -> bool:
        """Whether anything changed."""
        return any(part.changed for part in self.parts)

    @property
    def count(self) -> int:
        """How many paragraphs, fields and attachments changed."""
        return sum(row.kind != "same" for part in self.parts for row in part.rows)


def compare(old: Content, new: Content) -> Comparison:
    """Two contents, part by part. Only the words of bodies are compared; attachments by bytes and name."""
    before, after = dict(old.fields), dict(new.fields)
    labels = list(dict.fromkeys([*before, *after]))
    parts = [
        Part("标题", compare_lines([old.title], [new.title])),
        *(Part(label, compare_lines(_one(label, before), _one(label, after))) for label in labels),
        Part("正文", compare_lines(lines(old.body_html), lines(new.body_html))),
        Part("附件", compare_lines(_files(old), _files(new))),
    ]
    return Comparison(tuple(part for part in parts if part.rows))


def _one(label: str, fields: Mapping[str, str]) -> list[str]:
    return [in_words(label, fields[label])] if fields.get(label) else []


def _files(content: Content) -> list[str]:
    return [f"{file.name}（内容校验值 {file.sha256[:8]}）" for file in content.attachments]


def compare_lines(old: Sequence[str], new: Sequence[str]) -> tuple[Row, ...]:
    """Two texts by paragraph.

    >>> [row.kind for row in compare_lines(["第一条 甲", "第二条 乙"], ["第一条 甲", "第二条 丙", "第三条"])]
    ['same', 'changed', 'added']
    """
    found: list[Row] = []
    effort = _Effort()
    for tag, i1, i2, j1, j2 in _opcodes(old, new, effort):
        if tag == "equal":
            found += [_same(text) for text in old[i1:i2]]
        else:
            found += _replaced(old[i1:i2], new[j1:j2], effort)
    return tuple(found)


def _same(text: str) -> Row:
    pieces = (Piece("same", text),)
    return Row("same", pieces, pieces)


def _replaced(old: Sequence[str], new: Sequence[str], effort: _Effort) -> list[Row]:
    """A run of paragraphs against another: alike ones are paired in order, the others are gone or new."""
    found: list[Row] = []
    i = j = 0
    for left, right in _pairs(old, new, effort):
        found += [_gone(text) for text in old[i:left]] + [_new(text) for text in new[j:right]]
        found.append(_changed(old[left], new[right], effort))
        i, j = left + 1, right + 1
    return found + [_gone(text) for text in old[i:]] + [_new(text) for text in new[j:]]


def _gone(text: str) -> Row:
    return Row("removed", (Piece("removed", text),), None)


def _new(text: str) -> Row:
    return Row("added", None, (Piece("added", text),))


def _pairs(old: Sequence[str], new: Sequence[str], effort: _Effort) -> list[tuple[int, int]]:
    """The pairs, in order, whose likenesses add up to most."""
    if not old or not new or len(old) * len(new) > MOST_PAIRS:
        return []
    if len(old) == len(new) == 1:
        # One line for one line is a change of it, however little is left.
        return [(0, 0)]
    size = len(new) * sum(min(len(line), MOST_WORDS) for line in old) + len(old) * sum(
        min(len(line), MOST_WORDS) for line in new
    )
    if not effort.affords(size):
        return []
    like = [[_likeness(left, right) for right in new] for left in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = like[i][j] + best[i + 1][j + 1] if like[i][j] >= ALIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if like[i][j] >= ALIKE and best[i][j] == like[i][j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _likeness(left: str, right: str) -> float:
    return SequenceMatcher(None, left[:MOST_WORDS], right[:MOST_WORDS], autojunk=False).quick_ratio()


def _changed(old: str, new: str, effort: _Effort) -> Row:
    left, right = pieces(old, new, effort)
    return Row("changed", left, right)


def pieces(old: str, new: str, effort: _Effort | None = None) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two versions of a paragraph as runs of words, for the left and for the right side.

    >>> pieces("2025年12件", "2026年12件")[1]
    (Piece(kind='added', text='2026'), Piece(kind='same', text='年12件'))
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) > MOST_WORDS or len(after) > MOST_WORDS:
        return (Piece("removed", old),), (Piece("added", new),)
    left: list[Piece] = []
    right: list[Piece] = []
    found = _opcodes(before, after, effort or _Effort())
    alike = sum(i2 - i1 for tag, i1, i2, _j1, _j2 in found if tag == "equal")
    if before and after and 2 * alike / (len(before) + len(after)) < TOO_LITTLE:
        return (Piece("removed", old),), (Piece("added", new),)
    for tag, i1, i2, j1, j2 in found:
        if tag == "equal":
            left.append(Piece("same", "".join(before[i1:i2])))
            right.append(Piece("same", "".join(after[j1:j2])))
            continue
        if i2 > i1:
            left.append(Piece("removed", "".join(before[i1:i2])))
        if j2 > j1:
            right.append(Piece("added", "".join(after[j1:j2])))
    return tuple(left), tuple(right)
