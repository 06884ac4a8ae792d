"""What can be done with documents. Each service says who (``by``) and when (``at``), and is heard of in the trail."""

from gongkai.office.catalog.adopting import Adopted, adopt
from gongkai.office.catalog.closing import close_earlier
from gongkai.office.catalog.contents import Attached, content_of, public_path
from gongkai.office.catalog.entries import public_batches
from gongkai.office.catalog.metadata import Metadata, Related
from gongkai.office.catalog.placing import follow_units
from gongkai.office.catalog.releasing import (
    check,
    publish,
    publish_in_emergency,
    release_due,
    submit,
    take_back,
    withdraw,
)
from gongkai.office.catalog.scheduling import cancel_schedule, schedule
from gongkai.office.catalog.validity import end, resume, validity_due
from gongkai.office.catalog.withholding import reassess
from gongkai.office.catalog.writing import SavedInBetween, save, start_document

__all__ = [
    "Adopted",
    "Attached",
    "Metadata",
    "Related",
    "SavedInBetween",
    "adopt",
    "cancel_schedule",
    "check",
    "close_earlier",
    "content_of",
    "end",
    "follow_units",
    "public_batches",
    "public_path",
    "publish",
    "publish_in_emergency",
    "reassess",
    "release_due",
    "resume",
    "save",
    "schedule",
    "start_document",
    "submit",
    "take_back",
    "validity_due",
    "withdraw",
]
