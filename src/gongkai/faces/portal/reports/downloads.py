"""A report in every format, made from the version that is public; and the original it was read from."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from gongkai.faces.portal.reports.report import OfReport, public_copy
from gongkai.office.annualreport.contents import public_report
from gongkai.office.annualreport.models import ReportVersion
from gongkai.office.errors import Refused
from gongkai.office.files.names import download_name
from gongkai.office.files.selectors import safe_headers
from gongkai.office.files.services import open_stored
from gongkai.statute.writers import KINDS, write


class Download(OfReport):
    """One format. Making a PDF takes a second: what was made is kept while the process lives, and told apart by its digest."""

    def get(self, request: HttpRequest, slug: str, year: int, kind: str) -> HttpResponseBase:  # noqa: ARG002
        if kind not in KINDS:
            raise Http404(kind)
        version = self.version
        unchanged = get_conditional_response(request, etag=quote_etag(f"{version.digest}-{kind}"))
        if unchanged is not None:
            return unchanged
        response = HttpResponse(_made(version.pk, version.digest, kind), content_type=KINDS[kind].media_type)
        name = download_name(version.title, KINDS[kind].suffix.removeprefix("."))
        response["Content-Disposition"] = (
            f"attachment; filename=\"report-{year}{KINDS[kind].suffix}\"; filename*=UTF-8''{quote(name, safe='')}"
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["ETag"] = quote_etag(f"{version.digest}-{kind}")
        return response


@lru_cache(maxsize=96)
def _made(version_pk: int, digest: str, kind: str) -> bytes:  # noqa: ARG001 (the digest tells one content from another)
    version = ReportVersion.objects.select_related("report__unit").get(pk=version_pk)
    return write(public_report(version), kind)


class OriginalFile(OfReport):
    """The file the report was read from, without what programs left in it."""

    def get(self, request: HttpRequest, slug: str, year: int) -> HttpResponseBase:  # noqa: ARG002
        copy = public_copy(self.annual)
        if copy is None:
            raise Http404("no original")
        unchanged = get_conditional_response(request, etag=quote_etag(copy.sha256))
        if unchanged is not None:
            return unchanged
        try:
            source = open_stored(copy)
        except Refused as missing:
            raise Http404(str(missing)) from missing
        response = FileResponse(source)
        # Afterwards: given at once, FileResponse would put a disposition of its own over ours.
        for name, value in safe_headers(copy, self.version.original_name).items():
            response[name] = value
        return response
