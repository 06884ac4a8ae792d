"""Where the bytes lie: one file for each content under ORIGINALS/ab/cd/<sha256>, written whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from gongkai.office.errors import Refused
from gongkai.office.files.kinds import megabytes

CHUNK = 256 * 1024
INCOMING = "incoming"
#: A file may wait so long for its row: the transaction that needs it is still open.
GRACE = timedelta(hours=24)


@dataclass(frozen=True)
class Arrived:
    """Bytes that have come in: a temporary file, what it hashes to, how long it is."""

    path: Path
    sha256: str
    size: int


def place_of(folder: Path, sha256: str) -> Path:
    """Where the content with this hash lies."""
    return folder / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def arriving(source: BinaryIO | bytes, folder: Path, most_bytes: int) -> Iterator[Arrived]:
    """Stream ``source`` to a temporary file, hashing on the way; the file is gone at the end unless it was placed.

    Raises:
        Refused: it is empty, or longer than ``most_bytes`` (reading stops there).
    """
    incoming = folder / INCOMING
    incoming.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=incoming, prefix="in-")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            sha256, size = _copy(source, target, most_bytes)
        if not size:
            raise Refused("文件是空的，没有任何内容。请检查原文件，重新保存后再上传。")
        yield Arrived(path, sha256, size)
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def making(folder: Path) -> Iterator[Path]:
    """An empty temporary file for a copy that is being made; gone at the end unless it was placed."""
    incoming = folder / INCOMING
    incoming.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=incoming, prefix="in-")
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _copy(source: BinaryIO | bytes, target: BinaryIO, most_bytes: int) -> tuple[str, int]:
    stated = len(source) if isinstance(source, bytes) else getattr(source, "size", None)
    if isinstance(stated, int) and stated > most_bytes:
        raise too_large(most_bytes)
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(source):
        size += len(piece)
        if size > most_bytes:
            raise too_large(most_bytes)
        digest.update(piece)
        target.write(piece)
    return digest.hexdigest(), size


def _pieces(source: BinaryIO | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    while piece := source.read(CHUNK):
        yield piece


def too_large(most_bytes: int) -> Refused:
    """The refusal that names the limit."""
    return Refused(
        f"文件超过了 {megabytes(most_bytes)} 的上限，没有保存。请压缩图片、拆分文件后再上传，或联系系统管理员调整上限。"
    )


def place(arrived: Arrived, folder: Path, at: datetime) -> Path:
    """Move the bytes to where their hash says, whole and durable; what lies there already is kept.

    The time of the file becomes ``at`` also when it was there before, so that :func:`sweep` does not take it away from
    a transaction that is still open.
    """
    target = place_of(folder, arrived.sha256)
    with _lock(folder, fcntl.LOCK_SH):
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.stat().st_size != arrived.size:
            arrived.path.chmod(0o440)
            _sync(arrived.path)
            arrived.path.replace(target)
            _sync(target.parent)
        os.utime(target, (at.timestamp(), at.timestamp()))
    return target


@contextmanager
def _lock(folder: Path, how: int) -> Iterator[None]:
    with (folder / ".lock").open("a") as handle:
        fcntl.flock(handle, how)
        yield


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def contents(folder: Path) -> Iterator[Path]:
    """Every file that lies where a content lies."""
    for path in sorted(folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
        if path.is_file() and len(path.name) == 64:
            yield path


def remove_old(
    paths: list[Path], folder: Path, at: datetime, known: Callable[[set[str]], set[str]] = lambda _names: set()
) -> tuple[int, int]:
    """Take away those of these files that are older than the grace at ``at`` and whose names are not ``known``.

    Returns how many, and how many bytes. Nobody can place a file while this decides.
    """
    count = total = 0
    with _lock(folder, fcntl.LOCK_EX):
        kept = known({path.name for path in paths})
        for path in paths:
            with suppress(FileNotFoundError):
                state = path.stat()
                if path.name not in kept and state.st_mtime < (at - GRACE).timestamp():
                    path.unlink()
                    count, total = count + 1, total + state.st_size
    return count, total
