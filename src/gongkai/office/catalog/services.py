"""What can be done with documents. Each service says who (``by``) and when (``at``), and is heard of in the trail."""

from gongkai.office.catalog.adopting import Adopted, adopt
from gongkai.office.catalog.contents import Attached, content_of, public_path
from gongkai.office.catalog.metadata import Metadata, Related
from gongkai.office.catalog.releasing import (
    check,
    public_entries,
    publish,
    publish_in_emergency,
    submit,
    take_back,
    withdraw,
)
from gongkai.office.catalog.writing import SavedInBetween, save, start_document

__all__ = [
    "Adopted",
    "Attached",
    "Metadata",
    "Related",
    "SavedInBetween",
    "adopt",
    "check",
    "content_of",
    "public_entries",
    "public_path",
    "publish",
    "publish_in_emergency",
    "save",
    "start_document",
    "submit",
    "take_back",
    "withdraw",
]
