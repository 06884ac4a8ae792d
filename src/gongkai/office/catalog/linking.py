"""The links of a released text that lead to items and units of this platform. Those to other sites are nobody's business here."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from django.conf import settings

from gongkai.office.catalog.links import Link, LinkTo
from gongkai.office.catalog.models import Document, Revision
from gongkai.office.units.models import Unit

BATCH = 1000
_LINK = re.compile(r'<a\s[^>]*?href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
_OURS = re.compile(r"/(documents|units|reports)/([^/?#]+)")
_TAG = re.compile(r"<[^>]+>")
_KEY_MOST = 2**63 - 1
_SLUG_MOST = 40
_WORDS_MOST = 300


def links_in(body: str) -> Iterator[dict[str, Any]]:
    """The columns of :class:`Link` for each link of a body to an item or a unit, in its order."""
    if "href=" not in body:
        return
    for written, words in _LINK.findall(body):
        href = html.unescape(written).strip()
        ours = _OURS.match(href.removeprefix(settings.BASE_URL))
        if ours is None:
            continue
        to_item, key = ours[1] == "documents", ours[2]
        number = int(key) if to_item and key.isascii() and key.isdigit() and len(key) < 20 else None
        yield {
            "kind": LinkTo.DOCUMENT if to_item else LinkTo.UNIT,
            "item_id": number if number is not None and number <= _KEY_MOST else None,
            "unit_id": key if not to_item and len(key) <= _SLUG_MOST else None,
            "href": href,
            "words": html.unescape(_TAG.sub("", words)).strip()[:_WORDS_MOST],
        }


def link(document: Document, revision: Revision) -> None:
    """Keep the links of a released revision, and of no other. Inside ``audited()``."""
    Link.objects.filter(document=document).delete()
    link_new([(document.pk, revision.body)])


def link_new(bodies: Iterable[tuple[int, str]]) -> None:
    """Keep the links of documents that had none: their ids and released bodies. Inside ``audited()``."""
    found = (Link(document_id=pk, **columns) for pk, body in bodies for columns in links_in(body))
    while batch := list(islice(found, BATCH)):
        doubt(batch)
        Link.objects.bulk_create(batch)


def doubt(links: Collection[Link]) -> None:
    """Mark those whose target is not there or was never public. Two queries, however many; saves nothing.

    What was public once ceases to be so only by its withdrawal, which the links to it need not hear of.
    """
    numbers = {each.item_id for each in links if each.item_id}
    items = set(Document.objects.filter(pk__in=numbers, published__isnull=False).values_list("pk", flat=True))
    slugs = {each.unit_id for each in links if each.unit_id}
    units = set(Unit.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    for each in links:
        each.doubtful = each.item_id not in items and each.unit_id not in units
