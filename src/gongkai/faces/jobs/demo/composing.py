"""The signs in which the texts of the demo city are written, and how they become sentences and HTML.

In a sentence: ``{organ}`` a slot, ``<one|another>`` a choice, ``{#3-9}`` a number between, ``{a#3-9}`` the same with a name,
``{=a-b}`` ``{=a/b%}`` ``{=a*60%}`` what follows from it, ``{day+30}`` a day after that of the text, ``{year-1}`` a year before.
At the head of a block: ``##`` a section, numbered 一、二、; ``+`` a paragraph （一）; ``-`` 1.; ``###`` a chapter 第一章; ``*`` an article
第一条; ``~`` a title in the middle; ``^`` an address without indent; ``?`` a block that is left out half of the time; ``@`` a table
(see ``figures``). Numbers that a table adds up are known to the sentences as ``{t1}`` (first column of the first table) …
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from gongkai.faces.jobs.demo.figures import Table

_CHOICE = re.compile(r"<([^<>\n]*\|[^<>\n]*)>")
_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(\w*)#([\d.]+)-([\d.]+)")
_SUM = re.compile(r"=(\w+)([-+])(\w+)")
_PART = re.compile(r"=(\w+)/(\w+)%")
_SHARE = re.compile(r"=(\w+)\*(\d+)%")
_DAY = re.compile(r"day(?:\+(\d+))?")
_YEAR = re.compile(r"year([-+]\d+)?")
_DIGITS = "〇一二三四五六七八九"
_TABLES = "tuv"


def chinese(number: int) -> str:
    """A number below a hundred in Chinese.

    >>> [chinese(n) for n in (1, 10, 12, 20, 21)]
    ['一', '十', '十二', '二十', '二十一']
    """
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def long_date(on: date) -> str:
    """A day as official texts write it.

    >>> long_date(date(2026, 3, 5))
    '2026年3月5日'
    """
    return f"{on.year}年{on.month}月{on.day}日"


@dataclass
class Words:
    """The words of one text: its own chances, its day, its slots. What was chosen once stays chosen.

    ``lists`` gives for a name (``matters``) what a slot of that name can be; ``{matters2}`` is another one of them.
    """

    rng: random.Random
    on: date
    slots: dict[str, str]
    lists: Callable[[str], list[str]]
    numbers: dict[str, float] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        """A sentence with every choice made and every slot filled, the slots inside slots too."""
        text = _CHOICE.sub(lambda found: self.rng.choice(found[1].split("|")), text)
        for _ in range(3):
            if "{" not in text:
                break
            text = _SLOT.sub(lambda found: self._slot(found[1]), text)
        return text

    def _slot(self, name: str) -> str:
        if found := _RANGE.fullmatch(name):
            return self._number(*found.groups())
        if name.startswith("="):
            return self._reckoned(name)
        if found := _DAY.fullmatch(name):
            return long_date(self.on + timedelta(days=int(found[1] or 0)))
        if found := _YEAR.fullmatch(name):
            return str(self.on.year + int(found[1] or 0))
        if name in self.numbers:
            return _plain(self.numbers[name])
        if name not in self.slots:
            self.slots[name] = self._chosen(name)
        return self.slots[name]

    def _chosen(self, name: str) -> str:
        kind = name.rstrip("2")
        taken = {self.slots.get(kind), self.slots.get(f"{kind}2")}
        known = self.lists(kind)
        free = [word for word in known if word not in taken] or known
        if not free:
            raise KeyError(f"no words for {{{name}}}")
        return self.rng.choice(free)

    def _number(self, name: str, least: str, most: str) -> str:
        places = len(least.partition(".")[2])
        value = (
            round(self.rng.uniform(float(least), float(most)), places)
            if places
            else self.rng.randint(int(least), int(most))
        )
        if name:
            self.numbers[name] = value
        return _plain(value)

    def _reckoned(self, said: str) -> str:
        if found := _SUM.fullmatch(said):
            left, right = self.numbers[found[1]], self.numbers[found[3]]
            return _plain(left + right if found[2] == "+" else left - right)
        if found := _PART.fullmatch(said):
            return f"{100 * self.numbers[found[1]] / (self.numbers[found[2]] or 1):.1f}"
        if found := _SHARE.fullmatch(said):
            return _plain(round(self.numbers[found[1]] * int(found[2]) / 100))
        raise ValueError(f"not a sum: {said}")

    # ------------------------------------------------------------------ the whole text

    def html(self, text: str) -> str:
        """The text as HTML: tables first, because sentences name what they add up."""
        blocks = [block.strip() for block in text.strip().split("\n\n")]
        blocks = [block.removeprefix("? ") for block in blocks if not block.startswith("? ") or self.rng.random() < 0.5]
        done: dict[int, str] = {}
        names = iter(_TABLES)
        for place, block in enumerate(blocks):
            if block.startswith("@ "):
                table = Table.read(self.fill(block), self.lists, self.rng)
                self.numbers |= table.named(next(names))
                done[place] = table.html()
        numbering = _Numbering()
        return "\n".join(done.get(place) or numbering.block(self.fill(block)) for place, block in enumerate(blocks))


class _Numbering:
    """Numbers sections, articles and points as they come."""

    def __init__(self) -> None:
        self.section = self.point = self.item = self.chapter = self.article = 0

    def block(self, block: str) -> str:
        sign, _, text = block.partition(" ")
        found = getattr(self, f"_{_SIGNS.get(sign, 'plain')}")(block if sign not in _SIGNS else text)
        return str(found)

    def _plain(self, text: str) -> str:
        self.item = 0
        return "".join(f"<p>{html.escape(line.strip())}</p>" for line in text.split("\n"))

    def _address(self, text: str) -> str:
        return f'<p class="no-indent">{html.escape(text)}</p>'

    def _title(self, text: str) -> str:
        self.section = 0
        return f'<h2 class="align-center">{html.escape(text)}</h2>'

    def _section(self, text: str) -> str:
        self.section += 1
        self.point = self.item = 0
        said = text if re.match(r"问：", text) else f"{chinese(self.section)}、{text}"
        return f"<h2>{html.escape(said)}</h2>"

    def _chapter(self, text: str) -> str:
        self.chapter += 1
        return f'<h3 class="align-center">第{chinese(self.chapter)}章　{html.escape(text)}</h3>'

    def _article(self, text: str) -> str:
        self.article += 1
        return f"<p><strong>第{chinese(self.article)}条</strong>　{html.escape(text)}</p>"

    def _point(self, text: str) -> str:
        self.point += 1
        self.item = 0
        return f"<p>（{chinese(self.point)}）{html.escape(text)}</p>"

    def _item(self, text: str) -> str:
        self.item += 1
        return f"<p>{self.item}. {html.escape(text)}</p>"


_SIGNS = {
    "^": "address",
    "~": "title",
    "##": "section",
    "###": "chapter",
    "*": "article",
    "+": "point",
    "-": "item",
}


def _plain(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def signed(organ: str, on: date) -> Iterator[str]:
    """The two lines at the end: who, and when."""
    yield f'<p class="align-right">{html.escape(organ)}</p>'
    yield f'<p class="align-right">{long_date(on)}</p>'
