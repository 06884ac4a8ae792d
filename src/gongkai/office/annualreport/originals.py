"""The original of a report as it is shown beside the grid: like an attachment; a web page as its words and tables.

Web pages, JSON and Markdown are kept as plain data behind a mark, so that nothing ever takes them for a page of ours. They are
never offered to the public: what in them nobody sees cannot be taken out with certainty.
"""

from __future__ import annotations

from gongkai.office.annualreport.models import ReportVersion
from gongkai.office.annualreport.reading import is_page, unmarked
from gongkai.office.catalog.previewing import preview_of
from gongkai.office.clearance.cleaning import clean_body
from gongkai.office.errors import Refused
from gongkai.office.files.models import StoredFile
from gongkai.office.files.names import ending
from gongkai.office.files.previewing import limits
from gongkai.office.files.previewing.made import Preview
from gongkai.office.files.services import open_stored
from gongkai.statute.errors import DocumentError
from gongkai.statute.readers.text import decode


def shown_original(version: ReportVersion, file: StoredFile, *, page: int = 1) -> Preview:
    """What the original shows, for a PDF from ``page`` on. Whoever asks has made sure that it may be seen."""
    kind = ending(version.original_name)
    if file.extension != "txt" or kind == "txt":
        return preview_of(file, page=page)
    if file.size > limits.HTML_MOST_BYTES:
        return Preview(why="网页太长，不能在这里显示")
    try:
        with open_stored(file) as source:
            text = decode(unmarked(source.read()))
    except (Refused, DocumentError) as error:
        return Preview(why=str(error).rstrip("。"))
    if not is_page(kind):
        return Preview(text=text[: limits.TEXT_MOST])
    words = clean_body(text)
    return Preview(html=words) if words else Preview(why="网页里没有文字")
