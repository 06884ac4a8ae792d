"""A released text as it is put on paper: title, number, text, attachments by name, and where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from gongkai.office.catalog.bodies import lines
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.models import Document, Revision
from gongkai.office.catalog.rendering.blocks import Block
from gongkai.office.catalog.rendering.parsing import blocks_of
from gongkai.office.search.tokens import same_name
from gongkai.statute.disclosure import disclosure_law

#: So many lines are the head of a text: its title, perhaps in two lines, and its number.
_HEAD = 3


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What every kind of file says, in this order. ``facts`` are label and value; ``notes`` warn at the top (已废止 …)."""

    title: str
    number: str
    notes: tuple[str, ...]
    blocks: tuple[Block, ...]
    attachments: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    organ: str
    day: date


def sheet_of(document: Document, revision: Revision, *, address: str, notes: Sequence[str] = ()) -> Sheet:
    """The sheet of a revision. ``address`` is where it can always be found; its site is the base of the text's own links.

    Raises:
        Refused: the text is too large to be made into a file.
    """
    base = "/".join(address.split("/")[:3])
    day = revision.released_at or revision.saved_at
    return Sheet(
        title=revision.title,
        number="" if _begins_with(revision.body, revision.document_number) else revision.document_number,
        notes=tuple(notes),
        blocks=tuple(blocks_of(revision.body, base=base)),
        attachments=tuple(revision.attachments.values_list("name", flat=True)),
        facts=tuple((label, value) for label, value in _facts(document, revision, address) if value),
        organ=document.unit.name,
        day=timezone.localdate(day),
    )


def _begins_with(body: str, number: str) -> bool:
    """Whether the text says its number itself at its head, as what came from Word does: it is not said twice."""
    return any(same_name(line) == same_name(number) for line in lines(body)[:_HEAD])


def _facts(document: Document, revision: Revision, address: str) -> list[tuple[str, str]]:
    law, told = disclosure_law(), Metadata.of(revision)
    published = timezone.localdate(document.published_at).isoformat() if document.published_at else ""
    return [
        ("索引号", document.index_number or ""),
        ("发布机构", document.unit.name),
        ("发文机关", "、".join(told.issuers) if told.issuers != (document.unit.name,) else ""),
        ("文号", revision.document_number),
        ("成文日期", revision.formed_on.isoformat() if revision.formed_on else ""),
        ("发布日期", published),
        ("主题分类", law.subjects[told.subject].name if told.subject in law.subjects else ""),
        ("体裁", law.genres[told.genre].name if told.genre in law.genres else ""),
        ("施行日期", told.effective_on.isoformat() if told.effective_on else ""),
        ("有效期至", told.expires_on.isoformat() if told.expires_on else ""),
        ("版次", f"第{revision.version}版" if (revision.version or 1) > 1 else ""),
        ("网址", address),
    ]
