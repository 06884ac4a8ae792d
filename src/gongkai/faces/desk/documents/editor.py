"""What goes beside saving in the editor: a Word file brought in, suggestions, finding related documents, keeping, previewing.

Each is a sending of the same form with another ``then``. A person without the script gets the page again with all that was
typed; the script gets JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseBase, HttpResponseRedirect, JsonResponse, QueryDict
from django.utils import timezone

from gongkai.faces.desk.documents import copies, proposing, relating
from gongkai.faces.desk.documents.attachments import AttachmentRow
from gongkai.faces.desk.documents.describing import GROUPS, MetadataFields
from gongkai.faces.desk.documents.place import OfDocument
from gongkai.faces.desk.kit import FormScreen
from gongkai.faces.desk.kit.screens import wants_json
from gongkai.faces.desk.models import WorkingCopy
from gongkai.office.catalog.models import relation_kinds
from gongkai.office.catalog.suggesting import Suggestion
from gongkai.office.catalog.wordfiles import Imported, read_word
from gongkai.office.errors import Refused


@dataclass(frozen=True)
class Line:
    """A field as the editor draws it, with what the text says of it."""

    field: forms.BoundField
    suggestion: Suggestion | None


class EditorSteps(OfDocument, FormScreen):
    """The steps, and what the page knows of their results."""

    rows: list[AttachmentRow]
    related: list[relating.RelatedRow]
    copy: WorkingCopy | None = None
    found: list[relating.RelatedRow] | None = None
    imported: Imported | None = None
    said: str = ""
    asked: bool = False

    def step(self, name: str) -> HttpResponseBase | None:
        """Do a step that is not saving; None where saving is asked for."""
        steps: dict[str, Callable[[], HttpResponseBase]] = {
            "word": self._word,
            "suggest": self._suggest,
            "find": self._find,
            "keep": self._keep,
            "forget": self._forget,
            "preview": self._preview,
        }
        return steps[name]() if name in steps else None

    def typed(self, data: QueryDict) -> dict[str, Any]:
        """The fields of the form as they were typed, to be drawn again without judging them."""
        return {name: data[name] for name in self.form_class.base_fields if name in data}

    def _again(self, data: QueryDict, *, status: int = 200) -> HttpResponseBase:
        form = self._unjudged(data)
        told: dict[str, Any] = self.form_context(form)
        return self.show(status=status, form=form, **told)

    def _unjudged(self, data: QueryDict) -> forms.Form:
        told = {**self.initial(), **self.typed(proposing.adopted(data))}
        return self.form_class(initial=told, **self.form_kwargs())

    def _word(self) -> HttpResponseBase:
        """Bring a Word file in: its body in place of the typed one or behind it."""
        data = self.request.POST.copy()
        upload = self.request.FILES.get("word_file")
        try:
            self.imported = _read(upload)
        except Refused as refused:
            if wants_json(self.request):
                return _json({"message": str(refused)}, 422)
            self.said = str(refused)
            return self._again(data, status=422)
        if wants_json(self.request):
            found = proposing.proposed(
                self.document, data.get("title", ""), self.imported.body, imported_title=self.imported.title
            )
            told = {"title": self.imported.title, "body": self.imported.body, "notes": list(self.imported.notes)}
            return _json({**told, "suggestions": proposing.as_json(found)})
        behind = data.get("word_how") == "behind" and data.get("body", "").strip()
        data["body"] = f"{data['body']}\n{self.imported.body}" if behind else self.imported.body
        self.asked = True
        return self._again(data)

    def _suggest(self) -> HttpResponseBase:
        data = self.request.POST
        if wants_json(self.request):
            found = proposing.proposed(self.document, data.get("title", ""), data.get("body", ""))
            return _json({"suggestions": proposing.as_json(found)})
        self.asked = True
        return self._again(data)

    def _find(self) -> HttpResponseBase:
        self.found = relating.found(self.request.POST.get("related_words", ""), self.document, self.actor)
        if wants_json(self.request):
            told = [{"id": row.id, "title": row.title, "facts": row.facts, "url": row.url} for row in self.found]
            return _json({"found": told})
        return self._again(self.request.POST)

    def _keep(self) -> HttpResponseBase:
        copy = copies.keep(self.document, self.request.POST, self.rows, by=self.actor, at=self.now)
        return _json({"kept": timezone.localtime(copy.at).strftime("%H:%M")})

    def _forget(self) -> HttpResponseBase:
        copies.forget(self.document, self.actor)
        return HttpResponseRedirect(self.request.path)

    def _preview(self) -> HttpResponseBase:
        copies.keep(self.document, self.request.POST, self.rows, by=self.actor, at=self.now)
        address = f"{self.url('preview')}?typed=1"
        return _json({"url": address}) if wants_json(self.request) else HttpResponseRedirect(address)

    def form_context(self, form: forms.Form) -> dict[str, object]:
        assert isinstance(form, MetadataFields)  # noqa: S101 (form_class)
        title, body = str(form["title"].value() or ""), str(form["body"].value() or "")
        at_once = self.asked or len(body) <= proposing.AT_ONCE_MOST
        read = proposing.proposed(
            self.document, title, body if at_once else "", imported_title=self.imported.title if self.imported else ""
        )
        beside = proposing.beside(form, read)
        lines = {field.name: Line(field, beside.get(field.name)) for field in form}
        return {
            **super().form_context(form),
            "rows": self.rows,
            "related": self.related,
            "related_kinds": relation_kinds(),
            "related_words": self.request.POST.get("related_words", ""),
            "found": self.found,
            "imported": self.imported,
            "said": self.said,
            "copy": self.copy,
            "stale_copy": self.copy is not None and self.copy.base < self.latest.number,
            "lines": lines,
            "groups": [(label, [lines[name] for name in names]) for label, names in GROUPS],
            "suggested": len(beside),
            "asked": self.asked,
        }


def _read(upload: UploadedFile | None) -> Imported:
    if upload is None:
        raise Refused("没有收到文件，请先选择一份 Word 文件。")
    return read_word(cast("Any", upload.file), name=upload.name or "")


def _json(told: dict[str, object], status: int = 200) -> HttpResponseBase:
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
