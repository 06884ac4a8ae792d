"""Previews of attachments: what files can show by itself, and Word documents, whose reading lives here."""

from __future__ import annotations

from dataclasses import replace

from gongkai.office.clearance.cleaning import clean_body
from gongkai.office.files.models import StoredFile
from gongkai.office.files.previewing import services
from gongkai.office.files.previewing.made import Preview

_READERS = {"docx": "gongkai.office.catalog.wordpreview"}


def can_preview(file: StoredFile) -> bool:
    """Whether a file is of a kind that is shown; whether this one can be is seen when it is opened."""
    return file.extension in services.READERS or file.extension in _READERS


def preview_of(file: StoredFile, *, page: int = 1) -> Preview:
    """What a file shows, for a PDF from ``page`` on; ``why`` of it says where nothing can be shown.

    Whoever asks has made sure that this file, a stripped copy for the public, may be seen.
    """
    found = services.preview(file, page=page, more=_READERS)
    # Cleaned here too: a hostile file may have taken over the process that read it.
    return replace(found, html=clean_body(found.html)) if found.html else found
