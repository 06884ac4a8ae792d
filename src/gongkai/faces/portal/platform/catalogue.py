"""法定主动公开内容 as pages show it: the tree of headings with how much stands under each, for the platform or for a unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse

from gongkai.office.catalog.headings import Node, flat, headings_of, statutory
from gongkai.office.catalog.models import OwnHeading
from gongkai.office.search.selectors import Counts, counts_by, scope_of
from gongkai.office.units.models import Unit, UnitKind

_TOWNSHIP = "乡（镇）人民政府、街道"


@dataclass(frozen=True, slots=True)
class Line:
    """A heading with what stands under it and under its own headings: how much, since when nothing newer, and the list."""

    name: str
    wording: str
    total: int
    newest_on: date | None
    url: str
    own: bool
    children: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The headings of one article that bind the same organs."""

    title: str
    anchor: str
    lines: tuple[Line, ...]


def of_platform(root: Unit | None, on: date, *, counted: bool = True) -> list[Group]:
    """The catalogue of the whole platform: what binds governments and departments, then what binds townships.

    Without ``counted`` every total is 0: for pages that show names only.
    """
    nodes = headings_of(root, on) if root else statutory(UnitKind.GOVERNMENT, on)
    known = {node.code for node in nodes}
    township = tuple(node for node in statutory(UnitKind.TOWNSHIP, on) if node.code not in known)
    amounts = _with_own(counts_by("heading", "all"), shown={node.code for node in flat(nodes)}) if counted else {}
    groups = list(_groups(nodes, amounts, ""))
    more = _groups(township, amounts, "")
    return groups + [Group(f"{_TOWNSHIP}：{group.title}", f"township-{group.anchor}", group.lines) for group in more]


def of_unit(unit: Unit, on: date) -> list[Group]:
    """The catalogue of one unit, its own headings included."""
    return list(_groups(headings_of(unit, on), counts_by("heading", scope_of(unit_id=unit.pk)), unit.slug))


def list_url(**filters: str | int) -> str:
    """The list of public items within filters (names as in the list's address); what is "" is left out."""
    asked = urlencode({name: value for name, value in filters.items() if value != ""})
    return f"{reverse('portal:documents')}?{asked}" if asked else reverse("portal:documents")


def _groups(nodes: Iterable[Node], amounts: Mapping[str | int, Counts], unit: str) -> Iterator[Group]:
    for place, (article, each) in enumerate(groupby(nodes, key=lambda node: node.article), 1):
        yield Group(f"{article}规定的内容", f"group-{place}", tuple(_line(node, amounts, unit) for node in each))


def _line(node: Node, amounts: Mapping[str | int, Counts], unit: str) -> Line:
    children = tuple(_line(child, amounts, unit) for child in node.children)
    mine = amounts.get(node.code, Counts())
    days = [day for day in (mine.newest_on, *(child.newest_on for child in children)) if day]
    return Line(
        name=node.name,
        wording=node.wording if node.wording != node.name else "",
        total=mine.total + sum(child.total for child in children),
        newest_on=max(days, default=None),
        url=list_url(unit=unit, heading=node.code),
        own=node.own,
        children=children,
    )


def _with_own(amounts: Mapping[str | int, Counts], *, shown: set[str]) -> dict[str | int, Counts]:
    """What units keep under headings of their own that are not shown counts with the heading of the law above it."""
    told = dict(amounts)
    strange = [str(code) for code in told if str(code).startswith("u") and code not in shown]
    for code, parent in OwnHeading.objects.filter(code__in=strange).values_list("code", "parent"):
        below, above = told[code], told.get(parent, Counts())
        days = [day for day in (below.newest_on, above.newest_on) if day]
        told[parent] = Counts(above.total + below.total, above.ended + below.ended, max(days, default=None))
    return told
