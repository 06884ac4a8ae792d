"""标注效力: saying that something public is no longer in force, or is again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongkai.faces.desk.documents.actforms import EndForm, ResumeForm
from gongkai.faces.desk.documents.place import OfDocument
from gongkai.faces.desk.kit import ActScreen
from gongkai.office.catalog import permissions, services
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.validity import endings_of


class OfValidity(OfDocument, ActScreen):
    """A screen for those who judge the validity."""

    refusal = "标注效力由办公室终审或者分管领导办理，您没有这样的岗位。"

    def may_enter(self) -> bool:
        return super().may_enter() and permissions.may_judge_validity(self.actor, self.document)

    def shown_title(self) -> str:
        """What the public sees it called."""
        return self.document.published.title if self.document.published else self.latest.title


class End(OfValidity):
    """标注效力."""

    title = "标注效力"
    form_class = EndForm
    submit_label = "标注"
    done = "已标注，公众现在可以看到。"

    def initial(self) -> dict[str, Any]:
        said = next(iter(endings_of(self.document)), None)
        if said is None:
            return {"on": self.today}
        how = "repealed" if said.label == "废止" else "amended"
        return {"how": how, "on": min(said.on, self.today), "note": _cited(said.document)}

    def question(self) -> str:
        return f"《{self.shown_title()}》从什么时间起不再有效？"

    def consequences(self) -> Sequence[str]:
        return [
            *(
                f"{said.document.unit.called}公开的《{said.document}》写明自{said.on}起{said.label}本文稿。"
                for said in endings_of(self.document)
            ),
            "全文仍然公开，页面、列表和检索里立即标明失效。",
            "登记在“更正和撤下登记”里，公众可以看到日期和依据。",
        ]

    def save(self, form: Any) -> str:
        told = form.cleaned_data
        services.end(self.document, told["how"], told["on"], told["note"], by=self.actor, at=self.now)
        return self.document_url()


def _cited(document: Document) -> str:
    """By its number: a title may have to go one day, and what is written here stays."""
    number = document.published.document_number if document.published else ""
    return f"见{number}" if number else f"见索引号{document.index_number}"


class Resume(OfValidity):
    """恢复有效."""

    title = "恢复有效"
    form_class = ResumeForm
    submit_label = "恢复有效"
    done = "已恢复有效，公众现在可以看到。"

    def question(self) -> str:
        if self.document.ended_on is None:
            return "本文稿没有标注失效。"
        return f"确认《{self.shown_title()}》仍然有效？现在标注为{self.document.get_ended_how_display()}。"

    def consequences(self) -> Sequence[str]:
        return ["页面、列表和检索里立即去掉失效标志，登记簿里两次标注都保留。"]

    def save(self, form: Any) -> str:
        services.resume(self.document, form.cleaned_data["note"], by=self.actor, at=self.now)
        return self.document_url()
