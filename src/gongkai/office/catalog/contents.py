"""What a revision says, as the reviewers see it and a clearance binds it; and the limits of what can be written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from gongkai.office.catalog.bodies import BODY_MOST_BYTES
from gongkai.office.catalog.metadata import Metadata, cleaned
from gongkai.office.catalog.models import Document, Revision
from gongkai.office.clearance.cleaning import clean_body
from gongkai.office.clearance.content import AttachmentRef, Content
from gongkai.office.errors import Refused
from gongkai.office.files.models import StoredFile

#: How a document is named to clearance, search and the trail.
SUBJECT_TYPE = "catalog.document"
TITLE_MOST = 300
NUMBER_MOST = 100
NAME_MOST = 200
CORRECTION_MOST = 300
ATTACHMENTS_MOST = 50

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")


class Attached(NamedTuple):
    """A file and the name it is shown under."""

    file: StoredFile
    name: str


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a person wrote, cleaned and within the limits."""

    title: str
    document_number: str
    formed_on: date | None
    body: str
    attachments: tuple[Attached, ...]
    metadata: Metadata = field(default_factory=Metadata)
    correction: str = ""
    closes_earlier: bool = False

    def content(self) -> Content:
        """The same as reviewers see it."""
        return _content(
            self.title,
            self.document_number,
            self.formed_on,
            self.body,
            self.attachments,
            self.metadata,
            self.correction,
            closes_earlier=self.closes_earlier,
        )


def written(
    *,
    title: str,
    document_number: str = "",
    formed_on: date | None = None,
    body: str = "",
    attachments: Sequence[tuple[StoredFile, str]] = (),
    metadata: Metadata = Metadata(),  # noqa: B008 (frozen)
    correction: str = "",
    closes_earlier: bool = False,
) -> Written:
    """Clean what was typed. ``correction`` is what the public is told about the change of something public; ``closes_earlier``
    closes the versions before it to the public.

    Raises:
        Refused: a limit is passed; ``problems`` says at which field.
    """
    problems: dict[str, str] = {}
    title, document_number = _line(title), _line(document_number)
    if not title:
        problems["title"] = "标题没有填写，请填写标题。"
    elif len(title) > TITLE_MOST:
        problems["title"] = f"标题有{len(title)}个字，最多{TITLE_MOST}个字，请缩短。"
    if len(document_number) > NUMBER_MOST:
        problems["document_number"] = f"文号有{len(document_number)}个字，最多{NUMBER_MOST}个字，请核对。"
    if len(body.encode(errors="replace")) > BODY_MOST_BYTES:
        problems["body"] = "正文超过3 MB，请把图片缩小，或者把图片、长表作为附件上传。"
    correction = _line(correction)
    if len(correction) > CORRECTION_MOST:
        problems["correction"] = f"更正说明有{len(correction)}个字，最多{CORRECTION_MOST}个字，请缩短。"
    files = tuple(Attached(file, _line(name)) for file, name in attachments)
    if problem := _attachment_problem(files):
        problems["attachments"] = problem
    metadata = cleaned(metadata, formed_on=formed_on, problems=problems)
    if problems:
        raise Refused(problems)
    return Written(
        title=title,
        document_number=document_number,
        formed_on=formed_on,
        body=clean_body(body.encode(errors="replace").decode()),
        attachments=files,
        metadata=metadata,
        correction=correction,
        closes_earlier=closes_earlier,
    )


def _attachment_problem(files: Sequence[Attached]) -> str:
    if len(files) > ATTACHMENTS_MOST:
        return f"附件有{len(files)}个，最多{ATTACHMENTS_MOST}个，请删减，或者合并成压缩前的一份文件。"
    seen: dict[str, int] = {}
    for place, (_file, name) in enumerate(files, 1):
        if not name:
            return f"第{place}个附件没有名称，请填写名称。"
        if len(name) > NAME_MOST:
            return f"第{place}个附件的名称有{len(name)}个字，最多{NAME_MOST}个字，请缩短。"
        if re.search(r"[\\/<>:\"|?*]", name):
            return f'第{place}个附件的名称“{name}”里有文件名不能用的符号（\\ / < > : " | ? *），请去掉。'
        if name in seen:
            return f"第{seen[name]}个和第{place}个附件的名称相同（“{name}”），请给其中一个改名。"
        seen[name] = place
    return ""


def _line(text: str) -> str:
    """One line without control signs."""
    return " ".join(_INVISIBLE.sub(" ", text).split())


def content_of(revision: Revision) -> Content:
    """What a stored revision says: made anew from its row, so that a changed row gives another digest."""
    files = tuple(Attached(item.file, item.name) for item in revision.attachments.select_related("file"))
    return _content(
        revision.title,
        revision.document_number,
        revision.formed_on,
        revision.body,
        files,
        Metadata.of(revision),
        revision.correction,
        closes_earlier=revision.closes_earlier,
    )


def _content(
    title: str,
    document_number: str,
    formed_on: date | None,
    body: str,
    files: Sequence[Attached],
    metadata: Metadata,
    correction: str,
    *,
    closes_earlier: bool,
) -> Content:
    fields = [
        ("文号", document_number),
        ("成文日期", formed_on.isoformat() if formed_on else ""),
        *metadata.fields(),
        ("更正说明", correction),
        ("以前的公开版", "更正后不再向公众提供" if closes_earlier else ""),
    ]
    return Content(
        title=title,
        fields=tuple((label, value) for label, value in fields if value),
        body_html=body,
        attachments=tuple(AttachmentRef(file.pk, file.sha256, name) for file, name in files),
    )


def public_path(document: Document) -> str:
    """Where the public finds the document: an address that stays."""
    return f"/documents/{document.pk}/"
