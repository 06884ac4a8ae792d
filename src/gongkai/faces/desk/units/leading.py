"""The unit's own arrangements as forms: sections, leading group, responsibility chain, briefings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404

from gongkai.faces.desk.kit import ActScreen, FormScreen
from gongkai.faces.desk.units.forms import (
    BriefingForm,
    ChainForm,
    EndForm,
    EndMemberForm,
    MemberForm,
    SectionForm,
)
from gongkai.faces.desk.units.place import Leading
from gongkai.office.units import selectors, services


class _OnLeading(Leading):
    """Begun from the tab of the leading group and the chain."""

    def back_url(self) -> str:
        return self.url("leading")


class AddMember(_OnLeading, FormScreen):
    """登记领导小组成员."""

    title = "登记领导小组成员"
    form_class = MemberForm
    done = "已登记。"

    def initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def save(self, form: Any) -> str:
        services.set_group_member(self.unit, **form.cleaned_data, by=self.actor, at=self.now)
        return self.url("leading")


class EndMember(_OnLeading, ActScreen):
    """离任."""

    title = "登记离任"
    form_class = EndMemberForm
    done = "已登记离任，任职情况保留在历任中。"

    def prepare(self) -> None:
        super().prepare()
        self.member = get_object_or_404(self.unit.leading_group, pk=self.kwargs["row"])

    def question(self) -> str:
        return f"确认登记{self.member}离任？"

    def initial(self) -> dict[str, Any]:
        return {"last_day": self.today}

    def save(self, form: Any) -> str:
        services.end_group_member(self.member, **form.cleaned_data, by=self.actor, at=self.now)
        return self.url("leading")


class AddResponsible(_OnLeading, FormScreen):
    """登记责任人."""

    title = "登记责任人"
    form_class = ChainForm
    done = "已登记。"

    def initial(self) -> dict[str, Any]:
        level = self.request.GET.get("level", "")
        return {"on": self.today, "level": level if level in {"1", "2", "3", "4"} else ""}

    def form_kwargs(self) -> dict[str, Any]:
        return {"sections": selectors.sections(self.unit)}

    def save(self, form: Any) -> str:
        services.set_responsibility(self.unit, **form.cleaned_data, by=self.actor, at=self.now)
        return self.url("leading")


class EndResponsible(_OnLeading, ActScreen):
    """终止责任."""

    title = "登记终止"
    form_class = EndForm
    done = "已登记终止。"

    def prepare(self) -> None:
        super().prepare()
        self.held = get_object_or_404(self.unit.responsibilities, pk=self.kwargs["row"])

    def question(self) -> str:
        return f"确认终止“{self.held}”？"

    def consequences(self) -> Sequence[str]:
        return ["这一层级没有其他责任人的，责任链会标明缺少，请及时登记接任人。"]

    def initial(self) -> dict[str, Any]:
        return {"last_day": self.today}

    def save(self, form: Any) -> str:
        services.end_responsibility(self.held, **form.cleaned_data, by=self.actor, at=self.now)
        return self.url("leading")


class _OnSections(Leading):
    """Begun from the tab of sections."""

    def back_url(self) -> str:
        return self.url("sections")


class AddSection(_OnSections, FormScreen):
    """增设内设机构."""

    title = "增设内设机构"
    form_class = SectionForm
    done = "已增设。"

    def save(self, form: Any) -> str:
        services.add_section(self.unit, **form.cleaned_data, by=self.actor, at=self.now)
        return self.url("sections")


class _OneSection(_OnSections):
    def prepare(self) -> None:
        super().prepare()
        self.section = get_object_or_404(self.unit.sections, pk=self.kwargs["row"])


class ChangeSection(_OneSection, FormScreen):
    """修改内设机构."""

    title = "修改内设机构"
    form_class = SectionForm

    def initial(self) -> dict[str, Any]:
        return {field: getattr(self.section, field) for field in ("name", "phone", "position")}

    def save(self, form: Any) -> str:
        changes = {field: value for field, value in form.cleaned_data.items() if value is not None}
        services.change_section(self.section, changes, by=self.actor, at=self.now)
        return self.url("sections")


class CloseSection(_OneSection, ActScreen):
    """撤销内设机构."""

    title = "撤销内设机构"
    danger = True
    submit_label = "确认撤销"

    def question(self) -> str:
        return f"确认撤销“{self.section.name}”？"

    def consequences(self) -> Sequence[str]:
        return ["以后不能再选这个科室起草和审核；已有的文稿和记录不受影响。", "撤销后可以恢复。"]

    def save(self, form: Any) -> str:  # noqa: ARG002
        services.close_section(self.section, by=self.actor, at=self.now)
        return self.url("sections")


class ReopenSection(_OneSection, ActScreen):
    """恢复内设机构."""

    title = "恢复内设机构"
    submit_label = "确认恢复"

    def question(self) -> str:
        return f"确认恢复“{self.section.name}”？"

    def save(self, form: Any) -> str:  # noqa: ARG002
        services.reopen_section(self.section, by=self.actor, at=self.now)
        return self.url("sections")


class AddBriefing(Leading, FormScreen):
    """登记工作汇报."""

    title = "登记工作汇报"
    form_class = BriefingForm
    done = "已登记。"
    intro = "主要领导听取政府信息公开工作汇报、研究部署工作后登记。"

    def back_url(self) -> str:
        return self.url("briefings")

    def initial(self) -> dict[str, Any]:
        return {"held_on": self.today}

    def save(self, form: Any) -> str:
        services.record_briefing(self.unit, **form.cleaned_data, by=self.actor, at=self.now)
        return self.url("briefings")
