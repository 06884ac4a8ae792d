"""The gates over whole official texts of many kinds: each says what a careful clerk would say, and nothing else.

The texts (``official_texts/*.txt``) are ours. What must be found is marked in them, ⟦rule|words⟧, or said on a line of its own,
"预期 rule", where a finding has no range. Everything else must stay unsaid: a gate that speaks too often is not listened to.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from gongkai.office.clearance.content import AttachmentRef, Content
from gongkai.office.clearance.gates import FoundByGate, run
from gongkai.office.clearance.gates.personal import check_digit, luhn

TODAY = date(2026, 11, 26)
FOLDER = Path(__file__).with_name("official_texts")
_MARK = re.compile(r"⟦([a-z_.0-9]+)\|(.*?)⟧", re.DOTALL)
_HEAD = re.compile(r"(题|文号|成文日期|附件|附表|预期) (.+)")


@dataclass
class Official:
    """One text, taken apart: what the gates read, and what they must say."""

    name: str
    title: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    expected: list[tuple[str, str]] = field(default_factory=list)

    def taken(self, text: str) -> str:
        """The text without its marks, which are remembered."""
        self.expected += [(code, words) for code, words in _MARK.findall(text)]
        return _MARK.sub(lambda match: match[2], text)

    def content(self) -> Content:
        """As it would be submitted."""
        files = tuple(AttachmentRef(at, "0" * 64, name) for at, (name, _data) in enumerate(self.files))
        return Content(self.title, tuple(self.fields), _page(self.body), files)


def _completed(text: str) -> str:
    """Invented numbers get the last digit that makes them look real; nobody's county has the code 239900."""
    text = re.sub(r"\{id:(\d{17})\}", lambda match: match[1] + check_digit(match[1]), text)
    text = re.sub(
        r"\{bad:(\d{17})\}", lambda match: match[1] + str((int(check_digit(match[1]).replace("X", "0")) + 1) % 10), text
    )
    return re.sub(r"\{card:(\d+)\}", lambda match: match[1] + next(d for d in "0123456789" if luhn(match[1] + d)), text)


def _page(lines: list[str]) -> str:
    out: list[str] = []
    for line in lines:
        if line.startswith("|"):
            cells = "".join(f"<td>{html.escape(cell.strip())}</td>" for cell in line.strip("|").split("|"))
            row = f"<tr>{cells}</tr>"
            if out and out[-1].endswith("</table>"):
                out[-1] = out[-1].removesuffix("</table>") + row + "</table>"
            else:
                out.append(f"<table>{row}</table>")
        elif line.startswith("## "):
            out.append(f"<h2>{html.escape(line[3:])}</h2>")
        else:
            out.append(f"<p>{line if '<a ' in line else html.escape(line)}</p>")
    return "".join(out)


def _read(block: str) -> Official:
    name, _, rest = block.partition("\n")
    text = Official(name.strip())
    head, _, body = _completed(rest).partition("\n--\n")
    sheet: list[str] | None = None
    for line in head.split("\n"):
        match = _HEAD.fullmatch(line)
        if match is None and sheet is not None:
            sheet.append(text.taken(line))
        elif match is None:
            raise ValueError(f"{name}: {line}")
        elif match[1] == "附表":
            sheet = []
            text.files.append((match[2], b""))
        elif match[1] == "附件":
            text.files.append((match[2], "演示".encode()))
        elif match[1] == "预期":
            text.expected.append((match[2], ""))
        elif match[1] == "题":
            text.title = text.taken(match[2])
        else:
            text.fields.append((match[1], text.taken(match[2])))
    if sheet:
        text.files[-1] = (text.files[-1][0], "\n".join(sheet).encode())
    for line in text.taken(body.strip()).split("\n"):
        if line.startswith("预期 "):
            text.expected.append((line.removeprefix("预期 "), ""))
        else:
            text.body.append(line)
    return text


def official_texts() -> list[Official]:
    """All of them."""
    blocks = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt"))).split("=== ")[1:]
    return [_read(block) for block in blocks]


def _unseen(
    expected: list[tuple[str, str]], found: list[FoundByGate]
) -> tuple[list[FoundByGate], list[tuple[str, str]]]:
    """What was found without being marked, and what was marked without being found."""
    left, more = list(expected), []
    for one in found:
        fit = next((mark for mark in left if mark[0] == one.code and _same(mark[1], one)), None)
        if fit is not None:
            left.remove(fit)
        else:
            more.append(one)
    return more, left


def _same(words: str, one: FoundByGate) -> bool:
    """Personal data is shown masked: there the rule and the number of its findings must do."""
    return not words or "*" in one.excerpt or words in one.excerpt or (bool(one.excerpt) and one.excerpt in words)


@pytest.mark.parametrize("text", official_texts(), ids=lambda text: text.name)
def test_the_gates_say_what_a_careful_clerk_would_say_and_nothing_else(text):
    found = run(text.content(), today=TODAY, open_file=lambda at: text.files[at][1])
    more, left = _unseen(text.expected, found)
    assert [(one.code, one.place, one.excerpt) for one in more if one.severity != "info"] == []
    assert left == []
