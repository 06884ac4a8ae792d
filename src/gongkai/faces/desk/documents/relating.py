"""关联文稿 in the editor: rows of chosen documents, and the search for others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from gongkai.office.actors import Actor
from gongkai.office.catalog.metadata import Related
from gongkai.office.catalog.models import Document, DocumentKind, RelationKind
from gongkai.office.catalog.selectors import containing, is_public, visible_to
from gongkai.office.errors import Refused
from gongkai.office.search.selectors import find

FOUND_MOST = 12
WORDS_MOST = 100
_ADDRESS = re.compile(r"/documents/(\d{1,12})/")


@dataclass(frozen=True)
class RelatedRow:
    """A document that this one belongs to, as the editor shows it; ``known`` False for one that is gone or not for this person."""

    id: int
    kind: str
    title: str
    facts: str
    url: str = ""
    known: bool = True

    @property
    def label(self) -> str:
        """The relation in words."""
        return str(RelationKind(self.kind).label) if self.kind in RelationKind.values else ""


def reachable(by: Actor, numbers: Iterable[int]) -> dict[int, Document]:
    """Of these, what a person may relate to: whatever is public, and what their posts let them see."""
    public = Q(published__isnull=False, withdrawn_at__isnull=True)
    rows = Document.objects.filter(pk__in=list(numbers)).filter(public | Q(pk__in=visible_to(by).values("pk")))
    return {row.pk: row for row in rows.select_related("latest", "published", "unit")}


def found(words: str, document: Document, by: Actor) -> list[RelatedRow]:
    """Documents of one's own units and public ones, by words of the title, by number, index number or address."""
    words = " ".join(words.split())[:WORDS_MOST]
    if not words:
        return []
    address = _ADDRESS.search(words)
    if address is not None:
        numbers = [int(address[1])]
    else:
        own = containing(visible_to(by), words).order_by("-latest_id").values_list("pk", flat=True)[:FOUND_MOST]
        hits = find(words, size=FOUND_MOST).hits
        numbers = [int(hit.key) for hit in hits if hit.kind in DocumentKind.values and hit.key.isdecimal()]
        numbers = list(dict.fromkeys([*own, *numbers]))
    there = reachable(by, numbers)
    rows = [there[number] for number in numbers if number in there and number != document.pk]
    return [_row(row, RelationKind.RELATED.value) for row in rows[:FOUND_MOST]]


def rows_of(related: Iterable[Related], by: Actor) -> list[RelatedRow]:
    """The chosen ones as rows, in their order."""
    chosen = list(related)
    there = reachable(by, [other.id for other in chosen])
    return [
        _row(there[other.id], other.kind)
        if other.id in there
        else RelatedRow(other.id, other.kind, "（查不到的文稿）", f"编号{other.id}", known=False)
        for other in chosen
    ]


def rows_typed(data: QueryDict) -> list[Related]:
    """The relations as they stand in a form that is drawn again; what makes no sense is left to :func:`rows_sent`."""
    return [
        Related(kind, int(given))
        for given, kind in dict.fromkeys(_asked(data))
        if given.isdecimal() and len(given) <= 12 and kind in RelationKind.values
    ]


def _asked(data: QueryDict) -> list[tuple[str, str]]:
    removed = set(data.getlist("related_remove"))
    ids, kinds = data.getlist("related_id"), data.getlist("related_kind")
    asked = [(given, kinds[at] if at < len(kinds) else "") for at, given in enumerate(ids) if given not in removed]
    more = data.getlist("related_add")
    return asked + [(given, data.get(f"related_add_kind_{given}", "") or RelationKind.RELATED.value) for given in more]


def rows_sent(data: QueryDict, before: Sequence[Related], document: Document, by: Actor) -> tuple[Related, ...]:
    """The relations as a person sent them; those that stood there before stay where the form did not carry any.

    Raises:
        Refused: a document that does not exist, is not for this person, or is this one.
    """
    if "related_sent" not in data:
        return tuple(before)
    chosen: list[Related] = []
    for given, kind in _asked(data):
        if not given.isdecimal() or len(given) > 12 or kind not in RelationKind.values:
            raise Refused({"related": "有一份关联文稿的编号或者关系不对，请去掉后重新添加。"})
        chosen.append(Related(kind, int(given)))
    chosen = list(dict.fromkeys(chosen))
    if any(other.id == document.pk for other in chosen):
        raise Refused({"related": "文稿不能关联自己，请去掉这一行。"})
    old = {other.id for other in before}
    new = [other.id for other in chosen if other.id not in old]
    there = reachable(by, new)
    if missing := [number for number in new if number not in there]:
        raise Refused({"related": f"找不到编号为{missing[0]}的文稿，或者您不能查看它，请去掉后重新添加。"})
    return tuple(chosen)


def _row(document: Document, kind: str) -> RelatedRow:
    shown = document.published if is_public(document) else document.latest
    title = shown.title if shown else str(document)
    number = shown.document_number if shown else ""
    state = "已公开" if is_public(document) else "未公开"
    facts = "，".join(part for part in (document.unit.called, number, state) if part)
    return RelatedRow(document.pk, kind, title, facts, reverse("desk:documents:document", args=[document.pk]))
