"""修改年度报告: the grid of the tables, what must be looked at, what does not foot, and the words of the six sections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponseBase

from gongkai.faces.desk.kit import FormScreen
from gongkai.faces.desk.reports.forms import EditForm
from gongkai.faces.desk.reports.grid import boxes, questions, rules_as_data
from gongkai.faces.desk.reports.merging import Merged, merged
from gongkai.faces.desk.reports.place import OfWriter
from gongkai.office.annualreport import services
from gongkai.office.annualreport.contents import form_for, report_of
from gongkai.office.annualreport.footing import NOTE_MOST, public_findings
from gongkai.office.annualreport.selectors import is_public, open_review, year_before
from gongkai.office.catalog.selectors import Stand
from gongkai.office.errors import Refused
from gongkai.statute.annual.chain import check_link
from gongkai.statute.annual.report import Report


class Edit(OfWriter, FormScreen):
    """The whole report on one page, kept with one button."""

    title = "修改年度报告"
    template_name = "desk/reports/edit.html"
    form_class = EditForm
    width = ""
    done = "已保存。"

    def prepare(self) -> None:
        super().prepare()
        self.told: Report = report_of(self.latest)
        self.form_of_year = form_for(self.told)
        self.wrong: set[str] = set()
        self.merged: Merged | None = None

    def heading(self) -> str:
        if self.stand is Stand.PUBLIC:
            return f"起草新版：{self.latest.title}"
        return f"修改：{self.latest.title}"

    def form_kwargs(self) -> dict[str, Any]:
        review = open_review(self.annual)
        return {
            "form": self.form_of_year,
            "original": self.latest.original_id is not None,
            "corrects": is_public(self.annual),
            "asks_round": review.round if review else None,
        }

    def initial(self) -> dict[str, Any]:
        words = {f"section_{section.number}": section.text for section in self.told.sections}
        return {
            "title": self.latest.title,
            "organ": self.told.organ,
            "correction": "" if self.latest.released_at else self.latest.correction,
            "dated_on": self.told.publication.dated_on,
            "preface": self.told.preface,
            "offers_original": self.latest.offers_original,
            "base": self.latest.number,
            **words,
        }

    def save(self, form: Any) -> str:
        told = form.cleaned_data
        try:
            version = services.save(
                self.annual,
                base=told["base"],
                cells=self._sent("cell-"),
                confirmed=[key for key, value in self._sent("confirm-").items() if value],
                sections={part.number: told[f"section_{part.number}"] for part in self.form_of_year.sections},
                preface=told["preface"],
                title=told["title"] if told["title"] != self.latest.title else None,
                organ=told["organ"],
                dated_on=told["dated_on"],
                notes=self._sent("note-"),
                offers_original=told.get("offers_original"),
                correction=told.get("correction"),
                note=told["note"],
                by=self.actor,
                at=self.now,
            )
        except Refused as refused:
            self.wrong = set(refused.problems) & set(self.form_of_year.cells)
            raise
        except services.SavedInBetween as conflict:
            base = self.annual.versions.get(number=told["base"])
            self.merged = merged(self.request.POST.dict(), base, conflict.latest)
            raise
        stays = self.request.POST.get("then") == "stay" and version.number >= self.latest.number
        return self.request.path if stays else self.report_url()

    def _sent(self, prefix: str) -> dict[str, str]:
        sent: Mapping[str, str] = self.merged.sent if self.merged else self.request.POST
        return {name.removeprefix(prefix): value for name, value in sent.items() if name.startswith(prefix)}

    def draw(self, form: forms.Form, *, status: int = 200, **more: object) -> HttpResponseBase:
        if self.merged is not None:
            self.latest = self.annual.versions.select_related("saved_by").latest("number")
            self.told = report_of(self.latest)
            form = self.make_form(self.merged.sent)
        return super().draw(form, status=status, merged=self.merged, **self._grid(), **more)

    def _grid(self) -> dict[str, object]:
        before = year_before(self.annual)
        earlier = report_of(before) if before else None
        typed, confirmed = self._sent("cell-"), list(self._sent("confirm-"))
        notes = self._sent("note-")
        tables = boxes(self.told, self.form_of_year, typed=typed, earlier=earlier, wrong=sorted(self.wrong))
        findings = public_findings(self.latest, self.form_of_year)
        return {
            "annual": self.annual,
            "version": self.latest,
            "tables": tables,
            "questions": (asked := questions(self.told, self.form_of_year, confirmed)),
            "asked": sum(len(row.cells) for row in asked),
            "rules": rules_as_data(self.form_of_year),
            "broken": [{**row, "note": notes.get(row["key"], row["note"])} for row in findings],
            "warnings": _warnings(self.latest.findings, {row["key"] for row in findings}),
            "chain": check_link(earlier, self.told) if earlier else [],
            "earlier": before,
            "note_most": NOTE_MOST,
            "sections": [f"section_{part.number}" for part in self.form_of_year.sections],
            "review": open_review(self.annual),
        }


def _warnings(findings: list[dict[str, Any]], told: set[str]) -> list[dict[str, Any]]:
    """What else was found and need not stop anybody: the prose against the tables, what the form asks for."""
    return [row for row in findings if row["key"] not in told and row["severity"] != "info" and row["assessable"]]
