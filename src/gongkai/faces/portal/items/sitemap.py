"""For machines that read the whole site: the map in numbered parts, what they may read, and how our search is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse

from gongkai.faces.portal.pages import Page
from gongkai.office.search.models import SearchDoc
from gongkai.office.units.selectors import units_in_force
from gongkai.statute.disclosure import disclosure_law

#: Things a part holds at most; the norm of sitemaps allows 50,000. Parts are cut by the number of the thing, so that
#: nothing needs to be counted and a part stays the same when another changes.
PART = 20_000
_XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


class SiteMapIndex(Page):
    """The parts there are."""

    def get(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002
        addresses = [
            reverse("portal:sitemap_pages"),
            *(reverse("portal:sitemap_part", args=[part]) for part in parts()),
        ]
        inner = "".join(f"<sitemap><loc>{escape(_absolute(url))}</loc></sitemap>\n" for url in addresses)
        return _xml(f"{_HEAD}<sitemapindex {_XMLNS}>\n{inner}</sitemapindex>\n")


class SiteMapPart(Page):
    """The public things of one part, with the day each was published."""

    def get(self, request: HttpRequest, part: int = 0, **_more: Any) -> HttpResponseBase:  # noqa: ARG002
        rows = _rows(part)
        if not rows.exists():
            raise Http404(part)
        # Streams: a part is some megabytes, and nobody but a crawler asks for it.
        return StreamingHttpResponse(
            _urlset(rows.values_list("url", "published_on").iterator(chunk_size=2000)), content_type=_TYPE
        )


class SiteMapPages(Page):
    """The pages that are always there: home, columns, the sites of the units."""

    def get(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002
        fixed = ["home", *disclosure_law().columns, "documents", "units", "feeds"]
        addresses = [reverse(f"portal:{name}") for name in fixed]
        slugs = units_in_force(self.today).order_by("rank").values_list("slug", flat=True)
        addresses += [reverse("portal:unit", args=[slug]) for slug in slugs]
        return _xml("".join(_urlset((url, None) for url in addresses)))


class Robots(Page):
    """robots.txt: everything public may be read; lists as they are narrowed in a thousand ways need not be."""

    def get(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002
        lines = [
            "User-agent: *",
            "Disallow: /desk/",
            "Disallow: /accounts/",
            f"Disallow: {reverse('portal:documents')}?",
            # Files are made when they are asked for: nobody needs all of a million at once.
            f"Disallow: {reverse('portal:documents')}*/text.",
            f"Disallow: {reverse('portal:documents')}*/preview/",
            f"Sitemap: {_absolute(reverse('portal:sitemap'))}",
        ]
        return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class OpenSearch(Page):
    """How a browser asks our search from its own box (OpenSearch 1.1)."""

    def get(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002
        name = settings.SITE_NAME
        template = f"{_absolute(reverse('portal:documents'))}?q={{searchTerms}}"
        return HttpResponse(
            f'{_HEAD}<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
            f"<ShortName>{escape(name[:16])}</ShortName>\n<LongName>{escape(name[:48])}</LongName>\n"
            f"<Description>在{escape(name)}查政府信息</Description>\n<InputEncoding>UTF-8</InputEncoding>\n"
            f'<Url type="text/html" method="get" template={quoteattr(template)}/>\n'
            f'<Url type="application/rss+xml" template={quoteattr(_absolute(reverse("portal:feed")))}/>\n'
            "</OpenSearchDescription>\n",
            content_type="application/opensearchdescription+xml; charset=utf-8",
        )


_TYPE = "application/xml; charset=utf-8"


def parts() -> Iterator[int]:
    """The numbers of the parts that hold something. Looks up, never counts."""
    numbers = SearchDoc.objects.values_list("pk", flat=True)
    # Each from its end of the index: asked for both at once, SQLite reads the whole table.
    first, last = numbers.order_by("pk").first(), numbers.order_by("-pk").first()
    if first is None or last is None:
        return
    for part in range(first // PART, last // PART + 1):
        if _rows(part).exists():
            yield part


def _rows(part: int) -> Any:
    return SearchDoc.objects.filter(pk__gte=part * PART, pk__lt=(part + 1) * PART).order_by("pk")


def _urlset(pages: Iterable[tuple[str, date | None]]) -> Iterator[str]:
    yield f"{_HEAD}<urlset {_XMLNS}>\n"
    for url, day in pages:
        last = f"<lastmod>{day.isoformat()}</lastmod>" if day else ""
        yield f"<url><loc>{escape(_absolute(url))}</loc>{last}</url>\n"
    yield "</urlset>\n"


def _absolute(url: str) -> str:
    return f"{settings.BASE_URL}{url}"


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type=_TYPE)
