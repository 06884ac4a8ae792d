"""The first three administrators of a new platform: nobody is there yet to add or grant them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.timezone import localdate

from gongkai.faces.jobs import tables
from gongkai.office.accounts.models import Post
from gongkai.office.accounts.services import add_person, grant_post
from gongkai.office.actors import PLATFORM_DUTIES, SYSTEM, DutyKind
from gongkai.office.audit.services import audited
from gongkai.statute.errors import GongkaiError

Say = Callable[[str], None]


def none_yet() -> bool:
    """Whether nobody was ever given a post of the platform."""
    return not Post.objects.filter(kind__in=PLATFORM_DUTIES).exists()


def appoint(people: Mapping[DutyKind, tuple[str, str]], *, at: datetime, say: Say) -> int:
    """Add one person for each of the three posts, by username and name, and print their one-time passwords.

    All three or none, and only once: later ones are granted in the desk, where two persons are needed.

    Raises:
        GongkaiError: there are administrators; a username or a name that cannot be.
    """
    tables.ready(upgrade=False)
    if not none_yet():
        raise GongkaiError("平台已经有过管理员。以后的管理员由系统管理员登记、安全管理员授予岗位，经第二人核准后生效。")
    with audited():
        made = {
            kind: add_person(name=name, username=username, unit=None, by=SYSTEM, at=at)
            for kind, (username, name) in people.items()
        }
        for kind, new in made.items():
            grant_post(new.user, kind=kind, unit=None, valid_from=localdate(at), by=SYSTEM, at=at)
    say("已设立三名管理员。一次性密码只显示这一次，请分别当面交给本人；首次登录须修改密码并启用动态口令。")
    for kind, new in made.items():
        say(f"  {kind.label}  {new.user.name}  用户名 {new.user.username}  一次性密码 {new.password}")
    return 0
