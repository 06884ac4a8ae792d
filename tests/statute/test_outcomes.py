"""Letters, remedies and results: law-digest §7 and §8, and the rows they name in the forms."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from gongkai.statute.errors import DataFileError, ImpossibleFacts, UnknownTerm
from gongkai.statute.outcomes import OUTCOMES_FILE, Remedy, outcome, outcome_law, remedy

LAW = outcome_law()
BODIES = {"review_body": "某市人民政府", "court": "某区人民法院"}
OLD, NEW = date(2023, 12, 31), date(2024, 1, 1)

# code | row in form 2021 | remedy since 2024 (R-GEN general, R-PRE review_first, none): law-digest §7
DECISIONS = """
D01 granted general
D02 granted general
D03 partially_granted review_first
D04 refused.state_secret review_first
D05 refused.prohibited_by_law review_first
D06 refused.security_stability review_first
D07 refused.third_party_rights review_first
D08 refused.internal_affairs review_first
D09 refused.process_information review_first
D10 refused.enforcement_file review_first
D11 refused.administrative_inquiry none
D12 unavailable.not_held general
D13 unavailable.not_held general
D14 unavailable.needs_creation general
D15 unavailable.still_unclear general
D16 not_processed.petition none
D17 not_processed.repeated none
D18 not_processed.publication none
D19 not_processed.excessive general
D20 not_processed.confirm_again general
D21 other.overdue_correction general
D22 other.unpaid_fee general
D23 other.other general
"""
TABLE = [row.split() for row in DECISIONS.strip().split("\n")]


def told(code: str, on: date, **more: str) -> Remedy:
    return remedy(LAW.letters[code], on, **BODIES, **more)


def rows_of_form(form: str) -> set[str]:
    """The row ids of table three, read from the form's own file."""
    path = OUTCOMES_FILE.with_name("annual") / "forms" / f"{form}.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["tables"]
    (requests,) = [table for table in tables if table["id"] == "requests"]
    return {row["id"] for block in requests["blocks"] for row in block["rows"]}


def columns_of_table_four(form: str) -> set[str]:
    path = OUTCOMES_FILE.with_name("annual") / "forms" / f"{form}.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["tables"]
    (remedies,) = [table for table in tables if table["id"] == "remedies"]
    return {f"remedies.{column['id']}" for block in remedies["blocks"] for column in block["columns"]}


def test_every_letter_of_the_digest_is_there() -> None:
    assert list(LAW.letters) == [f"P{n:02}" for n in range(1, 12)] + [f"D{n:02}" for n in range(1, 24)]
    assert [letter.code for letter in LAW.outcomes.values()] == [row[0] for row in TABLE]


@pytest.mark.parametrize(("code", "row", "expected"), TABLE)
def test_row_and_remedy_of_a_decision(code: str, row: str, expected: str) -> None:
    letter = LAW.letters[code]
    assert letter.kind == "decision"
    assert letter.row("2021") == row
    assert letter.row("2019") == ("other" if row.startswith("other.") else row)
    answer = told(code, NEW)
    assert answer.review_first is (expected == "review_first")
    assert (answer.text == "") is (expected == "none")


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_every_row_named_exists_in_the_form_and_every_outcome_row_is_named(form: str) -> None:
    named = {letter.row(form) for letter in LAW.letters.values() if letter.rows}
    standing = {entry.rows[form] for entry in LAW.standing.values()}
    assert named | standing == rows_of_form(form) - {"total"}


@pytest.mark.parametrize("code", [row[0] for row in TABLE])
def test_before_2024_no_reply_puts_review_first(code: str) -> None:
    assert not told(code, OLD).review_first
    assert "应当先" not in told(code, OLD).text


def test_the_paragraphs_say_what_the_law_says() -> None:
    general = told("D02", NEW).text
    assert "60日内向某市人民政府申请行政复议" in general
    assert "6个月内向某区人民法院提起行政诉讼" in general
    first = told("D09", NEW).text
    assert "应当先自收到之日起60日内向某市人民政府申请行政复议" in first
    assert "15日内向某区人民法院提起行政诉讼" in first
    part = told("D03", NEW)
    assert "不予公开的部分不服，应当先" in part.text
    assert "其余部分不服，可以" in part.text
    assert not part.confirmed
    assert all("{" not in told(code, NEW).text for code in LAW.letters)


def test_the_remedy_is_not_derived_from_the_row() -> None:
    inquiry = outcome("refused.administrative_inquiry")
    assert inquiry.row("2021").startswith("refused.")
    assert not told("D11", NEW).review_first
    assert told("D11", NEW, choice="general").text.startswith("如对本告知书不服，可以")
    with pytest.raises(UnknownTerm, match="不能选用“review_first”"):
        told("D11", NEW, choice="review_first")


def test_a_reply_served_online_names_the_online_channel() -> None:
    answer = told("D09", NEW, online_channel="某市行政复议服务平台")
    assert answer.text.endswith("也可以通过某市行政复议服务平台在线提交行政复议申请。")
    assert "第二十二条第二款" in answer.article
    assert "服务平台" not in told("D09", OLD, online_channel="某市行政复议服务平台").text


def test_a_fee_notice_tells_that_it_cannot_be_contested_alone() -> None:
    assert "不得单独申请行政复议" in told("P10", NEW).text
    assert not told("P10", NEW).confirmed
    assert told("P02", NEW).text == told("P03", NEW).text == ""
    assert told("P06", NEW).text
    assert told("P11", NEW).text


def test_a_remedy_without_its_bodies_is_refused() -> None:
    with pytest.raises(ImpossibleFacts, match="请写明复议机关"):
        remedy(LAW.letters["D02"], NEW, review_body="", court="某区人民法院")
    assert remedy(LAW.letters["D16"], NEW, review_body="", court="").text == ""


def test_procedural_letters_are_no_outcomes() -> None:
    with pytest.raises(UnknownTerm, match="表三中没有对应的行"):
        LAW.letters["P02"].row("2021")
    with pytest.raises(UnknownTerm, match="没有“lost”这种办理结果"):
        outcome("lost")


def test_only_the_refusals_of_articles_14_to_16_put_review_first() -> None:
    first = [letter for letter in LAW.letters.values() if letter.remedy == "review_first"]
    assert [letter.code for letter in first] == [f"D{n:02}" for n in range(4, 11)]
    assert all(any(article in letter.article for article in ("十四条", "十五条", "十六条")) for letter in first)


def test_doubts_are_marked() -> None:
    doubtful = {letter.code for letter in LAW.letters.values() if not letter.confirmed}
    assert doubtful == {"D01", "D03", "D12", "D13", "D20", "D23"}
    assert all(LAW.letters[code].note for code in doubtful)
    assert not any(result.confirmed for result in LAW.results.values())
    assert not any(entry.confirmed for entry in LAW.standing.values())


# ------------------------------------------------------------------- table four


@pytest.mark.parametrize("result_id", LAW.results)
def test_every_result_goes_to_a_column_of_table_four(result_id: str) -> None:
    result = LAW.results[result_id]
    cells = {result.cell()} | ({result.cell(after_review=True)} if result_id.startswith("lawsuit.") else set())
    for form in ("2019", "2021"):
        assert cells <= columns_of_table_four(form)


@pytest.mark.parametrize(
    ("result_id", "column"),
    [
        ("review.upheld", "upheld"),
        ("review.claim_dismissed", "upheld"),
        ("review.ordered_to_act", "corrected"),
        ("review.application_dismissed", "other"),
        ("review.suspended", "pending"),
        ("lawsuit.claim_dismissed", "upheld"),
        ("lawsuit.found_unlawful", "corrected"),
        ("lawsuit.complaint_dismissed", "other"),
        ("lawsuit.pending", "pending"),
    ],
)
def test_results_by_column(result_id: str, column: str) -> None:
    assert LAW.results[result_id].column == column


def test_a_review_has_no_lawsuit_block() -> None:
    with pytest.raises(ImpossibleFacts, match="不存在复议后起诉"):
        LAW.results["review.upheld"].cell(after_review=True)


def test_an_office_may_count_a_dismissed_complaint_as_upheld(tmp_path: Path) -> None:
    file = tmp_path / "office.toml"
    file.write_text(
        '[[results]]\nid = "lawsuit.complaint_dismissed"\ncolumn = "upheld"\n'
        '[[letters]]\ncode = "D17"\nremedy = "general"\n',
        encoding="utf-8",
    )
    law = outcome_law(file)
    assert law.results["lawsuit.complaint_dismissed"].cell() == "remedies.direct_lawsuit.upheld"
    assert law.letters["D17"].remedy == "general"
    assert LAW.letters["D17"].remedy == "none"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[results]]\nid = "review.upheld"\ncolumn = "won"', "类型不对"),
        ('[[letters]]\ncode = "D17"\nremedy = "prayer"', "不存在的救济告知 prayer"),
        ('[[letters]]\ncode = "D99"\ntitle = "新"', "缺少 when"),
    ],
)
def test_a_malformed_override_is_refused(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "office.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=says):
        outcome_law(file)


def test_review_bodies_are_those_of_2024() -> None:
    assert LAW.review_bodies["department"].body == "本级人民政府"
    assert LAW.review_bodies["local_government"].body == "上一级地方人民政府"
    assert len(LAW.review_bodies) == 6
