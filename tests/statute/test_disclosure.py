"""The statutory catalogue as data: whole, sourced, and an office's to change."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gongkai.statute.disclosure import OrganKind, beneath, disclosure_law, heading, headings, use_file
from gongkai.statute.errors import DataFileError

ON = date(2026, 3, 10)
KINDS = OrganKind.__args__
LAW = disclosure_law()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    """A file of an office; afterwards the shipped data hold again."""
    yield tmp_path / "ours.toml"
    use_file(None)


def test_article_20_has_fifteen_items_and_article_21_seven_for_cities_and_eight_for_townships():
    def tops(kind, article):
        return [found for found in headings(kind, ON) if not found.parent and found.article == f"条例第{article}条"]

    assert {kind: len(tops(kind, "二十")) for kind in KINDS} == dict.fromkeys(KINDS, 15)
    assert [len(tops(kind, "二十一")) for kind in ("government", "department", "township", "authorised")] == [
        7,
        7,
        8,
        0,
    ]


@pytest.mark.parametrize("found", LAW.headings.values(), ids=lambda found: found.code)
def test_every_heading_is_sourced_and_fits_into_its_place(found):
    assert min(found.source, found.wording, found.article)
    assert set(found.always) <= set(found.binds) <= set(KINDS)
    assert found.mode in LAW.modes
    assert (found.mode == "routine") <= (found.cycle_days > 0), "what is kept up regularly has a cycle"
    assert bool(found.cycle_days) == bool(found.cycle_source), "a cycle says where it comes from"
    if found.parent:
        assert found.code.startswith(f"{found.parent}-")
        assert set(found.binds) <= set(LAW.headings[found.parent].binds)


def test_the_parts_of_an_item_have_names_of_their_own():
    for kind in KINDS:
        for parent in {found.parent for found in headings(kind, ON)}:
            names = [found.name for found in headings(kind, ON) if found.parent == parent]
            assert len(names) == len(set(names)), parent


def test_the_words_of_an_item_hold_the_words_of_its_parts():
    """What stands under an item adds nothing to the law, but for what other rules want public (item fifteen)."""
    signs = set("、，的和及情况实施政策措施")
    for found in LAW.headings.values():
        if found.parent and found.parent != "20-15" and found.confirmed:
            extra = set(found.wording) - set(LAW.headings[found.parent].wording) - signs
            assert not extra, (found.code, extra)


def test_an_office_changes_a_cycle_and_adds_a_heading_and_everybody_sees_it(office):
    office.write_text(
        '[[headings]]\ncode = "20-04"\ncycle_days = 45\n\n'
        '[[headings]]\ncode = "20-15-9"\nparent = "20-15"\nname = "惠企政策（演示）"\nwording = "惠企政策"\n'
        'article = "条例第二十条"\nitem = "第十五项"\nbinds = ["government"]\nmode = "occasional"\ncycle_days = 0\n'
        'effective_on = 2026-01-01\nsource = "本市规定（演示）"\nconfirmed = true\n',
        encoding="utf-8",
    )
    use_file(office)
    assert (heading("20-04").cycle_days, heading("20-04").name) == (45, "统计信息")
    assert beneath("20-15")[-1] == "20-15-9"
    assert "20-15-9" in [found.code for found in headings("government", ON)]
    assert "20-15-9" not in [found.code for found in headings("government", date(2025, 12, 31))]
    assert "20-15-9" not in [found.code for found in headings("department", ON)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[headings]]\ncode = "20-04"\nparent = "99"\n', "不存在"),
        ('[[headings]]\ncode = "20-04"\ncycle = 3\n', "不认识 cycle"),
        ("[[heading]]\n", "不认识"),
        ("code = ", "无法解析"),
    ],
)
def test_a_wrong_file_is_refused_and_changes_nothing(office, text, says):
    office.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=says):
        use_file(office)
    assert heading("20-04").cycle_days == 35
