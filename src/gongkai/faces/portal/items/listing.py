"""政府信息: everything public, searched, narrowed and turned page by page, a million of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from gongkai.faces.portal.items import narrowing
from gongkai.faces.portal.items.asked import Asked, asked_of
from gongkai.faces.portal.items.feedlinks import feed_links
from gongkai.faces.portal.items.readings import named_day, named_unit, reread, units_called
from gongkai.faces.portal.pages import Page, with_units
from gongkai.office.search.selectors import Filters, Found, facets, find
from gongkai.office.units.models import Unit
from gongkai.office.units.selectors import find_units
from gongkai.statute.disclosure import disclosure_law

PAGE = 20
#: Pages that stand beside the present one.
_BESIDE = 2
_UNITS_MOST = 20


@dataclass(frozen=True)
class Turn:
    """Where the pages lead: ``pages`` are number and address ("" for the present one, number 0 for a gap)."""

    before: str
    after: str
    pages: tuple[tuple[int, str], ...]


class Listing(Page):
    """The list of what is public. Without scripts everything is a link or a form."""

    template_name = "portal/items/documents.html"
    title = "政府信息"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        asked = asked_of(request.GET)
        wanted = " ".join(request.GET.get("unit_name", "").split())[:60]
        units = list(find_units(wanted, self.today).order_by("rank")[: _UNITS_MOST + 1]) if wanted else []
        units = units or units_called(wanted, self.today)
        if len(units) == 1:
            return HttpResponseRedirect(asked.link(unit=units[0].slug, region=""))
        words, filters = asked.words, asked.filters()
        found = find(words, filters, asked.order, page=asked.page, size=PAGE, before=asked.before)
        reading = reread(asked, self.today) if words and found.understood and not found.total else None
        if reading is not None:
            asked, filters = reading.asked, reading.asked.filters()
            found = find(asked.words, filters, asked.order, page=asked.page, size=PAGE)
        made = narrowing.groups(asked, facets(asked.words, filters))
        chosen = narrowing.chosen(asked, made)
        return self.show(
            column=asked.values.get("column", ""),
            asked=words,
            said=reading.said if reading else "",
            hints=self._hints(asked) if words and not reading else None,
            kept=[(name, value) for name, value in asked.values.items() if name not in {"unit", "region"}],
            filters=asked,
            found=found,
            lines=with_units(found.hits),
            groups=made,
            chosen=chosen,
            unit_name=wanted,
            units=[(unit, asked.link(unit=unit.slug, region="")) for unit in units[:_UNITS_MOST]],
            more_units=len(units) > _UNITS_MOST,
            orders=_orders(asked),
            turn=turn(asked, found),
            onward=bool(asked.before),
            help=self._help(asked, filters) if not found.total else None,
            feeds=feed_links(
                column=asked.values.get("column", ""),
                heading=asked.values.get("heading", ""),
                unit=asked.unit,
                region=asked.region,
            ),
            title=_title(words, asked, chosen, found.page),
            heading=_title(words, asked, (), 1),
            narrowed=not asked.plain,
        )

    def _hints(self, asked: Asked) -> dict[str, object]:
        """What the words name besides being words: a unit, a column, a day."""
        unit, rest = named_unit(asked.words, self.today)
        day = named_day(asked.words)
        return {
            "unit": unit if unit and unit != asked.unit else None,
            "unit_url": asked.link(q=rest, unit=unit.slug, region="") if unit else "",
            "rest": rest,
            "columns": _columns_called(asked.words),
            "day": day,
            "day_url": asked.link(q="", day=day.isoformat()) if day else "",
        }

    def _help(self, asked: Asked, filters: Filters) -> dict[str, object]:
        """What to do where nothing was found: without the filters, with fewer words, a unit of that name."""
        others = find(asked.words, size=1) if asked.words and asked.values else None
        words = asked.words.split()
        fewer = [
            (word, asked.link(q=word), counted.total_words)
            for word in words[:4]
            if len(words) > 1 and (counted := find(word, filters, size=1)).total
        ]
        units: Sequence[Unit] = list(find_units(asked.words, self.today)[:5]) if len(asked.words) > 1 else []
        return {
            "others": others.total_words if others and others.total else "",
            "others_url": f"{asked.link(**dict.fromkeys(asked.values, ''))}",
            "fewer": fewer,
            "units": units,
        }


def turn(asked: Asked, found: Found) -> Turn | None:
    """The pages around the present one; behind the last numbered page the list goes on by its key."""
    if asked.before:
        return Turn("", asked.link(before=found.next_key) if found.next_key else "", ())
    onward = asked.link(before=found.next_key) if found.next_key and found.page == found.pages else ""
    if found.pages == 1 and not onward:
        return None
    near = {page for page in range(found.page - _BESIDE, found.page + _BESIDE + 1) if 1 <= page <= found.pages}
    pages: list[tuple[int, str]] = []
    for page in sorted({1, found.pages} | near):
        if pages and page > pages[-1][0] + 1:
            pages.append((0, ""))
        pages.append((page, "" if page == found.page else _page(asked, page)))
    return Turn(
        _page(asked, found.page - 1) if found.page > 1 else "",
        _page(asked, found.page + 1) if found.page < found.pages else onward,
        tuple(pages),
    )


def _page(asked: Asked, page: int) -> str:
    return asked.link(page=str(page) if page > 1 else "")


def _orders(asked: Asked) -> list[tuple[str, str, bool]]:
    """By time or by fitness; without words there is nothing to weigh."""
    if not asked.words:
        return []
    return [
        ("按相关", asked.link(order="relevance"), asked.order == "relevance"),
        ("按时间", asked.link(order="newest"), asked.order == "newest"),
    ]


def _title(words: str, asked: Asked, chosen: Sequence[narrowing.Chosen], page: int) -> str:
    """What the list is called: its words, else where and what, with what it is narrowed by and the page it stands at."""
    where = asked.unit.called if asked.unit else f"{asked.region.called}（含所属单位）" if asked.region else ""
    column = asked.values.get("column", "")
    what = disclosure_law().columns[column].name if column else "政府信息"
    named = f"“{words}”的查询结果" if words else f"{where}：{what}" if where else f"全部{what}" if column else what
    shown = {"单位", "地区和部门", "栏目"} if not words else set()
    more = [one.value for one in chosen if one.label not in shown]
    return "，".join([named, *more, *([f"第{page}页"] if page > 1 else [])])


def _columns_called(words: str) -> list[tuple[str, str]]:
    """The columns in whose names the words stand; none where they stand in many."""
    found = [term for term in disclosure_law().columns.values() if len(words) > 1 and words in term.name]
    return [(term.name, reverse(f"portal:{term.code}")) for term in found] if len(found) < 3 else []
