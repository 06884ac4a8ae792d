"""A file's preview: made once, kept by the file's hash."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

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
#: So many files at once in one web process, and how long somebody waits for a turn.
_AT_ONCE, _WAIT_SECONDS = 2, 8.0
_turns = threading.BoundedSemaphore(_AT_ONCE)


def preview(file: StoredFile, *, page: int = 1, more: Mapping[str, str] | None = None) -> Preview:
    """What a file shows, for a PDF from ``page`` on. ``more`` are readers of kinds that only an application above knows.

    Always gives one: where nothing can be shown, its ``why`` says why, in words for whoever asked.
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
    with _turn() as mine:
        if not mine:
            return Preview(why="正在生成预览的人较多，请过一会儿再打开本页", passing=True)
        return _kept(key) or _made(file, reader, page, key)


def _kept(key: str) -> Preview | None:
    kept = caches["previews"].get(key)
    return unpacked(kept) if isinstance(kept, str) else None


def _made(file: StoredFile, reader: str, page: int, key: str) -> Preview:
    try:
        open_stored(file).close()
    except Refused:
        return Preview(why="文件暂时不能打开", passing=True)
    found = read_apart(reader, path_of(file), page)
    caches["previews"].set(key, packed(found), _FAILED_SECONDS if found.why else _KEPT_SECONDS)
    return found


@contextmanager
def _turn() -> Iterator[bool]:
    """A turn to make a preview; False where none came free in time."""
    mine = _turns.acquire(timeout=_WAIT_SECONDS)
    try:
        yield mine
    finally:
        if mine:
            _turns.release()
