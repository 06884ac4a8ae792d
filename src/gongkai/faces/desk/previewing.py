"""预览附件: an attachment on a screen of the desk, for whoever may fetch it; every look at it is in the trail.

The pictures stand in the page itself: there is no second address under which a page could be read unrecorded.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase

from gongkai.faces.desk.kit import Act, Screen
from gongkai.faces.look.previewing import AGAIN_SECONDS, ShownPreview, asked_page, shown_preview
from gongkai.office.audit.services import audited, record
from gongkai.office.catalog.previewing import preview_of
from gongkai.office.files.models import StoredFile
from gongkai.office.files.previewing import limits
from gongkai.office.files.previewing.made import Preview


class FileScreen(Screen):
    """What a file shows. The screen of a topic fetches the file, decides who may see it and calls :meth:`look_at`."""

    icon = "view"
    template_name = "desk/file.html"
    shown: ShownPreview

    def heading(self) -> str:
        return f"预览：{self.shown.name}"

    def acts(self) -> list[Act]:
        return [Act("下载文件", self.shown.download)]

    def preview(self, file: StoredFile, page: int) -> Preview:
        """What the file shows, where a topic does not know better."""
        return preview_of(file, page=page)

    def look_at(
        self, file: StoredFile, name: str, *, download: str, unit_id: int, detail: dict[str, Any]
    ) -> HttpResponseBase:
        """The screen, recorded. ``detail`` says where the file is attached."""
        page = asked_page(self.request.GET.get("page", ""))
        if page > limits.PAGES_MOST:
            raise Http404(f"no page {page}")
        found = self.preview(file, page)
        if page > max(1, found.page_count) and not found.passing:
            raise Http404(f"no page {page}")
        if not found.passing:
            with audited():
                record(
                    "file.previewed",
                    by=self.actor,
                    at=self.now,
                    subject=name,
                    unit_id=unit_id,
                    detail={**detail, "sha256": file.sha256, "page": page},
                )
        self.shown = shown_preview(
            found, file, name, page=page, download=download, picture=lambda one: one.data_address
        )
        response = self.show(shown=self.shown)
        if found.passing:
            response["Refresh"] = str(AGAIN_SECONDS)
        return response
