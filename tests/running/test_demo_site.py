"""How the texts of the demo city are made."""

from datetime import date

from gongkai.faces.jobs.demo import composing, figures, introducing, oldtexts


def test_a_sum_in_a_sentence_is_that_of_the_table():
    words = composing.Words(oldtexts.chances("x"), date(2026, 3, 5), {}, lambda _name: [])
    made = words.html(
        "共{t1}件，准予{=t1-t2}件。\n\n@ 表\nrows 甲；乙\ncol 受理（件） 3-3\ncol 不予（件） 1-1\ntotal 合计"
    )
    assert "共6件，准予4件。" in made


def test_a_table_is_read_from_its_lines():
    table = figures.Table.read(
        "@ 表\nrows 甲；乙\ncol 检查 4-4\ncol 整改 3-3\ncol 率（%） 2/1\ntotal 合计",
        lambda _name: [],
        oldtexts.chances("x"),
    )
    assert table.named("t") == {"t1": 8, "t2": 6, "r1": 4, "r2": 4}
    assert "75.0" in table.html()


def test_every_field_has_what_its_texts_ask_for():
    for name, data in introducing.fields().items():
        assert {"abbr", "subject", "law", "does", "matters", "objects", "rules", "works", "units"} <= set(data), name
