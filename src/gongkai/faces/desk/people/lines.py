"""Rows of posts, with what this actor may do to each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from gongkai.faces.desk.people.showing import DeputyLine, PostLine, kind_of, span, state, where
from gongkai.office.accounts import permissions
from gongkai.office.accounts.models import Deputy, Post
from gongkai.office.actors import PLATFORM_DUTIES, Actor


def lines(posts: QuerySet[Post], by: Actor, on: date) -> list[PostLine]:
    """The posts with their deputies, what waits to be confirmed and is in force first."""
    found = posts.select_related("user", "unit", "section").prefetch_related("deputies__user")
    waiting = any(post.pending or any(deputy.pending for deputy in post.deputies.all()) for post in found)
    mine = _confirmable(by, [post.pk for post in found]) if waiting else frozenset()
    made = [_line(post, by, on, mine) for post in found]
    order = {"待核准": 0, "在任": 1, "未开始": 2, "已结束": 3}
    return sorted(made, key=lambda line: order[line.state.text])


def _confirmable(by: Actor, posts: list[int]) -> frozenset[Post | Deputy]:
    """What waits among these posts for this actor to confirm."""
    own = Post.objects.filter(permissions.confirmable(by), pk__in=posts)
    deputies = Deputy.objects.filter(permissions.confirmable_deputies(by), post_id__in=posts)
    return frozenset([*own, *deputies])


def _line(post: Post, by: Actor, on: date, mine: frozenset[Post | Deputy]) -> PostLine:
    over = post.valid_to is not None and post.valid_to < on
    live = not over and post.user.is_active
    deputies = tuple(
        DeputyLine(
            deputy=deputy,
            name=deputy.user.name,
            span=span(deputy.valid_from, deputy.valid_to),
            state=state(deputy.valid_from, deputy.valid_to, on, pending=deputy.pending),
            confirm_url=reverse("desk:posts:confirm_deputy", args=[deputy.pk]) if deputy in mine else "",
            end_url=reverse("desk:posts:end_deputy", args=[deputy.pk])
            if deputy.valid_to >= on and permissions.may_end_deputy(by, deputy)
            else "",
        )
        for deputy in _with_post(post)
    )
    deputised = live and not post.pending and post.kind not in PLATFORM_DUTIES and permissions.may_appoint(by, post)
    return PostLine(
        post=post,
        kind=kind_of(post),
        where=where(post),
        span=span(post.valid_from, post.valid_to),
        state=state(post.valid_from, post.valid_to, on, pending=post.pending),
        confirm_url=reverse("desk:posts:confirm", args=[post.pk]) if post in mine else "",
        deputies=deputies,
        end_url=reverse("desk:posts:end", args=[post.pk])
        if (post.pending or not over) and permissions.may_end(by, post)
        else "",
        deputy_url=reverse("desk:posts:appoint", args=[post.pk]) if deputised else "",
    )


def _with_post(post: Post) -> Iterable[Deputy]:
    for deputy in post.deputies.all():
        deputy.post = post
        yield deputy
