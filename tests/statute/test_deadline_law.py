"""``deadlines.toml`` as data: dated, sourced, marked, overridden by an office, agreed with the state table."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from telling import d, of, office_file, received

from gongkai.statute.deadlines import term
from gongkai.statute.errors import DataFileError, ImpossibleFacts
from gongkai.statute.events import Event
from gongkai.statute.limits import DEADLINES_FILE, deadline_law
from gongkai.statute.workdays import load_calendar

FULL_ENTRY = """
[[limits]]
id = "reply"
effective_on = 2026-01-01
label = "答复期限"
amount = 15
unit = "workdays"
counted_from = "收到申请之日"
article = "新条例"
source = "试"
confirmed = true
"""


def test_every_number_is_dated_sourced_and_marked() -> None:
    law = deadline_law()
    for limit in law.limits:
        assert limit.source
        assert limit.article
    unconfirmed = {limit.id for limit in law.limits if not limit.confirmed}
    assert unconfirmed == {"record_correction", "redecision", "clarification_period", "review_application"}
    assert not any(convention.confirmed for convention in law.conventions)
    assert not law.clock["fee_paid"].confirmed


def test_an_override_changes_a_number_by_id_and_date(tmp_path: Path) -> None:
    file = office_file(tmp_path, FULL_ENTRY)
    assert of(received("2025-01-20"), law_file=file).due_on == d("2025-02-21")
    assert of(received("2026-02-09"), law_file=file).due_on == d("2026-03-06")
    with file.open("a", encoding="utf-8") as text:
        text.write('[[conventions]]\nid = "day_zero"\neffective_on = 2019-05-15\nvalue = "included"\n')
    notice = term("clarification_notice", d("2024-09-29"), load_calendar(), law=deadline_law(file))
    assert notice.due_on == d("2024-10-12")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[limits]]\nid = "reply"\neffective_on = 2019-05-15\namount = "二十"', "类型不对"),
        ('[[limits]]\nid = "reply"\neffective_on = 2019-05-15\namount = 0', "长度不明"),
        (FULL_ENTRY.replace("2026-01-01", "2026-01-01T08:00:00"), "类型不对"),
        ('[[limits]]\nid = "reply"\neffective_on = 2019-05-15\namount = true', "类型不对"),
        ('[[conventions]]\nid = "day_zero"\neffective_on = 2019-05-15\nchoices = "excluded"', "类型不对"),
        ('[[conventions]]\nid = "day_zero"\neffective_on = 2019-05-15\nchoices = ["excluded", 1]', "类型不对"),
        ('[[limits]]\nid = "reply"\neffective_on = 2019-05-15\namounts = 20', "不认识 amounts"),
        ('[[limits]]\nid = "new"\neffective_on = 2019-05-15', "缺少 label"),
        ('[[limits]]\nid = "reply"', "缺少 effective_on"),
        ('[[periods]]\nid = "reply"', "不认识 [[periods]]"),
        ('[[conventions]]\nid = "day_zero"\neffective_on = 2019-05-15\nvalue = "随意"', "不在可选范围内"),
        ('[[clock]]\nevent = "fee_noticed"\nawaits = "无此期限"', "不存在的期限"),
        ('[[clock]]\nevent = "clarified"\n[[clock]]\nevent = "clarified"', "重复"),
    ],
)
def test_a_malformed_override_is_refused_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DataFileError, match=r"office\.toml") as refused:
        deadline_law(office_file(tmp_path, text))
    assert says in str(refused.value)


def test_impossible_payloads_are_refused() -> None:
    with pytest.raises(ImpossibleFacts, match="早于发生日"):
        Event("third_party_consulted", d("2025-01-24"), received_on=d("2025-01-23"))
    with pytest.raises(ImpossibleFacts, match="正整数"):
        Event("extended", d("2025-01-24"), workdays=0)


def test_clock_effects_agree_with_the_state_table() -> None:
    """deadlines and caseflow do not import each other; they agree through the words of their tables."""
    table = tomllib.loads(DEADLINES_FILE.with_name("caseflow.toml").read_text(encoding="utf-8"))
    effects = {edge["event"]: edge["clock"] for edge in table["edges"]}
    closes = {event["id"]: event.get("closes", "") for event in table["events"]}
    law = deadline_law()
    assert {kind: rule.effect for kind, rule in law.clock.items()} == {
        kind: effect for kind, effect in effects.items() if effect != "none"
    }
    assert {kind: rule.closes for kind, rule in law.clock.items()} == {kind: closes[kind] for kind in law.clock}
