"""The errors a user can meet, in the user's words.

Every message is a complete Chinese sentence that says what is wrong, where, and how to mend it::

    GongkaiError
    ├── CalendarUnknown     a day outside the years whose holidays are published
    ├── NotInForce          a day on which no rule we hold was in force
    ├── UnknownTerm         a channel, outcome, period … that none of the law's tables has
    ├── UnlawfulEvent       an event the state table of art. 27-45 does not allow here
    ├── ImpossibleFacts     facts that contradict each other: a confirmation before the arrival
    ├── DataFileError       a TOML file of the law is malformed: file, place, mend
    └── DocumentError       a file cannot be read: name, reason, mend
        ├── UnsupportedDocument   not a kind of file we read
        ├── EncryptedDocument     protected by a password
        ├── DamagedDocument       truncated, empty, or not what its name says
        ├── PictureDocument       a scan without text; needs the [ocr] extra
        └── DocumentTooLarge      beyond a limit (bytes, pages, cells, seconds)
"""

from __future__ import annotations


class GongkaiError(Exception):
    """Base of every error raised on purpose; ``str(error)`` is fit to be shown to a user."""


class CalendarUnknown(GongkaiError):
    """A date whose holiday arrangement is not known. Nothing is guessed (art. 33 counts working days)."""


class NotInForce(GongkaiError):
    """A day on which none of the rules we hold was in force. Old cases keep the old rule; it is not guessed."""


class UnknownTerm(GongkaiError):
    """A name (channel, outcome, period, result) that none of the law's tables has."""


class ImpossibleFacts(GongkaiError):
    """Facts that cannot all be true, or a quantity the law has no room for (a negative number of pages)."""


class UnlawfulEvent(GongkaiError):
    """An event that the state table does not allow in the present state of the request."""


class DataFileError(GongkaiError):
    """A data file of the law (form, calendar, fee, outcome …) is malformed."""


class DocumentError(GongkaiError):
    """A file could not be read. ``name`` is the file, ``reason`` what is wrong, ``mend`` what to do."""

    def __init__(self, reason: str, *, mend: str = "", name: str = "") -> None:
        self.reason = reason
        self.mend = mend
        self.name = name
        super().__init__(reason)

    def __str__(self) -> str:
        head = f"{self.name}：" if self.name else ""
        tail = f"。{self.mend}" if self.mend else "。"
        return f"{head}{self.reason}{tail}"

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders when many files are read at once."""
        return _document_error, (type(self), self.reason, self.mend, self.name)

    def named(self, name: str) -> DocumentError:
        """The same error, naming the file it is about (kept if one is already named)."""
        self.name = self.name or name
        return self


def _document_error(kind: type[DocumentError], reason: str, mend: str, name: str) -> DocumentError:
    return kind(reason, mend=mend, name=name)


class UnsupportedDocument(DocumentError):
    """Not a kind of file Gongkai reads."""


class EncryptedDocument(DocumentError):
    """Protected by a password."""


class DamagedDocument(DocumentError):
    """Truncated, empty, or not what its name says."""


class PictureDocument(DocumentError):
    """A picture or scan without a text layer; the [ocr] extra can read it."""


class DocumentTooLarge(DocumentError):
    """Beyond one of the limits that keep a hostile file from taking the machine down."""
