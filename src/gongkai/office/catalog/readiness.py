"""What may be sent into review, and what may go out: the conditions of a release, asked at each door that leads to it."""

from __future__ import annotations

from datetime import date

from gongkai.office.catalog import selectors
from gongkai.office.catalog.contents import SUBJECT_TYPE, content_of
from gongkai.office.catalog.models import Disclosure, Document, DocumentKind, Revision
from gongkai.office.clearance.models import Review
from gongkai.office.clearance.selectors import cleared
from gongkai.office.errors import Refused
from gongkai.statute.disclosure import disclosure_law

#: What stands under a heading of the statutory catalogue (条例第二十条、第二十一条). An institution, a guide and an
#: interpretation have their own column.
UNDER_A_HEADING = frozenset({DocumentKind.INFORMATION})


def must_be_told(document: Document, revision: Revision, *, corrects: bool = True) -> None:
    """Before review: what the catalogue must say of it, so that nobody learns after the clearance that it cannot go out.

    ``corrects``: a change of something public says what it changes (in an emergency it may go without).

    Raises:
        Refused: at "heading", "formed_on", "correction" or "disclosure".
    """
    problems: dict[str, str] = {}
    if revision.disclosure == Disclosure.PROACTIVE and document.kind in UNDER_A_HEADING and not revision.heading:
        problems["heading"] = (
            "没有选择目录类目。主动公开的政府信息须归入法定主动公开内容的一个类目（条例第二十条、第二十一条），"
            "请修改文稿，选好类目再送审。"
        )
    if revision.disclosure == Disclosure.PROACTIVE and document.kind in UNDER_A_HEADING and revision.formed_on is None:
        problems["formed_on"] = (
            "没有填写成文日期。目录须写明每条政府信息的生成日期（条例第十二条），公开期限也从这一天起算（第二十六条），"
            "请修改文稿，填好再送审。"
        )
    if corrects and selectors.is_public(document) and not revision.correction:
        problems["correction"] = (
            "本文稿有公开版，没有写更正说明。更正说明随新版向公众说明改了什么、为什么改，随稿审查，请填写。"
        )
    if revision.disclosure == Disclosure.PROACTIVE and selectors.withheld_until_reassessed(document):
        problems["disclosure"] = (
            "本文稿已登记为不予公开。改为主动公开，须先经定期评估，结论为可以公开（条例第十八条），请先办理评估。"
        )
    if problems:
        raise Refused(problems)


def must_be_releasable(document: Document, revision: Revision, on: date) -> None:
    """On the day of release: it is meant for everybody, stands under a heading, and is not older than its own date.

    Raises:
        Refused: at "disclosure", "heading" or "formed_on".
    """
    if revision.disclosure != Disclosure.PROACTIVE:
        raise Refused({"disclosure": f"本稿的公开方式是{_withheld_as(revision)}，只登记，不向社会公开。"})
    if document.kind in UNDER_A_HEADING and not revision.heading:
        raise Refused(
            {
                "heading": "本稿没有目录类目，不能公开。请修改文稿，选好类目（条例第二十条、第二十一条），重新送审通过后再公开。"
            }
        )
    if document.kind in UNDER_A_HEADING and revision.formed_on is None:
        raise Refused(
            {
                "formed_on": "本稿没有成文日期，不能公开。请修改文稿，填好成文日期（条例第十二条），重新送审通过后再公开。"
            }
        )
    if revision.formed_on is not None and revision.formed_on > on:
        raise Refused(
            {
                "formed_on": f"成文日期{revision.formed_on}晚于公开日期{on}。请在成文之后公开；成文日期有误的，改正后重新送审。"
            }
        )


def _withheld_as(revision: Revision) -> str:
    words = str(Disclosure(revision.disclosure).label)
    ground = disclosure_law().grounds.get(revision.ground)
    return f"{words}（{ground.article}：{ground.name}）" if ground else words


def must_be_untouched(revision: Revision) -> None:
    """The row still says what was saved: somebody who wrote past the services is noticed here. Raises Refused."""
    if content_of(revision).digest() != revision.digest:
        raise Refused(
            f"第{revision.number}稿的内容与保存时的摘要值不一致，可能被人从数据库改动，请联系审计管理员核查。"
        )


def clearance_to_release(document: Document, revision: Revision, on: date) -> Review:
    """The round that clears exactly these words for release on that day.

    Raises:
        Refused: touched, not cleared, withdrawn since it was cleared, or not releasable: which, and what to do.
    """
    must_be_untouched(revision)
    review = cleared(SUBJECT_TYPE, str(document.pk), revision.digest)
    if review is None:
        raise Refused("最新稿没有审查通过，不能公开。请先送审；修改过的文稿须重新送审。")
    if document.withdrawn_at is not None and review.submitted_at <= document.withdrawn_at:
        raise Refused("本文稿已经撤下。重新公开须在撤下之后再次送审并通过。")
    if revision.disclosure == Disclosure.PROACTIVE and selectors.withheld_after(document, review):
        raise Refused("本文稿在这次审查之后又经审查登记为不公开。公开须先经定期评估（不予公开的），再次送审并通过。")
    must_be_releasable(document, revision, on)
    return review
