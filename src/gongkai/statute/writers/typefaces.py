"""The faces of official documents (GB/T 9704-2012) by name, and what stands in for them.

None is shipped: 方正小标宋 and 仿宋_GB2312 are their makers'. A document names the official face first;
where it is missing, the next of the list is taken. The last of each list is free (Debian: fonts-noto-cjk).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_SONG = "Noto Serif CJK SC"
_SANS = "Noto Sans CJK SC"


@dataclass(frozen=True, slots=True)
class Typefaces:
    """Which faces a document asks for, the wanted one first. ``folders`` hold font files an office adds for PDF."""

    title: tuple[str, ...] = (
        "方正小标宋简体",
        "FZXiaoBiaoSong-B05S",
        "方正小标宋_GBK",
        "华文中宋",
        "STZhongsong",
        _SONG,
    )
    body: tuple[str, ...] = ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "华文仿宋", "STFangsong", _SONG)
    heading: tuple[str, ...] = ("黑体", "SimHei", "STHeiti", _SANS)
    lead: tuple[str, ...] = ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "华文楷体", "STKaiti", _SONG)
    table: tuple[str, ...] = ("宋体", "SimSun", "华文宋体", "STSong", _SONG)
    latin: tuple[str, ...] = ("Times New Roman", "Liberation Serif", "Nimbus Roman")
    folders: tuple[Path, ...] = ()


OFFICIAL = Typefaces()
