"""The menu of the desk, as a list. A line is shown to those whom its predicate lets in; a topic adds its own line here.

The order is that of a day: what waits, what is written, what is registered, then the office itself, then the platform.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from gongkai.office.accounts import permissions as accounts
from gongkai.office.actors import REGION_DUTIES, Actor
from gongkai.office.annualreport.permissions import may_export as may_see_reports
from gongkai.office.audit import permissions as audit
from gongkai.office.catalog.permissions import may_export as may_export_documents
from gongkai.office.catalog.permissions import may_import
from gongkai.office.clearance import permissions as clearance
from gongkai.office.inspection import permissions as inspection
from gongkai.office.units import permissions as units


@dataclass(frozen=True)
class Entry:
    """A line of the menu: its words, the name of its address, its icon, and who sees it."""

    label: str
    url_name: str
    icon: str
    may_see: Callable[[Actor], bool]

    @property
    def url(self) -> str:
        """The address; empty while the topic is not installed."""
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""


def everybody(actor: Actor) -> bool:  # noqa: ARG001
    """Whoever is signed in."""
    return True


def looks_after_a_region(actor: Actor) -> bool:
    """The lead office, and those who assess."""
    return actor.has(*REGION_DUTIES)


def sees_catalogues(actor: Actor) -> bool:
    """Who works on a unit's information, or compares units."""
    return may_export_documents(actor) or looks_after_a_region(actor)


MENU: list[Entry] = [
    Entry("工作台", "desk:home", "home", everybody),
    Entry("文稿", "desk:documents:list", "doc-full", may_export_documents),
    Entry("批量导入", "desk:imports:list", "download", may_import),
    Entry("公开目录", "desk:catalogue:list", "folder", sees_catalogues),
    Entry("审查", "desk:reviews:list", "tasks", clearance.may_see_reviews),
    Entry("各单位情况", "desk:board", "table", looks_after_a_region),
    Entry("签批登记簿", "desk:register:list", "list-ul", clearance.may_see_registers),
    Entry("更正和撤下登记", "desk:changes:list", "rotate", may_export_documents),
    Entry("不予公开台账", "desk:withheld:list", "lock", may_export_documents),
    Entry("审查流程", "desk:chains:list", "order", clearance.may_see_chains),
    Entry("年度报告", "desk:reports:list", "calendar-alt", may_see_reports),
    Entry("制度库", "desk:institutions:list", "folder-open-inverse", may_export_documents),
    Entry("找错留言", "desk:mistakes:list", "warning", inspection.may_see_some),
    Entry("单位", "desk:units:list", "site", units.may_see_units),
    Entry("岗位", "desk:posts:list", "clipboard-list", everybody),
    Entry("人员", "desk:people:list", "group", accounts.may_look_after_people),
    Entry("登录日志", "desk:signins:list", "history", accounts.may_see_sign_ins),
    Entry("审计查询", "desk:trail:list", "view", audit.may_read_some),
    Entry("我的账号", "desk:account:mine", "user", everybody),
]


def entries_for(actor: Actor) -> list[Entry]:
    """The lines this person sees."""
    return [entry for entry in MENU if entry.may_see(actor) and entry.url]
