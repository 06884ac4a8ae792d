"""What could not be read is never clean: each such place is a finding of the format gate."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.office.clearance.gates.found import Hit
from gongkai.office.clearance.gates.reading import Reading


def look(reading: Reading) -> Iterator[Hit]:
    """A finding for each part that a machine could not read, with the reason."""
    for unread in reading.unread:
        yield Hit(
            "format.scan" if unread.scan else "format.unread",
            None,
            says=(("reason", unread.reason),),
            part=unread.part,
            place=unread.place,
            key=unread.key,
            about=unread.reason,
        )
