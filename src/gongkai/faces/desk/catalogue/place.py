"""What all screens of one unit's catalogue share: fetching the unit, who sees it, the way to it, addresses."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.faces.desk.kit import Chip, Screen, address
from gongkai.office.actors import Actor
from gongkai.office.catalog import permissions
from gongkai.office.catalog.lateness import Waiting
from gongkai.office.catalog.obligations import State
from gongkai.office.units.models import Unit

_TONES: dict[State, Chip] = {
    State.FRESH: Chip(State.FRESH.label, "green"),
    State.SOON: Chip(State.SOON.label, "amber"),
    State.STALE: Chip(State.STALE.label, "red"),
    State.BLANK: Chip(State.BLANK.label, "red"),
    State.NONE: Chip(State.NONE.label),
}


class OfCatalogue(Screen):
    """A screen under ``catalogue/<pk>/``: for whoever sees what the unit writes."""

    icon = "folder"
    refusal = "这个单位不在您岗位的范围内，不能查看其公开目录。如工作需要，请联系本单位管理员调整岗位。"

    def prepare(self) -> None:
        self.unit: Unit = get_object_or_404(Unit.objects.select_related("parent"), pk=self.kwargs["pk"])

    def may_enter(self) -> bool:
        return permissions.may_see_of(self.actor, self.unit)

    def heading(self) -> str:
        return f"{self.title}：{self.unit.called}"

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("公开目录", reverse("desk:catalogue:list")), (self.unit.called, self.url("unit"))]

    def url(self, name: str, *more: object) -> str:
        """Another address of the same unit's catalogue."""
        return reverse(f"desk:catalogue:{name}", args=[self.unit.pk, *more])

    def arranges(self) -> bool:
        """Whether this person settles what the unit keeps."""
        return permissions.may_arrange_catalogue(self.actor, self.unit)


class Arranging(OfCatalogue):
    """A screen for those who settle it."""

    refusal = "公开目录由本单位的办公室终审或者单位管理员维护，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return self.arranges()


def state_chip(state: State | None) -> Chip | None:
    """A state as a chip; None where the heading is not asked about."""
    return None if state is None else _TONES[state]


def public_list(unit: Unit, heading: str = "") -> str:
    """The public list of a unit's items, of one heading where one is named."""
    asked = {"unit": unit.slug, "heading": heading}
    return f"{address('portal:documents')}?{urlencode({name: value for name, value in asked.items() if value})}"


def draft_url(heading: str) -> str:
    """Where something new is begun under a heading."""
    return f"{address('desk:documents:start')}?{urlencode({'heading': heading})}"


def writes_in(actor: Actor, unit: Unit) -> bool:
    """Whether this person writes for some section of the unit: the form then says for which."""
    return any(duty.covers(unit.path) for duty in actor.scope(permissions.WRITERS))


def section_name(waiting: Waiting) -> str:
    """The section an item belongs to."""
    return waiting.document.section.name if waiting.document.section else ""
