"""The trail from the command line: verify it, anchor it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from gongkai.office.audit import verification


@dataclass(frozen=True)
class Said:
    """An answer in words and as data."""

    whole: bool
    says: str
    data: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The data, with the name of their contract."""
        return self.data


def verify() -> Said:
    """Read the whole trail; every break is a line that names its entry."""
    verdict = verification.verify(settings.ANCHORS)
    anchors = len(verification.read_anchors(settings.ANCHORS))
    data = {
        "schema": "gongkai.audit/1",
        "whole": verdict.whole,
        "entries": verdict.entries,
        "anchors": anchors,
        "breaks": [{"kind": found.kind, "seq": found.seq, "message": found.message} for found in verdict.breaks],
    }
    if verdict.whole:
        beside = f"，并与 {anchors} 个锚定文件相符" if anchors else ""
        return Said(whole=True, says=f"审计记录完整：共 {verdict.entries:,} 条，逐条核验无误{beside}。", data=data)
    lines = [f"审计记录不完整：读到 {verdict.entries:,} 条，发现 {len(verdict.breaks)} 处问题。"]
    lines += [f"  {found.message}" for found in verdict.breaks]
    return Said(whole=False, says="\n".join(lines), data=data)


def anchor(now: datetime | None = None) -> Said:
    """Write today's anchor file, if it is not there yet."""
    on = timezone.localdate(now)
    written = verification.write_anchor(settings.ANCHORS, on=on)
    if written is None:
        return Said(
            whole=True, says="审计记录还是空的，没有可以锚定的内容。", data={"schema": "gongkai.anchor/1", "seq": None}
        )
    path = settings.ANCHORS / f"{written.on}.json"
    return Said(
        whole=True,
        says=f"{written.on} 的锚定文件：{path}，锚定到第 {written.seq:,} 条。请把它复制到数据库管理员不能改写的地方。",
        data={
            "schema": "gongkai.anchor/1",
            "on": written.on.isoformat(),
            "seq": written.seq,
            "digest": written.digest,
            "file": str(path),
        },
    )
