"""What changed between two texts: nothing is lost on either side, and the answer comes at once."""

import time

from hypothesis import given
from hypothesis import strategies as st

from gongkai.faces.desk.comparing import compare, compare_lines, pieces
from gongkai.office.clearance.content import AttachmentRef, Content

LINES = st.lists(st.text(alphabet="第一二三条款。 ab12", max_size=12), max_size=8)


def sides(rows):
    left = ["".join(piece.text for piece in row.left) for row in rows if row.left is not None]
    right = ["".join(piece.text for piece in row.right) for row in rows if row.right is not None]
    return left, right


@given(LINES, LINES)
def test_both_texts_can_be_read_off_the_comparison(old, new):
    assert sides(compare_lines(old, new)) == (old, new)


@given(LINES)
def test_a_text_compared_with_itself_has_not_changed(text):
    assert all(row.kind == "same" for row in compare_lines(text, text))


def test_a_changed_figure_is_one_word():
    left, right = pieces("共受理1,234件", "共受理1,235件")
    assert [piece.text for piece in left if piece.kind == "removed"] == ["1,234"]
    assert [piece.text for piece in right if piece.kind == "added"] == ["1,235"]


def test_a_moved_in_paragraph_does_not_disturb_its_neighbours():
    old = ["第一条 总则。", "第二条 本办法自公布之日起施行。"]
    new = ["第一条 总则。", "全新的一段，与其他各段都不相同。", "第二条 本办法自2026年起施行。"]
    assert [row.kind for row in compare_lines(old, new)] == ["same", "added", "changed"]


def test_fields_and_attachments_are_compared_too():
    one = Content("题", (("文号", "1号"),), "<p>文</p>", (AttachmentRef(1, "a" * 64, "表.xlsx"),))
    two = Content("题", (("成文日期", "2026-03-10"),), "<p>文</p>", (AttachmentRef(2, "b" * 64, "表.xlsx"),))
    changed = {part.label: part.changed for part in compare(one, two).parts}
    assert changed == {"标题": False, "文号": True, "成文日期": True, "正文": False, "附件": True}
    assert compare(one, one).changed is False


def test_long_texts_are_compared_at_once():
    old = [f"第{number}条 " + "本条规定若干事项，" * 20 for number in range(300)]
    new = [line.replace("若干", "有关") if number % 3 else line for number, line in enumerate(old)]
    start = time.process_time()
    rows = compare_lines(old, new)
    assert time.process_time() - start < 10
    assert sides(rows) == (old, new)


def test_one_giant_paragraph_is_not_spelled_out():
    assert [piece.kind for piece in pieces("字" * 10_000, "词" * 10_000)[0]] == ["removed"]


def hostile():
    """Texts of few words, repeated: what difflib takes minutes, or hours, to match."""
    yield ["的一" * 1400 + str(number) for number in range(5)], ["一的的" * 900 + str(number) for number in range(5)]
    yield ["甲", "乙"] * 20_000, ["乙", "甲", "甲"] * 15_000
    yield [f"{number}" + "的一" * 200 for number in range(900)], [f"{number}" + "一的的" * 130 for number in range(900)]
    yield ["甲"] * 100_000, ["甲"] * 50_000 + ["乙"] + ["甲"] * 50_000


def test_texts_written_to_be_slow_are_compared_at_once_too():
    for old, new in hostile():
        start = time.process_time()
        rows = compare_lines(old, new)
        assert time.process_time() - start < 10
        assert sides(rows) == (old, new)
