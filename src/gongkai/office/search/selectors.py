"""Finding: :func:`find`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Q, QuerySet

from gongkai.office.search import matching
from gongkai.office.search.excerpts import Piece, excerpt, marked
from gongkai.office.search.matching import Within
from gongkai.office.search.models import SearchDoc
from gongkai.office.search.services import name_hash
from gongkai.office.search.tokens import Question, normalise, question

#: Nobody reads further; a number above it is said as 超过 1 万条.
MOST = 10_000
#: Relevance is weighed among so many of the newest, half of them with the words in the title.
WEIGHED = 1000
_MOST_EXACT = 50


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing that was found. ``title_pieces`` and ``excerpt`` carry marks; escape each piece."""

    kind: str
    key: str
    unit_id: int | None
    title: str
    number: str
    url: str
    published_on: date
    summary: str
    title_pieces: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of what was found. ``total`` is exact unless ``capped``; ``understood`` is False where only signs were asked."""

    total: int
    capped: bool
    hits: tuple[Hit, ...]
    page: int
    pages: int
    understood: bool = True

    @property
    def total_words(self) -> str:
        """The total as it is said: 共 1,234 条, or 超过 1 万条."""
        return "超过 1 万条" if self.capped else f"共 {self.total:,} 条"


def find(
    words: str,
    *,
    unit_ids: Sequence[int] | None = None,
    kind: str | None = None,
    since: date | None = None,
    until: date | None = None,
    order: Literal["newest", "relevance"] = "newest",
    page: int = 1,
    size: int = 20,
) -> Found:
    """What is public and says these words: all of them, each run of characters together, in any order.

    Things whose title or document number is exactly what was asked come first; then the newest, or the fittest among
    the newest thousand. No words at all lists everything within the filters. ``page`` is brought into what there is.
    """
    asked = question(words)
    if not asked.empty and not asked.runs:
        return Found(total=0, capped=False, hits=(), page=1, pages=1, understood=False)
    if unit_ids is not None and not unit_ids:
        return Found(total=0, capped=False, hits=(), page=1, pages=1)
    within = Within(unit_ids=unit_ids, kind=kind, since=since, until=until)
    counted = _rows(within)[: MOST + 1].count() if asked.empty else matching.count(asked, within, MOST + 1)
    total = min(counted, MOST)
    size = max(1, min(size, 100))
    ranked = _by_fitness(asked, within) if order == "relevance" and not asked.empty else None
    reach = total if ranked is None else len(ranked)
    pages = max(1, -(-reach // size))
    page = max(1, min(page, pages))
    offset = (page - 1) * size
    if ranked is not None:
        found = ranked[offset : offset + size]
    else:
        found = _newest(asked, within, offset, min(size, max(0, MOST - offset)))
    return Found(total=total, capped=counted > MOST, hits=_hits(found, asked), page=page, pages=pages)


def _rows(within: Within) -> QuerySet[SearchDoc]:
    rows = SearchDoc.objects.order_by("-published_on", "-id")
    if within.unit_ids is not None:
        rows = rows.filter(unit_id__in=within.unit_ids)
    if within.kind is not None:
        rows = rows.filter(kind=within.kind)
    if within.since:
        rows = rows.filter(published_on__gte=within.since)
    if within.until:
        rows = rows.filter(published_on__lte=within.until)
    return rows


def _exact(asked: Question, within: Within) -> list[int]:
    """The things that are called exactly so."""
    name = name_hash(asked.name)
    named = _rows(within).filter(Q(title_name=name) | Q(number_name=name))
    return list(named.values_list("pk", flat=True)[:_MOST_EXACT]) if name else []


def _newest(asked: Question, within: Within, offset: int, limit: int) -> list[int]:
    if asked.empty:
        return list(_rows(within).values_list("pk", flat=True)[offset : offset + limit])
    exact = _exact(asked, within)
    found = exact[offset : offset + limit]
    more = limit - len(found)
    if more > 0:
        found += matching.ids(asked, within, limit=more, offset=max(0, offset - len(exact)), without=exact)
    return found


def _by_fitness(asked: Question, within: Within) -> list[int]:
    """The newest thousand, those with the words in the title among them, weighed; what is called exactly so comes first."""
    exact = _exact(asked, within)
    titled = matching.ids(asked, within, limit=WEIGHED // 2, without=exact, title=True)
    others = matching.ids(asked, within, limit=WEIGHED - len(titled), without=exact)
    rows = SearchDoc.objects.filter(pk__in={*titled, *others}).values_list("pk", "published_on", "title", "number")
    weighed = sorted(rows, key=lambda row: (_weight(row[2], row[3], asked.runs), row[1], row[0]), reverse=True)
    return exact + [row[0] for row in weighed]


def _weight(title: str, number: str, runs: Sequence[str]) -> float:
    """How well a thing is named by what was asked: words in the title, the larger their share of it the better."""
    titled, numbered = normalise(title), normalise(number)
    weight = 0.0
    for run in runs:
        if run in titled:
            weight += 10 + 10 * len(run) / len(titled) + 3 * titled.startswith(run)
        if run in numbered:
            weight += 8
    return weight


def _hits(found: list[int], asked: Question) -> tuple[Hit, ...]:
    docs = SearchDoc.objects.defer("folded").in_bulk(found)
    return tuple(_hit(docs[pk], asked.runs) for pk in found if pk in docs)


def _hit(doc: SearchDoc, runs: Sequence[str]) -> Hit:
    return Hit(
        kind=doc.kind,
        key=doc.key,
        unit_id=doc.unit_id,
        title=doc.title,
        number=doc.number,
        url=doc.url,
        published_on=doc.published_on,
        summary=doc.summary,
        title_pieces=marked(doc.title, runs),
        excerpt=excerpt(doc.text, runs, doc.summary),
    )
