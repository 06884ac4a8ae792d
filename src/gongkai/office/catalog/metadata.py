"""The metadata of an item: what the catalogue says about it (条例第十二条: 索引、名称、内容概述、生成日期; law-digest §6.2).

They are written, reviewed and released with the text: a change of a class is a new revision like a change of a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from gongkai.office.catalog.headings import name_of
from gongkai.office.catalog.models import Disclosure, OwnHeading, RelationKind, Revision
from gongkai.statute.disclosure import disclosure_law

SUMMARY_MOST = 500
KEYWORDS_MOST = 20
ISSUERS_MOST = 20
RELATED_MOST = 50
HEADING = "目录类目"


@dataclass(frozen=True, slots=True)
class Related:
    """Another document and how this one belongs to it (a value of :class:`RelationKind`)."""

    kind: str
    id: int


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """What the catalogue says of a revision. Codes are those of :mod:`gongkai.statute.disclosure` and of own headings."""

    heading: str = ""
    subject: str = ""
    genre: str = ""
    mode: str = ""
    disclosure: str = Disclosure.PROACTIVE.value
    ground: str = ""
    reassess_on: date | None = None
    issuers: tuple[str, ...] = ()
    effective_on: date | None = None
    expires_on: date | None = None
    keywords: tuple[str, ...] = ()
    summary: str = ""
    source: str = ""
    related: tuple[Related, ...] = ()

    def columns(self) -> dict[str, Any]:
        """The values of a revision's columns."""
        return {
            "heading": self.heading,
            "subject": self.subject,
            "genre": self.genre,
            "mode": self.mode,
            "disclosure": self.disclosure,
            "ground": self.ground,
            "reassess_on": self.reassess_on,
            "issuers": list(self.issuers),
            "effective_on": self.effective_on,
            "expires_on": self.expires_on,
            "keywords": "；".join(self.keywords),
            "summary": self.summary,
            "source": self.source,
            "related": [{"kind": other.kind, "id": other.id} for other in self.related],
        }

    @classmethod
    def of(cls, revision: Revision) -> Metadata:
        """What a stored revision says."""
        return cls(
            heading=revision.heading,
            subject=revision.subject,
            genre=revision.genre,
            mode=revision.mode,
            disclosure=revision.disclosure,
            ground=revision.ground,
            reassess_on=revision.reassess_on,
            issuers=tuple(revision.issuers),
            effective_on=revision.effective_on,
            expires_on=revision.expires_on,
            keywords=tuple(word for word in revision.keywords.split("；") if word),
            summary=revision.summary,
            source=revision.source,
            related=tuple(Related(str(other["kind"]), int(other["id"])) for other in revision.related),
        )

    def fields(self) -> list[tuple[str, str]]:
        """Label and value as a clearance binds them; what is not said is left out.

        A heading is bound by its code: its unit may give it a better name. Whoever shows it asks :func:`in_words`.
        """
        law = disclosure_law()
        told = [
            ("公开方式", "" if self.disclosure == Disclosure.PROACTIVE else str(Disclosure(self.disclosure).label)),
            ("不予公开事由", f"{self.ground} {law.grounds[self.ground].name}" if self.ground else ""),
            ("下次评估日期", _day(self.reassess_on)),
            (HEADING, self.heading),
            ("主题分类", law.subjects[self.subject].name if self.subject else ""),
            ("体裁", law.genres[self.genre].name if self.genre else ""),
            ("公开时限类型", law.modes[self.mode].name if self.mode else ""),
            ("发文机关", "、".join(self.issuers)),
            ("施行日期", _day(self.effective_on)),
            ("有效期至", _day(self.expires_on)),
            ("关键词", "；".join(self.keywords)),
            ("内容概述", self.summary),
            ("信息来源", self.source),
            ("关联文稿", "；".join(f"{RelationKind(other.kind).label}#{other.id}" for other in self.related)),
        ]
        return [(label, value) for label, value in told if value]


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


def in_words(label: str, value: str) -> str:
    """A value of :meth:`Metadata.fields` as people read it.

    >>> in_words("目录类目", "20-07"), in_words("关键词", "预算")
    ('20-07 财政预算、决算信息', '预算')
    """
    return f"{value} {heading_name(value)}" if label == HEADING and value else value


def heading_name(code: str) -> str:
    """The name of a statutory or own heading; the code itself where nobody knows it any more."""
    return name_of(code)


def cleaned(told: Metadata, *, formed_on: date | None, problems: dict[str, str]) -> Metadata:
    """One line each, no word twice, within the limits. What is wrong is added to ``problems`` by field."""
    law = disclosure_law()
    told = replace(
        told,
        issuers=tuple(dict.fromkeys(filter(None, map(_line, told.issuers)))),
        keywords=tuple(dict.fromkeys(filter(None, (_line(word).replace("；", "") for word in told.keywords)))),
        summary=_line(told.summary),
        source=_line(told.source),
        related=tuple(dict.fromkeys(told.related)),
    )
    for field, value, known, label in (
        ("subject", told.subject, law.subjects, "主题分类"),
        ("genre", told.genre, law.genres, "体裁"),
        ("mode", told.mode, law.modes, "公开时限类型"),
        ("ground", told.ground, law.grounds, "不予公开事由"),
    ):
        if value and value not in known:
            problems[field] = f"{label}里没有代码“{value}”，请从列表中选择。"
    if told.heading and told.heading not in law.headings and not _own(told.heading):
        problems["heading"] = f"目录里没有代码为“{told.heading}”的类目，请从目录中选择。"
    if told.disclosure not in Disclosure.values:
        problems["disclosure"] = "公开方式只能是主动公开、依申请公开或者不予公开。"
    _grounded(told, problems)
    _bounded(told, formed_on, problems)
    return told


def _grounded(told: Metadata, problems: dict[str, str]) -> None:
    if told.disclosure == Disclosure.WITHHELD and not told.ground:
        problems.setdefault("ground", "不予公开的，须写明事由（条例第十四条至第十六条），请选择。")
    if told.disclosure == Disclosure.WITHHELD and told.reassess_on is None:
        problems.setdefault("reassess_on", "不予公开的，须定期评估（条例第十八条），请填写下次评估日期。")
    if told.disclosure == Disclosure.PROACTIVE and told.ground:
        problems.setdefault("ground", "主动公开的信息没有不予公开事由，请改公开方式或者删去事由。")


def _bounded(told: Metadata, formed_on: date | None, problems: dict[str, str]) -> None:
    if len(told.issuers) > ISSUERS_MOST or any(len(name) > 120 for name in told.issuers):
        problems["issuers"] = f"发文机关最多{ISSUERS_MOST}个，每个最多120个字，请核对。"
    if len(told.keywords) > KEYWORDS_MOST or len("；".join(told.keywords)) > 200:
        problems["keywords"] = f"关键词最多{KEYWORDS_MOST}个，合计最多200个字，请删减。"
    if len(told.summary) > SUMMARY_MOST:
        problems["summary"] = f"内容概述有{len(told.summary)}个字，最多{SUMMARY_MOST}个字，请缩短。"
    if len(told.source) > 100:
        problems["source"] = f"信息来源有{len(told.source)}个字，最多100个字，请缩短。"
    if len(told.related) > RELATED_MOST:
        problems["related"] = f"关联文稿有{len(told.related)}份，最多{RELATED_MOST}份，请删减。"
    if any(other.kind not in RelationKind.values for other in told.related):
        problems["related"] = "关联的关系只能是解读、修改、废止或者相关。"
    if told.effective_on and formed_on and told.effective_on < formed_on:
        problems["effective_on"] = f"施行日期{told.effective_on}早于成文日期{formed_on}，请核对这两个日期。"
    if told.expires_on and told.effective_on and told.expires_on < told.effective_on:
        problems["expires_on"] = f"有效期至{told.expires_on}，早于施行日期{told.effective_on}，请核对这两个日期。"


def _own(code: str) -> bool:
    return OwnHeading.objects.filter(code=code, closed=False).exists()


def _line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]+", " ", text).split())


def with_values(told: Metadata, values: Mapping[str, Any]) -> Metadata:
    """The same with some values changed; a name that is no part of the metadata is refused by ``replace``."""
    return replace(told, **dict(values))
