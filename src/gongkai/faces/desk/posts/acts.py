"""What is done with a post that is held: ended, deputised, and deputising ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.faces.desk.kit import ActScreen, FormScreen, Screen
from gongkai.faces.desk.people.forms import DeputyForm, EndDeputyForm, EndPostForm
from gongkai.faces.desk.people.showing import kind_of, span, where
from gongkai.faces.desk.posts.screens import ICON, staff
from gongkai.office.accounts import permissions, services
from gongkai.office.accounts.models import Deputy, Post, User
from gongkai.office.actors import PLATFORM_DUTIES, Actor


class OfPost(Screen):
    """What screens about one post share."""

    icon = ICON

    def prepare(self) -> None:
        posts = Post.objects.select_related("user", "unit", "section")
        self.post_held = get_object_or_404(posts, pk=self.kwargs["pk"])

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return way_of(self.post_held, self.actor)

    def back(self) -> str:
        """Where the act leads."""
        return self.crumbs()[-1][1]


def way_of(post: Post, actor: Actor) -> list[tuple[str, str]]:
    """The way to a post: one's own account, the unit's posts, or the person."""
    if post.user_id == actor.id:
        return [("我的账号", reverse("desk:account:mine"))]
    if post.unit is not None and permissions.may_see_posts(actor, post.unit):
        return [
            ("岗位", reverse("desk:posts:list")),
            (post.unit.name, reverse("desk:posts:unit", args=[post.unit.pk])),
        ]
    if permissions.may_see(actor, post.user):
        return [
            ("人员", reverse("desk:people:list")),
            (post.user.name, reverse("desk:people:person", args=[post.user_id])),
        ]
    return [("我的账号", reverse("desk:account:mine"))]


class EndPost(OfPost, ActScreen):
    """结束岗位."""

    title = "结束岗位"
    form_class = EndPostForm
    submit_label = "结束岗位"
    danger = True
    refusal = "岗位由安全管理员或本单位的单位管理员结束，且不得由同一岗位的其他人办理。"

    def may_enter(self) -> bool:
        return permissions.may_end(self.actor, self.post_held)

    def initial(self) -> dict[str, Any]:
        return {"last_day": self.today}

    def question(self) -> str:
        post = self.post_held
        return f"确认结束“{post.user.name}”在{where(post)}的{kind_of(post)}岗位（{span(post.valid_from, post.valid_to)}）？"

    def consequences(self) -> Sequence[str]:
        return (
            "这个岗位上的代理同时结束。",
            "已经以这个岗位办理的事项不受影响；等待此人办理的，由同岗位的其他人或接任者办理。",
        )

    def save(self, form: Any) -> str:
        back = self.back()
        services.end_post(self.post_held, **form.cleaned_data, by=self.actor, at=self.now)
        return back


class AppointDeputy(OfPost, FormScreen):
    """指定代理."""

    title = "指定代理"
    form_class = DeputyForm
    submit_label = "指定"
    done = "代理已指定，到期自动结束。不是岗位持有人本人指定的，须经持有人或者主管部门、安全管理员核准后生效。"
    refusal = "代理人由岗位持有人、本单位的单位管理员或安全管理员指定；系统、安全、审计管理员的岗位不能代理。"

    def may_enter(self) -> bool:
        return self.post_held.kind not in PLATFORM_DUTIES and permissions.may_appoint(self.actor, self.post_held)

    def heading(self) -> str:
        post = self.post_held
        return f"为“{post.user.name}”的{kind_of(post)}岗位指定代理"

    def form_kwargs(self) -> dict[str, Any]:
        unit = self.post_held.unit
        people = staff(unit) if unit else User.objects.none()
        return {"people": people.exclude(pk__in=[self.post_held.user_id, self.actor.id])}

    def initial(self) -> dict[str, Any]:
        return {"valid_from": self.today, "valid_to": self.today + timedelta(days=6)}

    def save(self, form: Any) -> str:
        services.appoint_deputy(self.post_held, **form.cleaned_data, by=self.actor, at=self.now)
        return self.back()


class EndDeputy(ActScreen):
    """结束代理."""

    title = "结束代理"
    icon = ICON
    form_class = EndDeputyForm
    submit_label = "结束代理"
    refusal = "代理由岗位持有人、代理人本人、本单位的单位管理员或安全管理员结束。"

    def prepare(self) -> None:
        found = Deputy.objects.select_related("user", "post__user", "post__unit", "post__section")
        self.deputy = get_object_or_404(found, pk=self.kwargs["pk"])

    def may_enter(self) -> bool:
        return permissions.may_end_deputy(self.actor, self.deputy)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return way_of(self.deputy.post, self.actor)

    def initial(self) -> dict[str, Any]:
        yesterday, first = self.today - timedelta(days=1), self.deputy.valid_from
        return {"last_day": first - timedelta(days=1) if first > self.today else max(yesterday, first)}

    def question(self) -> str:
        post = self.deputy.post
        return f"确认结束“{self.deputy.user.name}”对“{post.user.name}”{kind_of(post)}岗位的代理？"

    def save(self, form: Any) -> str:
        back = self.crumbs()[-1][1]
        services.end_deputy(self.deputy, **form.cleaned_data, by=self.actor, at=self.now)
        return back
