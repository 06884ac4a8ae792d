"""Names of files: cleaned for display and for downloading; they never decide what a file is."""

from __future__ import annotations

import re
import unicodedata

MOST_BYTES = 200  # of a name in UTF-8: file systems end at 255, and a download adds " (1)"
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
# What hides in a name or turns its reading around, so that "fdp.exe" reads as "exe.pdf".
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def shown(name: str) -> str:
    r"""The name as it was given, without path parts, control and invisible characters: for display.

    >>> shown("../../etc/通知\x00.docx"), shown("C:\\报表\\一季度.xls"), shown("")
    ('通知.docx', '一季度.xls', '未命名')
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(char for char in last if unicodedata.category(char) not in _INVISIBLE)
    kept = re.sub(r"\s+", " ", _NOT_IN_NAMES.sub("", kept)).strip(" .")
    return _shortened(kept, MOST_BYTES) or "未命名"


def ending(name: str) -> str:
    """The ending of a name in small letters, "" where it has none.

    >>> ending("通知.DOCX"), ending("附件1.关于印发的通知"), ending("README")
    ('docx', '', '')
    """
    found = re.search(r"\.([A-Za-z0-9]{1,10})$", shown(name))
    return found.group(1).lower() if found else ""


def download_name(name: str, extension: str) -> str:
    """The name under which a file is handed out: with the ending of its content, at most 200 bytes.

    >>> download_name("通知.exe", "docx"), download_name("通知.docx.exe", "docx"), download_name("照片.JPEG", "jpg")
    ('通知.docx', '通知.docx', '照片.jpg')
    """
    stem = shown(name)
    if ending(stem):
        stem = stem[: stem.rindex(".")]
    while ending(stem) == extension:
        stem = stem[: stem.rindex(".")]
    stem = _shortened(stem.strip(" ."), MOST_BYTES - len(extension) - 1) or "未命名"
    if stem.lower() in _DEVICES:
        stem = f"{stem}_"
    return f"{stem}.{extension}"


def _shortened(text: str, most: int) -> str:
    """At most so many bytes, never through a character."""
    return text.encode("utf-8", errors="ignore")[:most].decode("utf-8", errors="ignore").strip(" .")
