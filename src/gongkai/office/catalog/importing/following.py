"""What comes after an import: the five gates over many drafts at once, and sending into review those that pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from gongkai.office.actors import Actor
from gongkai.office.catalog.batches import ImportBatch
from gongkai.office.catalog.importing.services import must_be_own
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.releasing import check, submit
from gongkai.office.catalog.selectors import Stand, with_stands
from gongkai.office.clearance.models import FindingState
from gongkai.office.errors import NotAllowed, Refused


@dataclass
class Followed:
    """What became of the drafts: how many went into review, and why others did not (document and sentence)."""

    submitted: int = 0
    held: list[tuple[Document, str]] = field(default_factory=list)


def documents_of(batch: ImportBatch) -> list[tuple[Document, Stand]]:
    """The documents of a batch in the order of its rows, with what lists show of them and where each stands now."""
    rows: QuerySet[Any] = with_stands(Document.objects.select_related("latest", "published", "unit", "section"))
    found = {row.pk: row for row in rows.filter(pk__in=batch.made)}
    return [(found[pk], Stand(found[pk].stand)) for pk in batch.made if pk in found]


def drafts_of(batch: ImportBatch) -> list[Document]:
    """Those that are still to be sent into review."""
    return [document for document, stand in documents_of(batch) if stand in {Stand.DRAFT, Stand.RETURNED}]


def submit_sound(batch: ImportBatch, *, by: Actor, at: datetime) -> Followed:
    """Check the drafts of a batch and send those into review in which the gates find nothing to settle.

    Each by itself: what is held back stays a draft, with its findings, for the person to look at.

    Raises:
        NotAllowed: another person's batch.
    """
    must_be_own(batch, by)
    done = Followed()
    for document in drafts_of(batch):
        if why := submit_one(document, by=by, at=at):
            done.held.append((document, why))
        else:
            done.submitted += 1
    return done


def submit_one(document: Document, *, by: Actor, at: datetime) -> str:
    """Check one draft and send it into review; why it was held back instead, "" where it was not."""
    try:
        open_ = [found for found in check(document, by=by, at=at) if _to_settle(found.state, found.severity)]
        if open_:
            return f"五关检查有{len(open_)}处提示，如：{open_[0].message}"
        submit(document, note="批量导入后送审。", by=by, at=at)
    except (Refused, NotAllowed) as refused:
        return str(refused)
    return ""


def _to_settle(state: str, severity: str) -> bool:
    return state == FindingState.OPEN and severity != "info"
