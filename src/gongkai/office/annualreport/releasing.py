"""Review, publication and withdrawal of annual reports (条例第十七、五十条). What goes out is exactly what was cleared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from gongkai.office.actors import Actor
from gongkai.office.annualreport import footing, permissions, selectors
from gongkai.office.annualreport.contents import KIND, SUBJECT_TYPE, report_of, written_of
from gongkai.office.annualreport.models import AnnualReport, ReportVersion
from gongkai.office.annualreport.selectors import subject_of
from gongkai.office.annualreport.writing import lock
from gongkai.office.audit.services import audited, record
from gongkai.office.catalog.indexing import region_of
from gongkai.office.catalog.selectors import Stand
from gongkai.office.clearance import services as clearance
from gongkai.office.clearance.content import Content
from gongkai.office.clearance.models import Finding, Review
from gongkai.office.clearance.selectors import cleared
from gongkai.office.errors import NotAllowed, Refused
from gongkai.office.files import services as files
from gongkai.office.search import services as search

#: The column of the platform in which reports stand.
COLUMN = "reports"
REASON_MOST = 300
#: So many are read and entered while others wait: a report is a thousand cells.
BATCH = 100


def content_of(version: ReportVersion) -> Content:
    """What a version says, made anew from its row: a changed row gives another digest."""
    written = written_of(version)
    _every, public = footing.of_written(written)
    return written.content(public)


def check(annual: AnnualReport, *, by: Actor, at: datetime) -> list[Finding]:
    """Run the five gates on the latest version.

    Raises:
        NotAllowed: no post that writes for this unit.
    """
    _writer(by, annual)
    return clearance.check(subject_of(annual), content_of(_latest(annual)), by=by, at=at)


def submit(annual: AnnualReport, *, note: str = "", by: Actor, at: datetime) -> Review:
    """Send the latest version into review.

    Raises:
        NotAllowed: no post that writes for this unit.
        Refused: it is public or cleared already, a cell is not settled, a rule does not foot and the public is not told why, a
            finding of the gates is open, or the original has no public copy.
    """
    _writer(by, annual)
    _prepare_copy(_latest(annual), by=by, at=at)
    with audited():
        locked = lock(annual)
        _writer(by, locked)
        version = _latest(locked)
        if locked.published_id == version.pk and locked.withdrawn_at is None:
            raise Refused("最新稿已经公开，没有需要审查的修改。")
        if selectors.stand_of(locked) is Stand.CLEARED:
            raise Refused("最新稿已经审查通过，可以直接公开，不需要再次送审。")
        _untouched(version)
        _ready(version, corrects=selectors.is_public(locked))
        return clearance.submit(
            subject_of(locked), content_of(version), author_ids=selectors.author_ids(locked), note=note, by=by, at=at
        )


def _ready(version: ReportVersion, *, corrects: bool) -> None:
    """Every cell is settled, it is this unit's report, and the public is told of what does not foot and what is corrected."""
    written = written_of(version)
    problems = {}
    if organ := selectors.other_organ(version.report, written.report.organ):
        problems["organ"] = (
            f"报告写的机关名称是“{organ}”，不是{version.report.unit.name}。请核对是不是传错了文件；确属本单位的，请改正机关名称。"
        )
    if corrects and not version.correction:
        problems["correction"] = "本报告有公开版，没有写更正说明。请修改报告，向公众写明改了什么、为什么改，再送审。"
    if open_cells := footing.unread(written.report):
        named = "、".join(written.form.cells[key].says for key in open_cells[:3] if key in written.form.cells)
        problems["cells"] = f"还有{len(open_cells)}格没有读到（{named}等），请填写，原文为空的确认为空。"
    if wrong := footing.unexplained(version, written.form):
        problems["notes"] = (
            f"还有{len(wrong)}处勾稽关系不成立，请核对改正；数字属实的，写明向公众的说明。例如：{wrong[0]['message']}"
        )
    if all(cell.value is None for cell in written.report.cells.values()):
        problems["cells"] = "报告还没有任何数字，请先填写。"
    if problems:
        raise Refused(problems)


def take_back(annual: AnnualReport, *, by: Actor, at: datetime) -> None:
    """Take the open round of review back before it is decided.

    Raises:
        NotAllowed: no post that writes for this unit.
        Refused: no round is open.
    """
    _writer(by, annual)
    review = selectors.open_review(annual)
    if review is None:
        raise Refused("本报告没有正在进行的审查，不需要撤回。")
    clearance.withdraw(review, by=by, at=at)


def publish(annual: AnnualReport, *, by: Actor, at: datetime) -> ReportVersion:
    """Put the latest version out, with a clearance of exactly its digest. A second click changes nothing.

    Raises:
        NotAllowed: neither 办公室终审 nor 经办人 of the unit.
        Refused: it is not cleared, or was withdrawn after it was cleared.
    """
    if not permissions.may_publish(by, annual):
        raise NotAllowed("公开年度报告须由办公室终审或者编制科室经办人办理，您没有这样的岗位。")
    _prepare_copy(_latest(annual), by=by, at=at)
    with audited():
        locked = lock(annual)
        version = _latest(locked)
        if locked.published_id == version.pk and locked.withdrawn_at is None:
            record("report.published", by=by, at=at, subject=locked, unit_id=locked.unit_id, detail={"again": True})
            return version
        _untouched(version)
        review = cleared(SUBJECT_TYPE, str(locked.pk), version.digest)
        if review is None:
            raise Refused("最新稿没有审查通过，不能公开。请先送审；修改过的报告须重新送审。")
        if locked.withdrawn_at is not None and review.submitted_at <= locked.withdrawn_at:
            raise Refused("本报告已经撤下。重新公开须在撤下之后再次送审并通过。")
        version.released_at = version.released_at or at
        version.save(update_fields=["released_at"])
        locked.published, locked.published_at = version, locked.published_at or at
        locked.withdrawn_at, locked.withdrawn_reason = None, ""
        locked.save(update_fields=["published", "published_at", "withdrawn_at", "withdrawn_reason"])
        search.index(entry_of(locked), on=timezone.localdate(at))
        record(
            "report.published",
            by=by,
            at=at,
            subject=locked,
            unit_id=locked.unit_id,
            detail={"number": version.number, "digest": version.digest, "review": review.pk, "year": locked.year},
        )
        if not review.emergency:
            clearance.settle(subject_of(locked), by=by, at=at)
    annual.refresh_from_db()
    return version


def withdraw(annual: AnnualReport, reason: str, *, by: Actor, at: datetime) -> None:
    """Take a report back from the public, with a reason that the public reads.

    Raises:
        NotAllowed: neither 办公室终审 nor 分管领导 of the unit.
        Refused: it is not public, or no reason is given.
    """
    if not permissions.may_withdraw(by, annual):
        raise NotAllowed("撤下年度报告须由办公室终审或者分管领导办理，您没有这样的岗位。")
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_MOST:
        raise Refused({"reason": f"请填写撤下原因，公众会看到，最多{REASON_MOST}个字。"})
    with audited():
        locked = lock(annual)
        if not selectors.is_public(locked):
            raise Refused("本报告现在没有公开，不需要撤下。")
        locked.withdrawn_at, locked.withdrawn_reason = at, reason
        locked.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        search.remove(kind=KIND, key=str(locked.pk))
        clearance.settle(subject_of(locked), by=by, at=at)
        record("report.withdrawn", by=by, at=at, subject=locked, unit_id=locked.unit_id, detail={"reason": reason})
    annual.refresh_from_db()


def entry_of(annual: AnnualReport) -> search.Entry:
    """What the search is told of a public report."""
    version = annual.published
    if version is None or annual.published_at is None:
        raise ValueError(f"{annual.pk} is not public")
    report = report_of(version)
    texts = [report.preface, *(f"{section.title}\n{section.text}" for section in report.sections)]
    first = next((line for section in report.sections for line in section.text.splitlines() if line.strip()), "")
    return search.Entry(
        kind=KIND,
        key=str(annual.pk),
        unit_id=annual.unit_id,
        title=version.title,
        number="",
        text="\n".join(texts),
        url=annual.public_path,
        published_on=timezone.localdate(annual.published_at),
        summary=first[:300],
        region_id=region_of(annual.unit),
        column=COLUMN,
    )


def public_batches(size: int = BATCH) -> Iterator[search.Batch]:
    """Everything that is public, for ``search.services.rebuild``, in batches that read when they are called."""
    public = AnnualReport.objects.filter(published__isnull=False, withdrawn_at__isnull=True)
    return search.in_batches(public.select_related("unit", "published"), entry_of, size=size)


def _prepare_copy(version: ReportVersion, *, by: Actor, at: datetime) -> None:
    """The stripped copy of the original, before anybody reviews: nobody learns afterwards that it cannot go out."""
    if version.original is None or not version.offers_original:
        return
    try:
        files.published_copy(version.original, by=by, at=at)
    except Refused as refused:
        raise Refused({"original": f"原件不能公开：{refused}请改为不公开原件，或者换一份文件。"}) from refused


def _writer(by: Actor, annual: AnnualReport) -> None:
    if not permissions.may_write(by, annual):
        raise NotAllowed("您没有办理本报告的岗位。")


def _latest(annual: AnnualReport) -> ReportVersion:
    return annual.versions.select_related("original", "report__unit").latest("number")


def _untouched(version: ReportVersion) -> None:
    """The row still says what was saved: somebody who wrote past the services is noticed here."""
    if content_of(version).digest() != version.digest:
        raise Refused(f"第{version.number}稿的内容与保存时的摘要值不一致，可能被人从数据库改动，请联系审计管理员核查。")
