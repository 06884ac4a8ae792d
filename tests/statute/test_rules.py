"""Cross-footing, formal rules and prose against tables, on small reports made for the purpose."""

from datetime import date

import pytest

from gongkai.statute.annual.check import check
from gongkai.statute.annual.crossfoot import crossfoot
from gongkai.statute.annual.form import forms
from gongkai.statute.annual.narrative import check_narrative, statements_in
from gongkai.statute.annual.report import Cell, Publication, Report, Section, Status

FORM = forms()["2021"]
PARTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_organisation")


def report(cells=None, **kw):
    """A report of noughts with some cells changed; None makes a cell blank, "?" unread."""
    filled = dict.fromkeys(FORM.cells, 0) | (cells or {})
    made = {
        key: Cell(None, Status.UNREAD) if value == "?" else Cell(value, Status.BLANK if value is None else Status.READ)
        for key, value in filled.items()
    }
    return Report(kw.pop("organ", "临江市民政局"), kw.pop("year", 2024), "2021", made, **kw)


def found(rep, rule):
    return [finding for finding in crossfoot(rep, FORM) if finding.rule == rule]


def test_noughts_foot():
    assert crossfoot(report(), FORM) == []


def test_a_row_that_does_not_add_up():
    (finding,) = found(report({"requests.granted.natural_person": 3, "requests.granted.total": 4}), "T3-ROW")
    assert (finding.severity, finding.assessable, finding.found, finding.expected) == ("error", True, 4, 3)
    assert "相差 1" in finding.message
    assert "requests.granted.total" in finding.cells


def test_what_came_in_must_go_out_column_by_column():
    (finding,) = found(report({"requests.new_received.natural_person": 3, "requests.new_received.total": 3}), "T3-COL")[
        :1
    ]
    assert "自然人" in finding.message


def test_outcomes_must_add_up_to_the_total():
    rep = report({"requests.granted.natural_person": 1, "requests.granted.total": 1})
    assert len(found(rep, "T3-SUM")) == 2


def test_blank_parts_that_could_hold_the_difference_are_not_an_error():
    blank = {f"requests.granted.{part}": None for part in PARTS}
    (finding,) = found(report({**blank, "requests.granted.total": 5}), "T3-ROW")
    assert (finding.assessable, finding.severity) == (False, "info")


def test_blank_parts_that_cannot_hold_the_difference_are_an_error():
    blank = {f"requests.granted.{part}": None for part in PARTS[1:]}
    (finding,) = found(report({**blank, "requests.granted.natural_person": 9, "requests.granted.total": 5}), "T3-ROW")
    assert finding.severity == "error"


def test_blank_parts_that_are_not_needed_pass():
    blank = {f"requests.granted.{part}": None for part in PARTS[1:]}
    filled = {**blank, "requests.granted.natural_person": 5, "requests.granted.total": 5}
    assert found(report(filled), "T3-ROW") == []


def test_unread_cells_leave_the_rule_open():
    (finding,) = found(report({"requests.granted.business": "?"}), "T3-ROW")
    assert (finding.assessable, finding.cells) == (False, ("requests.granted.business",))


def test_negative_counts_are_errors():
    (finding,) = found(report({"requests.granted.business": -1}), "T3-INT")
    assert finding.found == -1


@pytest.mark.parametrize(("block", "rule"), [("review", 1), ("direct_lawsuit", 2), ("lawsuit_after_review", 3)])
def test_each_block_of_table_four(block, rule):
    (finding,) = found(report({f"remedies.{block}.upheld": 2, f"remedies.{block}.total": 1}), f"T4-SUM{rule}")
    assert (finding.expected, finding.found) == (2, 1)


def test_a_doubtful_figure_does_not_convict():
    rep = report({"requests.granted.natural_person": 3})
    rep.cells["requests.granted.total"] = Cell(4, Status.READ, confidence=0.7)
    (finding,) = found(rep, "T3-ROW")
    assert finding.severity == "warning"
    assert "对照原文" in finding.message


# ---------------------------------------------------------------- the prose


def narrative(text, cells, year=2024):
    rep = report(cells, year=year, statements=tuple(statements_in([text], year)))
    return check_narrative(rep, FORM)


RECEIVED = {"requests.new_received.total": 100, "requests.carried_in.total": 20, "requests.total.total": 110}


@pytest.mark.parametrize(
    "text",
    [
        "全年共受理政府信息公开申请100件。",
        "全年共受理政府信息公开申请120件（含上年结转20件）。",
        "2024年，收到依申请公开100件，答复110件。",
        "共收到政府信息公开申请100件，同比增长12%，比上年增加30件。",
        "2023年受理政府信息公开申请77件。",
        "其中市本级受理政府信息公开申请30件。",
        "共收到群众来信来电500件。",
        "全年受理行政许可申请33件。",
    ],
)
def test_prose_that_agrees_or_speaks_of_something_else(text):
    assert narrative(text, RECEIVED) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("全年共受理政府信息公开申请101件。", 101),
        ("共收到政府信息公开申请 98 件，均已按期答复。", 98),
        ("上年结转政府信息公开申请21件。", 21),
        ("其中市本级受理政府信息公开申请300件。", 300),
        ("全年办结政府信息公开申请109件。", 109),
    ],
)
def test_prose_that_disagrees(text, said):
    (finding,) = narrative(text, RECEIVED)
    assert (finding.severity, finding.found) == ("warning", said)
    assert finding.quote == text


def test_reviews_and_lawsuits_in_prose():
    cells = {
        "remedies.review.upheld": 5,
        "remedies.review.total": 7,
        "remedies.direct_lawsuit.upheld": 1,
        "remedies.direct_lawsuit.total": 2,
        "remedies.lawsuit_after_review.upheld": 2,
        "remedies.lawsuit_after_review.total": 3,
    }
    right = "政府信息公开行政复议7件，其中结果维持5件；行政诉讼5件，其中结果维持3件。"
    wrong = "政府信息公开行政复议7件，其中结果维持4件；行政诉讼6件。"
    assert narrative(right, cells) == []
    assert [finding.found for finding in narrative(wrong, cells)] == [4, 6]


def test_prose_is_not_held_against_what_is_unknown():
    assert narrative("全年共受理政府信息公开申请101件。", {"requests.new_received.total": "?"}) == []


# ---------------------------------------------------------------- form


def sections(*texts):
    return tuple(
        Section(number, title.title, text)
        for number, (title, text) in enumerate(zip(FORM.sections, texts, strict=False), 1)
    )


FULL = sections(
    "主动公开信息。依申请公开规范。政府信息管理到位。平台建设加强。监督保障、培训考核落实。",
    "",
    "",
    "",
    "问题与改进。",
    "没有收取信息处理费。",
)


def rules(rep):
    return {finding.rule for finding in check(rep)}


def test_a_complete_report_has_no_findings():
    rep = report(sections=FULL, publication=Publication(published_on=date(2025, 1, 20)))
    assert check(rep) == []


def test_missing_sections_are_named():
    rep = report(sections=FULL[:5])
    assert "六、其他需要报告的事项" in next(f.message for f in check(rep) if f.rule == "TX-SECT")


def test_the_fee_statement_and_its_term():
    without = report(sections=(*FULL[:5], Section(6, "其他需要报告的事项", "无。")))
    other_word = report(sections=(*FULL[:5], Section(6, "其他需要报告的事项", "本年度无收取信息费情况。")))
    assert "没有写" in next(f.message for f in check(without) if f.rule == "TX-FEE")
    assert "用语" in next(f.message for f in check(other_word) if f.rule == "TX-FEE")


@pytest.mark.parametrize(
    ("organ", "day", "late"),
    [
        ("临江市民政局", date(2025, 1, 31), False),
        ("临江市民政局", date(2025, 2, 1), True),
        ("临江市人民政府", date(2025, 3, 31), False),
        ("临江市人民政府", date(2025, 4, 1), True),
    ],
)
def test_publication_deadlines(organ, day, late):
    known = [f for f in check(report(organ=organ, publication=Publication(published_on=day))) if f.rule == "TX-DATE"]
    printed = [f for f in check(report(organ=organ, publication=Publication(dated_on=day))) if f.rule == "TX-DATE"]
    assert [f.severity for f in known] == (["error"] if late else [])
    assert [f.severity for f in printed] == (["warning"] if late else [])


def test_the_notice_of_another_form_is_noticed():
    rep = report(preface="根据国办公开办函[2019]60 号要求编制。", sections=FULL)
    assert "30号" in next(f.message for f in check(rep) if f.rule == "TX-FORM")


def test_a_bureau_that_makes_rules_is_asked():
    assert "TX-ZERO" in rules(report({"proactive.rules.issued": 2}))
    assert "TX-ZERO" not in rules(report({"proactive.rules.issued": 2}, organ="临江市人民政府"))


def test_an_unknown_form_is_said_and_not_judged():
    (finding,) = check(Report("某局", 2024, "unknown"))
    assert not finding.assessable
