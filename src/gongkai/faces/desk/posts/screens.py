"""Posts: granted, ended, deputised; and who holds which in a unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.faces.desk.kit import Act, Column, Empty, FormScreen, ListScreen, Screen
from gongkai.faces.desk.people.forms import GrantForm
from gongkai.faces.desk.people.lines import lines
from gongkai.faces.desk.people.screens import OfPerson
from gongkai.faces.desk.posts.confirming import WaitingList
from gongkai.faces.desk.units.choosing import UnitSearch, few
from gongkai.office.accounts import permissions, services
from gongkai.office.accounts.models import Post, User
from gongkai.office.accounts.selectors import deputies_in_force, posts_in_force
from gongkai.office.actors import REGION_DUTIES, REVIEWERS, UNIT_DUTIES, Actor, DutyKind
from gongkai.office.units.models import Unit
from gongkai.office.units.scope import within
from gongkai.office.units.selectors import units_in_force

ICON = "clipboard-list"
_ORDER = [*DutyKind]
#: A unit without one of these cannot take a document through the usual chain (条例第十七条).
NEEDED = UNIT_DUTIES


def _sorted(kinds: frozenset[DutyKind]) -> list[DutyKind]:
    return sorted(kinds, key=_ORDER.index)


def visible_units(actor: Actor, screen: Screen) -> QuerySet[Unit]:
    """Units whose posts this actor may see."""
    return units_in_force(screen.today).filter(within(actor.duties))


class _Granting(FormScreen):
    """What the two ways to grant a post share."""

    title = "授予岗位"
    icon = ICON
    form_class = GrantForm
    submit_label = "授予"
    done = "岗位已授予。审查、管理岗位须经第二人核准后生效：安全管理员、系统管理员或者主管部门。"
    refusal = "岗位由安全管理员授予；单位管理员可以授予本单位除单位管理员以外的岗位。"
    unit: Unit | None = None

    @property
    def kinds(self) -> list[DutyKind]:
        """What may be granted there."""
        return _sorted(permissions.grantable(self.actor, self.unit))

    def initial(self) -> dict[str, Any]:
        return {"valid_from": self.today, "kind": self.request.GET.get("kind", "")}

    def granted(self, person: User, form: Any) -> Post:
        """Do it."""
        data = dict(form.cleaned_data)
        data.pop("user", None)
        kind = DutyKind(data.pop("kind"))
        return services.grant_post(person, kind=kind, unit=self.unit, **data, by=self.actor, at=self.now)


class GrantToPerson(OfPerson, _Granting):
    """A post for this person: first the unit, then the post."""

    template_name = "desk/posts/grant.html"
    icon = ICON

    def prepare(self) -> None:
        super().prepare()
        asked = self.request.GET.get("unit", "")
        self.chosen = bool(asked)
        self.unit = None
        self.problem = ""
        if asked.isdecimal():
            self.unit = get_object_or_404(self.units(), pk=int(asked))
        elif asked and asked != "platform":
            self.named(asked)

    def named(self, words: str) -> None:
        """The unit that was typed, where there are too many for a list; else what is wrong with the words."""
        try:
            self.unit = UnitSearch(self.units()).clean(words)
        except ValidationError as error:
            self.problem = "".join(error.messages)
        self.chosen = self.unit is not None

    def units(self) -> QuerySet[Unit]:
        """Where this actor grants posts."""
        found = permissions.manageable_units(self.actor, self.today).order_by("rank")
        if permissions.grantable(self.actor, None):
            return found
        return found.filter(pk__in=[unit.pk for unit in found if permissions.grantable(self.actor, unit)])

    def may_enter(self) -> bool:
        if self.person.pk == self.actor.id:
            return False
        return (
            bool(self.kinds) if self.chosen else bool(permissions.grantable(self.actor, None)) or self.units().exists()
        )

    def heading(self) -> str:
        return f"授予“{self.person.name}”岗位"

    def form_kwargs(self) -> dict[str, Any]:
        return {"kinds": self.kinds, "unit": self.unit}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.chosen:
            platform = bool(permissions.grantable(self.actor, None))
            return self.show(
                template="desk/posts/grant_where.html",
                units=self.units() if few(self.units()) else None,
                platform=platform,
                person=self.person,
                problem=self.problem,
                asked=self.request.GET.get("unit", ""),
            )
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.chosen:
            raise Http404
        return super().post(request, *args, **kwargs)

    def context(self, **more: object) -> dict[str, object]:
        return super().context(where=self.unit.name if self.unit else "平台", change_url=self.request.path, **more)

    def save(self, form: Any) -> str:
        self.granted(self.person, form)
        return self.person_url


class OfUnit(Screen):
    """What screens about one unit's posts share."""

    icon = ICON
    unit: Unit
    refusal = "您只能查看自己任职的单位及其下级单位的岗位。"

    def prepare(self) -> None:
        self.unit = get_object_or_404(Unit, pk=self.kwargs["pk"])

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [
            ("岗位", reverse("desk:posts:list")),
            (self.unit.name, reverse("desk:posts:unit", args=[self.unit.pk])),
        ]


class GrantInUnit(OfUnit, _Granting):  # type: ignore[misc]  # here the unit is always there
    """A post of this unit, for one of its people."""

    refusal = _Granting.refusal

    def may_enter(self) -> bool:
        return bool(self.kinds)

    def heading(self) -> str:
        return f"授予“{self.unit.called}”的岗位"

    def form_kwargs(self) -> dict[str, Any]:
        people = staff(self.unit).exclude(pk__in=[self.actor.id])
        return {"kinds": self.kinds, "unit": self.unit, "people": people}

    def save(self, form: Any) -> str:
        self.granted(form.cleaned_data["user"], form)
        return reverse("desk:posts:unit", args=[self.unit.pk])


def staff(unit: Unit) -> QuerySet[User]:
    """Active people who belong to a unit or have a post in it."""
    posts = Post.objects.filter(unit=unit).values("user_id")
    return User.objects.filter(Q(unit=unit) | Q(pk__in=posts), is_active=True).order_by("name", "pk")


class _Staffed(Sequence[Unit]):
    """Units in the order of the tree with their posts counted, only those of the page that is read."""

    def __init__(self, units: QuerySet[Unit], on: date) -> None:
        self.units, self.on = units, on

    def __len__(self) -> int:
        return self.units.count()

    def __getitem__(self, at: Any) -> Any:
        found: list[Any] = list(self.units[at]) if isinstance(at, slice) else [self.units[at]]
        held: dict[int, dict[str, int]] = {}
        counted = posts_in_force(self.on).filter(unit__in=[unit.pk for unit in found], user__is_active=True)
        for unit_id, kind, number in counted.values_list("unit_id", "kind").annotate(number=Count("pk")).order_by():
            held.setdefault(unit_id or 0, {})[kind] = number
        acting = deputies_in_force(self.on).filter(post__unit__in=held, user__is_active=True)
        deputised = dict(acting.values_list("post__unit_id").annotate(number=Count("pk")).order_by())
        for unit in found:
            kinds = held.get(unit.pk, {})
            unit.deputised = deputised.get(unit.pk, 0)
            unit.held = sum(kinds.values())
            unit.missing = [kind for kind in _sorted(NEEDED) if kind not in kinds]
        return found if isinstance(at, slice) else found[0]


class PostsIndex(ListScreen):
    """The units one may look at, with how many posts are held and which are missing."""

    title = "岗位"
    icon = ICON
    refusal = OfUnit.refusal
    search_hint = "单位名称"
    empty = Empty("没有单位", "您今天没有在任的岗位，所以没有可以查看的单位。")
    columns = (
        Column("单位", "name", url=lambda unit: reverse("desk:posts:unit", args=[unit.pk])),
        Column("在任岗位", "held", kind="number"),
        Column("代理中", "deputised", kind="number"),
        Column("无人担任", lambda unit: "、".join(kind.label for kind in unit.missing)),
    )

    def may_enter(self) -> bool:
        return bool(self.actor.duties)

    def acts(self) -> Sequence[Act]:
        if not permissions.may_see_pending(self.actor):
            return []
        number = len(WaitingList(self.actor))
        return [Act(f"待核准的任职（{number}）", reverse("desk:posts:pending"), main=bool(number))]

    def rows(self) -> Sequence[Unit]:
        units = visible_units(self.actor, self).order_by("rank")
        for word in self.words.split():
            units = units.filter(
                Q(name__icontains=word) | Q(short_name__icontains=word) | Q(names__name__icontains=word)
            ).distinct()
        return _Staffed(units, self.today)


class UnitPosts(OfUnit):
    """Who holds which post in a unit, who deputises, and what nobody holds."""

    template_name = "desk/posts/unit.html"

    def may_enter(self) -> bool:
        return permissions.may_see_posts(self.actor, self.unit)

    def heading(self) -> str:
        return f"{self.unit.name}的岗位"

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("岗位", reverse("desk:posts:list"))]

    def acts(self) -> Sequence[Act]:
        if not permissions.grantable(self.actor, self.unit):
            return []
        return [Act("授予岗位", reverse("desk:posts:grant_in_unit", args=[self.unit.pk]), main=True)]

    def context(self, **more: object) -> dict[str, object]:
        live = Q(valid_to__isnull=True) | Q(valid_to__gte=self.today)
        posts = lines(Post.objects.filter(live, unit=self.unit, user__is_active=True), self.actor, self.today)
        grantable = permissions.grantable(self.actor, self.unit)
        groups = []
        for kind in _sorted(UNIT_DUTIES | REGION_DUTIES):
            held = [line for line in posts if line.post.kind == kind]
            missing = kind in NEEDED and not any(line.state.text == "在任" for line in held)
            if held or missing:
                url = f"{reverse('desk:posts:grant_in_unit', args=[self.unit.pk])}?kind={kind.value}"
                groups.append((kind.label, held, missing, url if missing and kind in grantable else ""))
        gaps = [label for label, _held, missing, _url in groups if missing]
        reviewing = any(kind.label in gaps for kind in REVIEWERS)
        people = permissions.may_look_after_people(self.actor)
        held_by = [line.post.user_id for line in posts]
        seen = permissions.visible_people(self.actor).filter(pk__in=held_by)
        visible = set(seen.values_list("pk", flat=True)) if people else set()
        return super().context(groups=groups, gaps=gaps, reviewing=reviewing, visible=visible, **more)
