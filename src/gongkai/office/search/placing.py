"""Where things stand when units move in the tree: their region follows, with the words and the counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from gongkai.office.actors import SYSTEM, Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.search import index as bigrams
from gongkai.office.search import tallying
from gongkai.office.search.models import SearchDoc, SearchText
from gongkai.office.search.tallying import Counted

BATCH = 1000


def follow(regions: Mapping[int, int], *, at: datetime, by: Actor = SYSTEM) -> int:
    """Let the things of units stand in the regions given (unit id → region id); how many were elsewhere.

    Each batch is a short transaction of its own. What stands right is not touched: a second time it is nothing.
    """
    moved = 0
    for unit_id, region_id in sorted(regions.items()):
        while batch := _elsewhere(unit_id, region_id):
            with audited():
                tallying.hold()
                docs = list(SearchDoc.objects.select_for_update().filter(pk__in=batch))
                gone = [Counted.of(doc) for doc in docs]
                bigrams.take_out(docs)
                for doc in docs:
                    doc.region_id = region_id
                SearchDoc.objects.bulk_update(docs, ["region_id"])
                texts = dict(SearchText.objects.filter(pk__in=batch).values_list("pk", "folded"))
                bigrams.add([(doc, texts[doc.pk]) for doc in docs])
                tallying.change(gone, [Counted.of(doc) for doc in docs])
                detail = {"region": region_id, "things": len(docs)}
                record("search.moved", by=by, at=at, subject="检索", unit_id=unit_id, detail=detail)
            moved += len(docs)
    return moved


def _elsewhere(unit_id: int, region_id: int) -> list[int]:
    rows = SearchDoc.objects.filter(unit_id=unit_id).exclude(region_id=region_id)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
