"""Reading the trail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from gongkai.office.audit.models import AuditEntry, AuditHead
from gongkai.office.audit.verbs import changes_what_is_public


def entries(
    *,
    words: str = "",
    verb: str = "",
    actor_id: int | None = None,
    unit_ids: Iterable[int] | models.QuerySet[Any] | None = None,
    subject_type: str = "",
    subject_id: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> models.QuerySet[AuditEntry]:
    """Entries, newest first; ``words`` are looked for in actor and subject; ``verb`` may be a prefix ("review")."""
    found = AuditEntry.objects.all()
    if words:
        found = found.filter(models.Q(actor__contains=words) | models.Q(subject__contains=words))
    if verb:
        found = found.filter(models.Q(verb=verb) | models.Q(verb__startswith=f"{verb}."))
    if actor_id is not None:
        found = found.filter(actor_id=actor_id)
    if subject_type:
        found = found.filter(subject_type=subject_type)
        if subject_id:
            found = found.filter(subject_id=subject_id)
    if unit_ids is not None:
        found = found.filter(unit_id__in=unit_ids)
    if since:
        found = found.filter(at__gte=since)
    if until:
        found = found.filter(at__lt=until)
    return found


def history(subject: models.Model) -> models.QuerySet[AuditEntry]:
    """Everything recorded about one thing, newest first."""
    return AuditEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


def neighbours(entry: AuditEntry) -> tuple[AuditEntry | None, AuditEntry | None]:
    """The entries before and after one in the chain, where they are there."""
    around = {found.seq: found for found in AuditEntry.objects.filter(seq__in=(entry.seq - 1, entry.seq + 1))}
    return around.get(entry.seq - 1), around.get(entry.seq + 1)


def head_seq() -> int:
    """The number of the last entry; 0 where there is none."""
    return AuditHead.objects.values_list("seq", flat=True).first() or 0


def public_since(seq: int) -> bool:
    """Whether an act after this entry may have changed what the public sees."""
    acts = AuditEntry.objects.filter(seq__gt=seq).order_by().values_list("verb", flat=True).distinct()
    return any(changes_what_is_public(verb) for verb in acts)
