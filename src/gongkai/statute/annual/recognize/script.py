"""Chinese script made uniform, so that one label is one string however it was typed.

Full-width letters and digits, Kangxi radicals that PDFs put for characters, traditional characters,
enumerators, spaces and punctuation: all of them vary between documents and none of them carries meaning
in a label. Circled and raised digits are not turned into digits: 12① is not 121.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

# Radicals that have no compatibility decomposition in Unicode, with the character they stand for.
_RADICALS = str.maketrans(
    "⺁⺎⺓⺟⺠⺩⺪⺮⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "厂兀幺母民王疋竹虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
)
_TRADITIONAL_SIGNS = frozenset("開請報務處條門關項類觀審議訴訟時義單個產業構組織應辦結轉繼續")
_ENUMERATOR = re.compile(
    r"^\s*(?:[(\[]?\s*[一二三四五六七八九十]{1,3}\s*[、.,:)\]]+|[(\[]?\s*\d{1,2}\s*[、.,:)\]]+|[①-⑳]|\d{1,2}(?=[\u4e00-\u9fff]))\s*"
)
_NOT_LABEL = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")
# Longer texts are prose: each is seen once and would only fill the cache.
_CACHED = 80
_NOTE = re.compile(r"\([^()]*\)")


@cache
def _width_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for start, end in ((0x2F00, 0x2FD6), (0xF900, 0xFAFF)):
        for code in range(start, end):
            single = unicodedata.normalize("NFKC", chr(code))
            if len(single) == 1:
                table[code] = single
    table.update({ord(a): b for a, b in zip("〔〕【】﹙﹚〈〉−－﹣", "()()()<>---", strict=True)})
    table.update(_RADICALS)  # type: ignore[arg-type]
    table.update(dict.fromkeys((0xFEFF, 0x200B, 0x200C, 0x200D, 0x00AD)))
    return table


def uniform(text: str) -> str:
    """Half-width letters, digits and brackets; plain characters for radicals. Spaces stay.

    >>> uniform("（１）⾏政许可 １２①")
    '(1)行政许可 12①'
    """
    if text.isascii():
        return text
    return _uniform(text) if len(text) <= _CACHED else text.translate(_width_table())


@lru_cache(maxsize=16384)
def _uniform(text: str) -> str:
    return text.translate(_width_table())


def simplified_table(texts: Iterable[str]) -> dict[int, str] | None:
    """A table that turns the traditional characters of ``texts`` into simplified ones; None if it has none.

    Character by character is enough here: labels, organs and figures hold no word that needs context.

    >>> table = simplified_table(["政府信息公開申請", "辦理結果"])
    >>> "政府信息公開申請".translate(table)
    '政府信息公开申请'
    """
    characters = set().union(*texts)
    if len(characters & _TRADITIONAL_SIGNS) < 3:
        return None
    from opencc import OpenCC  # noqa: PLC0415  (only documents in traditional script need it)

    convert = OpenCC("t2s").convert
    table = {}
    for char in characters:
        if "\u4e00" <= char <= "\u9fff":
            simple = convert(char)
            if simple != char and len(simple) == 1:
                table[ord(char)] = simple
    return table


def plain(text: str) -> str:
    """A label without its enumerator, spaces and punctuation.

    >>> plain("（二）部分公开（区分处理的，只计这一情形）"), plain("3.危及“三安全一稳定”"), plain("1、其他")
    ('部分公开区分处理的只计这一情形', '危及三安全一稳定', '其他')
    """
    return _plain(text) if len(text) <= _CACHED else _NOT_LABEL.sub("", _ENUMERATOR.sub("", uniform(text), count=1))


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    return _NOT_LABEL.sub("", _ENUMERATOR.sub("", uniform(text), count=1))


def without_notes(text: str) -> str:
    """A label without what stands in brackets: （单位：万元）, （区分处理的……）.

    >>> without_notes("本年收费金额（单位：万元）")
    '本年收费金额'
    """
    text = uniform(text)
    head = _ENUMERATOR.match(text)
    return _NOTE.sub("", text[head.end() :] if head else text)
