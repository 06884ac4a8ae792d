"""Lists and pages of people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.faces.desk.kit import Act, Column, Empty, ListScreen, Screen
from gongkai.faces.desk.people import handing
from gongkai.faces.desk.people.forms import PeopleFilter
from gongkai.faces.desk.people.lines import lines
from gongkai.faces.desk.people.showing import (
    masked_email,
    masked_phone,
    outcome_chip,
    posts_in_words,
    standing,
)
from gongkai.faces.desk.signin import locked_until
from gongkai.office.accounts import permissions, services
from gongkai.office.accounts.models import Post, User
from gongkai.office.accounts.selectors import find_people, posts_in_force, sign_ins
from gongkai.office.actors import DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.audit.permissions import may_read_all, readable_scope
from gongkai.office.audit.verbs import label
from gongkai.office.units.models import Unit
from gongkai.office.units.scope import units_within

ICON = "group"
REFUSAL = "人员由系统管理员、安全管理员、审计管理员和单位管理员查看，您没有这样的岗位。"


def _page(person: User) -> str:
    return reverse("desk:people:person", args=[person.pk])


class PeopleList(ListScreen):
    """The people this actor looks after."""

    title = "人员"
    icon = ICON
    refusal = REFUSAL
    search_hint = "姓名、用户名、完整的手机号码"
    filter_form = PeopleFilter
    export_name = "人员名单"
    export_verb = "person.exported"
    empty = Empty("还没有人员", "登记人员以后，再授予岗位。")
    columns = (
        Column("姓名", "name", url=_page, sort="name"),
        Column("用户名", "username", sort="username", aside=True),
        Column("所属单位", lambda person: person.unit.name if person.unit else "", sort="unit__path"),
        Column("在任岗位", lambda person: posts_in_words(person.current)),
        Column("手机号码", lambda person: masked_phone(person.phone), aside=True),
        Column("状态", standing, kind="chip"),
    )

    def may_enter(self) -> bool:
        return permissions.may_look_after_people(self.actor)

    def make_filter(self) -> forms.Form:
        return PeopleFilter(self.request.GET, units=_units_of(self.actor))

    def rows(self) -> QuerySet[User]:
        current = posts_in_force(self.today).select_related("unit").order_by("unit__rank", "kind")
        found = permissions.visible_people(self.actor).select_related("unit")
        found = found.prefetch_related(Prefetch("posts", queryset=current, to_attr="current"))
        state = self.filters.get("state")
        if state != "all":
            found = found.filter(is_active=state != "left")
        if unit := self.filters.get("unit"):
            found = found.filter(Q(unit=unit) | Q(pk__in=Post.objects.filter(unit=unit).values("user_id")))
        if self.words:
            found = found.filter(pk__in=find_people(self.words))
        return found.order_by("name", "pk")

    def acts(self) -> Sequence[Act]:
        return [Act("登记人员", reverse("desk:people:add"), main=True)] if may_add_somewhere(self) else []

    def when_empty(self) -> Empty:
        if may_add_somewhere(self):
            return Empty(self.empty.title, self.empty.text, "登记人员", reverse("desk:people:add"))
        return self.empty


def _units_of(actor: Any) -> QuerySet[Unit]:
    if permissions.may_see_everybody(actor):
        return Unit.objects.order_by("rank")
    return units_within(actor.duties)


def addable_units(screen: Screen) -> QuerySet[Unit]:
    """The units this actor adds people to."""
    units = permissions.manageable_units(screen.actor, screen.today).order_by("rank")
    return units if permissions.may_add(screen.actor, None) else units.filter(pk__in=_own(screen, units))


def _own(screen: Screen, units: QuerySet[Unit]) -> list[int]:
    return [unit.pk for unit in units if permissions.may_add(screen.actor, unit)]


def may_add_somewhere(screen: Screen) -> bool:
    """Whether this actor adds people at all."""
    if permissions.may_add(screen.actor, None):
        return True
    own = screen.actor.has(DutyKind.UNIT_ADMINISTRATOR)
    return own and permissions.manageable_units(screen.actor, screen.today).exists()


class OfPerson(Screen):
    """What screens about one person share: fetched only from among those the actor may see."""

    icon = ICON
    refusal = REFUSAL
    person: User

    def prepare(self) -> None:
        people = permissions.visible_people(self.actor).select_related("unit")
        self.person = get_object_or_404(people, pk=self.kwargs["pk"])

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("人员", reverse("desk:people:list")), (self.person.name, _page(self.person))]

    @property
    def person_url(self) -> str:
        """The person's page."""
        return _page(self.person)


class PersonPage(OfPerson):
    """A person: data, posts, deputies, sign-ins, trail."""

    template_name = "desk/people/person.html"

    def may_enter(self) -> bool:
        return permissions.may_look_after_people(self.actor)

    def heading(self) -> str:
        return self.person.name

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("人员", reverse("desk:people:list"))]

    def acts(self) -> Sequence[Act]:
        by, person = self.actor, self.person
        offered = [
            (person.is_active and self.grants and person.pk != by.id, "授予岗位", "posts:grant", True, False),
            (permissions.may_change(by, person), "修改资料", "people:change", False, False),
            (person.is_active and permissions.may_reset_password(by, person), "重置密码", "people:reset", False, False),
            (self.locked is not None and permissions.may_unlock(by, person), "解除锁定", "people:unlock", False, False),
            (
                self.has_factor and permissions.may_remove_factor(by, person),
                "停用动态口令",
                "people:factor",
                False,
                False,
            ),
            (person.is_active and permissions.may_deactivate(by, person), "停用", "people:deactivate", False, True),
            (
                not person.is_active and permissions.may_deactivate(by, person),
                "启用",
                "people:reactivate",
                False,
                False,
            ),
        ]
        return [
            Act(label, reverse(f"desk:{name}", args=[person.pk]), main=main, danger=danger)
            for lawful, label, name, main, danger in offered
            if lawful
        ]

    def prepare(self) -> None:
        super().prepare()
        self.locked = locked_until(self.person.username)
        self.has_factor = Authenticator.objects.filter(user_id=self.person.pk, type=Authenticator.Type.TOTP).exists()
        self.grants = bool(permissions.grantable(self.actor, None)) or any(
            permissions.grantable(self.actor, unit) for unit in permissions.manageable_units(self.actor, self.today)[:1]
        )

    def context(self, **more: object) -> dict[str, object]:
        person = self.person
        contact = bool(more.pop("contact", person.pk == self.actor.id))
        logs = permissions.may_see_sign_ins(self.actor)
        return super().context(
            person=person,
            standing=standing(person),
            phone=person.phone if contact else masked_phone(person.phone),
            email=person.email if contact else masked_email(person.email),
            contact_hidden=not contact
            and bool(person.phone or person.email)
            and permissions.may_read_contact(self.actor, person),
            locked=self.locked,
            has_factor=self.has_factor,
            posts=lines(person.posts.all(), self.actor, self.today),
            acting=list(person.deputising.select_related("post__unit", "post__user", "post__section")),
            sign_ins=[(attempt, outcome_chip(attempt)) for attempt in sign_ins(user=person)[:10]] if logs else None,
            trail=self.trail(),
            **more,
        )

    def trail(self) -> list[tuple[AuditEntry, str]] | None:
        """The newest entries about the person and the person's posts, for those who read the trail."""
        about = Q(subject_type="accounts.user", subject_id=str(self.person.pk))
        posts = [str(pk) for pk in self.person.posts.values_list("pk", flat=True)]
        about |= Q(subject_type="accounts.post", subject_id__in=posts)
        found = AuditEntry.objects.filter(about).exclude(verb__startswith="signin.")
        if not may_read_all(self.actor):
            scope = readable_scope(self.actor)
            if not scope:
                return None
            found = found.filter(unit_id__in=[duty.unit_id for duty in scope])
        return [(entry, label(entry.verb)) for entry in found.order_by("-seq")[:20]]


class ContactPage(PersonPage):
    """The same page with phone and e-mail in full; each look at another's is recorded."""

    def may_enter(self) -> bool:
        return permissions.may_read_contact(self.actor, self.person)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        return HttpResponseRedirect(self.person_url)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        services.note_person_read(self.person, by=self.actor, at=self.now)
        return self.show(contact=True)


class HandedPassword(OfPerson):
    """The one-time password, shown once to who made it."""

    title = "一次性密码"
    template_name = "desk/people/handed.html"
    width = "narrow"

    def may_enter(self) -> bool:
        return permissions.may_look_after_people(self.actor)

    def context(self, **more: object) -> dict[str, object]:
        return super().context(person=self.person, password=handing.take(self.request, self.person), **more)
