"""Year against year, units into a parent, report against report, facts into cells."""

import random
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.annual.chain import chain, check_link
from gongkai.statute.annual.compare import compare
from gongkai.statute.annual.crossfoot import crossfoot
from gongkai.statute.annual.exchange import report_from_csv, report_from_json, to_json
from gongkai.statute.annual.form import forms
from gongkai.statute.annual.report import Cell, Report, Source, Status, Where
from gongkai.statute.annual.rollup import rollup
from gongkai.statute.annual.tally import (
    ChargeFact,
    DecisionFact,
    DocumentFact,
    RemedyFact,
    RequestFact,
    tally,
)
from gongkai.statute.errors import DamagedDocument, GongkaiError
from relayout import figures as fig

OLD, NEW = forms()["2019"], forms()["2021"]


def report(organ, year, cells=None, form=NEW, blank=(), unread=()):
    filled = {key: Cell(0, Status.READ) for key in form.cells}
    filled |= {key: Cell(value, Status.READ) for key, value in (cells or {}).items()}
    filled |= {key: Cell(None, Status.BLANK) for key in blank} | {key: Cell(None, Status.UNREAD) for key in unread}
    return Report(organ, year, form.id, filled)


# ------------------------------------------------------------------ years


def test_what_was_carried_out_is_carried_in():
    before = report("某局", 2022, {"requests.carried_out.natural_person": 3, "requests.carried_out.total": 3})
    after = report("某局", 2023, {"requests.carried_in.natural_person": 2, "requests.carried_in.total": 2})
    findings = [finding for finding in check_link(before, after) if finding.rule == "T3-CARRY"]
    assert [(f.severity, f.found, f.expected) for f in findings] == [("error", 2, 3), ("error", 2, 3)]
    assert "previous:requests.carried_out.natural_person" in findings[0].cells


def test_a_government_that_reorganised_is_only_warned():
    before = report("某市人民政府", 2022, {"requests.carried_out.total": 3})
    assert {f.severity for f in check_link(before, report("某市人民政府", 2023)) if f.rule == "T3-CARRY"} == {"warning"}


def test_rules_in_force_roll_over():
    before = report("某市人民政府", 2022, {"proactive.rules.in_force": 10})
    after = report(
        "某市人民政府",
        2023,
        {"proactive.rules.in_force": 12, "proactive.rules.issued": 3, "proactive.rules.repealed": 1},
    )
    assert [f for f in check_link(before, after) if f.rule == "T2-ROLL"] == []
    wrong = report("某市人民政府", 2023, {"proactive.rules.in_force": 12, "proactive.rules.issued": 3})
    (finding,) = [f for f in check_link(before, wrong) if f.rule == "T2-ROLL"]
    assert (finding.severity, finding.found, finding.expected) == ("warning", 12, 13)


def test_pending_cases_reappear():
    before = report("某局", 2022, {"remedies.review.pending": 4, "remedies.review.total": 4})
    (finding,) = [f for f in check_link(before, report("某局", 2023)) if f.rule == "T4-PEND"]
    assert (finding.found, finding.expected) == (0, 4)


def test_across_the_change_of_forms_only_what_compares_is_checked():
    before = report("某局", 2020, form=OLD)
    rules = {finding.rule for finding in check_link(before, report("某局", 2021, {"requests.carried_in.total": 1}))}
    assert "T3-CARRY" in rules
    assert "T2-ROLL" not in rules


def test_items_of_the_old_form_roll_over():
    before = report(
        "某局", 2019, {"proactive.permits.items_last_year": 10, "proactive.permits.items_change": -3}, form=OLD
    )
    after = report("某局", 2020, {"proactive.permits.items_last_year": 8}, form=OLD)
    (finding,) = [f for f in check_link(before, after) if f.rule == "T2-ITEM"]
    assert (finding.found, finding.expected) == (8, 7)


def test_the_row_of_years_itself():
    result = chain([report("某局", 2024), report("某局", 2021), report("某局", 2021), report("他局", None)])
    assert [f.rule for f in result.findings] == ["CH-YEAR", "CH-TWICE", "CH-GAP"]
    assert "2022、2023" in result.findings[2].message
    assert result.links == ()


# ------------------------------------------------------------------ units


def units(count, seed=1):
    rng = random.Random(seed)
    made = []
    for number in range(count):
        figures = fig.make_figures(rng, "2021")
        made.append(report(f"第{number}局", 2024, figures.cells))
    return made


def test_the_sum_of_units_foots_and_names_them():
    children = units(5)
    result = rollup(children, organ="某市人民政府", expected=[child.organ for child in children] + ["第九局"])
    key = "requests.new_received.total"
    assert result.report.value(key) == sum(child.value(key) for child in children)
    assert result.missing == ("第九局",)
    assert set(result.report.cells[key].trace) == {child.organ for child in children if child.value(key)}
    assert [f for f in crossfoot(result.report, NEW) if f.severity == "error"] == []


def test_a_cell_one_unit_could_not_give_is_unknown_in_the_sum():
    key = "requests.granted.total"
    result = rollup([report("甲局", 2024, {key: 3}), report("乙局", 2024, unread=[key])])
    assert result.report.value(key) is None
    assert result.so_far[key] == 3
    assert result.gaps[key] == ("乙局",)


def test_blank_cells_add_nothing():
    key = "requests.granted.business"
    assert rollup([report("甲局", 2024, {key: 3}), report("乙局", 2024, blank=[key])]).report.value(key) == 3


def test_reports_that_cannot_be_added_say_why():
    result = rollup(
        [
            report("甲局", 2024),
            report("甲局", 2024),
            report("乙局", 2023),
            report("丙局", 2024, form=OLD),
            Report("丁局", 2024, "unknown"),
        ],
        year=2024,
    )
    assert result.counted == ("甲局",)
    reasons = dict(result.left_out)
    assert "只计一份" in reasons["甲局"]
    assert "2023" in reasons["乙局"]
    assert "2019 年格式" in reasons["丙局"]
    assert "没有认出" in reasons["丁局"]


def test_the_published_aggregate_is_held_against_the_sum():
    key = "requests.granted.total"
    children = [report("甲局", 2024, {key: 3}), report("乙局", 2024, {key: 4})]
    parent = report("某市人民政府", 2024, {key: 9})
    (finding,) = rollup(children, parent=parent).findings
    assert (finding.rule, finding.severity, finding.expected, finding.found) == ("T3-AGG", "error", 7, 9)
    (softer,) = rollup(children, parent=parent, expected=["甲局", "乙局", "丙局"]).findings
    assert softer.severity == "warning"


def test_yuan_and_wan_yuan_are_added_in_one_unit():
    key = "proactive.fees.amount"
    first = report("甲局", 2024, {key: Decimal("1.5")})
    second = report("乙局", 2024)
    second.cells[key] = Cell(251000, Status.READ, unit="元")
    assert rollup([first, second]).report.value(key) == Decimal("26.6")


def test_nothing_to_add_up():
    with pytest.raises(GongkaiError, match="没有可以汇总"):
        rollup([])


# ------------------------------------------------------------------ compare


def test_the_same_form_compares_cell_by_cell():
    pairs = compare(
        report("某局", 2022, {"requests.granted.total": 4}), report("某局", 2023, {"requests.granted.total": 6})
    )
    assert len(pairs) == 200
    pair = next(pair for pair in pairs if pair.first_cells == ("requests.granted.total",))
    assert (pair.difference, pair.change) == (2, 0.5)


def test_across_the_forms_each_cell_is_named_once_or_explained():
    pairs = compare(report("某局", 2020, form=OLD), report("某局", 2021))
    named = [key for pair in pairs for key in pair.first_cells]
    assert sorted(named) == sorted(OLD.cells)
    later = {key for pair in pairs for key in pair.second_cells}
    assert later == set(NEW.cells)
    assert all(pair.reason for pair in pairs if pair.relation == "not_comparable")


def test_the_other_way_round_is_the_mirror():
    forth = compare(report("某局", 2020, {"requests.other.total": 5}, form=OLD), report("某局", 2021))
    back = compare(report("某局", 2021), report("某局", 2020, {"requests.other.total": 5}, form=OLD))
    assert [p.difference for p in forth if p.relation == "derived"][6] == -5
    assert [p.difference for p in back if p.relation == "derived"][6] == 5


def test_unknown_differences_stay_unknown():
    pairs = compare(report("某局", 2022, unread=["requests.granted.total"]), report("某局", 2023))
    assert next(p for p in pairs if p.first_cells == ("requests.granted.total",)).difference is None


# ------------------------------------------------------------------ tally


def test_a_request_through_two_years():
    facts = [
        RequestFact("a", "natural_person", date(2023, 12, 20), date(2024, 1, 10), "granted"),
        RequestFact("b", "business", date(2024, 12, 20)),
        RequestFact("c", "business", date(2024, 3, 1), date(2024, 3, 9), "refused.process_information"),
    ]
    first, second = tally(facts, NEW, 2023), tally(facts, NEW, 2024)
    assert first["requests.new_received.total"].trace == ("a",)
    assert first["requests.carried_out.natural_person"].value == 1
    assert second["requests.carried_in.total"].trace == ("a",)
    assert second["requests.total.total"].trace == ("a", "c")
    assert second["requests.carried_out.business"].trace == ("b",)
    assert second["requests.refused.process_information.business"].value == 1


def test_disputes_documents_decisions_and_money():
    facts = [
        RemedyFact("r1", "review", date(2023, 11, 1), date(2024, 2, 1), "corrected"),
        RemedyFact("r2", "direct_lawsuit", date(2024, 11, 1)),
        DocumentFact("d1", "normative_documents", date(2024, 5, 1), date(2024, 5, 2)),
        DocumentFact("d2", "normative_documents", date(2020, 5, 1), date(2020, 5, 2), date(2024, 6, 1)),
        DecisionFact("p", "permits", date(2024, 6, 1), count=120),
        ChargeFact("m", "fees", date(2024, 7, 1), Decimal("2510.5")),
    ]
    cells = tally(facts, NEW, 2024)
    assert cells["remedies.review.corrected"].value == 1
    assert cells["remedies.direct_lawsuit.pending"].trace == ("r2",)
    assert [cells[f"proactive.normative_documents.{k}"].value for k in ("issued", "repealed", "in_force")] == [1, 1, 1]
    assert cells["proactive.permits.decisions"].value == 120
    assert cells["proactive.fees.amount"].value == Decimal("0.25105")


def test_a_fact_the_form_has_no_row_for_is_refused():
    with pytest.raises(ValueError, match="不在 2019 年格式中"):
        tally([RequestFact("x", "natural_person", date(2020, 1, 2), date(2020, 2, 1), "other.unpaid_fee")], OLD, 2020)


days = st.dates(date(2022, 1, 1), date(2025, 12, 31))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["natural_person", "business", "legal_service"]),
            days,
            st.none() | st.integers(0, 400),
            st.sampled_from(["granted", "partially_granted", "other.other", "unavailable.not_held"]),
        ),
        max_size=40,
    )
)
def test_whatever_happened_the_tallied_report_foots(cases):
    facts = [
        RequestFact(str(n), who, on, None if after is None else date.fromordinal(on.toordinal() + after), row)
        for n, (who, on, after, row) in enumerate(cases)
    ]
    for year in (2023, 2024):
        counted = Report("某局", year, "2021", tally(facts, NEW, year))
        assert [f for f in crossfoot(counted, NEW) if f.severity == "error"] == []
    before = Report("某局", 2023, "2021", tally(facts, NEW, 2023))
    after = Report("某局", 2024, "2021", tally(facts, NEW, 2024))
    assert [f for f in check_link(before, after) if f.rule == "T3-CARRY"] == []


# ------------------------------------------------------------------ exchange


def test_json_gives_back_the_same_report():
    rep = report("某局", 2024, {"proactive.fees.amount": Decimal("206.374006")}, unread=["requests.granted.total"])
    rep.cells["requests.total.total"] = Cell(3, Status.TALLIED, trace=("a", "b")).overridden(
        4, reason="补登", by="王某"
    )
    rep.cells["requests.new_received.total"] = Cell(7, Status.READ, Where(3, 12, "一、本年新收 7"), 0.93, "标签有错漏")
    rep = Report(
        rep.organ, rep.year, rep.form, rep.cells, source=Source("a.pdf", "0" * 64, "pdf", 6, ("第 2 页是扫描图片",))
    )
    assert report_from_json(to_json(rep)) == rep


@pytest.mark.parametrize(
    ("text", "says"),
    [("{", "语法"), ('{"schema": "x"}', "schema"), ('{"schema": "gongkai.report/1"}', "不完整"), ("[]", "schema")],
)
def test_json_that_is_not_a_report_is_refused(text, says):
    with pytest.raises(DamagedDocument, match=says):
        report_from_json(text)


def test_a_value_that_is_no_number_is_refused():
    text = to_json(report("某局", 2024)).replace('"value": 0', '"value": "零"', 1)
    with pytest.raises(DamagedDocument, match="不是数字"):
        report_from_json(text)


def test_csv_of_cells_is_read_back():
    text = "# organ: 某局\n# year: 2024\n# form: 2021\nkey,table,row,column,unit,value,status,page,text\nrequests.granted.total,,,,件,3,read,2,予以公开 3\n"
    rep = report_from_csv(text)
    assert (rep.organ, rep.year, rep.form, rep.value("requests.granted.total")) == ("某局", 2024, "2021", 3)
