"""依申请公开 in words: whom to ask, what to write, when the answer comes, what it may cost, where to turn (条例第二十七条至第四十二条).

Every number and day comes from the dated data of the statute, with its article.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gongkai.office.units.models import UnitKind
from gongkai.statute.fees import Tariff, fee_law
from gongkai.statute.limits import Limit, deadline_law
from gongkai.statute.outcomes import Remedy, outcome, outcome_law, remedy
from gongkai.statute.receipt import Channel, channels

#: The periods an applicant meets, in the order in which they are met.
_LIMITS = ("clarification_notice", "reply", "extension", "third_party_opinion", "fee_payment")
_COURT = "有管辖权的人民法院"
_REVIEW_BODY = "行政复议机关"
_REVIEWED_BY = {
    UnitKind.DEPARTMENT: "department",
    UnitKind.GOVERNMENT: "local_government",
    UnitKind.TOWNSHIP: "local_government",
}


@dataclass(frozen=True, slots=True)
class FeeTable:
    """One of the two ways to charge, in words: its bands with what one item costs."""

    label: str
    counted: str
    article: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """What an applicant needs to know on a day."""

    channels: tuple[Channel, ...]
    limits: tuple[Limit, ...]
    fees: tuple[FeeTable, ...]
    granted: Remedy
    refused: Remedy


def asking(on: date, kind: str = "") -> Asking:
    """The law on requests as it stands on a day; ``kind`` is that of the unit asked, where it is one."""
    body = outcome_law().review_bodies.get(_REVIEWED_BY.get(UnitKind(kind), "")) if kind else None
    reviewed_by = body.body if body and body.effective_on <= on else _REVIEW_BODY
    law = deadline_law()
    return Asking(
        channels=tuple(channels().values()),
        limits=tuple(law.limit(name, on) for name in _LIMITS),
        fees=tuple(_fees(fee_law().tariff(method, on)) for method in ("by_case", "by_page")),
        granted=remedy(outcome("granted.provided"), on, review_body=reviewed_by, court=_COURT),
        refused=remedy(outcome("refused.state_secret"), on, review_body=reviewed_by, court=_COURT),
    )


def _fees(tariff: Tariff) -> FeeTable:
    return FeeTable(tariff.label, tariff.counted, tariff.article, tuple(_bands(tariff)))


def _bands(tariff: Tariff) -> Iterator[tuple[str, str]]:
    first, unit = 1, tariff.unit
    for band in tariff.bands:
        rate = f"每{unit}{band.rate}元" if band.rate else "免费"
        if band.upto:
            yield f"第{first}至第{band.upto}{unit}", rate
        elif band.step:
            last = first + band.step - 1
            yield (
                f"第{first}{unit}起",
                f"第{first}至第{last}{unit}{rate}，以后每增加{band.step}{unit}，每{unit}加收{band.add}元",
            )
        else:
            yield f"第{first}{unit}起", rate
        first = band.upto + 1
