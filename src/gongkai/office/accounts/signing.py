"""Signing in and out, and passwords: every attempt is a row and an entry of the trail."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from gongkai.office.accounts import permissions
from gongkai.office.accounts.models import PastPassword, SignIn, SignInOutcome, User
from gongkai.office.accounts.passwords import one_time_password
from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.units.checks import tidy

_VERBS = {
    SignInOutcome.SIGNED_IN: "signin.succeeded",
    SignInOutcome.WRONG_PASSWORD: "signin.failed",
    SignInOutcome.WRONG_CODE: "signin.failed",
    SignInOutcome.LOCKED_OUT: "signin.locked",
    SignInOutcome.SIGNED_OUT: "signin.ended",
}
#: What only the person can have caused; a failed attempt may have been anybody's.
_PROVEN = frozenset({SignInOutcome.SIGNED_IN, SignInOutcome.SIGNED_OUT})
_REMEMBERED = 5


def note_sign_in(
    *,
    username: str,
    outcome: SignInOutcome,
    at: datetime,
    user: User | None = None,
    address: str = "",
    agent: str = "",
) -> SignIn:
    """Write one attempt to sign in, or a sign-out, into the sign-in log (登录日志) and the trail.

    ``user`` is who the username belongs to, if anybody; a failed attempt is not laid to that person's charge.
    """
    typed = _printable(username)[:150]
    if user is not None and outcome in _PROVEN:
        by = Actor(id=user.pk, name=user.name, address=address)
    else:
        by = Actor(id=None, name="未登录者", address=address)
    with audited():
        attempt = SignIn.objects.create(
            user=user, username=typed, at=at, address=address, agent=_printable(agent)[:200], outcome=outcome
        )
        subject = user if user is not None else typed or "（未填用户名）"
        detail = {"outcome": outcome.value, "username": typed}
        record(_VERBS[outcome], by=by, at=at, subject=subject, unit_id=user.unit_id if user else None, detail=detail)
    return attempt


def _printable(text: str) -> str:
    return "".join(letter for letter in text if unicodedata.category(letter)[0] != "C")


def change_password(person: User, new: str, *, by: Actor, at: datetime) -> None:
    """Set one's own password (the old one was checked at the door).

    Raises:
        NotAllowed: somebody else's password.
        Refused: {"password1": every rule it breaks}.
    """
    if person.pk != by.id:
        raise NotAllowed("密码只能由本人修改；忘记密码请由安全管理员或单位管理员重置。")
    try:
        validate_password(new, person)
    except ValidationError as error:
        raise Refused({"password1": " ".join(error.messages)}) from None
    with audited():
        _set(person, new, must_change=False, at=at)
        record("password.changed", by=by, at=at, subject=person, unit_id=person.unit_id)


def reset_password(person: User, *, by: Actor, at: datetime) -> str:
    """Replace a person's password by a one-time password, returned once; every session of the person ends.

    Raises:
        NotAllowed: not this person's to reset (nobody resets the own).
        Refused: the person is deactivated.
    """
    if not permissions.may_reset_password(by, person):
        raise NotAllowed(
            f"您不能重置“{person.name}”的密码：由安全管理员办理；单位管理员可以为只在本单位任职的人员办理。"
        )
    if not person.is_active:
        raise Refused(f"“{person.name}”已停用，请由系统管理员启用，启用时会给出新的一次性密码")
    password = one_time_password()
    with audited():
        _set(person, password, must_change=True, at=at)
        record("password.reset", by=by, at=at, subject=person, unit_id=person.unit_id)
    return password


def _set(person: User, password: str, *, must_change: bool, at: datetime) -> None:
    locked = User.objects.select_for_update().get(pk=person.pk)
    PastPassword.objects.create(user=locked, password=locked.password, at=at)
    kept = PastPassword.objects.filter(user=locked).order_by("-at", "-id").values_list("pk", flat=True)[:_REMEMBERED]
    PastPassword.objects.filter(user=locked).exclude(pk__in=list(kept)).delete()
    person.set_password(password)
    person.must_change_password = must_change
    person.password_changed_at = at
    person.save(update_fields=["password", "must_change_password", "password_changed_at"])


def unlock(person: User, *, by: Actor, at: datetime) -> None:
    """Record that a lockout is ended early; the door (faces/desk/signin.py) forgets the failures it counted.

    Raises:
        NotAllowed: not this person's to unlock.
    """
    if not permissions.may_unlock(by, person):
        raise NotAllowed(f"您不能解除“{person.name}”的登录锁定：由安全管理员或其单位管理员办理。")
    with audited():
        record("signin.unlocked", by=by, at=at, subject=person, unit_id=person.unit_id)


def note_factor(person: User, *, enrolled: bool, reason: str = "", by: Actor, at: datetime) -> None:
    """Record that a second factor was enrolled (by oneself) or taken away (by oneself, or by a system administrator).

    Raises:
        NotAllowed: another's factor, and not a system administrator.
        Refused: a factor of another is taken away without a reason.
    """
    own = person.pk == by.id
    if not own and (enrolled or not permissions.may_remove_factor(by, person)):
        raise NotAllowed(f"您不能停用“{person.name}”的动态口令：本人遗失时由系统管理员办理。")
    reason = tidy(reason)
    if not own and not reason:
        raise Refused({"reason": "请填写停用动态口令的原因，例如“手机遗失”"})
    with audited():
        verb = "factor.enrolled" if enrolled else "factor.removed"
        record(verb, by=by, at=at, subject=person, unit_id=person.unit_id, detail={"reason": reason})


def note_recovery_codes(person: User, *, by: Actor, at: datetime) -> None:
    """Record that a person made new recovery codes; the old ones are void.

    Raises:
        NotAllowed: another's.
    """
    if person.pk != by.id:
        raise NotAllowed("备用码只能由本人生成。")
    with audited():
        record("factor.renewed", by=by, at=at, subject=person, unit_id=person.unit_id)
