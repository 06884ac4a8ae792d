"""Importing documents: take in a table with its files, look at it, carry it out wholly or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import BinaryIO

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.catalog import permissions
from gongkai.office.catalog.batches import ImportBatch
from gongkai.office.catalog.importing.files import Sent, Text, keep
from gongkai.office.catalog.importing.outcome import ImportPlan, PlannedRow, RowState
from gongkai.office.catalog.importing.planning import plan_import
from gongkai.office.catalog.importing.sheet import Sheet, read_sheet
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.writing import Draft, draft_of, start_drafts
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from gongkai.office.files import services as files
from gongkai.office.files.models import StoredFile
from gongkai.office.units.importing.sheet import MOST_BYTES

_AGAIN = "表格在预览之后有变化（有人起草了同样的文稿，或者类目、岗位变了），没有写入任何内容，请重新预览后再确认。"


def take_in(data: bytes, name: str, uploads: list[tuple[str, BinaryIO]], *, by: Actor, at: datetime) -> ImportBatch:
    """Keep a table and the files that came with it, to be looked at. No document is made.

    Raises:
        NotAllowed: no post that writes.
        Refused: at "file" or "files": the table cannot be read, or the files cannot be taken in.
    """
    if not permissions.may_import(by) or by.id is None:
        raise NotAllowed("批量导入由经办人或者科室负责人办理，您没有这样的岗位。")
    read_sheet(data, name)
    try:
        sheet = files.store(data, name=name, most_bytes=MOST_BYTES, by=by, at=at)
    except Refused as refused:
        raise Refused({"file": str(refused)}) from refused
    sent = keep(uploads, by=by, at=at)
    with audited():
        batch = ImportBatch.objects.create(
            name=name[:200], sheet=sheet, files=sent.files, refused=sent.refused, by_id=by.id, sent_at=at
        )
        detail = {"sha256": sheet.sha256, "files": len(sent.files), "refused": sent.refused}
        record("document.import.sent", by=by, at=at, subject=batch.name, detail=detail)
    return batch


def plan_of(batch: ImportBatch, *, texts: Mapping[str, Text] | None = None, by: Actor, at: datetime) -> ImportPlan:
    """What the batch would make as of now. Writes nothing. ``texts`` are Word documents that were read before, by name."""
    must_be_own(batch, by)
    return plan_import(_sheet(batch), Sent(batch.files, batch.refused, texts), by=by, at=at)


def words_wanted(batch: ImportBatch) -> list[str]:
    """The names of the Word documents that the rows want as their text, each once: reading them is what takes time."""
    sent = Sent(batch.files, batch.refused)
    named = dict.fromkeys(row.values["body_file"] for row in _sheet(batch).rows if "body_file" in row.values)
    found = []
    for name in named:
        with suppress(Refused):
            key = sent.key(name)
            if key in sent.files:
                found.append(key)
    return list(dict.fromkeys(found))


def _sheet(batch: ImportBatch) -> Sheet:
    with files.open_stored(batch.sheet) as source:
        return read_sheet(source.read(), batch.name)


def carry_out(
    batch: ImportBatch,
    *,
    shown: str,
    doubles: bool = False,
    texts: Mapping[str, Text] | None = None,
    by: Actor,
    at: datetime,
) -> list[Document]:
    """Make the drafts that the plan says, all in one transaction; ``doubles``: those too that seem to be there already.

    ``shown`` is the fingerprint of the plan that the person confirmed.

    Raises:
        NotAllowed: another person's batch, or a post is gone.
        Refused: a row is wrong, or nothing is left to make.
        Overtaken: it was carried out already, or the plan now says something else.
    """
    must_be_own(batch, by)
    with audited():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.carried_out_at is not None:
            raise Overtaken("这一批已经导入过了，没有再次写入。请在导入记录中查看结果。")
        plan = plan_of(locked, texts=texts, by=by, at=at)
        if plan.fingerprint != shown:
            raise Overtaken(_AGAIN)
        rows = _to_make(plan, doubles=doubles)
        stored = StoredFile.objects.in_bulk({pk for row in rows for pk, _name in row.files})
        made = start_drafts([_draft(row, stored, by=by, at=at) for row in rows], by=by, at=at)
        units = {document.unit_id for document in made}
        locked.made, locked.carried_out_at = [document.pk for document in made], at
        locked.unit = made[0].unit if len(units) == 1 else None
        locked.save(update_fields=["made", "carried_out_at", "unit"])
        record(
            "document.imported",
            by=by,
            at=at,
            subject=f"{locked.name}：{len(made)}条",
            unit_id=locked.unit_id,
            detail={"batch": locked.pk, "sha256": locked.sheet.sha256, "documents": locked.made},
        )
    batch.made, batch.carried_out_at, batch.unit = locked.made, locked.carried_out_at, locked.unit
    return made


def must_be_own(batch: ImportBatch, by: Actor) -> None:
    """Only who sent a batch sees its rows and carries it out. Raises NotAllowed."""
    if batch.by_id != by.id:
        raise NotAllowed("这一批由别人上传，只能由上传人查看和确认。")


def _to_make(plan: ImportPlan, *, doubles: bool) -> list[PlannedRow]:
    if plan.wrong:
        raise Refused(f"有{len(plan.wrong)}行有错误，没有写入任何内容。请改正表格后重新上传。")
    rows = [row for row in plan.rows if row.state is RowState.NEW or doubles]
    if not rows:
        raise Refused("表格里的信息都已经有了，没有需要导入的。确实要再导入的，请勾选“疑似重复的也导入”。")
    return rows


def _draft(row: PlannedRow, stored: dict[int, StoredFile], *, by: Actor, at: datetime) -> Draft:
    if row.unit is None:
        raise AssertionError("a row without problems has a unit")
    try:
        return draft_of(
            row.unit,
            row.section,
            row.kind,
            row.title,
            document_number=row.document_number,
            formed_on=row.formed_on,
            body=row.body,
            attachments=[(stored[pk], name) for pk, name in row.files],
            metadata=row.metadata,
            by=by,
            at=at,
        )
    except (Refused, NotAllowed) as refused:
        raise Refused(f"第{row.number}行《{row.title[:40]}》：{refused}没有写入任何内容。") from refused


def batches_of(by: Actor) -> list[ImportBatch]:
    """The batches a person sent, the newest first."""
    return list(ImportBatch.objects.filter(by_id=by.id).select_related("unit")[:50])
