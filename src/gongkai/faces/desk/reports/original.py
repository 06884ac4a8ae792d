"""原件: what a report was read from, on a screen of its own and beside the grid."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from gongkai.faces.desk.previewing import FileScreen
from gongkai.faces.desk.reports.place import OfReport
from gongkai.office.annualreport.originals import shown_original
from gongkai.office.files.models import StoredFile
from gongkai.office.files.previewing.made import Preview


class Original(FileScreen, OfReport):
    """原件. The grid takes its pictures and tables from this screen."""

    def preview(self, file: StoredFile, page: int) -> Preview:
        return shown_original(self.latest, file, page=page)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        file = self.latest.original
        if file is None:
            raise Http404("no original")
        return self.look_at(
            file,
            self.latest.original_name,
            download=self.url("file", "original"),
            unit_id=self.annual.unit_id,
            detail={"report": self.annual.pk, "number": self.latest.number},
        )
