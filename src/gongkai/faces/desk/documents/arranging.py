"""定时公开: choosing the moment at which a cleared document goes out, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from gongkai.faces.desk.documents.actforms import ScheduleForm
from gongkai.faces.desk.documents.place import OfDocument
from gongkai.faces.desk.kit import ActScreen
from gongkai.office.catalog import permissions, services
from gongkai.office.catalog.scheduling import shown
from gongkai.office.catalog.selectors import Stand


class Schedule(OfDocument, ActScreen):
    """定时公开."""

    title = "定时公开"
    form_class = ScheduleForm
    submit_label = "定时公开"
    done = "已定时，到时自动公开。"
    refusal = "定时公开由办公室终审或者本科室经办人办理，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return super().may_enter() and permissions.may_publish(self.actor, self.document)

    def initial(self) -> dict[str, Any]:
        return {"release_at": self.document.release_at or next_morning(self.now)}

    def question(self) -> str:
        again = f"（原定{shown(self.document.release_at)}）" if self.document.release_at else ""
        return f"第{self.latest.number}稿《{self.latest.title}》在什么时间公开{again}？"

    def consequences(self) -> Sequence[str]:
        told = [] if self.stand is Stand.CLEARED else ["最新稿还没有审查通过，不能定时公开。"]
        return [
            *told,
            "到时由系统按您的安排公开，审计记录里写明是您安排的。",
            "到时再核对一次：审查结论、内容是否改动、您的岗位。有一项不符就不公开，并在文稿页上写明原因。",
            "在此之前修改、撤下文稿，定时自动取消。",
        ]

    def save(self, form: Any) -> str:
        services.schedule(self.document, form.cleaned_data["release_at"], by=self.actor, at=self.now)
        return self.document_url()


class CancelSchedule(OfDocument, ActScreen):
    """取消定时公开."""

    title = "取消定时公开"
    submit_label = "取消定时"
    done = "已取消定时公开。"
    refusal = "取消定时公开由办公室终审、分管领导或者本科室经办人办理，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return super().may_enter() and permissions.may_cancel_schedule(self.actor, self.document)

    def question(self) -> str:
        if self.document.release_at is None:
            return "本文稿没有定时公开的安排，可能已经公开或者取消。"
        return f"确认取消？《{self.latest.title}》原定{shown(self.document.release_at)}公开。"

    def consequences(self) -> Sequence[str]:
        return ["审查结论仍然有效，可以随时公开，也可以另定时间。"]

    def save(self, form: Any) -> str:  # noqa: ARG002
        services.cancel_schedule(self.document, by=self.actor, at=self.now)
        return self.document_url()


def next_morning(now: datetime) -> datetime:
    """Nine o'clock tomorrow."""
    return (timezone.localtime(now) + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)


def remaining(planned: datetime, now: datetime) -> str:
    """How long until then: the two largest parts.

    >>> from datetime import UTC
    >>> remaining(datetime(2026, 3, 12, 11, 0, tzinfo=UTC), datetime(2026, 3, 10, 9, 30, tzinfo=UTC))
    '还有2天1小时'
    >>> remaining(datetime(2026, 3, 10, 9, 30, 20, tzinfo=UTC), datetime(2026, 3, 10, 9, 30, tzinfo=UTC))
    '即将公开'
    """
    minutes = int((planned - now).total_seconds() // 60)
    if minutes < 1:
        return "即将公开"
    parts = [(minutes // 1440, "天"), (minutes // 60 % 24, "小时"), (minutes % 60, "分钟")]
    first = next(place for place, (number, _unit) in enumerate(parts) if number)
    return "还有" + "".join(f"{number}{unit}" for number, unit in parts[first : first + 2] if number)
