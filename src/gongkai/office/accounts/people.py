"""People: added, changed, deactivated, let in again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from gongkai.office.accounts import permissions
from gongkai.office.accounts.backends import username_of
from gongkai.office.accounts.models import Deputy, Post, User
from gongkai.office.accounts.passwords import one_time_password
from gongkai.office.accounts.quorum import must_leave_somebody
from gongkai.office.accounts.selectors import deputies_in_force, posts_in_force
from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.units.checks import tidy
from gongkai.office.units.models import Unit

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
_PHONE = re.compile(r"1[3-9]\d{9}")


@dataclass(frozen=True)
class NewPerson:
    """A person just added, with the one-time password that is shown once and kept nowhere."""

    user: User
    password: str


def add_person(
    *,
    name: str,
    username: str,
    unit: Unit | None,
    phone: str = "",
    email: str = "",
    password: str | None = None,
    by: Actor,
    at: datetime,
) -> NewPerson:
    """Add a person to a unit (None: who works for the platform). Rights come later, with posts.

    Without ``password`` a one-time password is made; it must be changed at the first sign-in. A given one (the
    demonstration's) stands.

    Raises:
        NotAllowed: neither system administrator nor administrator of the unit.
        Refused: by field: name, username (taken or malformed), phone, email, unit (closed).
    """
    if not permissions.may_add(by, unit):
        raise NotAllowed("登记人员由系统管理员办理；单位管理员只能登记本单位的人员。")
    username, name = username_of(username), tidy(name)
    problems = _problems(name, phone, email)
    if not _USERNAME.fullmatch(username):
        problems["username"] = "用户名须以字母开头，由 3 至 40 个小写字母、数字、点、横线组成，请修改"
    elif User.objects.filter(username=username).exists():
        problems["username"] = f"用户名“{username}”已被使用，请换一个"
    if unit is not None and not unit.in_force(localdate(at)):
        problems["unit"] = f"“{unit.name}”在当日不存在（尚未设立或已撤销），请选择其他单位"
    if problems:
        raise Refused(problems)
    handed = password or one_time_password()
    user = User(
        name=name,
        username=username,
        unit=unit,
        phone=phone.strip(),
        email=email.strip(),
        must_change_password=password is None,
        password_changed_at=at,
    )
    user.set_password(handed)
    with audited():
        try:
            with transaction.atomic():
                user.save()
        except IntegrityError:
            raise Refused({"username": f"用户名“{username}”刚刚被使用，请换一个"}) from None
        record("person.added", by=by, at=at, subject=user, unit_id=user.unit_id, detail={"username": username})
    return NewPerson(user, handed)


def _problems(name: str, phone: str, email: str) -> dict[str, str]:
    problems = {}
    if not 2 <= len(name) <= 60:
        problems["name"] = "请填写姓名，2 至 60 个字"
    if phone.strip() and not _PHONE.fullmatch(phone.strip()):
        problems["phone"] = "手机号码应为 11 位数字，例如 13800000000；也可以不填"
    if email.strip():
        try:
            validate_email(email.strip())
        except ValidationError:
            problems["email"] = "电子邮箱的格式不对，请核对；也可以不填"
    return problems


def change_person(
    person: User, *, name: str, phone: str, email: str, unit: Unit | None, by: Actor, at: datetime
) -> User:
    """Change a person's name, contact data and home unit; posts stay as they are.

    Raises:
        NotAllowed: not the person's administrator; or moving somebody to a unit one does not look after.
        Refused: by field.
    """
    moved = (unit.pk if unit else None) != person.unit_id
    if not permissions.may_change(by, person) or (moved and not permissions.may_add(by, unit)):
        raise NotAllowed(f"您不能修改“{person.name}”的资料：由系统管理员，或其所属单位的单位管理员办理。")
    name = tidy(name)
    if problems := _problems(name, phone, email):
        raise Refused(problems)
    with audited():
        person = User.objects.select_for_update().get(pk=person.pk)
        new = {"name": name, "phone": phone.strip(), "email": email.strip()}
        changed = [field for field, value in new.items() if getattr(person, field) != value]
        detail: dict[str, object] = {"fields": changed}
        if "name" in changed:
            detail["name"] = [person.name, new["name"]]
        if moved:
            detail["unit"] = [person.unit_id, unit.pk if unit else None]
        for field, value in new.items():
            setattr(person, field, value)
        person.unit = unit
        person.save(update_fields=["name", "phone", "email", "unit"])
        record("person.changed", by=by, at=at, subject=person, unit_id=person.unit_id, detail=detail)
    return person


def deactivate_person(person: User, *, reason: str, by: Actor, at: datetime) -> None:
    """Close the account at once and end every post and deputising from today on; what was done stays under the name.

    Raises:
        NotAllowed: not a system administrator, or the own account.
        Refused: no reason; already deactivated; the last holder of a platform post.
    """
    if not permissions.may_deactivate(by, person):
        raise NotAllowed("停用人员由系统管理员办理，且不能停用自己。")
    reason = tidy(reason)
    if not reason:
        raise Refused({"reason": "请填写停用的原因，例如“调离”“退休”"})
    on = localdate(at)
    with audited():
        person = User.objects.select_for_update().get(pk=person.pk)
        if not person.is_active:
            raise Refused(f"“{person.name}”已经停用，不必重复办理")
        for post in person.posts.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)):
            must_leave_somebody(post, on - timedelta(days=1), on)
        ended = _end_everything(person, on)
        person.is_active = False
        person.save(update_fields=["is_active"])
        detail = {"reason": reason, "posts_ended": ended}
        record("person.left", by=by, at=at, subject=person, unit_id=person.unit_id, detail=detail)


def _end_everything(person: User, on: date) -> int:
    """Cut posts and deputising to the day before, or to their first day; take away what has not begun."""
    ended = 0
    yesterday = on - timedelta(days=1)
    Deputy.objects.filter(Q(user=person) | Q(post__user=person), valid_from__gt=on).delete()
    for deputy in Deputy.objects.filter(Q(user=person) | Q(post__user=person), valid_to__gte=on):
        deputy.valid_to = max(yesterday, deputy.valid_from)
        deputy.save(update_fields=["valid_to"])
    for post in Post.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), user=person):
        ended += 1
        if post.valid_from > on:
            post.delete()
            continue
        post.valid_to = max(yesterday, post.valid_from)
        post.save(update_fields=["valid_to"])
    return ended


def reactivate_person(person: User, *, by: Actor, at: datetime) -> str:
    """Let a person in again, without posts, with a new one-time password, which is returned.

    Raises:
        NotAllowed: not a system administrator.
        Refused: the person is active; or a post that began today is in force until tonight: a new password handed out
            now would open it.
    """
    if not permissions.may_deactivate(by, person):
        raise NotAllowed("启用人员由系统管理员办理。")
    on = localdate(at)
    with audited():
        person = User.objects.select_for_update().get(pk=person.pk)
        if person.is_active:
            raise Refused(f"“{person.name}”没有停用，不必重新启用")
        if posts_in_force(on).filter(user=person).exists() or deputies_in_force(on).filter(user=person).exists():
            raise Refused(f"“{person.name}”今天开始的岗位或者代理到今天结束，当日还有效，请于次日启用")
        password = one_time_password()
        person.set_password(password)
        person.is_active = True
        person.must_change_password = True
        person.password_changed_at = at
        person.save(update_fields=["is_active", "password", "must_change_password", "password_changed_at"])
        record("person.returned", by=by, at=at, subject=person, unit_id=person.unit_id)
    return password


def note_person_read(person: User, *, by: Actor, at: datetime) -> None:
    """Record that somebody looked at another person's phone and e-mail.

    Raises:
        NotAllowed: the contact data is not this person's to see.
    """
    if not permissions.may_read_contact(by, person):
        raise NotAllowed(f"您不能查看“{person.name}”的联系方式：由系统管理员、安全管理员或其单位管理员查看。")
    if person.pk == by.id:
        return
    with audited():
        record(
            "person.read", by=by, at=at, subject=person, unit_id=person.unit_id, detail={"fields": ["phone", "email"]}
        )
