"""A topic of the desk that exists only in tests: one screen of each kind, on the things the world has."""

from django import forms
from django.urls import include, path, reverse

from gongkai.faces.desk.kit import ActScreen, Chip, Column, Empty, FormScreen, ListScreen, Screen
from gongkai.office.actors import DutyKind
from gongkai.office.audit.services import audited, record
from gongkai.office.errors import Overtaken, Refused
from gongkai.office.units.models import Unit


class UnitFilter(forms.Form):
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), ("department", "政府部门")])


class Units(ListScreen):
    title = "样本单位"
    columns = (
        Column("名称", "name", sort="name"),
        Column("上级", "parent.name"),
        Column("设立", "valid_from", kind="date"),
        Column("排序", "position", kind="number", sort="position"),
        Column("类别", lambda unit: Chip(unit.get_kind_display(), "main"), kind="chip"),
    )
    search_hint = "名称"
    filter_form = UnitFilter
    export_name = "样本单位"
    empty = Empty("还没有单位", "请先设立单位。", "设立单位", "/desk/sample/form/")

    def may_enter(self):
        return not self.actor.has(DutyKind.AUDIT_ADMINISTRATOR)

    def rows(self):
        units = Unit.objects.select_related("parent").order_by("pk")
        if self.words:
            units = units.filter(name__contains=self.words)
        return units.filter(**self.filters)


class ThingForm(forms.Form):
    name = forms.CharField(label="名称", max_length=20)
    note = forms.CharField(label="说明", required=False)
    file = forms.FileField(label="附件", required=False)


class Make(FormScreen):
    title = "登记样本"
    form_class = ThingForm

    def may_enter(self):
        return True

    def crumbs(self):
        return [("样本单位", reverse("sample-list"))]

    def save(self, form):
        name = form.cleaned_data["name"]
        if name == "拒绝":
            raise Refused({"name": "名称已被使用，请换一个名称。", "elsewhere": "本年度已经封账。"})
        if name == "落后":
            raise Overtaken("张三已于09:31保存了新的内容。")
        if name == "故障":
            raise RuntimeError(name)
        with audited():
            record("audit.exported", by=self.actor, at=self.now, subject=name)
        return reverse("sample-list") + f"?made={name}"


class Withdraw(ActScreen):
    title = "撤下样本"
    danger = True

    def may_enter(self):
        return True

    def consequences(self):
        return ["公众不再能够看到它。"]

    def save(self, form):  # noqa: ARG002
        with audited():
            record("audit.exported", by=self.actor, at=self.now, subject="撤下")
        return reverse("sample-list")


class Closed(Screen):
    title = "不开放"
    refusal = "此处只有演示中的某人可以进入。"

    def may_enter(self):
        return False


class Raises(Screen):
    title = "出错"

    def may_enter(self):
        return True

    def get(self, request, *args, **kwargs):  # noqa: ARG002
        raise {
            "refused": Refused("年度报告已经封存，不能修改。"),
            "overtaken": Overtaken("他人已经先行办理。"),
            "broken": RuntimeError("x"),
        }[kwargs["what"]]


urlpatterns = [
    path("desk/sample/", Units.as_view(), name="sample-list"),
    path("desk/sample/form/", Make.as_view(), name="sample-form"),
    path("desk/sample/act/", Withdraw.as_view(), name="sample-act"),
    path("desk/sample/closed/", Closed.as_view(), name="sample-closed"),
    path("desk/sample/<slug:what>/", Raises.as_view(), name="sample-raises"),
    path("", include("gongkai.config.urls")),
]
handler400 = "gongkai.faces.desk.refusals.bad_request"
handler404 = "gongkai.faces.desk.refusals.not_found"
handler500 = "gongkai.faces.desk.refusals.broken"
