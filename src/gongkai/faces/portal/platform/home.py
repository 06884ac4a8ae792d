"""The home page and the map of the site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from gongkai.faces.portal.items.feedlinks import feed_links
from gongkai.faces.portal.metatags import column_words
from gongkai.faces.portal.pages import Page, with_units
from gongkai.faces.portal.platform import catalogue, places
from gongkai.faces.portal.platform.directory import by_kind
from gongkai.office.annualreport.selectors import published_reports
from gongkai.office.catalog.headings import within
from gongkai.office.catalog.models import DocumentKind
from gongkai.office.search.models import SearchDoc
from gongkai.office.search.selectors import counts_by, find
from gongkai.statute.disclosure import disclosure_law

_NEWEST = 10
_EACH = 3
#: The figures of the strip: what is counted of this year, and by which filters the list behind opens.
_FIGURES: tuple[tuple[str, dict[str, str]], ...] = (
    ("公开信息", {}),
    ("政策解读", {"kind": DocumentKind.INTERPRETATION.value}),
    ("财政预算、决算信息", {"heading": "20-07"}),
    ("工作制度", {"kind": DocumentKind.INSTITUTION.value}),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of something there are this year, and the list that shows them."""

    label: str
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a column on the home page."""

    label: str
    url: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A column on the home page: its name, what it is for, and its newest three."""

    name: str
    url: str
    description: str
    items: tuple[Item, ...]


class Home(Page):
    """首页."""

    template_name = "portal/platform/home.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002
        newest = find(size=_NEWEST)
        root = places.root_unit(self.today)
        chief = places.chief_units(self.today)
        return self.show(
            newest=with_units(newest.hits),
            feeds=feed_links(),
            found=newest,
            figures=figures(self.today.year),
            year=self.today.year,
            boxes=boxes(self.today),
            root=root,
            kinds=by_kind(chief, root, self.today),
        )


class SiteMap(Page):
    """网站地图: every column with its headings, every page of the site that is not an item."""

    template_name = "portal/platform/map.html"
    title = "网站地图"

    def get(self, request: HttpRequest) -> HttpResponseBase:  # noqa: ARG002
        root = places.root_unit(self.today)
        return self.show(
            groups=catalogue.of_platform(root, self.today, counted=False),
            kinds=by_kind(places.chief_units(self.today), root, self.today),
            root=root,
        )


def figures(year: int) -> list[Figure]:
    """This year's figures, each with the list behind it; what there is none of is left out."""
    under, kinds = counts_by("heading", year=year), counts_by("kind", year=year)
    told = []
    for label, filters in _FIGURES:
        if "heading" in filters:
            parts = [under[code] for code in within(filters["heading"]) if code in under]
        else:
            parts = [counted for kind, counted in kinds.items() if filters.get("kind", kind) == kind]
        number = sum(part.total for part in parts)
        told.append(Figure(label, number, catalogue.list_url(year=year, **filters)))
    told.append(Figure("年度报告", published_reports(year=year - 1).count(), reverse("portal:reports")))
    return [figure for figure in told if figure.number]


def boxes(on: date) -> list[Box]:
    """The seven columns with their newest three."""
    found = {
        **{code: _items(places.newest_in(code, _EACH)) for code in ("guide", "institutions", "statutory")},
        "reports": tuple(
            Item(f"{report.organ}{report.year}年政府信息公开工作年度报告", report.public_path)
            for report in published_reports()[:_EACH]
        ),
        "requests": _steps(),
        "departments": _items(places.newest_of_departments(on, _EACH)),
        "districts": _items(places.newest_of_districts(on, _EACH)),
    }
    return [
        Box(term.name, reverse(f"portal:{term.code}"), column_words(term.code).description, found.get(term.code, ()))
        for term in disclosure_law().columns.values()
    ]


def _items(found: Sequence[SearchDoc]) -> tuple[Item, ...]:
    return tuple(Item(each.title, each.url, each.published_on) for each in found)


def _steps() -> tuple[Item, ...]:
    """What stands in place of newest items where nothing is published: the parts of the page on requests."""
    page = reverse("portal:requests")
    parts = (("怎样申请：向谁提出、写明什么", "how"), ("什么时候答复", "when"), ("各单位受理申请的联系方式", "whom"))
    return tuple(Item(label, f"{page}#{anchor}") for label, anchor in parts)
