"""Posts and deputies: granted, ended, appointed for a period."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from gongkai.office.accounts import permissions
from gongkai.office.accounts.models import Deputy, Post, User
from gongkai.office.accounts.quorum import must_leave_somebody
from gongkai.office.accounts.rules import SECTION_DUTIES, SUBTREE_DUTIES, Tenure, conflict
from gongkai.office.actors import CONFIRMED_DUTIES, PLATFORM_DUTIES, SYSTEM, Actor, DutyKind
from gongkai.office.audit.services import audited, record
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.units.checks import tidy
from gongkai.office.units.models import Section, Unit


def tenures(person: User) -> list[Tenure]:
    """Every duty of a person, past, present and to come, held or acted for."""
    held = [_tenure(post) for post in person.posts.select_related("unit")]
    deputising = person.deputising.select_related("post__unit")
    return held + [_acting(deputy.post, deputy.valid_from, deputy.valid_to) for deputy in deputising]


def _tenure(post: Post) -> Tenure:
    return Tenure(
        kind=DutyKind(post.kind),
        path=post.unit.path if post.unit else "/",
        since=post.valid_from,
        until=post.valid_to,
        subtree=post.subtree,
        section_id=post.section_id,
    )


def _acting(post: Post, since: date, until: date) -> Tenure:
    return Tenure(
        kind=DutyKind(post.kind),
        path=post.unit.path if post.unit else "/",
        since=since,
        until=min(until, post.valid_to or until),
        subtree=post.subtree,
        section_id=post.section_id,
        acting=True,
    )


def grant_post(
    person: User,
    *,
    kind: DutyKind,
    unit: Unit | None,
    valid_from: date,
    valid_to: date | None = None,
    section: Section | None = None,
    subtree: bool = False,
    title: str = "",
    by: Actor,
    at: datetime,
) -> Post:
    """Give a person a post from a day, to a day inclusive or until it is ended.

    A post that reviews or administers is ``pending`` until a second person has confirmed it (confirming.py).

    Raises:
        NotAllowed: the post is not this person's to grant, or would go to oneself.
        Refused: by field: unit (closed, missing), section, subtree, valid_from, valid_to; "" for conflicts with other
            posts of the person (the same twice, 三员分立, an assessor of the own unit).
    """
    if person.pk == by.id:
        raise NotAllowed("岗位不能授予自己，请由其他管理员办理。")
    if not permissions.may_grant(by, person, kind, unit):
        if permissions.may_grant(by, User(), kind, unit):
            raise NotAllowed(f"您正在代理“{person.name}”，不能以代理身份授予其岗位，请由其他管理员办理。")
        where = f"“{unit.name}”的" if unit else "平台"
        raise NotAllowed(
            f"您不能授予{where}{kind.label}岗位：由安全管理员办理；单位管理员可以授予本单位除单位管理员以外的岗位。"
        )
    post = Post(
        user=person,
        kind=kind,
        unit=unit,
        section=section,
        subtree=subtree,
        title=tidy(title),
        valid_from=valid_from,
        valid_to=valid_to,
        pending=kind in CONFIRMED_DUTIES and by != SYSTEM,
        granted_by_id=by.id,
    )
    if problems := problems_of(post):
        raise Refused(problems)
    with audited():
        person = User.objects.select_for_update().get(pk=person.pk)
        if not person.is_active:
            raise Refused({"user": f"“{person.name}”已停用，不能授予岗位；请先由系统管理员启用"})
        if why := conflict(_tenure(post), tenures(person)):
            raise Refused(why)
        post.save()
        detail = {**told(post), "pending": post.pending}
        record("post.granted", by=by, at=at, subject=post, unit_id=post.unit_id, detail=detail)
    return post


def problems_of(post: Post) -> dict[str, str]:
    """What stands against a post by itself, whoever holds it, by field."""
    problems: dict[str, str] = {}
    unit, kind = post.unit, DutyKind(post.kind)
    if (unit is None) != (kind in PLATFORM_DUTIES):
        return {"unit": "平台岗位不属于任何单位，其他岗位必须选定一个单位，请核对"}
    if post.valid_to is not None and post.valid_to < post.valid_from:
        problems["valid_to"] = "离任日期早于任职日期，请改正"
    if unit is not None:
        if post.valid_from < unit.valid_from:
            problems["valid_from"] = f"“{unit.name}”于 {unit.valid_from} 设立，任职日期不能更早"
        if unit.valid_to is not None and post.valid_from > unit.valid_to:
            problems["unit"] = f"“{unit.name}”已于 {unit.valid_to} 撤销，不能再授予岗位；请选择承继其职能的单位"
        elif unit.valid_to is not None and (post.valid_to is None or post.valid_to > unit.valid_to):
            problems["valid_to"] = f"“{unit.name}”存续到 {unit.valid_to}，请填写不晚于这一天的离任日期"
    if post.section is not None:
        if kind not in SECTION_DUTIES:
            problems["section"] = f"只有经办人和科室负责人可以限定到科室，{kind.label}请不要选择科室"
        elif post.section.unit_id != post.unit_id:
            problems["section"] = f"“{post.section}”不是“{unit}”的科室，请重新选择"
        elif post.section.closed:
            problems["section"] = f"“{post.section}”已撤销，请选择其他科室"
    if post.subtree and kind not in SUBTREE_DUTIES:
        problems["subtree"] = f"只有主管部门、评估员和单位管理员的岗位可以含下级单位，{kind.label}不可以"
    return problems


def told(post: Post) -> dict[str, object]:
    """A post as the trail tells of it."""
    return {
        "user_id": post.user_id,
        "kind": post.kind,
        "section_id": post.section_id,
        "subtree": post.subtree,
        "title": post.title,
        "valid_from": str(post.valid_from),
        "valid_to": str(post.valid_to) if post.valid_to else None,
    }


def end_post(post: Post, *, last_day: date, reason: str, by: Actor, at: datetime) -> None:
    """Set the last day of a post; yesterday ends it at once. A post not begun or not confirmed is taken back.

    Raises:
        NotAllowed: the post is not this person's to end, or ending it would be in the own favour.
        Refused: by field: last_day (before yesterday, before the first day, later than a set end), reason; "" for the
            only holder of a platform post.
    """
    if not permissions.may_end(by, post):
        raise NotAllowed(
            f"您不能结束“{post}”：由安全管理员或本单位的单位管理员办理，且不得由同一岗位的其他人办理。"
            "安全管理员的岗位由系统管理员结束。"
        )
    if not tidy(reason):
        raise Refused({"reason": "请填写结束岗位的原因，例如“调任”“轮岗”"})
    on = localdate(at)
    with audited():
        post = Post.objects.select_for_update(of=("self",)).select_related("user", "unit").get(pk=post.pk)
        detail = {"reason": tidy(reason), "last_day": str(last_day), **told(post)}
        if post.pending or (post.valid_from > on and last_day < post.valid_from):
            record("post.ended", by=by, at=at, subject=post, unit_id=post.unit_id, detail={**detail, "begun": False})
            post.deputies.all().delete()
            post.delete()
            return
        if problem := _not_that_day(post, last_day, on):
            raise Refused({"last_day": problem})
        must_leave_somebody(post, last_day, on)
        post.valid_to = last_day
        post.save(update_fields=["valid_to"])
        record("post.ended", by=by, at=at, subject=post, unit_id=post.unit_id, detail=detail)


def _not_that_day(post: Post, last_day: date, on: date) -> str:
    if post.valid_to is not None and post.valid_to < on:
        return f"这个岗位已于 {post.valid_to} 结束，不必重复办理"
    if last_day < on - timedelta(days=1):
        return "最后一天不能早于昨天：已经以这个岗位办理的事项不因此失效；立即结束请填昨天"
    if last_day < post.valid_from:
        return f"任职从 {post.valid_from} 开始，最后一天不能更早"
    if post.valid_to is not None and last_day > post.valid_to:
        return f"这个岗位到 {post.valid_to} 为止，结束岗位不能把它延长；需要延长请另行授予"
    return ""


def appoint_deputy(
    post: Post, *, deputy: User, valid_from: date, valid_to: date, reason: str, by: Actor, at: datetime
) -> Deputy:
    """Let somebody act in a post from a day to a day, both inclusive; it begins and ends by itself.

    Raises:
        NotAllowed: neither the holder nor somebody who grants the post; an administrator appointing oneself.
        Refused: by field: post (platform), deputy (inactive, the holder, conflicting posts), valid_from (past, before the
            post, overlapping another deputy), valid_to (after the post), reason.
    """
    if not permissions.may_appoint(by, post):
        raise NotAllowed("代理人由岗位持有人、本单位的单位管理员或安全管理员指定。")
    if deputy.pk == by.id or not permissions.may_appoint(permissions.not_acting_for(by, deputy), post):
        raise NotAllowed("不能指定自己或者您所代理的管理员为代理人，请由岗位持有人或其他管理员办理。")
    on = localdate(at)
    with audited():
        post = Post.objects.select_for_update(of=("self",)).select_related("user", "unit").get(pk=post.pk)
        deputy = User.objects.select_for_update().get(pk=deputy.pk)
        problems = _deputy_problems(post, deputy, valid_from, valid_to, on)
        if not tidy(reason):
            problems["reason"] = "请填写代理的事由，例如“出差”“休假”"
        if problems:
            raise Refused(problems)
        acting = _acting(post, valid_from, valid_to)
        if why := conflict(acting, tenures(deputy)):
            raise Refused({"deputy": why})
        made = Deputy.objects.create(
            post=post,
            user=deputy,
            valid_from=valid_from,
            valid_to=valid_to,
            reason=tidy(reason),
            pending=post.kind in CONFIRMED_DUTIES and by != SYSTEM and by.id != post.user_id,
            appointed_by_id=by.id,
        )
        detail = {
            "post_id": post.pk,
            "deputy_id": deputy.pk,
            "valid_from": str(valid_from),
            "valid_to": str(valid_to),
            "reason": made.reason,
            "pending": made.pending,
        }
        record("deputy.appointed", by=by, at=at, subject=made, unit_id=post.unit_id, detail=detail)
    return made


def _deputy_problems(post: Post, deputy: User, valid_from: date, valid_to: date, on: date) -> dict[str, str]:
    problems: dict[str, str] = {}
    if post.pending:
        problems["post"] = "这个岗位尚待核准，核准以后才能指定代理"
    elif post.kind in PLATFORM_DUTIES:
        problems["post"] = "系统管理员、安全管理员、审计管理员的岗位不能代理，请授予另一人这个岗位"
    if not deputy.is_active:
        problems["deputy"] = f"“{deputy.name}”已停用，不能代理"
    elif deputy.pk == post.user_id:
        problems["deputy"] = "代理人不能是岗位持有人自己"
    elif not post.user.is_active:
        problems["post"] = f"岗位持有人“{post.user.name}”已停用，岗位不能再代理"
    if valid_to < valid_from:
        problems["valid_to"] = "结束日期早于开始日期，请改正"
    elif post.valid_to is not None and valid_to > post.valid_to:
        problems["valid_to"] = f"这个岗位到 {post.valid_to} 为止，代理不能更晚结束"
    elif post.unit is not None and post.unit.valid_to is not None and valid_to > post.unit.valid_to:
        problems["valid_to"] = f"“{post.unit.name}”存续到 {post.unit.valid_to}，代理不能更晚结束"
    if valid_from < on:
        problems["valid_from"] = "代理不能从过去的日期开始"
    elif valid_from < post.valid_from:
        problems["valid_from"] = f"这个岗位从 {post.valid_from} 开始，代理不能更早"
    other = post.deputies.filter(valid_from__lte=valid_to, valid_to__gte=valid_from).select_related("user").first()
    if other is not None:
        problems.setdefault(
            "valid_from",
            f"这个岗位在 {other.valid_from} 至 {other.valid_to} 已由“{other.user.name}”代理，请改期或先结束那次代理",
        )
    return problems


def end_deputy(deputy: Deputy, *, last_day: date, by: Actor, at: datetime) -> None:
    """Bring the end of deputising forward; yesterday ends it at once. What has not begun or counted is taken back.

    Raises:
        NotAllowed: neither who may appoint nor the deputy.
        Refused: last_day.
    """
    if not permissions.may_end_deputy(by, deputy):
        raise NotAllowed("结束代理由岗位持有人、代理人本人、本单位的单位管理员或安全管理员办理。")
    on = localdate(at)
    with audited():
        deputy = (
            Deputy.objects.select_for_update(of=("self",))
            .select_related("post__unit", "post__user", "user")
            .get(pk=deputy.pk)
        )
        unit_id = deputy.post.unit_id
        detail = {"last_day": str(last_day), "post_id": deputy.post_id, "deputy_id": deputy.user_id}
        if deputy.pending or (deputy.valid_from > on and last_day < deputy.valid_from):
            record("deputy.ended", by=by, at=at, subject=deputy, unit_id=unit_id, detail={**detail, "begun": False})
            deputy.delete()
            return
        if deputy.valid_to < on:
            raise Refused({"last_day": f"这次代理已于 {deputy.valid_to} 结束，不必重复办理"})
        if not max(on - timedelta(days=1), deputy.valid_from) <= last_day <= deputy.valid_to:
            raise Refused({"last_day": f"最后一天应在昨天与 {deputy.valid_to} 之间，且不早于 {deputy.valid_from}"})
        deputy.valid_to = last_day
        deputy.save(update_fields=["valid_to"])
        record("deputy.ended", by=by, at=at, subject=deputy, unit_id=unit_id, detail=detail)
