"""The published copy: the same document without what was never meant for the public."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gongkai.office.errors import Refused
from gongkai.office.files.cleaning import images, media, ofd, office, pdf
from gongkai.office.files.kinds import Kind

_CLEANERS: dict[str, Callable[[Path, Path, Kind], list[str]]] = {
    "package": office.clean,
    "pdf": pdf.clean,
    "ofd": ofd.clean,
    "image": images.clean,
    "media": media.clean,
}


def clean(source: Path, target: Path, kind: Kind) -> list[str] | None:
    """Write a clean copy to ``target``; what was left out in words, or None where the file carries nothing but itself.

    Raises:
        Refused: the kind cannot be cleaned with certainty (the old binary formats, archives).
    """
    if kind.family == "text":
        return None
    if kind.family not in _CLEANERS:
        raise Refused(
            f"{kind.label}（{kind.extension}）里的修订、批注和作者信息无法可靠清除，不能直接公开。"
            f"请另存为 {_NEWER.get(kind.extension, 'PDF')} 后重新上传，再公开。"
        )
    return _CLEANERS[kind.family](source, target, kind)


_NEWER = {
    "doc": ".docx",
    "wps": ".docx",
    "xls": ".xlsx",
    "et": ".xlsx",
    "ppt": ".pptx",
    "zip": "单个文件（解压后逐个上传）",
}
