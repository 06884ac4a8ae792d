"""核验审计链: the whole trail read again, in parts, with its progress; what was found is itself recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from gongkai.faces.desk.kit import Screen
from gongkai.office.audit import permissions
from gongkai.office.audit.models import AuditEntry
from gongkai.office.audit.services import read_recorded
from gongkai.office.audit.verification import Break, Progress, advance, begin, read_anchors

_KEPT = "audit.verification"
_KINDS = {
    "changed": "被改动",
    "missing": "缺失",
    "order": "顺序不对",
    "truncated": "末尾被删",
    "anchor": "与锚定不符",
    "unprotected": "失去保护",
}


class Verification(Screen):
    """Starts, goes on, and shows the verdict. How far it has come is kept in the session: it can be left and resumed."""

    title = "核验审计链"
    icon = "view"
    template_name = "desk/trail/verification.html"
    refusal = "审计链由审计管理员核验，您没有这样的岗位。"
    #: How many entries one request reads: about a second.
    entries_a_turn = 60_000

    def may_enter(self) -> bool:
        return permissions.may_verify(self.actor)

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return [("审计查询", reverse("desk:trail:list"))]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:  # noqa: ARG002
        """One turn: from the beginning, or on from where it was."""
        kept = _kept(request.session.get(_KEPT))
        progress = begin() if kept is None or kept.done or request.POST.get("act") == "start" else kept
        progress = advance(progress, anchors=settings.ANCHORS, entries=self.entries_a_turn)
        request.session[_KEPT] = asdict(progress) | {"at": self.now.isoformat()}
        if progress.done:
            self._record(progress)
        return HttpResponseRedirect(request.path)

    def _record(self, progress: Progress) -> None:
        read_recorded(
            "audit.verified",
            by=self.actor,
            at=self.now,
            subject="审计链",
            detail={
                "entries": progress.entries,
                "whole": not progress.breaks,
                "anchors": len(read_anchors(settings.ANCHORS)),
                "breaks": [found.message for found in progress.breaks[:20]],
            },
        )

    def context(self, **more: object) -> dict[str, object]:
        stored = self.request.session.get(_KEPT)
        progress = _kept(stored)
        anchors = read_anchors(settings.ANCHORS)
        seqs = [found.seq for found in progress.breaks if found.seq] if progress else []
        there = set(AuditEntry.objects.filter(seq__in=seqs).values_list("seq", flat=True))
        breaks = [
            (found, _KINDS[found.kind], reverse("desk:trail:entry", args=[found.seq]) if found.seq in there else "")
            for found in (progress.breaks if progress else ())
        ]
        return super().context(
            progress=progress,
            percent=int(progress.share * 100) if progress else 0,
            at=stored.get("at", "")[:16].replace("T", " ") if stored else "",
            breaks=breaks,
            anchors=anchors,
            newest=anchors[-1] if anchors else None,
            total=AuditEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0,
            **more,
        )


def _kept(stored: Mapping[str, Any] | None) -> Progress | None:
    """What the session holds of a verification; nothing where it holds none, or one of another version."""
    if not stored:
        return None
    try:
        given = {key: value for key, value in stored.items() if key != "at"}
        return Progress(**{**given, "breaks": tuple(Break(**found) for found in given["breaks"])})
    except (TypeError, KeyError):
        return None
