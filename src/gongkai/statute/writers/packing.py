"""Office packages that come out the same every time: no clock, no order of the file system.

Reads: a .docx or .xlsx package as its library wrote it.
Writes: the same parts under one fixed time, so that equal reports give equal files.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMPS = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2>)")


def repacked(package: bytes, dated_on: date | None) -> bytes:
    """The package with the report's own date as its time of writing; without a date it states none."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "docProps/core.xml":
                data = _STAMPS.sub(_stamp(dated_on), data)
            info = zipfile.ZipInfo(entry.filename, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, data)
    return out.getvalue()


def _stamp(dated_on: date | None) -> bytes:
    return rb"\g<1>" + dated_on.isoformat().encode() + rb"T00:00:00Z\g<3>" if dated_on else b""
