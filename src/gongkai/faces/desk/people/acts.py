"""What is done with a person: added, changed, let go, let in, a password reset, a lockout ended, a factor taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from gongkai.faces.desk import signin
from gongkai.faces.desk.kit import ActScreen, FormScreen
from gongkai.faces.desk.people import handing
from gongkai.faces.desk.people.forms import FactorForm, NewPersonForm, PersonForm, ReasonForm
from gongkai.faces.desk.people.screens import ICON, REFUSAL, OfPerson, addable_units, may_add_somewhere
from gongkai.office.accounts import permissions, services
from gongkai.office.units.models import Unit


class AddPerson(FormScreen):
    """登记人员."""

    title = "登记人员"
    icon = ICON
    refusal = REFUSAL
    form_class = NewPersonForm
    submit_label = "登记"
    done = ""
    intro = "登记后得到一次性密码，请当面或另行交给本人；本人首次登录时必须修改。岗位另行授予。"

    def may_enter(self) -> bool:
        return may_add_somewhere(self)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("人员", reverse("desk:people:list"))]

    def form_kwargs(self) -> dict[str, Any]:
        return {"units": addable_units(self), "platform": permissions.may_add(self.actor, None)}

    def initial(self) -> dict[str, Any]:
        return {"unit": self.request.GET.get("unit")}

    def save(self, form: Any) -> str:
        new = services.add_person(**form.cleaned_data, by=self.actor, at=self.now)
        handing.keep(self.request, new.user, new.password)
        return reverse("desk:people:handed", args=[new.user.pk])


class ChangePerson(OfPerson, FormScreen):
    """修改资料."""

    title = "修改资料"
    form_class = PersonForm

    def may_enter(self) -> bool:
        return permissions.may_change(self.actor, self.person)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        services.note_person_read(self.person, by=self.actor, at=self.now)
        return super().get(request, *args, **kwargs)

    def form_kwargs(self) -> dict[str, Any]:
        units = addable_units(self).values("pk")
        choices = Unit.objects.filter(Q(pk__in=units) | Q(pk=self.person.unit_id)).order_by("rank")
        platform = permissions.may_add(self.actor, None) or self.person.unit is None
        return {"units": choices, "platform": platform}

    def initial(self) -> dict[str, Any]:
        person = self.person
        return {"name": person.name, "unit": person.unit_id, "phone": person.phone, "email": person.email}

    def save(self, form: Any) -> str:
        services.change_person(self.person, **form.cleaned_data, by=self.actor, at=self.now)
        return self.person_url


class Deactivate(OfPerson, ActScreen):
    """停用."""

    title = "停用人员"
    form_class = ReasonForm
    submit_label = "停用"
    danger = True

    def may_enter(self) -> bool:
        return permissions.may_deactivate(self.actor, self.person)

    def question(self) -> str:
        return f"确认停用“{self.person.name}”？"

    def consequences(self) -> Sequence[str]:
        return (
            "立即退出登录，以后不能再登录。",
            "全部岗位和代理立即结束，正在等待此人审查的文稿需由接任者办理。",
            "已经办理的事项和记录仍在此人名下。可以重新启用，但岗位须重新授予。",
        )

    def save(self, form: Any) -> str:
        services.deactivate_person(self.person, **form.cleaned_data, by=self.actor, at=self.now)
        return self.person_url


class Reactivate(OfPerson, ActScreen):
    """启用."""

    title = "启用人员"
    submit_label = "启用"
    done = ""

    def may_enter(self) -> bool:
        return permissions.may_deactivate(self.actor, self.person)

    def question(self) -> str:
        return f"确认重新启用“{self.person.name}”？"

    def consequences(self) -> Sequence[str]:
        return ("得到新的一次性密码。", "原来的岗位不会恢复，须重新授予。")

    def save(self, form: Any) -> str:  # noqa: ARG002
        password = services.reactivate_person(self.person, by=self.actor, at=self.now)
        handing.keep(self.request, self.person, password)
        return reverse("desk:people:handed", args=[self.person.pk])


class ResetPassword(OfPerson, ActScreen):
    """重置密码."""

    title = "重置密码"
    submit_label = "重置"
    done = ""

    def may_enter(self) -> bool:
        return permissions.may_reset_password(self.actor, self.person)

    def question(self) -> str:
        return f"确认重置“{self.person.name}”的密码？"

    def consequences(self) -> Sequence[str]:
        return (
            "得到一次性密码，只显示一次，请核对是本人以后再交给本人。",
            "此人正在使用的登录全部退出，下次登录必须修改密码。",
            "动态口令不受影响。",
        )

    def save(self, form: Any) -> str:  # noqa: ARG002
        password = services.reset_password(self.person, by=self.actor, at=self.now)
        handing.keep(self.request, self.person, password)
        return reverse("desk:people:handed", args=[self.person.pk])


class Unlock(OfPerson, ActScreen):
    """解除锁定."""

    title = "解除登录锁定"
    submit_label = "解除锁定"

    def may_enter(self) -> bool:
        return permissions.may_unlock(self.actor, self.person)

    def question(self) -> str:
        return f"确认解除“{self.person.name}”的登录锁定？"

    def consequences(self) -> Sequence[str]:
        return ("请先核实连续输错密码的是本人；不是本人的，可能有人在试探这个账号。",)

    def save(self, form: Any) -> str:  # noqa: ARG002
        signin.unlock(self.person, by=self.actor, at=self.now)
        return self.person_url


class RemoveFactor(OfPerson, ActScreen):
    """停用动态口令."""

    title = "停用动态口令"
    form_class = FactorForm
    submit_label = "停用动态口令"
    danger = True

    def may_enter(self) -> bool:
        return permissions.may_remove_factor(self.actor, self.person)

    def question(self) -> str:
        return f"确认停用“{self.person.name}”的动态口令？"

    def consequences(self) -> Sequence[str]:
        return (
            "此人下次只凭密码登录；岗位要求动态口令的，登录后须先重新启用。",
            "请先核实是本人提出。重置密码由安全管理员或单位管理员办理，与本操作不能是同一人。",
        )

    def save(self, form: Any) -> str:
        signin.remove_factor(self.person, **form.cleaned_data, by=self.actor, at=self.now)
        return self.person_url
