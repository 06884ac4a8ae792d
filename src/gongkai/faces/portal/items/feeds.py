"""Feeds (RSS 2.0): the newest of the site, of a column, a heading, a region or a unit, for programs that look by themselves."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed

from gongkai.faces.portal.items.asked import list_url
from gongkai.faces.portal.items.feedlinks import FeedLink, feed_links
from gongkai.faces.portal.items.item import unchanged_or
from gongkai.faces.portal.pages import Page
from gongkai.office.catalog.headings import names_of, within
from gongkai.office.search.selectors import Filters, find
from gongkai.office.units.models import Unit
from gongkai.statute.disclosure import disclosure_law

NEWEST = 50


class Rss(Rss201rev2Feed):
    """A feed that says the same at any hour: its day is that of its newest item, not that of the asking."""

    def latest_post_date(self) -> datetime:
        days = [item["pubdate"] for item in self.items if item["pubdate"]]
        return max(days, default=_moment(date(2019, 5, 15)))


class Feed(Page):
    """The newest of everything."""

    def get(self, request: HttpRequest, **named: Any) -> HttpResponseBase:
        label, filters, link = self.what(**named)
        feed = Rss(
            title=f"{label} - {settings.SITE_NAME}" if label else settings.SITE_NAME,
            link=f"{settings.BASE_URL}{link}",
            description=f"{label or settings.SITE_NAME}最新公开的政府信息",
            language="zh-cn",
            feed_url=f"{settings.BASE_URL}{request.path}",
        )
        hits = find("", filters, size=NEWEST).hits
        units = Unit.objects.in_bulk({hit.unit_id for hit in hits if hit.unit_id})
        headings = names_of(hit.heading for hit in hits if hit.heading)
        for hit in hits:
            unit = units.get(hit.unit_id or 0)
            feed.add_item(
                title=hit.title,
                link=f"{settings.BASE_URL}{hit.url}",
                description=hit.summary,
                author_name=unit.name if unit else None,
                pubdate=_moment(hit.published_on),
                unique_id=f"{settings.BASE_URL}{hit.url}",
                unique_id_is_permalink=True,
                categories=[headings[hit.heading]] if hit.heading else [],
            )
        return unchanged_or(request, HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type))

    def what(self, **_named: Any) -> tuple[str, Filters, str]:
        """What it is called, what it holds, and the list it is taken from."""
        return "", Filters(), list_url()


class ColumnFeed(Feed):
    """The newest of a column."""

    def what(self, code: str = "", **_named: Any) -> tuple[str, Filters, str]:
        columns = disclosure_law().columns
        if code not in columns:
            raise Http404(code)
        return columns[code].name, Filters(column=code), list_url(column=code)


class HeadingFeed(Feed):
    """The newest under a heading and beneath it."""

    def what(self, code: str = "", **_named: Any) -> tuple[str, Filters, str]:
        name = names_of([code])[code]
        if name == code:
            raise Http404(code)
        return name, Filters(heading=within(code)), list_url(heading=code)


class UnitFeed(Feed):
    """The newest of a unit."""

    def what(self, slug: str = "", **_named: Any) -> tuple[str, Filters, str]:
        unit = get_object_or_404(Unit, slug=slug)
        return unit.called, Filters(unit_ids=[unit.pk]), list_url(unit=slug)


class RegionFeed(Feed):
    """The newest of a unit and of all that belong to it (departments and districts under the city)."""

    def what(self, slug: str = "", **_named: Any) -> tuple[str, Filters, str]:
        unit = get_object_or_404(Unit, slug=slug)
        return f"{unit.called}（含所属单位）", Filters(region_id=unit.pk), list_url(region=slug)


class FeedList(Page):
    """RSS 订阅: what can be subscribed to, and how."""

    template_name = "portal/items/feeds.html"
    title = "RSS 订阅"

    def get(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002
        law = disclosure_law()
        return self.show(
            site=feed_links()[-1],
            site_address=f"{settings.BASE_URL}{feed_links()[-1].url}",
            columns=[_first(feed_links(column=code), term.name) for code, term in law.columns.items()],
            headings=[_first(feed_links(heading=code), heading.name) for code, heading in law.headings.items()],
        )


def _first(links: list[FeedLink], label: str) -> FeedLink:
    return FeedLink(label, links[0].url)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
