"""The forms of the annual report as data: tables, rows, columns, labels, cross-footing rules.

A form is one TOML file in ``annual/forms``; a new form year is a new file and no Python. The grammar
of the file is the dataclasses below; :func:`load_form` refuses a malformed file with the place and the
mend. Labels are the printed ones (国办公开办函〔2019〕60号, 〔2021〕30号).

>>> form = form_for_year(2024)
>>> form.id, len(form.cells)
('2021', 200)
>>> form.cells["requests.refused.process_information.total"].says
'（三）不予公开 6.属于四类过程性信息·总计'
"""

from __future__ import annotations

# Parts of a form are loaded once and compared by identity (eq=False): they are keys of many caches.
import dataclasses
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from gongkai.statute.errors import DataFileError

Severity = Literal["error", "warning", "info"]
CellKind = Literal["count", "signed", "amount"]
RuleKind = Literal["equal", "at_most", "at_least", "zero", "count", "amount"]

FORMS_DIR = Path(__file__).with_name("forms")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One printed column. ``under`` are the merged heads above it, outermost first."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    kind: CellKind = "count"
    unit: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One printed row. ``under`` are the merged heads to its left, outermost first."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    total: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A grid with its own column heads. ``key`` makes cell keys: ``proactive.{row}.{column}``."""

    key: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    heading: str = ""
    corner: str = ""
    unit: str = "件"

    def keys(self, row: Row) -> tuple[str, ...]:
        """The public keys of a row's cells, column by column."""
        return _keys(self, row)

    def cell_key(self, row: Row, column: Column) -> str:
        """The public key of a cell (architecture.md §7)."""
        return self.key.replace("{row}", row.id).replace("{column}", column.id)


@lru_cache(maxsize=4096)
def _keys(block: Block, row: Row) -> tuple[str, ...]:
    return tuple(block.cell_key(row, column) for column in block.columns)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A statutory table: table two has five blocks, three and four have one each."""

    id: str
    title: str
    section: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CellSpec:
    """Where a cell stands in the form, its kind and its unit (件, 项 or 万元)."""

    key: str
    table: Table
    block: Block
    row: Row
    column: Column

    @property
    def kind(self) -> CellKind:
        """Count (非负整数), signed (可为负的整数) or amount (可有小数)."""
        return self.column.kind

    @property
    def unit(self) -> str:
        """The unit the form prints or implies for this cell."""
        return self.column.unit or self.block.unit

    @property
    def says(self) -> str:
        """The cell in the form's own words, for messages."""
        heads = [*self.row.under[-1:], self.row.label] if self.row.label else list(self.column.under[-1:])
        if len(heads) > 1 and heads[0].startswith("三、"):
            heads = heads[1:]
        return f"{' '.join(heads)}·{self.column.label}"


@dataclass(frozen=True, slots=True)
class SectionTitle:
    """One of the six statutory sections; ``aliases`` are the variants real reports print."""

    number: int
    title: str
    aliases: tuple[str, ...] = ()
    advice: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A cross-footing rule. ``left`` and ``right`` are sums of cell patterns.

    ``-`` in front of a term subtracts it, ``previous:`` takes it from the year before, ``{name}`` repeats
    the rule over the values of ``each``, ``*`` stands for one part of a key and ``**`` for any rest.
    """

    id: str
    severity: Severity
    says: str
    source: str
    kind: RuleKind = "equal"
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    each: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    from_year: int | None = None
    aggregate_severity: Severity | None = None
    previous_forms: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Form:
    """One version of the annual report form. ``cells`` maps every cell key to its place.

    Loaded once and compared by identity.
    """

    id: str
    title: str
    first_year: int
    last_year: int | None
    notice: str
    source: str
    sections: tuple[SectionTitle, ...]
    tables: tuple[Table, ...]
    rules: tuple[Rule, ...]
    chain: tuple[Rule, ...]
    cells: Mapping[str, CellSpec]

    def covers(self, year: int) -> bool:
        """Whether this form is the one in force for report year ``year``."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    def table(self, table_id: str) -> Table:
        """The table with this id. Raises KeyError if the form has none."""
        for table in self.tables:
            if table.id == table_id:
                return table
        raise KeyError(table_id)

    def matching(self, pattern: str) -> list[str]:
        """Cell keys that fit a pattern: ``*`` one part of a key, ``**`` any rest.

        >>> form_for_year(2021).matching("requests.other.*.total")[0]
        'requests.other.overdue_correction.total'
        """
        return list(_matching(self, pattern))


@lru_cache(maxsize=4096)
def _matching(form: Form, pattern: str) -> tuple[str, ...]:
    if "*" not in pattern:
        return (pattern,) if pattern in form.cells else ()
    regex = re.compile(re.escape(pattern).replace(r"\*\*", ".+").replace(r"\*", r"[^.]+") + r"\Z")
    return tuple(key for key in form.cells if regex.match(key))


# ------------------------------------------------------------------- loading


def load_form(path: Path) -> Form:
    """Read one form file. Raises DataFileError naming the file, the place and the mend."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataFileError(f"格式文件 {path.name} 无法读取：{error}。请检查文件编码（UTF-8）和 TOML 语法。") from error
    try:
        form = _build(data)
    except (KeyError, TypeError, ValueError) as error:
        raise DataFileError(f"格式文件 {path.name} 缺少或写错了一项：{error}。请对照 forms/2021.toml 补齐。") from error
    _check(form, path.name)
    return form


def _build(data: dict[str, Any]) -> Form:
    tables = tuple(_table(entry) for entry in data["tables"])
    cells: dict[str, CellSpec] = {}
    for table in tables:
        for block in table.blocks:
            for row in block.rows:
                for column in block.columns:
                    key = block.cell_key(row, column)
                    if key in cells:
                        raise ValueError(f"单元格键 {key} 重复")
                    cells[key] = CellSpec(key, table, block, row, column)
    return Form(
        id=data["id"],
        title=data["title"],
        first_year=data["years"]["from"],
        last_year=data["years"].get("to"),
        notice=data["notice"],
        source=data["source"],
        sections=tuple(
            SectionTitle(s["number"], s["title"], tuple(s.get("aliases", ())), s.get("advice", ""))
            for s in data["sections"]
        ),
        tables=tables,
        rules=tuple(_rule(entry, tables) for entry in data.get("rules", ())),
        chain=tuple(_rule(entry, tables) for entry in data.get("chain", ())),
        cells=cells,
    )


_Part = TypeVar("_Part", Column, Row, Rule)


def _made(kind: type[_Part], entry: dict[str, Any], **more: Any) -> _Part:  # noqa: ANN401  (what TOML holds)
    """A TOML table as a part of the form: its arrays become tuples, so that the form stays immutable.

    Raises ValueError naming a key that the grammar does not have, or lacks.
    """
    known = {fld.name: fld for fld in dataclasses.fields(kind)}
    here = f"{kind.__name__.lower()} {entry.get('id', '')}".strip()
    for name in entry:
        if name not in known:
            raise ValueError(f"{here} 中不认识“{name}”（可用：{'、'.join(known)}）")
    for name, fld in known.items():
        required = fld.default is dataclasses.MISSING and fld.default_factory is dataclasses.MISSING
        if required and name not in entry:
            raise ValueError(f"{here} 缺少“{name}”")
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    return kind(**values, **more)


def _table(entry: dict[str, Any]) -> Table:
    blocks = tuple(
        Block(
            key=b["key"],
            columns=tuple(_made(Column, column) for column in b["columns"]),
            rows=tuple(_made(Row, row) for row in b["rows"]),
            heading=b.get("heading", ""),
            corner=b.get("corner", ""),
            unit=b.get("unit", "件"),
        )
        for b in entry["blocks"]
    )
    return Table(entry["id"], entry["title"], entry["section"], blocks)


def _rule(entry: dict[str, Any], tables: tuple[Table, ...]) -> Rule:
    each: dict[str, tuple[str, ...]] = {}
    for name, values in entry.get("each", {}).items():
        each[name] = tuple(values) if isinstance(values, list) else _axis(tables, values, name)
    return _made(Rule, {name: value for name, value in entry.items() if name != "each"}, each=each)


def _axis(tables: tuple[Table, ...], table_id: str, axis: str) -> tuple[str, ...]:
    """The row or column ids of a table, for ``each = { row = "requests" }``."""
    blocks = [block for table in tables if table.id == table_id for block in table.blocks]
    if not blocks or axis not in ("row", "column"):
        raise ValueError(f'each = {{ {axis} = "{table_id}" }} 应为表名，且只能按 row 或 column 展开')
    ids = (part.id for block in blocks for part in (block.rows if axis == "row" else block.columns))
    return tuple(dict.fromkeys(ids))


def _check(form: Form, name: str) -> None:
    """Every term of every in-report rule must name at least one cell of the form."""
    for rule in form.rules:
        for term in (*rule.left, *rule.right, *rule.cells):
            for values in expand(rule):
                if not form.matching(fill(term.removeprefix("-"), values)):
                    raise DataFileError(
                        f"格式文件 {name} 的规则 {rule.id} 引用了不存在的单元格 {fill(term, values)}。请改正键名。"
                    )


def expand(rule: Rule) -> list[dict[str, str]]:
    """The combinations of placeholder values a rule is repeated for (one empty one if none)."""
    combinations: list[dict[str, str]] = [{}]
    for name, values in rule.each.items():
        combinations = [{**known, name: value} for known in combinations for value in values]
    return combinations


@lru_cache(maxsize=1024)
def equations(rule: Rule) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Both sides of a rule, once for each value it is repeated for, placeholders filled."""
    return tuple(
        (tuple(fill(term, values) for term in rule.left), tuple(fill(term, values) for term in rule.right))
        for values in expand(rule)
    )


def fill(term: str, values: Mapping[str, str]) -> str:
    """A cell pattern with its placeholders filled.

    >>> fill("requests.{row}.total", {"row": "granted"})
    'requests.granted.total'
    """
    return _PLACEHOLDER.sub(lambda found: values[found[1]], term)


# ------------------------------------------------------------------ registry


@cache
def forms(directory: Path = FORMS_DIR) -> Mapping[str, Form]:
    """All forms of a directory by id, oldest first.

    >>> list(forms())
    ['2019', '2021']
    """
    loaded = [load_form(path) for path in sorted(directory.glob("*.toml"))]
    return {form.id: form for form in sorted(loaded, key=lambda form: form.first_year)}


def form_for_year(year: int, directory: Path = FORMS_DIR) -> Form:
    """The form in force for a report year. Raises DataFileError for years before the first form.

    >>> form_for_year(2020).notice
    '国办公开办函〔2019〕60号'
    """
    for form in forms(directory).values():
        if form.covers(year):
            return form
    known = "、".join(f"{form.first_year}–{form.last_year or ''}" for form in forms(directory).values())
    raise DataFileError(f"没有 {year} 年度适用的年度报告格式（已有：{known}）。请在 forms 目录中增加该年度的格式文件。")
