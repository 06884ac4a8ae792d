"""What can be done with annual reports. Each service says who (``by``) and when (``at``), and is heard of in the trail."""

from gongkai.office.annualreport.adopting import AdoptedReport, adopt_reports
from gongkai.office.annualreport.contents import Original
from gongkai.office.annualreport.reading import Reading, TooSlow, keep_file, read_file, read_kept
from gongkai.office.annualreport.releasing import (
    check,
    content_of,
    public_batches,
    publish,
    submit,
    take_back,
    withdraw,
)
from gongkai.office.annualreport.writing import AlreadyEntered, SavedInBetween, enter, save, start

__all__ = [
    "AdoptedReport",
    "AlreadyEntered",
    "Original",
    "Reading",
    "SavedInBetween",
    "TooSlow",
    "adopt_reports",
    "check",
    "content_of",
    "enter",
    "keep_file",
    "public_batches",
    "publish",
    "read_file",
    "read_kept",
    "save",
    "start",
    "submit",
    "take_back",
    "withdraw",
]
