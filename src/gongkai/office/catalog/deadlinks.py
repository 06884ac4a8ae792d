"""Links in what is public that lead nowhere on this platform: to what was withdrawn, is not public, or never was."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from gongkai.office.catalog.models import Document
from gongkai.office.units.models import Unit

#: So many dead links are told at once: whoever mends them comes back for the rest.
MOST = 200
_LINK = re.compile(r'<a\s[^>]*?href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
_OURS = re.compile(r"/(documents|units)/([^/?#]+)")
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class DeadLink:
    """A link in a public item: where it should lead, the words it stands on, and why it does not."""

    document: Document
    href: str
    words: str
    why: str


def dead_links(unit: Unit) -> list[DeadLink]:
    """The dead links in what a unit has public, the newest items first.

    Two queries beside the texts themselves, of which only those with a link to this platform are read.
    """
    found: list[DeadLink] = []
    public = (
        Document.objects.filter(unit=unit, published__isnull=False, withdrawn_at__isnull=True)
        .filter(published__body__contains="href=")
        .select_related("published")
        .order_by("-published_at", "-pk")
    )
    waiting: list[tuple[Document, str, str, str, str]] = []
    for document in public.iterator(chunk_size=500):
        waiting += [(document, *link) for link in _links(document.published.body if document.published else "")]
        if len(waiting) >= 500:
            found += _dead(waiting)
            waiting = []
        if len(found) >= MOST:
            return found[:MOST]
    return [*found, *_dead(waiting)][:MOST]


def _links(body: str) -> Iterator[tuple[str, str, str, str]]:
    """(href, words, kind, key) of each link to an item or a unit of this platform."""
    for written, words in _LINK.findall(body):
        href = html.unescape(written)
        path = href.removeprefix(settings.BASE_URL)
        ours = _OURS.match(path)
        if ours:
            yield href, html.unescape(_TAG.sub("", words)).strip(), ours[1], ours[2]


def _dead(links: list[tuple[Document, str, str, str, str]]) -> list[DeadLink]:
    numbers = {int(key) for *_rest, kind, key in links if kind == "documents" and key.isascii() and key.isdigit()}
    items = {row.pk: row for row in _targets(numbers)}
    slugs = {key for *_rest, kind, key in links if kind == "units"}
    units = set(Unit.objects.filter(slug__in=slugs).values_list("slug", flat=True)) if slugs else set()
    found = []
    for document, href, words, kind, key in links:
        if kind == "units":
            why = "" if key in units else "没有这个单位"
        else:
            why = _why(items.get(int(key)) if key.isascii() and key.isdigit() else None)
        if why:
            found.append(DeadLink(document, href, words, why))
    return found


def _targets(numbers: set[int]) -> QuerySet[Document]:
    most = 2**63 - 1
    return Document.objects.filter(pk__in=[number for number in numbers if number <= most]).only(
        "published_id", "withdrawn_at"
    )


def _why(target: Document | None) -> str:
    if target is None:
        return "没有这条信息"
    if target.withdrawn_at is not None:
        return "这条信息已撤下"
    return "" if target.published_id else "这条信息没有公开"
