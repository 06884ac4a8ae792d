"""How a stored file is handed out: its name and its headers."""

from __future__ import annotations

from urllib.parse import quote

from gongkai.office.files import names
from gongkai.office.files.kinds import KINDS
from gongkai.office.files.models import StoredFile

#: What a handed-out file may do in a browser that insists on opening it: nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; object-src 'none'; sandbox"


def file_name(file: StoredFile, name: str) -> str:
    """The name under which it is handed out: cleaned, with the ending of its content."""
    return names.download_name(name, file.extension)


def safe_headers(file: StoredFile, name: str, *, inline: bool = False) -> dict[str, str]:
    """The headers of a response that carries this file under ``name``.

    The media type comes from our table, never from the upload, and is none that a browser runs. ``inline`` is granted only
    to kinds that may be shown; everything else is a download.
    """
    kind = KINDS.get(file.extension)
    shown = file_name(file, name)
    ascii_name = "".join(char if char.isascii() and char not in '"\\%;' else "_" for char in shown)
    how = "inline" if inline and kind and kind.inline else "attachment"
    return {
        "Content-Type": kind.media_type if kind else "application/octet-stream",
        "Content-Disposition": f"{how}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(shown, safe='')}",
        "Content-Length": str(file.size),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "ETag": f'"{file.sha256}"',
    }
