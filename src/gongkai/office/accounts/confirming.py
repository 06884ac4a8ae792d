"""Confirming what somebody else gave: a post that reviews or administers, a deputy whom an administrator chose.

Until then it gives no rights, so that no administrator alone can make the people who pass a document through review.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from gongkai.office.accounts import permissions
from gongkai.office.accounts.models import Deputy, Post
from gongkai.office.accounts.posts import problems_of, told
from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.units.checks import tidy

_WHO = "由安全管理员、系统管理员或者单位所在地区的主管部门办理，不得由授予人或者任职人本人办理，也不得以代理身份办理。"
_GONE = "这一项已经核准，或者已被收回，不必重复办理"


def confirm_post(post: Post, *, by: Actor, at: datetime) -> Post:
    """Let a granted post count, from its first day or, where that has passed, from today.

    Raises:
        NotAllowed: not a second person who confirms posts there.
        Refused: confirmed or taken back meanwhile; the person left, the unit was closed, the last day has passed.
    """
    on = localdate(at)
    with audited():
        post = _held(post, by)
        if not post.user.is_active:
            raise Refused(f"“{post.user.name}”已停用，不能核准；请改为不予核准")
        if post.valid_to is not None and post.valid_to < on:
            raise Refused(f"离任日期 {post.valid_to} 已过，不能核准；请改为不予核准，需要时重新授予")
        if problems := problems_of(post):
            raise Refused("；".join(problems.values()))
        post.pending, post.confirmed_by_id, post.valid_from = False, by.id, max(post.valid_from, on)
        post.save(update_fields=["pending", "confirmed_by", "valid_from"])
        detail = {**told(post), "granted_by": post.granted_by_id}
        record("post.confirmed", by=by, at=at, subject=post, unit_id=post.unit_id, detail=detail)
    return post


def decline_post(post: Post, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a post back that was not confirmed.

    Raises:
        NotAllowed: not a second person who confirms posts there.
        Refused: confirmed or taken back meanwhile; no reason.
    """
    if not tidy(reason):
        raise Refused({"reason": "请填写不予核准的原因，例如“此人不在本单位任职”"})
    with audited():
        post = _held(post, by)
        detail = {**told(post), "granted_by": post.granted_by_id, "reason": tidy(reason)}
        record("post.declined", by=by, at=at, subject=post, unit_id=post.unit_id, detail=detail)
        post.delete()


def _held(post: Post, by: Actor) -> Post:
    """The row under lock, still pending and for this person to decide."""
    found = Post.objects.select_for_update(of=("self",)).select_related("user", "unit", "section")
    held = found.filter(pk=post.pk, pending=True).first()
    if held is None:
        raise Refused(_GONE)
    if not permissions.may_confirm(by, held) or _stood_in(by.id, held.granted_by_id):
        raise NotAllowed(f"您不能核准“{held}”：{_WHO}")
    return held


def _stood_in(one: int | None, other: int | None) -> bool:
    """Whether one of the two was ever the other's deputy: an own deputy is no second person."""
    pair = Q(user_id=one, post__user_id=other) | Q(user_id=other, post__user_id=one)
    return one is not None and other is not None and Deputy.objects.filter(pair).exists()


def confirm_deputy(deputy: Deputy, *, by: Actor, at: datetime) -> Deputy:
    """Let a deputy act whom an administrator chose, from the first day or, where that has passed, from today.

    Raises:
        NotAllowed: neither the holder nor a second person who confirms posts there.
        Refused: confirmed or taken back meanwhile; the period has passed; deputy or holder left.
    """
    on = localdate(at)
    with audited():
        deputy = _held_deputy(deputy, by)
        if deputy.valid_to < on:
            raise Refused(f"代理期间到 {deputy.valid_to} 已过，不能核准；请改为不予核准，需要时重新指定")
        if not (deputy.user.is_active and deputy.post.user.is_active):
            raise Refused("代理人或者岗位持有人已停用，不能核准；请改为不予核准")
        deputy.pending, deputy.confirmed_by_id, deputy.valid_from = False, by.id, max(deputy.valid_from, on)
        deputy.save(update_fields=["pending", "confirmed_by", "valid_from"])
        record(
            "deputy.confirmed", by=by, at=at, subject=deputy, unit_id=deputy.post.unit_id, detail=_told_deputy(deputy)
        )
    return deputy


def decline_deputy(deputy: Deputy, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a deputy back who was not confirmed.

    Raises:
        NotAllowed: neither the holder nor a second person who confirms posts there.
        Refused: confirmed or taken back meanwhile; no reason.
    """
    if not tidy(reason):
        raise Refused({"reason": "请填写不予核准的原因，例如“未经岗位持有人同意”"})
    with audited():
        deputy = _held_deputy(deputy, by)
        detail = {**_told_deputy(deputy), "reason": tidy(reason)}
        record("deputy.declined", by=by, at=at, subject=deputy, unit_id=deputy.post.unit_id, detail=detail)
        deputy.delete()


def _held_deputy(deputy: Deputy, by: Actor) -> Deputy:
    found = Deputy.objects.select_for_update(of=("self",)).select_related("post__user", "post__unit", "user")
    held = found.filter(pk=deputy.pk, pending=True).first()
    if held is None:
        raise Refused(_GONE)
    if not permissions.may_confirm_deputy(by, held) or _stood_in(by.id, held.appointed_by_id):
        raise NotAllowed(f"您不能核准“{held}”：由岗位持有人办理，或者{_WHO}")
    return held


def _told_deputy(deputy: Deputy) -> dict[str, object]:
    return {
        "post_id": deputy.post_id,
        "deputy_id": deputy.user_id,
        "appointed_by": deputy.appointed_by_id,
        "valid_from": str(deputy.valid_from),
        "valid_to": str(deputy.valid_to),
    }
