"""Running the gates over a text and keeping what they found; a reason given stays while the words stay the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from gongkai.office.actors import Actor
from gongkai.office.audit.services import audited, record
from gongkai.office.clearance import permissions
from gongkai.office.clearance.content import Content
from gongkai.office.clearance.models import Finding, FindingState, GateRun, Review
from gongkai.office.clearance.subject import Subject
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from gongkai.office.files.models import StoredFile
from gongkai.office.files.services import open_stored
from gongkai.office.units.models import Unit

if TYPE_CHECKING:
    from gongkai.office.clearance.gates.found import FoundByGate

#: These must be mended or accepted with a reason before submission; "info" need not.
TO_SETTLE = ("stop", "warn")
REASON_MOST = 300


def check(subject: Subject, content: Content, *, by: Actor, at: datetime) -> list[Finding]:
    """Run the five gates and keep the findings; those of this text are returned, worst first.

    What was found before and is no longer there counts as mended. The gates read the files before the transaction opens.

    Raises:
        NotAllowed: no post that writes or reviews for this unit.
    """
    if not permissions.may_submit(by, subject.unit, subject.section_id):
        raise NotAllowed(f"您没有办理{subject.unit.name}文稿的岗位，不能检查。")
    found = run_gates(content, unit=subject.unit, at=at)
    with audited():
        keep(subject, content.digest(), found, by=by, at=at)
    return standing(subject, content.digest())


def run_gates(content: Content, *, unit: Unit, at: datetime) -> list[FoundByGate]:
    """What the gates say to this content on that day; nothing is written. The office's own telephone is nobody's secret."""
    from gongkai.office.clearance import gates  # noqa: PLC0415  (readers of four file types: loaded when first needed)

    own = {unit.office_phone, unit.office_fax, unit.office_email} - {""}
    return gates.run(content, today=timezone.localdate(at), open_file=_bytes_of, own=own)


def _bytes_of(file_id: int) -> bytes:
    with open_stored(StoredFile.objects.get(pk=file_id)) as source:
        return source.read()


def looked_at(subject: Subject, digest: str, at: datetime) -> bool:
    """Whether the gates have looked at exactly this text today."""
    run = GateRun.objects.filter(subject_type=subject.type, subject_id=subject.id, digest=digest).first()
    return run is not None and timezone.localdate(run.at) == timezone.localdate(at)


def keep(subject: Subject, digest: str, found: Iterable[FoundByGate], *, by: Actor, at: datetime) -> None:
    """Write what was found: new ones open, known ones as they were, missing ones mended. Inside ``audited()``."""
    run, _new = GateRun.objects.select_for_update().get_or_create(
        subject_type=subject.type, subject_id=subject.id, defaults={"at": at}
    )
    fresh = {item.fingerprint: item for item in found}
    known = {row.fingerprint: row for row in Finding.objects.filter(subject_type=subject.type, subject_id=subject.id)}
    Finding.objects.bulk_create(_row(subject, digest, item) for key, item in fresh.items() if key not in known)
    changed = []
    for key, row in known.items():
        item = fresh.get(key)
        if item is None:
            row.state = FindingState.MENDED
        else:
            _place(row, item, digest)
            if row.state == FindingState.MENDED:
                row.state, row.reason, row.decided_by_id, row.decided_at = FindingState.OPEN, "", None, None
        changed.append(row)
    Finding.objects.bulk_update(
        changed,
        [
            "state",
            "reason",
            "decided_by",
            "decided_at",
            "digest",
            "part",
            "place",
            "start",
            "end",
            "severity",
            "message",
        ],
        batch_size=200,
    )
    run.digest, run.at = digest, at
    run.save(update_fields=["digest", "at"])
    record(
        "content.checked",
        by=by,
        at=at,
        subject=subject.title,
        unit_id=subject.unit.pk,
        detail={"type": subject.type, "id": subject.id, "digest": digest, "found": len(fresh)},
    )


def _row(subject: Subject, digest: str, item: FoundByGate) -> Finding:
    row = Finding(
        subject_type=subject.type,
        subject_id=subject.id,
        unit=subject.unit,
        gate=item.gate,
        code=item.code,
        excerpt=item.excerpt[:300],
        fingerprint=item.fingerprint,
    )
    _place(row, item, digest)
    return row


def _place(row: Finding, item: FoundByGate, digest: str) -> None:
    row.digest, row.severity, row.message = digest, item.severity, item.message[:500]
    row.part, row.place, row.start, row.end = item.part[:200], item.place[:200], item.start, item.end


def standing(subject: Subject, digest: str) -> list[Finding]:
    """The findings of exactly this text, worst first, in the order of the text."""
    order = {"stop": 0, "warn": 1}
    rows = Finding.objects.filter(subject_type=subject.type, subject_id=subject.id, digest=digest).exclude(
        state=FindingState.MENDED
    )
    return sorted(
        rows.select_related("decided_by"),
        key=lambda row: (order.get(row.severity, 2), row.part, row.place, row.start or 0, row.pk),
    )


def alike(finding: Finding) -> QuerySet[Finding]:
    """The other open findings of the same rule in the same part: a list of shops has a number in each row, with one reason for all.

    None at the gate for secrecy: there each is looked at on its own.
    """
    rows = Finding.objects.filter(
        subject_type=finding.subject_type,
        subject_id=finding.subject_id,
        digest=finding.digest,
        code=finding.code,
        part=finding.part,
        state=FindingState.OPEN,
    ).exclude(pk=finding.pk)
    return rows.none() if finding.gate == "secrecy" else rows.order_by("pk")


def accept_finding(finding: Finding, reason: str, *, with_alike: bool = False, by: Actor, at: datetime) -> int:
    """Keep the words as they are and say why; the reviewers will see the reason. Gives how many findings it answered.

    ``with_alike`` gives the same reason to those of :func:`alike`; each stands in the trail.

    Raises:
        NotAllowed: no post that writes or reviews for this unit.
        Refused: no reason, or the finding is mended.
        Overtaken: somebody else gave a reason first.
    """
    reason = " ".join(reason.split())
    if len(reason) < 2:
        raise Refused({"reason": "没有写理由。保留原文须说明理由，审查人会看到，请填写。"})
    if len(reason) > REASON_MOST:
        raise Refused({"reason": f"理由有{len(reason)}个字，最多{REASON_MOST}个字，请缩短。"})
    review = Review.objects.filter(subject_type=finding.subject_type, subject_id=finding.subject_id).order_by("-round")
    section_id = review.values_list("section_id", flat=True).first()
    unit = Unit.objects.get(pk=finding.unit_id)
    if not permissions.may_submit(by, unit, section_id):
        raise NotAllowed(f"您没有办理{unit.name}文稿的岗位，不能处理提示。")
    with audited():
        if not _answer(finding, reason, by=by, at=at):
            raise Overtaken("这条提示刚刚已被处理，请刷新后查看。")
        others = list(alike(finding).select_for_update()) if with_alike else []
        answered = 1 + sum(_answer(other, reason, by=by, at=at) for other in others)
    finding.refresh_from_db()
    return answered


def _answer(finding: Finding, reason: str, *, by: Actor, at: datetime) -> bool:
    """Whether it was still open, and has its reason now."""
    won = Finding.objects.filter(pk=finding.pk, state=FindingState.OPEN).update(
        state=FindingState.ACCEPTED, reason=reason, decided_by_id=by.id, decided_at=at
    )
    if won:
        record(
            "finding.accepted",
            by=by,
            at=at,
            subject=finding,
            unit_id=finding.unit_id,
            detail={"reason": reason, "severity": finding.severity, "gate": finding.gate, "code": finding.code},
        )
    return bool(won)


def unsettled(subject: Subject, digest: str) -> list[Finding]:
    """What must still be mended or given a reason before this text can be submitted."""
    return [row for row in standing(subject, digest) if row.state == FindingState.OPEN and row.severity in TO_SETTLE]


def snapshot(subject: Subject, digest: str) -> list[dict[str, object]]:
    """The findings as the reviewers will see them, kept with the round."""
    return [
        {
            "gate": row.gate,
            "code": row.code,
            "severity": row.severity,
            "part": row.part,
            "place": row.place,
            "start": row.start,
            "end": row.end,
            "excerpt": row.excerpt,
            "message": row.message,
            "fingerprint": row.fingerprint,
            "state": row.state,
            "reason": row.reason,
            "by": row.decided_by.name if row.decided_by else "",
        }
        for row in standing(subject, digest)
    ]
