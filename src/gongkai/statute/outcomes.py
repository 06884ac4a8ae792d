"""Replies and other letters: article, title, remedy and row of the annual report (arts 14-16, 30-41; 复议法 art. 23).

What an outcome is counted as and what the applicant is told about remedies are two separate facts: the
table row does not say whether review comes first. All of it is data, ``outcomes.toml``.

>>> letter = outcome("refused.process_information")
>>> letter.code, letter.row("2021")
('D09', 'refused.process_information')
>>> remedy(letter, date(2024, 1, 1), review_body="某市人民政府", court="某区人民法院").review_first
True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from gongkai.statute.errors import DataFileError, ImpossibleFacts, UnknownTerm
from gongkai.statute.lawdata import build, in_force, read_tables, stamp

OUTCOMES_FILE = Path(__file__).with_name("outcomes.toml")

Rows = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """One kind of letter. ``outcome`` names a decision on a request; procedural letters have none.

    ``rows`` maps a form (2019, 2021) to the row of table three; ``remedy`` names the paragraph,
    ``remedy_options`` what an office may choose; ``confirmed`` is False where the note says so.
    """

    code: str
    title: str
    when: str
    article: str
    remedy: str
    confirmed: bool
    outcome: str = ""
    remedy_options: tuple[str, ...] = ()
    rows: Rows = field(default_factory=lambda: MappingProxyType({}), hash=False)
    note: str = ""

    @property
    def kind(self) -> Literal["decision", "procedural"]:
        """A decision ends the request (D01-D23), a procedural letter does not (P01-P11)."""
        return "decision" if self.outcome else "procedural"

    def row(self, form: str) -> str:
        """The row of table three in a form, as in the cell keys. Raises UnknownTerm if it has none.

        >>> outcome("other.unpaid_fee").row("2019"), outcome("other.unpaid_fee").row("2021")
        ('other', 'other.unpaid_fee')
        """
        if form not in self.rows:
            raise UnknownTerm(f"{self.code} {self.title}在 {form} 年格式的表三中没有对应的行。请在 rows 中补充。")
        return self.rows[form]


@dataclass(frozen=True, slots=True)
class RemedyRule:
    """A remedy paragraph in one version, with its placeholders."""

    id: str
    effective_on: date
    review_first: bool
    text: str
    article: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a letter tells about remedies. ``review_first``: review must come before a lawsuit (复议前置)."""

    id: str
    text: str
    article: str
    review_first: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of table three that counts where requests stand: newly received, carried in, carried out."""

    id: str
    label: str
    confirmed: bool
    rows: Rows = field(default_factory=lambda: MappingProxyType({}), hash=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReviewBody:
    """Who reviews the acts of a kind of organ (复议法 arts 24-28)."""

    id: str
    label: str
    body: str
    article: str
    effective_on: date
    confirmed: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """How a review or a lawsuit ended, and the column of table four it is counted in [M]."""

    id: str
    label: str
    column: Literal["upheld", "corrected", "other", "pending"]
    article: str
    confirmed: bool
    note: str = ""

    def cell(self, *, after_review: bool = False) -> str:
        """The cell of table four. ``after_review``: the lawsuit followed a decision on review (复议后起诉).

        >>> outcome_law().results["lawsuit.revoked"].cell(after_review=True)
        'remedies.lawsuit_after_review.corrected'
        """
        proceeding = self.id.partition(".")[0]
        if proceeding == "lawsuit":
            proceeding = "lawsuit_after_review" if after_review else "direct_lawsuit"
        elif after_review:
            raise ImpossibleFacts(f"“{self.label}”是行政复议的结果，不存在复议后起诉。请核对案件类型。")
        return f"remedies.{proceeding}.{self.column}"


@dataclass(frozen=True, slots=True)
class OutcomeLaw:
    """All of ``outcomes.toml``, by code, outcome or id."""

    letters: Mapping[str, Letter]
    outcomes: Mapping[str, Letter]
    remedies: tuple[RemedyRule, ...]
    standing: Mapping[str, Standing]
    review_bodies: Mapping[str, ReviewBody]
    results: Mapping[str, Result]


def outcome_law(override: Path | None = None) -> OutcomeLaw:
    """Letters, remedies and results, an office's own merged in. Raises DataFileError.

    >>> len(outcome_law().letters), len(outcome_law().outcomes)
    (34, 23)
    """
    return _outcome_law(stamp(OUTCOMES_FILE), stamp(override))


def outcome(outcome_id: str, *, law: OutcomeLaw | None = None) -> Letter:
    """The letter that carries an outcome (art. 36 and others). Raises UnknownTerm.

    >>> outcome("unavailable.nonexistent").article
    '条例第三十六条第四项'
    """
    known = (law or outcome_law()).outcomes
    if outcome_id not in known:
        raise UnknownTerm(f"没有“{outcome_id}”这种办理结果。可用的有：{'、'.join(known)}。")
    return known[outcome_id]


def remedy(
    letter: Letter,
    replied_on: date,
    *,
    review_body: str,
    court: str,
    online_channel: str = "",
    choice: str = "",
    law: OutcomeLaw | None = None,
) -> Remedy:
    """The remedy paragraph of a letter dated ``replied_on``, with review body and court filled in.

    Refusals under arts 14-16 dated 2024-01-01 or later must tell that review comes first (复议法 art. 23).
    ``online_channel`` is named where the reply is served online (art. 22); ``choice`` is one of the letter's
    ``remedy_options``. Raises UnknownTerm for another choice, ImpossibleFacts if a body is missing.

    >>> granted = outcome("granted.provided")
    >>> print(remedy(granted, date(2025, 2, 20), review_body="某市人民政府", court="某区人民法院").text)
    如对本告知书不服，可以自收到之日起60日内向某市人民政府申请行政复议，或者自收到之日起6个月内向某区人民法院提起行政诉讼。
    """
    rules = law or outcome_law()
    chosen = choice or letter.remedy
    if choice and choice not in letter.remedy_options:
        options = "、".join(letter.remedy_options) or letter.remedy
        raise UnknownTerm(f"{letter.code} {letter.title}不能选用“{choice}”的救济告知。可用的有：{options}。")
    rule = _remedy_rule(rules, chosen, replied_on)
    if not rule.text:
        return Remedy(rule.id, "", rule.article, rule.review_first, rule.confirmed)
    if not review_body or not court:
        raise ImpossibleFacts(f"{letter.code} {letter.title}须告知救济途径，请写明复议机关和有管辖权的人民法院。")
    text, article = rule.text, rule.article
    if online_channel and replied_on >= _remedy_versions(rules, "online")[0].effective_on:
        online = _remedy_rule(rules, "online", replied_on)
        text, article = text + online.text, f"{article}，{online.article}"
    filled = text.format(letter="告知书", review_body=review_body, court=court, online_channel=online_channel)
    return Remedy(rule.id, filled, article, rule.review_first, rule.confirmed)


def _remedy_versions(law: OutcomeLaw, remedy_id: str) -> list[RemedyRule]:
    versions = [rule for rule in law.remedies if rule.id == remedy_id]
    return sorted(versions, key=lambda rule: rule.effective_on)


def _remedy_rule(law: OutcomeLaw, remedy_id: str, on: date) -> RemedyRule:
    return in_force(_remedy_versions(law, remedy_id), on, what=f"救济告知 {remedy_id}")


@cache
def _outcome_law(_shipped: object, override: tuple[Path, int] | None) -> OutcomeLaw:
    extra = override[0] if override else None
    identity = {
        "letters": ("code",),
        "remedies": ("id", "effective_on"),
        "standing": ("id",),
        "review_bodies": ("id",),
        "results": ("id",),
    }
    tables = read_tables(OUTCOMES_FILE, extra, identity)
    file = extra or OUTCOMES_FILE
    letters = [build(Letter, entry, file=file, table="letters") for entry in tables["letters"]]
    law = OutcomeLaw(
        MappingProxyType({letter.code: letter for letter in letters}),
        MappingProxyType({letter.outcome: letter for letter in letters if letter.outcome}),
        tuple(build(RemedyRule, entry, file=file, table="remedies") for entry in tables["remedies"]),
        MappingProxyType({e["id"]: build(Standing, e, file=file, table="standing") for e in tables["standing"]}),
        MappingProxyType(
            {e["id"]: build(ReviewBody, e, file=file, table="review_bodies") for e in tables["review_bodies"]}
        ),
        MappingProxyType({e["id"]: build(Result, e, file=file, table="results") for e in tables["results"]}),
    )
    known = {rule.id for rule in law.remedies}
    for letter in letters:
        if unknown := {letter.remedy, *letter.remedy_options} - known:
            raise DataFileError(
                f"数据文件 {file.name} 的 [[letters]]（{letter.code}）引用了不存在的救济告知 {'、'.join(unknown)}。"
                "请检查 remedy 和 remedy_options。"
            )
    return law
