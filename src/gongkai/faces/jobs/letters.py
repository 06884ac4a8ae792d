"""Reminders as e-mail, where a mail server is configured (GONGKAI_SMTP_HOST); the desk shows them in any case."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from gongkai.office.accounts.models import User
from gongkai.office.accounts.selectors import holders
from gongkai.office.actors import DutyKind
from gongkai.office.catalog.alerting import Due
from gongkai.office.clearance.models import StepReminder
from gongkai.office.clearance.reminders import words

log = logging.getLogger("gongkai.jobs")


def send(reminders: Iterable[StepReminder], *, on: date) -> int:
    """One letter a person for all that waits; returns how many were handed over. A dead mail server is only logged.

    What a letter says is no more than the title and the day: the text itself stays in the desk.
    """
    waiting = _waiting(reminders, on)
    return _deliver([_letter(person, lines, f"有 {len(lines)} 件文稿等您审查") for person, lines in waiting.items()])


def send_due(told: Iterable[tuple[User, Due]]) -> int:
    """One letter a person for all headings of the catalogue that must be kept up; returns how many were handed over."""
    found: dict[User, list[str]] = defaultdict(list)
    for person, each in told:
        if person.email:
            newest = f"最近一条公开于{each.line.newest_on}，应于{each.due_on}前更新"
            found[person].append(
                f"{each.unit.called}“{each.line.node.name}”{each.line.state.label if each.line.state else ''}，{newest}"
            )
    return _deliver([_letter(person, lines, f"有 {len(lines)} 个公开类目要更新") for person, lines in found.items()])


def _deliver(letters: list[EmailMessage]) -> int:
    if not settings.EMAIL_HOST or not letters:
        return 0
    try:
        with get_connection() as door:
            return int(door.send_messages(letters) or 0)
    except (OSError, SMTPException):
        log.exception("%s reminders could not be sent by mail; they stand in the desk", len(letters))
        return 0


def _waiting(reminders: Iterable[StepReminder], on: date) -> dict[User, list[str]]:
    found: dict[User, list[str]] = defaultdict(list)
    for reminder in reminders:
        step, review = reminder.step, reminder.step.review
        people = holders(DutyKind(step.duty), review.unit, on, section_id=review.section_id)
        for person in people:
            if person.email:
                found[person].append(f"《{review.title}》{step.called}环节{words(reminder.kind)}")
    return found


def _letter(person: User, lines: list[str], says: str) -> EmailMessage:
    listed = "\n".join(f"{place}. {line}。" for place, line in enumerate(lines, 1))
    return EmailMessage(
        subject=f"【{settings.SITE_NAME}】{says}",
        body=f"{person.name}：\n\n{listed}\n\n请登录工作台办理：{settings.BASE_URL}/desk/\n",
        to=[person.email],
    )
