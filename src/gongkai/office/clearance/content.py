"""What reviewers see and what a clearance binds: a snapshot of words and files, and its digest.

Clearance knows nothing of pages, replies or reports. Whoever wants something reviewed gives its :class:`Content`; what
is released later must give the same :meth:`Content.digest`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class AttachmentRef:
    """A file that goes out with the text: its row, the SHA-256 of its bytes, and the name it is shown under."""

    file_id: int
    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Content:
    """A title, labelled fields in the order they are shown, a body (HTML), and attachments in order.

    The digest covers all of it: another order of the attachments, another name of a file, another field is another content.

    >>> content = Content("关于放假的通知（演示）", (("文号", "青政办发〔2026〕12号"),), "<p>正文</p>")
    >>> Content.from_json(content.as_json()) == content
    True
    >>> content.digest()[:12]
    '20c35f5eafda'
    """

    title: str
    fields: tuple[tuple[str, str], ...] = ()
    body_html: str = ""
    attachments: tuple[AttachmentRef, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Plain values for a JSON column; :meth:`from_json` reads them back."""
        return {
            "title": self.title,
            "fields": [[label, value] for label, value in self.fields],
            "body_html": self.body_html,
            "attachments": [
                {"file_id": file.file_id, "sha256": file.sha256, "name": file.name} for file in self.attachments
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Self:
        """The content written by :meth:`as_json`. Raises ValueError for anything else."""
        fields, files = data.get("fields", []), data.get("attachments", [])
        if not isinstance(fields, list) or not isinstance(files, list):
            raise ValueError("not a content: fields and attachments are lists")  # noqa: TRY004  (one error for all of it)
        try:
            return cls(
                title=str(data["title"]),
                fields=tuple((str(label), str(value)) for label, value in fields),
                body_html=str(data.get("body_html", "")),
                attachments=tuple(
                    AttachmentRef(int(file["file_id"]), str(file["sha256"]), str(file["name"])) for file in files
                ),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a content: {error}") from error

    def digest(self) -> str:
        """The SHA-256 over the canonical JSON (sorted keys, no spaces, UTF-8), 64 hexadecimal digits.

        A file counts by its bytes and its name: the number of its row is left out, so that the same bytes stored anew
        are the same content.
        """
        plain = self.as_json()
        plain["attachments"] = [[file.sha256, file.name] for file in self.attachments]
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
