"""The index of everything public made anew from the command line, while the site runs on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import connection
from django.utils import timezone

from gongkai.office.actors import SYSTEM
from gongkai.office.annualreport import selectors as reports
from gongkai.office.annualreport import services as annualreport
from gongkai.office.annualreport.contents import KIND as REPORT
from gongkai.office.catalog import selectors as documents
from gongkai.office.catalog import services as catalog
from gongkai.office.search import services as search
from gongkai.office.search.selectors import counts

#: Others who write to SQLite look every tenth of a second whether they may: without a pause they would look in vain.
_PAUSE = 0.12
_LINES = 20


@dataclass(frozen=True)
class Reindexed:
    """What the index holds now."""

    items: int
    reports: int
    seconds: float

    @property
    def says(self) -> str:
        """The result in a line."""
        return f"检索已重建，用时{self.seconds:.0f}秒：公开信息{self.items:,}条，年度报告{self.reports:,}份；各类条数已重新统计。"

    def as_json(self) -> dict[str, Any]:
        """The result as data."""
        return {
            "schema": "gongkai.reindex/1",
            "items": self.items,
            "reports": self.reports,
            "total": self.items + self.reports,
            "seconds": round(self.seconds, 1),
        }


def reindex(*, say: Callable[[str], None], now: datetime | None = None) -> Reindexed:
    """Empty the index and enter everything that is public again; the desk and the public site may be in use meanwhile."""
    expected = documents.public_documents().count() + reports.published_reports().count()
    said = 0

    def tell(entered: int) -> None:
        nonlocal said
        if entered >= expected or entered - said >= expected / _LINES:
            said = entered
            say(f"已录入 {entered:,} / {expected:,}")

    say(f"重建检索：先清空，再把全部公开内容（{expected:,}条）重新录入。办完以前公众可能搜不全；中断了请重新运行。")
    began = time.monotonic()
    source = chain(catalog.public_batches(), annualreport.public_batches())
    total = search.rebuild(_with_pauses(source), by=SYSTEM, at=now or timezone.now(), tell=tell)
    of_reports = counts(kind=REPORT).total
    return Reindexed(items=total - of_reports, reports=of_reports, seconds=time.monotonic() - began)


def _with_pauses(source: Iterable[search.Batch]) -> Iterator[search.Batch]:
    """The batches, and time for others between them."""
    for batch in source:
        yield batch
        if connection.vendor == "sqlite":
            time.sleep(_PAUSE)
