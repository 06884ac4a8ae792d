"""What can be done with a report now: the lawful next acts, and why the others are not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from gongkai.faces.desk.kit import Act
from gongkai.office.actors import Actor
from gongkai.office.annualreport import permissions
from gongkai.office.annualreport.contents import form_for, report_of
from gongkai.office.annualreport.footing import unexplained, unread
from gongkai.office.annualreport.models import AnnualReport
from gongkai.office.annualreport.selectors import gate_findings, is_public, open_review, other_organ, was_checked
from gongkai.office.catalog.selectors import Stand
from gongkai.office.clearance.models import FindingState
from gongkai.office.clearance.permissions import may_withdraw as may_take_back


@dataclass(frozen=True)
class Next:
    """The acts as buttons, the first of them the main one; ``says`` is what is wanted first, ``why_not`` what is not there."""

    acts: tuple[Act, ...]
    says: tuple[str, ...]
    why_not: tuple[str, ...]


def next_acts(by: Actor, annual: AnnualReport, stand: Stand) -> Next:
    """For this person, at this moment."""
    writes = permissions.may_write(by, annual)
    review = open_review(annual)
    drafting = writes and stand in {Stand.DRAFT, Stand.RETURNED, Stand.WITHDRAWN}
    wanted = list(_wanted(annual)) if drafting else []
    found: list[Act] = []
    if drafting:
        found.append(_act("修改表格和文字", "edit", annual, main=bool(wanted)))
        found.append(_act("检查", "findings", annual, main=not wanted and not _ready(annual)))
        if not wanted and _ready(annual):
            found.insert(0, _act("送审", "submit", annual, main=True))
    if stand is Stand.CLEARED and permissions.may_publish(by, annual):
        found.append(_act("公开", "publish", annual, main=True))
    if writes and not drafting:
        found.append(_act("起草新版" if stand is Stand.PUBLIC else "修改表格和文字", "edit", annual))
    if review is not None and may_take_back(by, review):
        found.append(_act("撤回送审", "take-back", annual))
    if is_public(annual) and permissions.may_withdraw(by, annual):
        found.append(_act("撤下", "withdraw", annual, danger=True))
    return Next(tuple(found), tuple(wanted), tuple(_why_not(by, annual, stand, writes=writes)))


def _wanted(annual: AnnualReport) -> Iterator[str]:
    """What must be settled in the report itself before it can be checked and sent."""
    assert annual.latest is not None  # noqa: S101 (every report begins with a version)
    report = report_of(annual.latest)
    if cells := unread(report):
        yield f"还有{len(cells)}格没有读到，请填写，原文为空的确认为空。"
    if wrong := unexplained(annual.latest, form_for(report)):
        yield f"还有{len(wrong)}处勾稽关系不成立，请改正，或者写明向公众的说明。"
    if organ := other_organ(annual, report.organ):
        yield f"报告写的机关名称是“{organ}”，不是本单位的名称，请核对是不是传错了文件，或者改正机关名称。"
    if is_public(annual) and annual.published_id != annual.latest.pk and not annual.latest.correction:
        yield "本报告有公开版，请写明向公众的更正说明。"
    if all(cell.value is None for cell in report.cells.values()):
        yield "表格还没有填写。"


def _ready(annual: AnnualReport) -> bool:
    """Whether the gates have looked and nothing of theirs is left."""
    left = gate_findings(annual).filter(state=FindingState.OPEN).exclude(severity="info")
    return was_checked(annual) and not left.exists()


def _act(label: str, name: str, annual: AnnualReport, *, main: bool = False, danger: bool = False) -> Act:
    return Act(label, reverse(f"desk:reports:{name}", args=[annual.pk]), main=main, danger=danger)


def _why_not(by: Actor, annual: AnnualReport, stand: Stand, *, writes: bool) -> Iterator[str]:
    if not writes:
        yield "修改和送审由编制科室的经办人或者科室负责人办理。"
    if stand is Stand.CLEARED and not permissions.may_publish(by, annual):
        yield "公开由办公室终审或者编制科室的经办人办理。"
    if stand is Stand.IN_REVIEW:
        yield "正在审查，各环节同意后才能公开。"
    if is_public(annual) and not permissions.may_withdraw(by, annual):
        yield "撤下由办公室终审或者分管领导办理。"
