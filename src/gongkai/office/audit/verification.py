"""Is the trail whole? Every seal is computed anew, and the end is compared with what was anchored outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from django.db import connection

from gongkai.office.audit.models import AuditEntry, AuditHead
from gongkai.office.audit.protection import protected
from gongkai.office.audit.sealing import FIELDS, START, seal

Kind = Literal["changed", "missing", "order", "truncated", "anchor", "unprotected"]


@dataclass(frozen=True)
class Break:
    """One place where the trail does not hold: ``seq`` names the entry (none: the table as a whole)."""

    kind: Kind
    seq: int | None
    message: str


@dataclass(frozen=True)
class Verdict:
    """What verification saw: how many entries were read and where the chain breaks."""

    entries: int
    breaks: tuple[Break, ...]

    @property
    def whole(self) -> bool:
        """Nothing was changed, taken out, put in or cut off."""
        return not self.breaks


@dataclass(frozen=True)
class Anchor:
    """The end of the chain on one day, kept in a file outside the database."""

    on: date
    seq: int
    digest: str


def verify(anchors: Path | None = None, *, most: int = 100) -> Verdict:
    """Read the whole trail in order and report up to ``most`` breaks.

    Args:
        anchors: the folder of the daily anchor files; none: the chain is only compared with itself and its head.
        most: reading goes on after a break, but no more than this many are reported.
    """
    breaks: list[Break] = []
    known = {anchor.seq: anchor for anchor in read_anchors(anchors)} if anchors else {}
    count, expected, digest = 0, 1, START
    for row in _rows():
        count += 1
        seq = row[0]
        if seq != expected:
            breaks.append(_gap(expected, seq))
        elif row[-2] != digest:
            breaks.append(Break("order", seq, f"第 {seq} 条与前一条不相连：顺序被改动，或前一条被重写。"))
        if seal(row[:-1]) != row[-1]:
            breaks.append(Break("changed", seq, f"第 {seq} 条的内容与封印不符：这一条被改动过。"))
        if (anchor := known.pop(seq, None)) and anchor.digest != row[-1]:
            breaks.append(
                Break("anchor", seq, f"第 {seq} 条与 {anchor.on} 的锚定文件不符：此条或之前的记录被整体重写。")
            )
        expected, digest = seq + 1, row[-1]
        if len(breaks) >= most:
            break
    if len(breaks) < most:
        breaks.extend(_end(expected - 1, digest))
        breaks.extend(
            Break("truncated", seq, f"{anchor.on} 的锚定文件记有第 {seq} 条，库中没有：末尾的记录被删去。")
            for seq, anchor in sorted(known.items())
        )
    if not protected():
        breaks.append(Break("unprotected", None, "数据库中禁止修改、删除审计记录的触发器不见了。"))
    return Verdict(count, tuple(breaks))


def _gap(expected: int, seq: int) -> Break:
    if seq < expected:
        return Break("order", seq, f"第 {seq} 条重复出现。")
    gone = f"第 {expected} 条" if seq == expected + 1 else f"第 {expected} 至 {seq - 1} 条"
    return Break("missing", expected, f"{gone}不见了。")


def _end(seq: int, digest: str) -> Iterator[Break]:
    head = AuditHead.objects.filter(id=1).first()
    if head is None:
        if seq:
            yield Break("truncated", None, "审计链的末端记录不见了。")
    elif head.seq > seq:
        yield Break("truncated", seq + 1, f"末端应为第 {head.seq} 条，库中止于第 {seq} 条：末尾的记录被删去。")
    elif head.seq < seq or (seq and head.digest != digest):
        yield Break("changed", seq, f"第 {seq} 条与审计链的末端记录不符。")


def _rows() -> Iterator[tuple[object, ...]]:
    """The rows in order, straight from the database: building model instances would cost more than the seals."""
    columns = ", ".join(connection.ops.quote_name(name) for name in (*FIELDS, "digest"))
    table = connection.ops.quote_name(AuditEntry._meta.db_table)
    query = f"SELECT {columns} FROM {table} ORDER BY seq"  # noqa: S608  (names are our own)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(query)
            while rows := cursor.fetchmany(2000):
                for seq, at, *rest in rows:
                    yield (seq, _sqlite_moment(at), *rest)
        return
    yield from AuditEntry.objects.order_by("seq").values_list(*FIELDS, "digest").iterator(chunk_size=5000)


def _sqlite_moment(value: object) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def write_anchor(folder: Path, *, on: date) -> Anchor | None:
    """Write the end of the chain into ``folder``, one file a day; a day that has its file keeps it.

    The file should be copied where the database's administrator cannot write: then a rewritten past shows.
    """
    head = AuditHead.objects.filter(id=1).first()
    if head is None or not head.seq:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{on.isoformat()}.json"
    if not path.exists():
        text = json.dumps({"on": on.isoformat(), "seq": head.seq, "digest": head.digest}, ensure_ascii=False)
        waiting = path.with_suffix(".part")
        waiting.write_text(text + "\n", encoding="utf-8")
        waiting.replace(path)
    return _read_anchor(path)


def read_anchors(folder: Path) -> list[Anchor]:
    """The anchors of a folder, by day."""
    return [_read_anchor(path) for path in sorted(folder.glob("????-??-??.json"))] if folder.is_dir() else []


def _read_anchor(path: Path) -> Anchor:
    data = json.loads(path.read_text(encoding="utf-8"))
    return Anchor(date.fromisoformat(data["on"]), int(data["seq"]), str(data["digest"]))
