"""A file's preview: made once, kept by the file's hash."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.core.cache import caches

from gongkai import __version__
from gongkai.office.errors import Refused
from gongkai.office.files.kinds import KINDS, megabytes
from gongkai.office.files.models import StoredFile
from gongkai.office.files.previewing import limits
from gongkai.office.files.previewing.made import Preview, packed, unpacked
from gongkai.office.files.previewing.working import read_apart
from gongkai.office.files.services import open_stored, path_of

#: The module that reads each kind, in a process of its own.
READERS: Mapping[str, str] = {
    "pdf": f"{__package__}.pages",
    "xlsx": f"{__package__}.workbooks",
    "csv": f"{__package__}.tables",
    "txt": f"{__package__}.texts",
    **dict.fromkeys(("png", "jpg", "gif"), f"{__package__}.pictures"),
}
#: Larger ones are not opened: what they show would not be worth the wait.
_MOST_BYTES = 100 * 2**20
_KEPT_SECONDS = 30 * 86_400
#: What could not be shown is tried again after this: the machine may have been busy.
_FAILED_SECONDS = 3_600
#: So many files at once in one web process.
_AT_ONCE = 2
#: How long a request waits for its preview, where it is the only one that is being made. A web process has one thread for
#: all its visitors: nobody holds it longer.
WAIT_SECONDS = 1.0


@dataclass(slots=True)
class _Making:
    """A preview that is being made beside the requests that want it."""

    done: threading.Event = field(default_factory=threading.Event)
    found: Preview | None = None


_running: dict[str, _Making] = {}
_door = threading.Lock()


def preview(file: StoredFile, *, page: int = 1, more: Mapping[str, str] | None = None) -> Preview:
    """What a file shows, for a PDF from ``page`` on. ``more`` are readers of kinds that only an application above knows.

    Always gives one: where nothing can be shown, its ``why`` says why, in words for whoever asked; while it is still being
    made it is empty and ``passing``.
    """
    reader = {**READERS, **(more or {})}.get(file.extension)
    if reader is None:
        kind = KINDS.get(file.extension)
        return Preview(why=f"{kind.label if kind else '这种文件'}不能在网页上预览")
    if file.size > _MOST_BYTES:
        return Preview(why=f"文件超过{megabytes(_MOST_BYTES)}，不能在网页上预览")
    page = (page - 1) // limits.PAGES_AT_ONCE * limits.PAGES_AT_ONCE + 1 if file.extension == "pdf" else 1
    key = f"{__version__}:{file.sha256}:{file.extension}:{page}"
    if found := _kept(key):
        return found
    try:
        open_stored(file).close()
    except Refused:
        return Preview(why="文件暂时不能打开")
    making = _begun(reader, path_of(file), page, key)
    patience = WAIT_SECONDS if len(_running) == 1 else 0
    if making is not None and making.done.wait(patience) and making.found is not None:
        return making.found
    return Preview(passing=True)


def _kept(key: str) -> Preview | None:
    kept = caches["previews"].get(key)
    return unpacked(kept) if isinstance(kept, str) else None


def _begun(reader: str, path: Path, page: int, key: str) -> _Making | None:
    """The making of a preview, begun now or before; None where others come first, or another process makes it."""
    with _door:
        if making := _running.get(key):
            return making
        if len(_running) >= _AT_ONCE or not caches["previews"].add(_claim(key), 1, limits.SECONDS + 10):
            return None
        making = _running[key] = _Making()
    threading.Thread(target=_make, args=(reader, path, page, key, making), daemon=True, name="preview").start()
    return making


def _make(reader: str, path: Path, page: int, key: str, making: _Making) -> None:
    try:
        making.found = read_apart(reader, path, page)
        caches["previews"].set(key, packed(making.found), _FAILED_SECONDS if making.found.why else _KEPT_SECONDS)
    finally:
        caches["previews"].delete(_claim(key))
        with _door:
            del _running[key]
        making.done.set()


def _claim(key: str) -> str:
    """Tells the other web processes that one of them makes it."""
    return f"{key}:begun"
