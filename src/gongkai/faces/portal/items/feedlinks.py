"""Which feeds there are for a page: of the whole site, and of the column, heading, region or unit it shows."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from gongkai.office.catalog.headings import names_of
from gongkai.office.units.models import Unit
from gongkai.statute.disclosure import disclosure_law


class FeedLink(NamedTuple):
    """A feed: what it is called and where it is."""

    label: str
    url: str


def feed_links(
    *, column: str = "", heading: str = "", unit: Unit | None = None, region: Unit | None = None
) -> list[FeedLink]:
    """The feeds a page points to, the nearest first; the whole site's last."""
    found = []
    if unit is not None:
        found.append(FeedLink(f"{unit.called}最新公开", reverse("portal:feed_unit", args=[unit.slug])))
    if region is not None:
        found.append(
            FeedLink(f"{region.called}（含所属单位）最新公开", reverse("portal:feed_region", args=[region.slug]))
        )
    if heading:
        found.append(
            FeedLink(f"{names_of([heading])[heading]}最新公开", reverse("portal:feed_heading", args=[heading]))
        )
    if column in disclosure_law().columns:
        name = disclosure_law().columns[column].name
        found.append(FeedLink(f"{name}最新公开", reverse("portal:feed_column", args=[column])))
    return [*found, FeedLink(f"{settings.SITE_NAME}最新公开", reverse("portal:feed"))]
