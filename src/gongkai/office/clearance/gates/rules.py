"""The rules of the gates as data: one TOML file a gate, each rule with its weight, its sentence and its source.

An office that knows better gives a folder of override files of the same names and grammar (see ``statute.lawdata``): an entry
with the same identity replaces the keys it names, any other entry is added; ``active = false`` takes one away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gongkai.office.clearance.gates.found import GATES, Severity
from gongkai.statute.errors import DataFileError
from gongkai.statute.lawdata import build, read_tables, stamp

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: ``says`` is its sentence, with ``{where}``, ``{shown}`` and what the rule adds."""

    code: str
    severity: Severity
    name: str
    says: str
    source: str
    active: bool = True
    gate: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A literal form to look for; not where it stands inside one of ``unless``.

    ``code`` is the rule it belongs to, ``use`` what should stand there, ``severity`` another weight than the rule's.
    """

    form: str
    code: str
    use: str = ""
    source: str = ""
    severity: str = ""
    unless: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern to look for. ``group`` (0: all of it) is the range that is shown; ``only`` narrows it to some kinds of text.

    With ``once`` a rule speaks once a paragraph: who mends the first sees the others.
    """

    id: str
    pattern: str
    code: str
    source: str = ""
    severity: str = ""
    group: int = 0
    only: tuple[str, ...] = ()
    use: str = ""
    once: bool = False
    active: bool = True

    @property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, compiled (Python keeps it)."""
        return _compiled(self.pattern)


@dataclass(frozen=True, slots=True)
class Words:
    """A named list of words a gate needs (labels of total rows, personal contexts …)."""

    id: str
    words: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of all gates."""

    rules: Mapping[str, Rule]
    phrases: Mapping[str, tuple[Phrase, ...]]
    shapes: Mapping[str, tuple[Shape, ...]]
    words: Mapping[str, tuple[str, ...]]

    def list_of(self, name: str) -> tuple[str, ...]:
        """A list of words by its id (``gate.list``)."""
        return self.words[name]


_IDENTITY = {"rules": ("code",), "phrases": ("form", "code"), "shapes": ("id",), "words": ("id",)}


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def shipped_rules(override: Path | None = None) -> Rules:
    """The rules that come with the platform, with a folder of an office's own merged in. Read again when a file changes.

    Raises DataFileError for a malformed file, naming it and the entry.
    """
    stamps = tuple(
        (
            stamp(DATA / f"{gate}.toml"),
            stamp(path if (path := override / f"{gate}.toml").exists() else None) if override else None,
        )
        for gate in GATES
    )
    return _rules(stamps)


@cache
def _rules(stamps: tuple[tuple[tuple[Path, int] | None, tuple[Path, int] | None], ...]) -> Rules:
    rules: dict[str, Rule] = {}
    phrases: dict[str, tuple[Phrase, ...]] = {}
    shapes: dict[str, tuple[Shape, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    for gate, (shipped, own) in zip(GATES, stamps, strict=True):
        assert shipped is not None  # noqa: S101  (a path was given)
        file = own[0] if own else shipped[0]
        tables = read_tables(shipped[0], own[0] if own else None, _IDENTITY)
        for entry in tables["rules"]:
            rule = build(Rule, {**entry, "gate": gate}, file=file, table="rules")
            if not rule.code.startswith(f"{gate}."):
                raise DataFileError(f"数据文件 {file.name} 的 [[rules]] 中 {rule.code} 应以“{gate}.”开头。请改正。")
            if rule.active:
                rules[rule.code] = rule
        phrases[gate] = tuple(
            phrase
            for entry in tables["phrases"]
            if (phrase := build(Phrase, entry, file=file, table="phrases")).active and phrase.code in rules
        )
        shapes[gate] = tuple(
            shape
            for entry in tables["shapes"]
            if (shape := build(Shape, entry, file=file, table="shapes")).active and shape.code in rules
        )
        _check(shapes[gate], file)
        for entry in tables["words"]:
            listed = build(Words, entry, file=file, table="words")
            words[f"{gate}.{listed.id}"] = listed.words
    return Rules(rules, phrases, shapes, words)


def _check(shapes: tuple[Shape, ...], file: Path) -> None:
    for shape in shapes:
        try:
            groups = shape.compiled.groups
        except re.error as error:
            raise DataFileError(
                f"数据文件 {file.name} 的 [[shapes]]（{shape.id}）的 pattern 不是正确的表达式：{error}。请改正。"
            ) from error
        if shape.group > groups:
            raise DataFileError(
                f"数据文件 {file.name} 的 [[shapes]]（{shape.id}）没有第 {shape.group} 组。请改正 group。"
            )


def describe(rules: Rules | None = None) -> Iterator[tuple[Rule, tuple[str, ...]]]:
    """Every rule, gate by gate, with the words and forms it looks for (for docs/gates.md)."""
    rules = rules or shipped_rules()
    for rule in rules.rules.values():
        forms = [
            f"{phrase.form} → {phrase.use}" if phrase.use else phrase.form
            for phrase in rules.phrases[rule.gate]
            if phrase.code == rule.code
        ]
        yield rule, tuple(forms)
