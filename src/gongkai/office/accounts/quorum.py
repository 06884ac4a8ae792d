"""The platform is never without one of its three administrators (三员)."""

from __future__ import annotations

from datetime import date

from gongkai.office.accounts.models import Post
from gongkai.office.accounts.selectors import posts_in_force
from gongkai.office.actors import PLATFORM_DUTIES, DutyKind
from gongkai.office.errors import Refused


def must_leave_somebody(post: Post, last_day: date, on: date) -> None:
    """Refuse to end the only post of a platform administrator that is in force on ``on`` and open-ended.

    Raises:
        Refused: nobody else holds this post after ``last_day``.
    """
    kind = DutyKind(post.kind)
    if kind not in PLATFORM_DUTIES or not post.in_force(on):
        return
    others = posts_in_force(on).filter(kind=kind, user__is_active=True, valid_to__isnull=True).exclude(pk=post.pk)
    if not others.exists():
        raise Refused(
            f"平台至少应有一名长期在任的{kind.label}：{last_day} 之后将无人担任。请先授予另一人这个岗位，再办理"
        )
