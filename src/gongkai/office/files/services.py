"""Keeping files: :func:`store`, :func:`open_stored`, :func:`published_copy`, and what the operator runs.

Files know nobody's rights: who may put, see or fetch one is decided by what it is attached to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from gongkai.office.actors import SYSTEM, Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.errors import Refused
from gongkai.office.files import cleaning, names, scanning, storage
from gongkai.office.files.inspection import kind as inspection
from gongkai.office.files.kinds import KINDS, Kind, kind_named
from gongkai.office.files.models import StoredFile


@dataclass(frozen=True)
class Damage:
    """A stored file that is not what it was: its number, its hash, and what is wrong in words."""

    file_id: int
    sha256: str
    problem: str


def store(source: BinaryIO | bytes, *, name: str, by: Actor, at: datetime, most_bytes: int | None = None) -> StoredFile:
    """Keep these bytes once, after looking at them; the same bytes give the same row.

    ``name`` is only read for its ending and for the trail: where the file is attached, its name is kept
    (``names.shown``, ``selectors.file_name``). ``most_bytes`` can only make the operator's limit smaller.

    Raises:
        Refused: empty, too large, of a kind that is not accepted, with something in it that may not be kept, infected, or
            the configured scanner gives no clear answer. The refusal is in the trail (unless a surrounding act rolls back).
    """
    folder = Path(settings.ORIGINALS)
    most = min(most_bytes or settings.UPLOAD_MOST_BYTES, settings.UPLOAD_MOST_BYTES)
    try:
        with storage.arriving(source, folder, most) as arrived:
            kind, scanned = _looked_at(arrived, name)
            storage.place(arrived, folder, at)
            return _registered(arrived, kind, scanned=scanned, name=name, by=by, at=at)
    except Refused as refusal:
        with audited():
            record("file.refused", by=by, at=at, subject=names.shown(name), detail={"reason": str(refusal)})
        raise


def look_over(path: Path, *, name: str) -> None:
    """Whether a file on this machine could be kept and given to the public: what :func:`store` and :func:`published_copy` would
    find. Nothing is kept.

    Raises:
        Refused: as they do.
    """
    size = path.stat().st_size
    if not size:
        raise Refused("文件是空的，没有任何内容。请检查原文件。")
    if size > settings.UPLOAD_MOST_BYTES:
        raise storage.too_large(settings.UPLOAD_MOST_BYTES)
    kind = inspection.kind_of(path, name, size)
    inspection.inspect(path, kind)
    with storage.making(Path(settings.ORIGINALS)) as copy:
        cleaning.clean(path, copy, kind)


def _looked_at(arrived: storage.Arrived, name: str) -> tuple[Kind, bool]:
    """The kind, and whether a scanner has seen it now. What was kept before was looked at before."""
    known = StoredFile.objects.filter(sha256=arrived.sha256).first()
    if known:
        base = KINDS[known.extension]
        kind_named(KINDS["txt"] if base.family == "text" else base, names.ending(name))
        if known.scanned_at or not settings.CLAMAV:
            return base, False
    kind = inspection.kind_of(arrived.path, name, arrived.size)
    inspection.inspect(arrived.path, kind)
    if settings.CLAMAV:
        scanning.scan(arrived.path, settings.CLAMAV)
    return kind, bool(settings.CLAMAV)


def _registered(
    arrived: storage.Arrived, kind: Kind, *, scanned: bool, name: str, by: Actor, at: datetime
) -> StoredFile:
    with audited():
        file, new = StoredFile.objects.get_or_create(
            sha256=arrived.sha256,
            defaults={
                "size": arrived.size,
                "extension": kind.extension,
                "media_type": kind.media_type,
                "stored_at": at,
                "stored_by_id": by.id,
                "scanned_at": at if scanned else None,
            },
        )
        if scanned and not new and not file.scanned_at:
            file.scanned_at = at
            file.save(update_fields=["scanned_at"])
        record(
            "file.stored",
            by=by,
            at=at,
            subject=file,
            detail={"name": names.shown(name), "sha256": file.sha256, "size": file.size, "new": new},
        )
    return file


def published_copy(file: StoredFile, *, by: Actor, at: datetime) -> StoredFile:
    """The same document for the public: without properties, comments, changes, hidden parts, and what programs left in it.

    Made once; equal originals give equal copies. ``file.removed`` says in words what the copy leaves out. A file that
    carries nothing but itself is its own copy.

    Raises:
        Refused: the kind cannot be cleaned with certainty (doc, xls, ppt, wps, et, zip), or the bytes are missing.
    """
    if file.published_copy_id:
        return StoredFile.objects.get(pk=file.published_copy_id)
    folder = Path(settings.ORIGINALS)
    with open_stored(file), storage.making(folder) as path:
        removed = cleaning.clean(path_of(file), path, KINDS[file.extension])
        if removed is None:
            return _copied(file, file, [], by=by, at=at)
        made = storage.Arrived(path, storage.hash_of(path), path.stat().st_size)
        if made.sha256 == file.sha256:
            return _copied(file, file, [], by=by, at=at)
        kind = KINDS[file.extension]
        inspection.inspect(path, kind)
        storage.place(made, folder, at)
        with audited():
            copy = _registered(made, kind, scanned=bool(file.scanned_at), name=f"{file}（公开副本）", by=by, at=at)
            return _copied(file, copy, removed, by=by, at=at)


def _copied(file: StoredFile, copy: StoredFile, removed: list[str], *, by: Actor, at: datetime) -> StoredFile:
    """Note the copy at its original, and that the copy needs none."""
    with audited():
        file.published_copy, file.removed = copy, removed
        file.save(update_fields=["published_copy", "removed"])
        if copy.pk != file.pk and not copy.published_copy_id:
            copy.published_copy = copy
            copy.save(update_fields=["published_copy"])
        record("file.copied", by=by, at=at, subject=file, detail={"copy": copy.sha256, "removed": removed})
    return copy


def path_of(file: StoredFile) -> Path:
    """Where the bytes lie."""
    return storage.place_of(Path(settings.ORIGINALS), file.sha256)


def open_stored(file: StoredFile) -> BinaryIO:
    """The bytes, opened for reading.

    Raises:
        Refused: they are not there, or not as many as were stored.
    """
    path = path_of(file)
    if not path.is_file() or path.stat().st_size != file.size:
        raise Refused(f"文件 {file} 的内容缺失或不完整，无法打开。请联系系统管理员从备份中恢复。")
    return path.open("rb")


def verify_stored(file: StoredFile) -> Damage | None:
    """Whether the bytes are still those that were stored; None where they are."""
    path = path_of(file)
    if not path.is_file():
        problem = "文件缺失"
    elif path.stat().st_size != file.size:
        problem = f"字节数应为 {file.size}，实为 {path.stat().st_size}"
    elif storage.hash_of(path) != file.sha256:
        problem = "内容与 SHA-256 不符"
    else:
        return None
    return Damage(file.pk, file.sha256, problem)


def verify_all() -> Iterator[Damage]:
    """Every stored file that is not what it was, for the operator."""
    for file in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        if damage := verify_stored(file):
            yield damage


def sweep(folder: Path, at: datetime, *, by: Actor = SYSTEM) -> tuple[int, int]:
    """Take away what no row knows: unfinished uploads and contents of acts that were undone, older than a day at ``at``.

    A function of what lies there and of ``at``: running it twice, late, or beside an upload does no harm.
    Returns how many files, and how many bytes.
    """
    waiting = list((folder / storage.INCOMING).glob("in-*"))
    unknown = [path for path in storage.contents(folder) if not StoredFile.objects.filter(sha256=path.name).exists()]
    if not waiting and not unknown:
        return 0, 0
    count, total = storage.remove_old(waiting + unknown, folder, at, _known)
    if count:
        with audited():
            record("file.swept", by=by, at=at, subject="无主文件", detail={"count": count, "bytes": total})
    return count, total


def _known(sha256s: set[str]) -> set[str]:
    return set(StoredFile.objects.filter(sha256__in=sha256s).values_list("sha256", flat=True))
