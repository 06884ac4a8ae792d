"""What can be done with a document now: the two or three lawful next acts, and why the others are not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from gongkai.faces.desk.documents.arranging import remaining
from gongkai.faces.desk.kit import Act
from gongkai.office.actors import Actor
from gongkai.office.catalog import permissions
from gongkai.office.catalog.correcting import open_versions
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.scheduling import shown
from gongkai.office.catalog.selectors import (
    Stand,
    author_ids,
    findings_of,
    is_public,
    open_review,
    rounds_of,
    was_checked,
)
from gongkai.office.catalog.validity import ended_why, endings_of
from gongkai.office.clearance.models import FindingState, Review, ReviewState, ReviewStep, StepState
from gongkai.office.clearance.permissions import emergency_duty
from gongkai.office.clearance.permissions import may_withdraw as may_take_back


@dataclass(frozen=True)
class Notice:
    """A sentence at the head of the page about what was arranged, what ended, what others say of this document."""

    text: str
    tone: str = "info"
    url: str = ""
    url_label: str = ""


@dataclass(frozen=True)
class Next:
    """The acts as buttons, the first of them the main one; sentences on what is not there, and notices."""

    acts: tuple[Act, ...]
    why_not: tuple[str, ...]
    notices: tuple[Notice, ...] = ()


def next_acts(by: Actor, document: Document, stand: Stand, now: datetime) -> Next:
    """For this person, at this moment."""
    review = open_review(document)
    writes = permissions.may_write(by, document)
    found: list[Act] = []
    drafting = writes and stand in {Stand.DRAFT, Stand.RETURNED, Stand.WITHDRAWN}
    if drafting:
        found += _towards_review(document)
    found += _out(by, document, stand)
    if writes and (review is None or not review.emergency) and not any(act.label == "修改" for act in found):
        found.append(_act("起草新版" if stand is Stand.PUBLIC else "修改", "edit", document))
    if drafting and found[0].label in {"送审", "修改"}:
        found.append(_act("检查结果", "findings", document))
    if drafting and found[0].label == "修改":  # nothing to mend in the words: they can go again as they are
        found.append(_act("原稿送审", "submit", document))
    if review is not None and may_take_back(by, review):
        found.append(_act("撤回送审", "take-back", document))
    if may_release(by, document, stand, review):
        found.append(_act("应急发布", "emergency", document, danger=True))
    found += _of_the_public(by, document)
    said = _why_not(by, document, stand, review, writes=writes)
    return Next(tuple(found), tuple(said), tuple(_notices(document, stand, now)))


def _out(by: Actor, document: Document, stand: Stand) -> list[Act]:
    """The acts on what has passed: out now, out later, or looked at again from time to time."""
    found: list[Act] = []
    planned = document.release_at is not None
    if stand is Stand.CLEARED and permissions.may_publish(by, document):
        found.append(_act("立即公开" if planned else "公开", "publish", document, main=True))
        found.append(_act("改定公开时间" if planned else "定时公开", "schedule", document))
    if planned and permissions.may_cancel_schedule(by, document):
        found.append(_act("取消定时", "cancel-schedule", document))
    if stand is Stand.REGISTERED:
        main = permissions.may_reassess(by, document)
        name = "desk:withheld:reassess" if main else "desk:withheld:one"
        found.append(Act("定期评估" if main else "查看台账", reverse(name, args=[document.pk]), main=main))
    return found


def _of_the_public(by: Actor, document: Document) -> list[Act]:
    """The acts on what the public sees."""
    if not is_public(document):
        return []
    found: list[Act] = []
    if permissions.may_judge_validity(by, document):
        ended = document.ended_on is not None
        found.append(_act("恢复有效" if ended else "标注效力", "resume" if ended else "end", document))
    if permissions.may_withdraw(by, document):
        if open_versions(document, document.published):
            found.append(_act("旧版停止提供", "close-earlier", document))
        found.append(_act("撤下", "withdraw", document, danger=True))
    return found


def _notices(document: Document, stand: Stand, now: datetime) -> Iterator[Notice]:
    if document.release_at is not None:
        who = f"由{document.release_by.name}安排，" if document.release_by else ""
        yield Notice(
            f"定于{shown(document.release_at)}公开（{remaining(document.release_at, now)}），{who}到时自动公开。"
        )
    elif document.release_note:
        yield Notice(document.release_note, "warning")
    if stand is Stand.REGISTERED:
        url = reverse("desk:withheld:one", args=[document.pk])
        yield Notice("已审查通过，登记在不予公开台账里，不向社会公开。", "info", url, "台账和定期评估")
    if not is_public(document):
        return
    if document.ended_on is not None:
        why = ended_why(document)
        note = f"，{why}" if why else ""
        yield Notice(f"{document.get_ended_how_display()}：自{document.ended_on}起不再有效{note}。", "warning")
        return
    for said in endings_of(document):
        if not said.binding:
            yield Notice(
                f"{said.document.unit.called}公开的《{said.document}》写明自{said.on}起{said.label}本文稿，请核实后标注效力。",
                "warning",
            )


def _towards_review(document: Document) -> list[Act]:
    """What comes before review is the main act: the words that were returned are changed first, then the gates, then 送审."""
    if returned_as_it_is(document):
        return [_act("修改", "edit", document, main=True)]
    if not was_checked(document):
        return [_act("检查", "findings", document, main=True)]
    if to_settle(document):
        return [_act("处理提示", "findings", document, main=True)]
    return [_act("送审", "submit", document, main=True)]


def returned_as_it_is(document: Document) -> bool:
    """Whether the latest words are exactly those that were returned: nothing has been mended yet."""
    last = rounds_of(document).first()
    return (
        last is not None
        and last.state == ReviewState.RETURNED
        and document.latest is not None
        and last.digest == document.latest.digest
    )


def to_settle(document: Document) -> int:
    """How many findings of the latest words must still be mended or given a reason."""
    return findings_of(document).filter(state=FindingState.OPEN).exclude(severity="info").count()


def may_release(by: Actor, document: Document, stand: Stand, review: Review | None) -> bool:
    """Whether an emergency release is open to this person."""
    if stand not in {Stand.DRAFT, Stand.RETURNED, Stand.IN_REVIEW}:
        return False
    return not isinstance(emergency_duty(by, document.unit, review), str) and by.id not in author_ids(document)


def _act(label: str, name: str, document: Document, *, main: bool = False, danger: bool = False) -> Act:
    return Act(label, reverse(f"desk:documents:{name}", args=[document.pk]), main=main, danger=danger)


def _why_not(by: Actor, document: Document, stand: Stand, review: Review | None, *, writes: bool) -> list[str]:
    said: list[str] = []
    if review is not None and stand is not Stand.PUBLIC:
        said.append(f"公开：第{review.round}轮审查正在进行，{_whose_turn(review)}。审查通过后才能公开。")
        if writes:
            said.append("修改：可以修改，但保存后本轮审查作废，须重新送审。")
    elif stand in {Stand.DRAFT, Stand.RETURNED}:
        said.append("公开：最新稿还没有审查通过。先检查、送审，各环节同意后才能公开。")
    elif stand is Stand.CLEARED and not permissions.may_publish(by, document):
        said.append("公开：已审查通过，由办公室终审或者本科室经办人办理。")
    elif stand is Stand.REGISTERED:
        said.append("公开：本稿不是主动公开的。情况变化可以公开的，先办理定期评估，再把公开方式改为主动公开送审。")
    elif stand is Stand.WITHDRAWN:
        said.append("公开：撤下之后重新公开，须再次送审并通过。")
    if not writes:
        said.append("修改、送审：由本单位经办人或者科室负责人（岗位限定科室的，限本科室）办理。")
    if is_public(document) and not permissions.may_withdraw(by, document):
        said.append("撤下、标注效力：由办公室终审或者分管领导办理。")
    if review is not None and review.emergency:
        said.append("修改：已应急发布，正在补办审查，办结前不能修改；内容有误的，请先撤下。")
    return said


def _whose_turn(review: Review) -> str:
    step: ReviewStep | None = review.steps.filter(state=StepState.ACTIVE).first()
    if step is None:
        return "等待办理"
    due = f"，最迟{step.due_on.isoformat()}办结" if step.due_on else ""
    return f"现在「{step.called}」环节{due}"
