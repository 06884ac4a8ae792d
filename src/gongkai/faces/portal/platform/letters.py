"""By which letter a Chinese name is found: the first letter of the pinyin of its first character.

The common characters of GB 2312 stand in the order of their pinyin; a rarer one is found under #.

>>> [letter(name) for name in ("科学技术局", "道里区人民政府", "阿城区人民政府", "3号办公室", "埇桥区")]
['K', 'D', 'A', '#', '#']
"""

from __future__ import annotations

from bisect import bisect_right

#: The first character of each letter among the common characters (GB 2312 level 1).
_FIRST = (
    ("A", 0xB0A1), ("B", 0xB0C5), ("C", 0xB2C1), ("D", 0xB4EE), ("E", 0xB6EA), ("F", 0xB7A2), ("G", 0xB8C1), ("H", 0xB9FE),
    ("J", 0xBBF7), ("K", 0xBFA6), ("L", 0xC0AC), ("M", 0xC2E8), ("N", 0xC4C3), ("O", 0xC5B6), ("P", 0xC5BE), ("Q", 0xC6DA),
    ("R", 0xC8BB), ("S", 0xC8F6), ("T", 0xCBFA), ("W", 0xCDDA), ("X", 0xCEF4), ("Y", 0xD1B9), ("Z", 0xD4D1),
)  # fmt: skip
_LAST = 0xD7F9


def letter(name: str) -> str:
    """The capital under which a name stands; "#" where it is not known."""
    code = int.from_bytes(name[:1].encode("gb2312", "ignore") or b"\0")
    if code > _LAST or code < _FIRST[0][1]:
        return name[:1].upper() if name[:1].isascii() and name[:1].isalpha() else "#"
    return _FIRST[bisect_right([first for _letter, first in _FIRST], code) - 1][0]
