"""What stands around every public page: the seven columns and the foot the norms require (law-digest §4, §5.1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from gongkai.statute.disclosure import disclosure_law


@dataclass(frozen=True, slots=True)
class Door:
    """A column in the menu: where it leads, and whether the page stands in it."""

    code: str
    name: str
    url: str
    on: bool


@dataclass(frozen=True, slots=True)
class FootLine:
    """One element of the foot; ``url`` where it leads somewhere."""

    label: str
    value: str
    url: str = ""


def menu(column: str = "") -> list[Door]:
    """The seven columns in the order of the law's data, under their statutory names."""
    return [
        Door(term.code, term.name, reverse(f"portal:{term.code}"), term.code == column)
        for term in disclosure_law().columns.values()
    ]


def foot() -> list[FootLine]:
    """主办单位, 联系方式, 网站标识码, ICP备案编号, 公安机关备案标识, 党政机关网站标识: what the operator has set; the rest is not shown."""
    lines = [
        FootLine("主办单位", settings.SITE_HOST),
        FootLine("联系方式", settings.SITE_CONTACT),
        FootLine("网站标识码", settings.SITE_ID_CODE),
        FootLine("ICP备案编号", settings.SITE_ICP),
        FootLine("公安机关备案标识", settings.SITE_POLICE),
        FootLine("党政机关网站标识", settings.SITE_MARK, settings.SITE_MARK_URL),
    ]
    return [line for line in lines if line.value]


def foot_links() -> list[FootLine]:
    """我为政府网站找错 (as soon as the site takes such reports) and 网站地图."""
    return [
        FootLine(label, label, url)
        for label, url in (("我为政府网站找错", address("mistake")), ("网站地图", address("map")))
        if url
    ]


def address(name: str, *args: object) -> str:
    """The address of a page of the public site; "" where there is no such page."""
    try:
        return reverse(f"portal:{name}", args=args)
    except NoReverseMatch:
        return ""
