"""Receiving what people find wrong, and dealing with it."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from gongkai.office.actors import Actor
from gongkai.office.audit.services import SYSTEM, audited, record
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.fieldkey import decrypt, encrypt
from gongkai.office.inspection import permissions
from gongkai.office.inspection.models import Mistake, MistakeState, MistakeStep, StepKind
from gongkai.office.inspection.sorts import mistake_rules
from gongkai.office.units.models import Unit

TEXT_MOST, CONTACT_MOST = 1000, 100
#: From one address in a day; an office building shares one.
DAILY_MOST = 20
_PURPOSE = "mistake contact"
#: Without 0/O and 1/I/L: the code is read out on the phone.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def receive(
    *, unit: Unit, sort: str, page: str, page_title: str = "", text: str, contact: str = "", address: str, at: datetime
) -> Mistake:
    """Take a report from the public; the same report sent twice (a double click) is one.

    ``unit`` is whose page it is (the city's own office where that is unknown), ``page`` its path on this site
    ("/documents/12/"), ``address`` where the report came from: only a keyed hash of it and the day is kept.

    Raises:
        Refused: something is missing or too long, or too many came from there today; by field.
    """
    text, contact, page = _text(text), " ".join(contact.split()), page.strip()
    problems: dict[str, str] = {}
    if sort not in mistake_rules().sorts:
        problems["sort"] = "请选择是哪一类问题。"
    if not text:
        problems["text"] = "没有写明问题，请写出错在哪里、应当怎样。"
    elif len(text) > TEXT_MOST:
        problems["text"] = f"问题有{len(text)}个字，最多{TEXT_MOST}个字，请缩短。"
    if len(contact) > CONTACT_MOST:
        problems["contact"] = f"联系方式有{len(contact)}个字，最多{CONTACT_MOST}个字。"
    if not re.fullmatch(r"/[^\s\\]{0,299}", page) or page.startswith("//"):
        problems["page"] = "网页地址须是本网站的地址，例如 /documents/12/ ，请从地址栏复制。"
    if problems:
        raise Refused(problems)
    sender = _sender(address, at)
    with audited():
        today = Mistake.objects.filter(sender=sender)
        again = today.filter(unit=unit, sort=sort, page=page, text=text).first()
        if again is not None:
            record("mistake.received", by=SYSTEM, at=at, subject=again, unit_id=unit.pk, detail={"again": True})
            return again
        if today.count() >= DAILY_MOST:
            raise Refused(f"今天从您的网络已收到{DAILY_MOST}条留言，请明天再提交，或者直接联系有关单位。")
        mistake = Mistake.objects.create(
            code="".join(secrets.choice(_SIGNS) for _ in range(12)),
            unit=unit,
            sort=sort,
            page=page,
            page_title=page_title[:300],
            text=text,
            contact=encrypt(contact, _PURPOSE),
            received_at=at,
            due_on=timezone.localdate(at) + timedelta(days=mistake_rules().answer_days),
            sender=sender,
        )
        record(
            "mistake.received",
            by=SYSTEM,
            at=at,
            subject=mistake,
            unit_id=unit.pk,
            detail={"sort": sort, "page": page, "contact": bool(contact)},
        )
    return mistake


def answer(mistake: Mistake, text: str, *, mended: bool, by: Actor, at: datetime) -> MistakeStep:
    """Close a report with an answer. ``mended``: the page was put right; otherwise it was explained why not.

    Raises:
        NotAllowed: not a post of the unit concerned.
        Refused: no answer is written, or it is closed already.
    """
    text = _explained(text, "答复")
    with audited():
        locked = _handled(mistake, by)
        if locked.state != MistakeState.OPEN:
            raise Refused("这条留言已经办结。需要补充的，请先重新办理。")
        locked.state = MistakeState.MENDED if mended else MistakeState.EXPLAINED
        locked.closed_at = at
        locked.save(update_fields=["state", "closed_at"])
        return _step(locked, StepKind.ANSWERED, text, by=by, at=at, detail={"state": locked.state})


def transfer(mistake: Mistake, to: Unit, text: str, *, by: Actor, at: datetime) -> MistakeStep:
    """Hand a report to the unit it concerns; the day by which it is closed stays.

    The lead office hands to any unit of its region; a unit that is not concerned gives back to the government above it.

    Raises:
        NotAllowed: not a post of the unit that has it, or the other unit is not within reach.
        Refused: no reason, it is closed, or the other unit has it already or is closed itself.
    """
    text = _explained(text, "转办说明")
    with audited():
        locked = _handled(mistake, by)
        if locked.state != MistakeState.OPEN:
            raise Refused("这条留言已经办结，不能转办。")
        if to.pk == locked.unit_id:
            raise Refused({"unit": f"这条留言本来就由{to.called}办理，请选择另一个单位。"})
        if not to.in_force(timezone.localdate(at)):
            raise Refused({"unit": f"{to.name}已经撤销，请选择承继它的单位。"})
        if not (permissions.may_hand_to(by, to) or locked.unit.path.startswith(to.path)):
            raise NotAllowed(f"转给{to.called}须由主管部门办理；与本单位无关的，请转回上级政府。")
        before, locked.unit = locked.unit, to
        locked.save(update_fields=["unit"])
        return _step(locked, StepKind.TRANSFERRED, text, by=by, at=at, from_unit=before, detail={"to": to.pk})


def reopen(mistake: Mistake, text: str, *, by: Actor, at: datetime) -> MistakeStep:
    """Take up a closed report again: the answer was wrong, or the mistake is back.

    Raises:
        NotAllowed: not a post of the unit concerned.
        Refused: no reason, or it is open.
    """
    text = _explained(text, "重新办理的原因")
    with audited():
        locked = _handled(mistake, by)
        if locked.state == MistakeState.OPEN:
            raise Refused("这条留言还在办理中，不需要重新办理。")
        locked.state, locked.closed_at = MistakeState.OPEN, None
        locked.save(update_fields=["state", "closed_at"])
        return _step(locked, StepKind.REOPENED, text, by=by, at=at)


def read_contact(mistake: Mistake, *, by: Actor, at: datetime) -> str:
    """How the reporter is reached; the trail says who looked.

    Raises:
        NotAllowed: not a post of the unit concerned.
    """
    if not permissions.may_handle(by, mistake):
        raise NotAllowed("留言人的联系方式只由办理单位的经办人员查看，您没有这样的岗位。")
    with audited():
        record("mistake.contact.read", by=by, at=at, subject=mistake, unit_id=mistake.unit_id)
    return decrypt(mistake.contact, _PURPOSE)


def _handled(mistake: Mistake, by: Actor) -> Mistake:
    locked = Mistake.objects.select_for_update(of=("self",)).select_related("unit").get(pk=mistake.pk)
    if not permissions.may_handle(by, locked):
        raise NotAllowed("这条留言由有关单位的经办人员办理，您没有这样的岗位。")
    return locked


def _step(
    mistake: Mistake,
    kind: StepKind,
    text: str,
    *,
    by: Actor,
    at: datetime,
    from_unit: Unit | None = None,
    detail: dict[str, object] | None = None,
) -> MistakeStep:
    if by.id is None:
        raise NotAllowed("留言须由人员办理，系统不能代办。")
    step = MistakeStep.objects.create(
        mistake=mistake,
        kind=kind,
        text=text,
        from_unit=from_unit or mistake.unit,
        to_unit=mistake.unit if from_unit else None,
        by_id=by.id,
        at=at,
    )
    record(f"mistake.{kind.value}", by=by, at=at, subject=mistake, unit_id=mistake.unit_id, detail=detail or {})
    return step


def _explained(text: str, what: str) -> str:
    text = _text(text)
    if not text:
        raise Refused({"text": f"没有填写{what}，留言人会看到这段文字，请填写。"})
    if len(text) > TEXT_MOST:
        raise Refused({"text": f"{what}有{len(text)}个字，最多{TEXT_MOST}个字，请缩短。"})
    return text


def _text(text: str) -> str:
    """Lines kept, signs nobody sees gone."""
    kept = re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ud800-\udfff]+", " ", text)
    return "\n".join(filter(None, (" ".join(line.split()) for line in kept.split("\n"))))


def _sender(address: str, at: datetime) -> str:
    day = timezone.localdate(at).isoformat()
    return hmac.new(settings.SECRET_KEY.encode(), f"{day} {address}".encode(), hashlib.sha256).hexdigest()[:32]
