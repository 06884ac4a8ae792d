"""核准: posts that review or administer, and deputies whom administrators chose, count once a second person says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localtime

from gongkai.faces.desk.kit import ActScreen, Column, Empty, ListScreen
from gongkai.faces.desk.people.forms import ConfirmForm
from gongkai.faces.desk.people.showing import kind_of, span, where
from gongkai.office.accounts import permissions, services
from gongkai.office.accounts.models import Deputy, Post, User
from gongkai.office.actors import Actor
from gongkai.office.audit.models import AuditEntry

REFUSAL = (
    "任职由授予人以外的第二人核准：安全管理员、系统管理员，或者单位所在地区的主管部门；"
    "单位管理员指定的代理，岗位持有人也可以核准。不能核准自己授予的和授予自己的。"
)


@dataclass(frozen=True)
class Waiting:
    """What waits to be confirmed, in words."""

    person: User
    what: str
    unit: str
    span: str
    given_by: str
    url: str


def pending_posts(by: Actor) -> QuerySet[Post]:
    """The posts this actor may confirm, the oldest first."""
    found = Post.objects.filter(permissions.confirmable(by))
    return found.select_related("user__unit", "unit", "section", "granted_by").order_by("pk")


def pending_deputies(by: Actor) -> QuerySet[Deputy]:
    """The deputies this actor may confirm, the oldest first."""
    found = Deputy.objects.filter(permissions.confirmable_deputies(by))
    return found.select_related("user__unit", "post__user", "post__unit", "post__section", "appointed_by").order_by(
        "pk"
    )


def _of_post(post: Post) -> Waiting:
    return Waiting(
        person=post.user,
        what=kind_of(post),
        unit=where(post),
        span=span(post.valid_from, post.valid_to),
        given_by=post.granted_by.name if post.granted_by else "",
        url=reverse("desk:posts:confirm", args=[post.pk]),
    )


def _of_deputy(deputy: Deputy) -> Waiting:
    return Waiting(
        person=deputy.user,
        what=f"代理“{deputy.post.user.name}”的{kind_of(deputy.post)}岗位",
        unit=where(deputy.post),
        span=span(deputy.valid_from, deputy.valid_to),
        given_by=deputy.appointed_by.name if deputy.appointed_by else "",
        url=reverse("desk:posts:confirm_deputy", args=[deputy.pk]),
    )


class WaitingList(Sequence[Waiting]):
    """Deputies, whose days run, before posts; only what is read is fetched."""

    def __init__(self, by: Actor) -> None:
        self.deputies, self.posts = pending_deputies(by), pending_posts(by)
        self.first = self.deputies.count()

    def __len__(self) -> int:
        return self.first + self.posts.count()

    def __getitem__(self, at: Any) -> Any:
        if not isinstance(at, slice):
            return self[at : at + 1][0]
        start, stop = at.start or 0, len(self) if at.stop is None else at.stop
        deputies = self.deputies[min(start, self.first) : min(stop, self.first)]
        posts = self.posts[max(start - self.first, 0) : max(stop - self.first, 0)]
        return [*map(_of_deputy, deputies), *map(_of_post, posts)]


class Pending(ListScreen):
    """What waits for this actor's word."""

    title = "待核准的任职"
    icon = "clipboard-list"
    refusal = REFUSAL
    empty = Empty("没有待核准的任职", "他人授予的审查、管理岗位和管理员指定的代理会列在这里，核准后才生效。")
    columns = (
        Column("人员", lambda row: row.person.name, url=lambda row: row.url),
        Column("用户名", lambda row: row.person.username, aside=True),
        Column("任职", "what"),
        Column("单位", "unit"),
        Column("期间", "span"),
        Column("授予（指定）人", "given_by"),
    )

    def may_enter(self) -> bool:
        return permissions.may_see_pending(self.actor)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("岗位", reverse("desk:posts:list"))]

    def rows(self) -> Sequence[Waiting]:
        return WaitingList(self.actor)


class _Confirming(ActScreen):
    """What both decisions share."""

    title = "核准任职"
    icon = "clipboard-list"
    form_class = ConfirmForm
    submit_label = "办理"
    refusal = REFUSAL
    waiting: Waiting

    def crumbs(self) -> Sequence[tuple[str, str]]:
        way = [("岗位", reverse("desk:posts:list"))]
        if permissions.may_see_pending(self.actor):
            way.append(("待核准的任职", reverse("desk:posts:pending")))
        return way

    def question(self) -> str:
        waiting = self.waiting
        return f"“{waiting.person.name}”任{waiting.unit}{waiting.what}（{waiting.span}），是否核准？"

    def consequences(self) -> Sequence[str]:
        waiting, person = self.waiting, self.waiting.person
        unit = person.unit.name if person.unit else "不属于任何单位"
        added = AuditEntry.objects.filter(
            verb="person.added", subject_type="accounts.user", subject_id=str(person.pk)
        ).first()
        account = f"账号“{person.username}”，所属单位：{unit}"
        if added:
            account += f"；由{added.actor}于{localtime(added.at):%Y-%m-%d}登记"
        return (
            f"{account}。",
            f"由{waiting.given_by}授予或者指定。请向任职单位核实：确有此人、确任此职、账号确由本人使用。",
            "核准后自任职日期起生效，任职日期已过的自今日起生效；不予核准的，此项任职收回。",
        )

    def back(self) -> str:
        """Where the decision leads."""
        return self.crumbs()[-1][1]


class ConfirmPost(_Confirming):
    """核准岗位."""

    def prepare(self) -> None:
        found = Post.objects.filter(pending=True).select_related("user__unit", "unit", "section", "granted_by")
        self.post_held = get_object_or_404(found, pk=self.kwargs["pk"])
        self.waiting = _of_post(self.post_held)

    def may_enter(self) -> bool:
        return permissions.may_confirm(self.actor, self.post_held)

    def save(self, form: Any) -> str:
        if form.cleaned_data["decision"] == "confirm":
            services.confirm_post(self.post_held, by=self.actor, at=self.now)
        else:
            services.decline_post(self.post_held, reason=form.cleaned_data["reason"], by=self.actor, at=self.now)
        return self.back()


class ConfirmDeputy(_Confirming):
    """核准代理."""

    title = "核准代理"

    def prepare(self) -> None:
        found = Deputy.objects.filter(pending=True).select_related(
            "user__unit", "post__user", "post__unit", "post__section", "appointed_by"
        )
        self.deputy = get_object_or_404(found, pk=self.kwargs["pk"])
        self.waiting = _of_deputy(self.deputy)

    def may_enter(self) -> bool:
        return permissions.may_confirm_deputy(self.actor, self.deputy)

    def save(self, form: Any) -> str:
        if form.cleaned_data["decision"] == "confirm":
            services.confirm_deputy(self.deputy, by=self.actor, at=self.now)
        else:
            services.decline_deputy(self.deputy, reason=form.cleaned_data["reason"], by=self.actor, at=self.now)
        return self.back()
