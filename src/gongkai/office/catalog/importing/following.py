"""What comes after an import: the five gates over many drafts at once, and sending into review those that pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from gongkai.office.actors import Actor
from gongkai.office.catalog.batches import ImportBatch
from gongkai.office.catalog.importing.services import must_be_own
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.releasing import check, submit
from gongkai.office.catalog.selectors import Stand, stand_of
from gongkai.office.clearance.models import FindingState
from gongkai.office.errors import NotAllowed, Refused

#: So many drafts are looked at in one go; the rest in the next.
MOST_AT_ONCE = 50


@dataclass
class Followed:
    """What became of the drafts: how many went into review, and why others did not (document and sentence)."""

    submitted: int = 0
    held: list[tuple[Document, str]] = field(default_factory=list)
    left: int = 0


def documents_of(batch: ImportBatch) -> list[Document]:
    """The documents of a batch in the order of its rows, with what lists show of them."""
    found = Document.objects.select_related("latest", "published", "unit", "section").in_bulk(batch.made)
    return [found[pk] for pk in batch.made if pk in found]


def submit_sound(batch: ImportBatch, *, by: Actor, at: datetime) -> Followed:
    """Check the drafts of a batch and send those into review in which the gates find nothing to settle.

    Each by itself: what is held back stays a draft, with its findings, for the person to look at.

    Raises:
        NotAllowed: another person's batch.
    """
    must_be_own(batch, by)
    drafts = [document for document in documents_of(batch) if stand_of(document) in {Stand.DRAFT, Stand.RETURNED}]
    done = Followed(left=max(0, len(drafts) - MOST_AT_ONCE))
    for document in drafts[:MOST_AT_ONCE]:
        try:
            open_ = [found for found in check(document, by=by, at=at) if _to_settle(found.state, found.severity)]
            if open_:
                done.held.append((document, f"五关检查有{len(open_)}处提示，如：{open_[0].message}"))
                continue
            submit(document, note="批量导入后送审。", by=by, at=at)
            done.submitted += 1
        except (Refused, NotAllowed) as refused:
            done.held.append((document, str(refused)))
    return done


def _to_settle(state: str, severity: str) -> bool:
    return state == FindingState.OPEN and severity != "info"
