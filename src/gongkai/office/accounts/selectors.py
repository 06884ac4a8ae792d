"""Reading people and posts. Posts count on the days they are in force, in units that exist on that day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from gongkai.office.accounts.models import Deputy, Post, SignIn, User
from gongkai.office.actors import Actor, Duty, DutyKind
from gongkai.office.units.models import Unit


def posts_in_force(on: date) -> QuerySet[Post]:
    """Confirmed posts held on that day in units that exist on that day (platform posts have no unit)."""
    return Post.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        Q(unit__isnull=True)
        | (Q(unit__valid_from__lte=on) & (Q(unit__valid_to__isnull=True) | Q(unit__valid_to__gte=on))),
        valid_from__lte=on,
        pending=False,
    )


def deputies_in_force(on: date) -> QuerySet[Deputy]:
    """Those who act for another on that day, in posts that are in force on it."""
    return Deputy.objects.filter(valid_from__lte=on, valid_to__gte=on, pending=False, post__in=posts_in_force(on))


def actor_for(user: User | AnonymousUser, *, on: date, address: str = "") -> Actor:
    """The person as services see them: every duty held or acted for on that day.

    An inactive person, and one without posts, has no duties. Two queries.
    """
    if not isinstance(user, User) or not user.is_active:
        name = user.name if isinstance(user, User) else ""
        return Actor(id=user.pk, name=name, address=address)
    own = posts_in_force(on).filter(user=user).select_related("unit").order_by("unit__rank", "kind", "id")
    acting = (
        deputies_in_force(on)
        .filter(user=user)
        .select_related("post__unit", "post__user")
        .order_by("post__unit__rank", "post__kind", "id")
    )
    held = [(post, "") for post in own] + [(deputy.post, deputy.post.user.name) for deputy in acting]
    return Actor(
        id=user.pk,
        name=user.name,
        address=address,
        capacity=capacity_of(held),
        duties=tuple(_duty(post, acting_for) for post, acting_for in held),
    )


def _duty(post: Post, acting_for: str) -> Duty:
    return Duty(
        kind=DutyKind(post.kind),
        unit_id=post.unit_id,
        path=post.unit.path if post.unit else "/",
        subtree=post.subtree or post.unit is None,
        section_id=post.section_id,
        acting_for=acting_for,
        acting_for_id=post.user_id if acting_for else None,
        title=post.title,
    )


def capacity_of(held: Iterable[tuple[Post, str]]) -> str:
    """The posts in words, by unit: "青石市科学技术局 经办人、分管领导（代张三）；青石市人民政府 主管部门"."""
    by_unit: dict[str, list[str]] = {}
    for post, acting_for in held:
        words = DutyKind(post.kind).label + (f"（代{acting_for}）" if acting_for else "")
        names = by_unit.setdefault(post.unit.name if post.unit else "平台", [])
        if words not in names:
            names.append(words)
    return "；".join(f"{unit} {'、'.join(names)}" for unit, names in by_unit.items())


def holders(kind: DutyKind, unit: Unit, on: date, *, section_id: int | None = None) -> list[User]:
    """Active people who hold this post in this unit on that day, deputies after the holders.

    With ``section_id``, posts narrowed to another section do not count. A post over a subtree counts for every unit in it.
    """
    above = [int(part) for part in unit.path.split("/") if part]
    posts = posts_in_force(on).filter(Q(unit=unit) | Q(subtree=True, unit_id__in=above), kind=kind)
    if section_id is not None:
        posts = posts.filter(Q(section__isnull=True) | Q(section_id=section_id))
    own = User.objects.filter(is_active=True, posts__in=posts).distinct()
    acting = User.objects.filter(is_active=True, deputising__in=deputies_in_force(on).filter(post__in=posts)).distinct()
    return list({person.pk: person for person in [*own, *acting]}.values())


def people_of(unit: Unit, on: date | None = None) -> QuerySet[User]:
    """People with a post in this unit: on that day, or ever."""
    posts = Post.objects.filter(unit=unit) if on is None else posts_in_force(on).filter(unit=unit)
    return User.objects.filter(posts__in=posts).distinct().order_by("name", "id")


def find_people(words: str) -> QuerySet[User]:
    """People by name, username or whole phone number; every word must be found."""
    found = User.objects.all()
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(username__icontains=word) | Q(phone=word))
    return found.order_by("name", "id")


def sign_ins(words: str = "", *, user: User | None = None) -> QuerySet[SignIn]:
    """The sign-in log (登录日志), newest first; ``words`` in username, name or address."""
    found = SignIn.objects.select_related("user")
    if user is not None:
        found = found.filter(user=user)
    if words:
        found = found.filter(
            Q(username__icontains=words) | Q(user__name__icontains=words) | Q(address__startswith=words)
        )
    return found.order_by("-at", "-id")
