"""Taking over what was public before this platform: the items of an older site, as they stood there.

They were reviewed and released when they were published; here they keep their day, their index number where they had one, and
the name of the site they came from. One entry in the trail a batch. Whatever is changed afterwards goes through review.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from gongkai.office.actors import Actor, DutyKind
from gongkai.office.audit.services import SYSTEM, audited, record
from gongkai.office.catalog.contents import Written, written
from gongkai.office.catalog.entries import entry_of
from gongkai.office.catalog.indexing import go_on_from, name_of, recognise, write_number
from gongkai.office.catalog.linking import link_new
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.models import (
    Attachment,
    Disclosure,
    Document,
    DocumentKind,
    IndexSeries,
    Relation,
    Revision,
)
from gongkai.office.catalog.writing import attachments_of
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.files.models import StoredFile
from gongkai.office.search import services as search
from gongkai.office.units.models import Section, Unit
from gongkai.office.units.numbering import next_numbers

BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """One item of an older site. ``published_at`` is when it became public there; ``by_id`` whose it is here.

    ``attachments`` are kept files that have their public copy, with the names under which they are shown.
    """

    unit: Unit
    title: str
    published_at: datetime
    by_id: int
    section: Section | None = None
    kind: str = "document"
    document_number: str = ""
    formed_on: date | None = None
    body: str = ""
    attachments: tuple[tuple[StoredFile, str], ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    index_number: str = ""


def adopt(items: Iterable[Adopted], *, site: str, by: Actor, at: datetime) -> list[int]:
    """Take over items in batches of a thousand, each all or nothing; the ids of the documents, in order.

    Raises:
        NotAllowed: not the platform's system administrator (nor the platform itself).
        Refused: an item is not within the limits, a file has no public copy, is not meant for everybody, lies in the future or before its own date, or
            its index number is taken: which, and why; its batch is not written.
    """
    if by is not SYSTEM and not by.has(DutyKind.SYSTEM_ADMINISTRATOR):
        raise NotAllowed("接收旧网站的信息由系统管理员办理，您没有这样的岗位。")
    if not site.strip():
        raise Refused({"site": "没有写明信息来自哪个网站，请填写。"})
    made: list[int] = []
    known = {name_of(unit): unit for unit in Unit.objects.only("name", "code", "slug")}
    waiting = iter(items)
    while batch := list(islice(waiting, BATCH)):
        with audited():
            made += _adopt(batch, len(made), site.strip()[:200], known, by, at)
    return made


def _adopt(
    batch: list[Adopted], before: int, site: str, known: Mapping[str, Unit], by: Actor, at: datetime
) -> list[int]:
    texts = [_text(item, before + place, at) for place, item in enumerate(batch, 1)]
    numbers = _numbers(batch, known)
    documents = Document.objects.bulk_create(
        Document(
            unit=item.unit,
            section=item.section,
            kind=item.kind,
            created_by_id=item.by_id,
            created_at=item.published_at,
            published_at=item.published_at,
            index_number=number,
            adopted_from=site,
        )
        for item, number in zip(batch, numbers, strict=True)
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            document=document,
            number=1,
            title=text.title,
            document_number=text.document_number,
            formed_on=text.formed_on,
            body=text.body,
            saved_by_id=item.by_id,
            saved_at=item.published_at,
            note=f"自{site}接收"[:200],
            released_at=item.published_at,
            version=1,
            digest=text.content().digest(),
            **text.metadata.columns(),
        )
        for document, item, text in zip(documents, batch, texts, strict=True)
    )
    for document, revision in zip(documents, revisions, strict=True):
        document.latest = document.published = revision
    only = Subquery(Revision.objects.filter(document=OuterRef("pk")).order_by().values("pk")[:1])
    Document.objects.filter(pk__in=[document.pk for document in documents]).update(latest=only, published=only)
    attached = [attachments_of(revision, text) for revision, text in zip(revisions, texts, strict=True)]
    Attachment.objects.bulk_create(row for rows in attached for row in rows)
    _relate(documents, revisions)
    link_new((revision.document_id, revision.body) for revision in revisions)
    entries = [entry_of(document, attachments=rows) for document, rows in zip(documents, attached, strict=True)]
    search.index_many(entries, on=timezone.localdate(at))
    record(
        "catalog.adopted",
        by=by,
        at=at,
        subject=f"自{site}接收{len(batch)}条",
        detail={"site": site, "count": len(batch), "first": documents[0].pk, "last": documents[-1].pk},
    )
    return [document.pk for document in documents]


def _text(item: Adopted, place: int, at: datetime) -> Written:
    try:
        _must_be_public(item, at)
        return written(
            title=item.title,
            document_number=item.document_number,
            formed_on=item.formed_on,
            body=item.body,
            attachments=item.attachments,
            metadata=item.metadata,
        )
    except Refused as refused:
        raise Refused(f"第{place}条《{item.title[:40]}》：{refused}") from refused


def _must_be_public(item: Adopted, at: datetime) -> None:
    """What is taken over was public there, on a day that can be."""
    if item.kind not in DocumentKind.values:
        raise Refused(f"种类“{item.kind}”不存在，只能是：{'、'.join(DocumentKind.values)}")
    for file, name in item.attachments:
        if file.published_copy_id is None:
            raise Refused(f"附件“{name}”没有公开副本，不能接收")
    if item.metadata.disclosure != Disclosure.PROACTIVE:
        raise Refused("公开方式不是主动公开，不能作为已经公开的信息接收")
    if item.published_at > at:
        raise Refused(f"发布时间{timezone.localtime(item.published_at):%Y-%m-%d %H:%M}还没有到，请核对")
    on = timezone.localdate(item.published_at)
    if item.formed_on is not None and item.formed_on > on:
        raise Refused(f"发布日期{on}早于成文日期{item.formed_on}，请核对这两个日期")


def _numbers(batch: list[Adopted], known: Mapping[str, Unit]) -> list[str]:
    """The index number of each: its own, or the next of its unit and year."""
    go_on_from(recognise(((item.unit, item.index_number) for item in batch if item.index_number), known))
    wanting: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, item in enumerate(batch):
        if not item.index_number:
            wanting[item.unit.pk, timezone.localdate(item.published_at).year].append(place)
    numbers = [item.index_number for item in batch]
    for (unit_id, year), places in sorted(wanting.items()):
        first = next_numbers(IndexSeries, unit_id=unit_id, year=year, count=len(places))
        for seq, place in enumerate(places, first):
            numbers[place] = write_number(batch[place].unit, year, seq)
    _unclaimed(batch, numbers)
    return numbers


def _unclaimed(batch: list[Adopted], numbers: list[str]) -> None:
    seen: dict[str, int] = {}
    for place, number in enumerate(numbers):
        if number in seen:
            raise Refused(
                f"索引号{number}有两条信息使用：{_called(batch[seen[number]])}和{_called(batch[place])}，请改正其一。"
            )
        seen[number] = place
    taken = Document.objects.filter(index_number__in=numbers).select_related("unit", "latest").first()
    if taken is not None:
        own_item = batch[numbers.index(str(taken.index_number))]
        raise Refused(
            f"索引号{taken.index_number}已由{taken.unit.name}的《{taken}》使用，{_called(own_item)}不能再用，请核对。"
        )


def _called(item: Adopted) -> str:
    return f"{item.unit.name}的《{item.title[:40]}》"


def _relate(documents: list[Document], revisions: list[Revision]) -> None:
    wanted = [
        Relation(document=document, other_id=other["id"], kind=other["kind"])
        for document, revision in zip(documents, revisions, strict=True)
        for other in revision.related
    ]
    known = set(Document.objects.filter(pk__in={row.other_id for row in wanted}).values_list("pk", flat=True))
    Relation.objects.bulk_create(row for row in wanted if row.other_id in known)


def adopted_sites() -> Iterator[str]:
    """The older sites from which something was taken over."""
    yield from (
        Document.objects.exclude(adopted_from="")
        .order_by("adopted_from")
        .values_list("adopted_from", flat=True)
        .distinct()
    )
