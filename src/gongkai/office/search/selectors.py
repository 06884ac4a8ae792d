"""Finding: :func:`find`; by what it can be narrowed: :func:`facets`; how many there are: :func:`counts`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Literal

from django.db.models import Q

from gongkai.office.search import counting, listing, matching
from gongkai.office.search.counting import Counts, counts, counts_by, newest_by_heading, scope_of, totals
from gongkai.office.search.excerpts import Piece, excerpt, marked
from gongkai.office.search.facets import Count, Facets, facets
from gongkai.office.search.filters import Filters, Key
from gongkai.office.search.models import SearchDoc, SearchText
from gongkai.office.search.pieces import pieces
from gongkai.office.search.services import name_hash, one_line
from gongkai.office.search.tokens import Question, question
from gongkai.office.search.weighing import fittest

__all__ = [
    "Count",
    "Counts",
    "Facets",
    "Filters",
    "Found",
    "Hit",
    "counts",
    "counts_by",
    "facets",
    "find",
    "newest_by_heading",
    "pieces",
    "scope_of",
    "totals",
]

#: Nobody turns pages further; a number above it is said as 超过 1 万条.
MOST = 10_000
#: Relevance is weighed among so many of the newest, half of them with the words in the title.
WEIGHED = 1000
_MOST_EXACT = 50


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing that was found. ``title_pieces`` and ``excerpt`` carry marks; escape each piece.

    Without words the excerpt is the summary.

    ``ended_on`` is the first day on which it is no longer in force; ``in_force`` is what the filter of this name goes by.
    """

    kind: str
    key: str
    unit_id: int | None
    region_id: int | None
    title: str
    number: str
    index_number: str
    url: str
    published_on: date
    summary: str
    column: str
    heading: str
    subject: str
    genre: str
    ended_on: date | None
    in_force: bool
    title_pieces: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of what was found.

    ``total`` is exact unless ``capped``. ``pages`` ends at ten thousand things; ``next_key``, given as ``before``, leads to
    the next newest without end, and is "" where nothing follows or the order is not that of time. ``understood`` is False
    where only signs were asked.
    """

    total: int
    capped: bool
    hits: tuple[Hit, ...]
    page: int
    pages: int
    next_key: str = ""
    understood: bool = True

    @property
    def total_words(self) -> str:
        """The total as it is said: 共 1,234 条, or 超过 1 万条."""
        return "超过 1 万条" if self.capped else f"共 {self.total:,} 条"


_NOTHING = Found(total=0, capped=False, hits=(), page=1, pages=1)


def find(
    words: str = "",
    filters: Filters = Filters(),  # noqa: B008 (frozen)
    order: Literal["newest", "relevance"] = "newest",
    page: int = 1,
    size: int = 20,
    before: str = "",
) -> Found:
    """What is public and says these words: all of them, each run of characters together, in any order.

    Things whose title, document number or index number is exactly what was asked come first; then the newest, or the fittest
    among the newest thousand. No words at all lists everything within the filters, newest first. ``page`` is brought into
    what there is; ``before`` (a ``next_key``) goes on from there instead, beyond the ten thousand that pages reach.
    """
    asked = question(words)
    if not asked.empty and not asked.runs:
        return replace(_NOTHING, understood=False)
    if filters.nothing:
        return _NOTHING
    counted, capped = _counted(asked, filters)
    size = max(1, min(size, 100))
    ranked = _by_fitness(asked, filters, counted, many=capped) if order == "relevance" and not asked.empty else None
    reach = min(counted, MOST) if ranked is None else len(ranked)
    pages = max(1, -(-reach // size))
    page = max(1, min(page, pages))
    offset = (page - 1) * size
    key = Key.read(before)
    if ranked is not None:
        found, more = ranked[offset : offset + size], False
    elif counted == 0:
        found, more = [], False
    else:
        found = _newest(asked, filters, (offset, size + 1), key, counted, many=capped)
        found, more = found[:size], len(found) > size
    hits = _hits(found, asked)
    next_key = Key(hits[-1].published_on, found[-1]).write() if more and hits else ""
    return Found(total=counted, capped=capped, hits=hits, page=page, pages=pages, next_key=next_key)


def _counted(asked: Question, within: Filters) -> tuple[int, bool]:
    """The total, and whether there are more."""
    if asked.empty and counting.known(within):
        return counting.number_within(within), False
    rows = listing.rows(within)[: MOST + 1]
    counted = rows.count() if asked.empty else matching.count(asked, within, MOST + 1)
    return min(counted, MOST), counted > MOST


def _exact(asked: Question, within: Filters) -> list[int]:
    """The things that are called exactly so."""
    name = name_hash(asked.name)
    if not name:
        return []
    called = Q(title_name=name) | Q(number_name=name) | Q(index_number=one_line(asked.name))
    return list(listing.rows(within).filter(called).values_list("pk", flat=True)[:_MOST_EXACT])


def _newest(
    asked: Question, within: Filters, part: tuple[int, int], key: Key | None, counted: int, *, many: bool
) -> list[int]:
    """``part``: from which one on, and how many."""
    (offset, limit), total = part, None if many else counted
    if asked.empty:
        known = total if counting.known(within) else None
        return listing.ids(within, limit=limit, offset=offset, key=key, total=known)
    exact = _exact(asked, within)
    if key is not None:
        return matching.ids(asked, within, limit=limit, without=exact, key=key, total=total, many=many)
    found = exact[offset : offset + limit]
    if len(found) < limit:
        more, behind = limit - len(found), max(0, offset - len(exact))
        found += matching.ids(asked, within, limit=more, offset=behind, without=exact, total=total, many=many)
    return found


def _by_fitness(asked: Question, within: Filters, counted: int, *, many: bool) -> list[int]:
    """The newest thousand, those with the words in the title among them, weighed; what is called exactly so comes first."""
    exact, total = _exact(asked, within), None if many else counted
    titled = matching.ids(asked, within, limit=WEIGHED // 2, without=exact, title=True, total=total)
    others = matching.ids(asked, within, limit=WEIGHED - len(titled), without=exact, total=total, many=many)
    return exact + fittest([*titled, *others], asked)


def _hits(found: list[int], asked: Question) -> tuple[Hit, ...]:
    docs = SearchDoc.objects.in_bulk(found)
    texts = {} if asked.empty else dict(SearchText.objects.filter(pk__in=found).values_list("pk", "text"))
    return tuple(_hit(docs[pk], texts.get(pk, ""), asked.runs) for pk in found if pk in docs)


def _hit(doc: SearchDoc, text: str, runs: Sequence[str]) -> Hit:
    told = {name: getattr(doc, name) for name in _TOLD}
    return Hit(**told, title_pieces=marked(doc.title, runs), excerpt=excerpt(text, runs, doc.summary))


#: What a hit says as the row does.
_TOLD = tuple(field.name for field in fields(Hit) if field.name not in {"title_pieces", "excerpt"})
