"""Where the labels of a form stand in a text, also when a label is broken over pieces or runs into another.

Reads: the text marks of a document in order (figures left out).
Writes: hits, each a label with the first and last mark it covers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongkai.statute.annual.recognize.marks import Kind, Mark
from gongkai.statute.annual.recognize.vocabulary import Labels

_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]{1,2}|\d{1,2})")
_NUMBER_AT_END = re.compile(r"(?:[一二三四五六七八九十]{1,2}|\d{1,2})$")

# A mark longer than this is prose: the longest label of the statutory form has 34 characters.
LONGEST = 64
# A label shorter than this must begin and end where a piece does: 规章 is not found inside 规章制度.
SHORT = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """A label found: ``first`` and ``last`` index the list of text marks it was found in."""

    label: str
    first: int
    last: int


def find_hits(texts: list[Mark], known: Labels) -> list[Hit]:
    """The labels of one or several forms in the text marks of a document, longest first, never overlapping."""
    hits: list[Hit] = []
    labels, prefixes = known.labels, known.prefixes
    rest = ""
    index = 0
    while index < len(texts):
        here = rest or texts[index].plain
        rest = ""
        if not here or len(here) > LONGEST:
            index += 1
            continue
        last, label = _chain(texts, index, here, labels, prefixes)
        if label:
            hits.append(Hit(label, index, last))
            index = last + 1
            continue
        head = _leading_label(here, labels)
        if head and (onward := _onward(here[len(head) :], labels, prefixes)):
            hits.append(Hit(head, index, index))
            rest = onward
            continue
        tail = _trailing_label(here, known)
        if tail:
            hits.append(Hit(tail, index, index))
        else:
            # The label may begin inside this mark, behind the end of another, and go on in the next.
            begun = _begun_label(texts, index, here, labels, prefixes)
            if begun:
                hits.append(begun)
                index = begun.last
        index += 1
    return hits


def _chain(
    texts: list[Mark], index: int, here: str, labels: frozenset[str], prefixes: frozenset[str]
) -> tuple[int, str]:
    """The longest label made of whole pieces beginning with ``here``."""
    last, label = index, ""
    text, at = here, index
    while text in prefixes:
        if text in labels:
            last, label = at, text
        at += 1
        while at < len(texts) and not texts[at].plain:
            at += 1
        if at >= len(texts) or len(text) + len(texts[at].plain) > LONGEST:
            break
        text += texts[at].plain
    return last, label


def _leading_label(text: str, labels: frozenset[str]) -> str:
    for end in range(len(text), 1, -1):
        if text[:end] in labels:
            return text[:end]
    return ""


def _onward(text: str, labels: frozenset[str], prefixes: frozenset[str]) -> str:
    """What follows a label in the same piece, without its enumerator, if it begins a label too; else nothing."""
    for onward in (text, _NUMBER.sub("", text)):
        if len(onward) > 1 and (onward in prefixes or _leading_label(onward, labels)):
            return onward
    return ""


def _trailing_label(text: str, known: Labels) -> str:
    """A label at the end of a piece, if what stands before it is the piece of a head (党内规范性文件 is no label)."""
    for start in range(1, len(text) - SHORT + 1):
        if text[start:] in known.labels:
            before = _NUMBER_AT_END.sub("", _NUMBER.sub("", text[:start]))
            if not before or before in known.head_pieces:
                return text[start:]
    return ""


def _begun_label(
    texts: list[Mark], index: int, here: str, labels: frozenset[str], prefixes: frozenset[str]
) -> Hit | None:
    for start in range(1, len(here) - 2):
        begun = here[start:]
        if begun in prefixes:
            last, label = _chain(texts, index, begun, labels, prefixes)
            if label and last > index and len(label) >= SHORT:
                return Hit(label, index, last)
    return None


def text_marks(marks: list[list[Mark]]) -> list[Mark]:
    """The text marks of a document in order."""
    return [mark for line in marks for mark in line if mark.kind is Kind.TEXT]
