"""Is the trail whole? Every seal is computed anew, and the end is compared with what was anchored outside."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, cast

from django.db import connection

from gongkai.office.audit.models import AuditEntry, AuditHead
from gongkai.office.audit.protection import protected
from gongkai.office.audit.sealing import FIELDS, START, seal_plain

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


@dataclass(frozen=True)
class Progress:
    """How far a verification has come, so that it can go on later, in another process, from where it was.

    ``end`` and ``end_digest`` are the head of the chain as it was at the start: entries written meanwhile do not disturb.
    ``sealed`` is whether ``end`` was met with its digest.
    """

    end: int
    end_digest: str
    headless: bool = False
    seq: int = 0
    digest: str = START
    entries: int = 0
    sealed: bool = False
    breaks: tuple[Break, ...] = ()
    done: bool = False

    @property
    def share(self) -> float:
        """How much has been read, from 0 to 1."""
        return 1.0 if self.done or not self.end else min(1.0, self.seq / self.end)


def begin() -> Progress:
    """The start of a verification: what the chain's end is now."""
    head = AuditHead.objects.filter(id=1).first()
    return Progress(end=head.seq, end_digest=head.digest) if head else Progress(end=0, end_digest="", headless=True)


def advance(
    progress: Progress, *, anchors: Path | None = None, most: int = 100, entries: int | None = None
) -> Progress:
    """Read on: ``entries`` entries, or to the end. Memory does not grow with the trail.

    Args:
        progress: where to go on, of :func:`begin` or of the call before.
        anchors: the folder of the daily anchor files; none: the chain is only compared with itself and its head.
        most: after this many breaks reading ends.
        entries: how many to read at most; none: all.
    """
    if progress.done:
        return progress
    known = {anchor.seq: anchor for anchor in read_anchors(anchors)} if anchors else {}
    breaks = list(progress.breaks)
    seq, digest, count, sealed = progress.seq, progress.digest, 0, progress.sealed
    for row in _rows(progress.seq, entries):
        at, previous, found = cast(int, row[0]), row[-2], cast(str, row[-1])
        count += 1
        if at != seq + 1:
            breaks.append(_gap(seq + 1, at))
        linked = previous == digest or at != seq + 1
        whole = seal_plain(row[:-1]) == found
        if not (whole and linked):
            breaks.append(_trouble(at, whole=whole, linked=linked))
        if (anchor := known.get(at)) and anchor.digest != found:
            breaks.append(Break("anchor", at, f"第 {at} 条与 {anchor.on} 的锚定文件不符：此条或之前的记录被整体重写。"))
        if at == progress.end:
            sealed = True
            if found != progress.end_digest:
                breaks.append(Break("changed", at, f"第 {at} 条与审计链的末端记录不符。"))
        seq, digest = at, found
        if len(breaks) >= most:
            break
    stopped = len(breaks) >= most
    ended = stopped or entries is None or count < entries
    if ended and not stopped:
        breaks.extend(_end(progress, seq, sealed=sealed, anchors=known))
    if ended and not protected():
        breaks.append(Break("unprotected", None, "数据库中禁止修改、删除审计记录的触发器不见了。"))
    return replace(
        progress,
        seq=seq,
        digest=digest,
        entries=progress.entries + count,
        sealed=sealed,
        breaks=tuple(breaks),
        done=ended,
    )


def verify(anchors: Path | None = None, *, most: int = 100) -> Verdict:
    """Read the whole trail in order and report up to ``most`` breaks; see :func:`advance` for reading in parts."""
    seen = advance(begin(), anchors=anchors, most=most)
    return Verdict(seen.entries, seen.breaks)


def _trouble(seq: int, *, whole: bool, linked: bool) -> Break:
    """What is wrong with one entry: another content, another place, or both."""
    if whole:
        return Break("order", seq, f"第 {seq} 条与前一条不相连：顺序被改动，或前一条被重写。")
    if linked:
        return Break("changed", seq, f"第 {seq} 条的内容与封印不符：这一条被改动过。")
    return Break("order", seq, f"第 {seq} 条既不与前一条相连，也与自己的封印不符：它被调换了位置，或被整条替换。")


def _gap(expected: int, seq: int) -> Break:
    if seq < expected:
        return Break("order", seq, f"第 {seq} 条排在第 {expected - 1} 条之后：序号重复或颠倒。")
    gone = f"第 {expected} 条" if seq == expected + 1 else f"第 {expected} 至 {seq - 1} 条"
    return Break("missing", expected, f"{gone}不见了。")


def _end(progress: Progress, seq: int, *, sealed: bool, anchors: Mapping[int, Anchor]) -> Iterator[Break]:
    if progress.headless and seq:
        yield Break("truncated", None, "审计链的末端记录不见了。")
    elif progress.end > seq:
        yield Break("truncated", seq + 1, f"末端应为第 {progress.end} 条，库中止于第 {seq} 条：末尾的记录被删去。")
    elif progress.end and not sealed:
        yield Break("missing", progress.end, f"审计链的末端记录所指的第 {progress.end} 条不见了。")
    elif not progress.end and seq and not AuditHead.objects.filter(id=1, seq__gte=seq).exists():
        yield Break("changed", None, "审计链的末端记录被改为空，而库中有审计记录。")
    for at, anchor in sorted(anchors.items()):
        if at > seq:
            yield Break("truncated", at, f"{anchor.on} 的锚定文件记有第 {at} 条，库中没有：末尾的记录被删去。")
    head = AuditHead.objects.filter(id=1).first()
    if head is not None and head.seq < seq and progress.end < seq:
        yield Break("changed", head.seq + 1, f"第 {head.seq + 1} 条起的记录不在审计链上：它们绕过系统写入。")


#: The text of a moment under the seal, made by the database. SQLite keeps moments as text in UTC, without a fraction where
#: it is nothing; a moment that somebody wrote in another way does not fit its seal.
_SEALED_MOMENT = {
    "sqlite": (
        "substr({at}, 1, 10) || 'T' || substr({at}, 12, 8) || "
        "CASE WHEN length({at}) > 19 THEN substr({at}, 20) ELSE '.000000' END || '+00:00'"
    ),
    "postgresql": """to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')""",
}


def _rows(after: int, most: int | None) -> Iterator[Sequence[object]]:
    """The rows in order, straight from the database through a cursor of the server: memory does not grow with them.

    Moments come as the text under the seal: making a datetime of each and text of it again would cost most of the time.
    """
    quoted = {name: connection.ops.quote_name(name) for name in (*FIELDS, "digest")}
    quoted["at"] = _SEALED_MOMENT[connection.vendor].format(at=quoted["at"])
    table = connection.ops.quote_name(AuditEntry._meta.db_table)
    where, limit = f"WHERE seq > {int(after)}" if after else "", f"LIMIT {int(most)}" if most is not None else ""
    query = f"SELECT {', '.join(quoted.values())} FROM {table} {where} ORDER BY seq {limit}"  # noqa: S608  (our own names)
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(5000):
            yield from rows


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
