"""What the office says when it will not do something; each message is fit for the person who asked.

::

    GongkaiError
    └── OfficeError
        ├── Refused      the input or the law does not allow it: what is wrong, where, how to mend it
        ├── NotAllowed   this person may not do it
        └── Overtaken    somebody else was faster; nothing of either is lost
"""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.statute.errors import GongkaiError


class OfficeError(GongkaiError):
    """Base of what services raise on purpose."""


class Refused(OfficeError):
    """The input, or the state of the thing, does not allow it. ``problems`` says so by field ("" for the whole)."""

    def __init__(self, problems: str | Mapping[str, str]) -> None:
        self.problems = {"": problems} if isinstance(problems, str) else dict(problems)
        super().__init__("；".join(text.rstrip("。") for text in self.problems.values()) + "。")


class NotAllowed(OfficeError):
    """The person has no post that allows it."""


class Overtaken(OfficeError):
    """Another person (or a second click) changed the thing in between."""
