"""Words for the index: runs of Chinese become overlapping pairs, Latin words and numbers stay whole.

The same fifteen lines serve documents and questions on both databases, so that what is found equals a search for the text
itself: 信息公开 finds exactly the documents in which these four characters stand together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from operator import add
from pathlib import Path

#: Of a document; what stands behind it is not found. A question is cut much earlier.
MOST_CHARACTERS = 200_000
MOST_QUESTION = 200
MOST_RUNS = 20
#: Longer "words" are no words; and PostgreSQL takes 2,046 bytes.
MOST_WORD = 64

_CJK = (
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_RUN = re.compile(f"([{_CJK}]+)|[^\\W_{_CJK}]+")
_IS_CJK = re.compile(f"[{_CJK}]")
_GONE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")
#: 京政发〔2026〕12号 is written with whatever bracket the keyboard has.
_BRACKETS = str.maketrans("〔［【〖{<《〈", "((((((((", "") | str.maketrans("〕］】〗}>》〉", "))))))))", "")
_BRACKETS |= str.maketrans("[]", "()")
#: The year of a document number, as people say it who find no such bracket: 2026年12号.
_SAID_YEAR = re.compile(r"(?<=(?<!\d)(?:19|20)\d\d)(?:年第?|[])〕】]第)(?=\d+号)")
_YEAR_OF_NUMBER = re.compile(r"(?<![\d(])\(?((?:19|20)\d\d)[)年]第?(?=\d+号$)")


def _simplified() -> dict[int, int]:
    """Traditional characters and what stands for them, from the table beside this module."""
    lines = Path(__file__).with_name("traditional.txt").read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if not line.startswith("#")]
    return str.maketrans("".join(told[::2]), "".join(told[1::2]))


_SIMPLIFIED = _simplified()


def normalise(text: str) -> str:
    """Full-width, compatibility, capital and traditional forms made one; invisible and control characters gone.

    >>> normalise("ＧＢ／Ｔ 33190 哈政發〔2026〕12號")
    'gb/t 33190 哈政发〔2026〕12号'
    """
    return unicodedata.normalize("NFKC", _GONE.sub("", text)).lower().translate(_SIMPLIFIED)


def runs(folded: str) -> Iterator[str]:
    """The stretches of Chinese and the words of a normalised text, in order.

    >>> list(runs("哈政发〔2026〕12号 gb-t"))
    ['哈政发', '2026', '12', '号', 'gb', 't']
    """
    return (found.group() for found in _RUN.finditer(folded))


def is_cjk(run: str) -> bool:
    """Whether a run is Chinese (or Japanese, or Korean): written without spaces."""
    return bool(_IS_CJK.match(run))


def tokens(folded: str) -> list[str]:
    """The words of the index for a normalised text: pairs, and the last character of each run alone.

    The single last character ends each run, so that no phrase reaches from one run into the next, and lets every
    character be found as the beginning of some word.

    >>> tokens("政府信息 2026年")
    ['政府', '府信', '信息', '息', '2026', '年']
    """
    words: list[str] = []
    for found in _RUN.finditer(folded):
        run = found.group()
        if found.lastindex:
            words += map(add, run, run[1:])
            words.append(run[-1])
        else:
            words.append(run[:MOST_WORD])
    return words


def same_name(text: str) -> str:
    """What two titles or two document numbers have in common when they are the same: no spaces, one kind of bracket.

    >>> same_name("哈政发〔2026〕12号") == same_name("哈政发 [2026] 12 号") == same_name("哈政发2026年第12号")
    True
    """
    return _YEAR_OF_NUMBER.sub(r"(\1)", re.sub(r"\s+", "", normalise(text)).translate(_BRACKETS))


@dataclass(frozen=True)
class Question:
    """What was asked, as runs that must all be there. ``empty``: nothing was asked. No runs otherwise: nothing can match."""

    runs: tuple[str, ...]
    empty: bool
    name: str

    @property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """Each run as the pairs that stand together; one character alone is a beginning (see :func:`beginning`)."""
        return tuple(tuple(_pairs(run)) for run in self.runs)


def beginning(phrase: tuple[str, ...]) -> bool:
    """Whether a phrase is one Chinese character: then any word beginning with it counts."""
    return len(phrase) == 1 and len(phrase[0]) == 1 and is_cjk(phrase[0])


def _pairs(run: str) -> Iterator[str]:
    if not is_cjk(run):
        yield run[:MOST_WORD]
    elif len(run) == 1:
        yield run
    else:
        yield from (run[place : place + 2] for place in range(len(run) - 1))


def question(words: str) -> Question:
    """Read a question. Operators, quotes and punctuation mean nothing; it is cut at 200 characters and 20 runs.

    >>> question('"公开" AND (年报)').runs, question("哈政发2026年12号").runs
    (('公开', 'and', '年报'), ('哈政发', '2026', '12', '号'))
    """
    folded = _SAID_YEAR.sub(" ", normalise(words[: MOST_QUESTION * 4])[:MOST_QUESTION])
    found = tuple(dict.fromkeys(runs(folded)))[:MOST_RUNS]
    return Question(found, empty=not words.strip(), name=words[:600])
