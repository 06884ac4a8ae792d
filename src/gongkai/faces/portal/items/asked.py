"""What a list is asked for in its address: cleaned, known values only, and the addresses of the same list with one of them changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from gongkai.office.catalog.headings import within
from gongkai.office.catalog.models import DocumentKind
from gongkai.office.search.selectors import Filters
from gongkai.office.units.models import Unit
from gongkai.statute.disclosure import disclosure_law

#: What there is, by its kind in the search: items of the catalogue, and annual reports.
KINDS: Mapping[str, str] = {**{value: str(label) for value, label in DocumentKind.choices}, "report": "年度报告"}
#: The filters of a list by their names in its address.
NAMES = ("unit", "region", "column", "kind", "heading", "subject", "genre", "year", "day", "in_force")
_IN_FORCE = {"1": True, "0": False}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The words and filters of a list. ``values`` are those of the address that are known, by name."""

    words: str
    values: Mapping[str, str]
    unit: Unit | None
    region: Unit | None
    order: Literal["newest", "relevance"]
    page: int
    before: str

    @property
    def plain(self) -> bool:
        """Whether this is the list itself: nothing asked, nothing filtered."""
        return not self.words and not self.values

    def filters(self) -> Filters:
        """The same for the search. A heading stands for all that stands under it."""
        value = self.values.get
        heading = value("heading")
        day = date.fromisoformat(self.values["day"]) if "day" in self.values else None
        return Filters(
            unit_ids=[self.unit.pk] if self.unit else None,
            region_id=self.region.pk if self.region else None,
            column=value("column"),
            kind=value("kind"),
            heading=within(heading, unit_id=self.unit.pk if self.unit else None) if heading else None,
            subject=value("subject"),
            genre=value("genre"),
            year=int(value("year", "0")) or None,
            in_force=_IN_FORCE.get(value("in_force", "")),
            since=day,
            until=day,
        )

    def link(self, **changes: str) -> str:
        """This list with some of it changed, from its first page on unless the page is what changes."""
        told = {"q": self.words, **self.values, "order": self.order, **changes}
        # With words the fittest come first unless the newest are asked for; without words there is nothing to weigh.
        return list_url(**{**told, "order": "newest" if told["q"] and told["order"] == "newest" else ""})


def list_url(**told: str) -> str:
    """The list with these words and filters; what is empty is left out."""
    kept = {name: value for name, value in told.items() if value}
    return f"{reverse('portal:documents')}?{urlencode(kept)}" if kept else reverse("portal:documents")


def asked_of(address: QueryDict) -> Asked:
    """What an address asks for. Whatever nobody knows is not asked: nonsense is no error."""
    told = {name: address.get(name, "")[:40].strip() for name in NAMES}
    found = Unit.objects.in_bulk([told[name] for name in ("unit", "region") if told[name]], field_name="slug")
    unit, region = found.get(told["unit"]), found.get(told["region"])
    page, before = address.get("page", "1"), address.get("before", "")[:40]
    words = " ".join(address.get("q", "").replace("\x00", " ").split())[:100]
    by_time = not words or before or address.get("order") == "newest"
    return Asked(
        words=words,
        values={name: told[name] for name in NAMES if told[name] and _known(name, told[name], unit, region)},
        unit=unit,
        region=region if unit is None else None,
        order="newest" if by_time else "relevance",
        page=int(page[:6]) if page.isascii() and page[:6].isdecimal() else 1,
        before=before,
    )


def _known(name: str, value: str, unit: Unit | None, region: Unit | None) -> bool:
    law = disclosure_law()
    if name == "unit":
        return unit is not None
    if name == "region":
        # A unit says where: its region besides would say it twice.
        return region is not None and unit is None
    if name == "year":
        return value.isascii() and value.isdecimal() and len(value) == 4 and value > "0000"
    if name == "day":
        return _is_day(value)
    if name == "in_force":
        return value in _IN_FORCE
    if name == "heading":
        return value.isascii() and value.replace("-", "").isalnum()
    known: Mapping[str, object] = {
        "column": law.columns,
        "kind": KINDS,
        "subject": law.subjects,
        "genre": law.genres,
    }[name]
    return value in known


def _is_day(value: str) -> bool:
    """Whether it is a day as it stands in addresses, 2026-11-25."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
