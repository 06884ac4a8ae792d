"""Reading the law's data files: TOML beside the modules, dated, with an office's overrides merged in.

Every entry of the law carries where it comes from and whether a person has confirmed it against the
official text (``confirmed = false`` marks what the law digest tags [M]). An office that knows better
gives an override file of the same grammar: an entry with the same identity (its id, and its effective
date where it has one) replaces the shipped keys it names, any other entry is added::

    [[limits]]
    id = "clarification_period"
    effective_on = 2019-05-15
    amount = 10
    confirmed = true
"""

from __future__ import annotations

import tomllib
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from gongkai.statute.errors import DataFileError, NotInForce, UnknownTerm


class Dated(Protocol):
    """Anything with a first day of force; the version in force is the latest one not after the day."""

    @property
    def effective_on(self) -> date:
        """The first day this version applies to."""


_D = TypeVar("_D", bound=Dated)
_T = TypeVar("_T")
Tables = Mapping[str, tuple[Mapping[str, Any], ...]]


def read_tables(path: Path, override: Path | None, identity: Mapping[str, Sequence[str]]) -> Tables:
    """The arrays of tables of a data file, an office's override merged in by identity.

    ``identity`` names the tables and the keys that identify an entry. Raises DataFileError for a file
    that cannot be read, a table the grammar does not know, or an entry without its identity.

    >>> from gongkai.statute.limits import DEADLINES_FILE
    >>> tables = read_tables(DEADLINES_FILE, None, {"limits": ("id", "effective_on"),
    ...                      "clock": ("event",), "conventions": ("id", "effective_on")})
    >>> tables["limits"][0]["id"]
    'reply'
    """
    merged: dict[str, dict[tuple[Any, ...], Mapping[str, Any]]] = {name: {} for name in identity}
    for file in (path, override):
        if file is None:
            continue
        for name, entries in _parse(file, _stamp(file)).items():
            _merge(merged, identity, file, name, entries)
    return {name: tuple(entries.values()) for name, entries in merged.items()}


def stamp(path: Path | None) -> tuple[Path, int] | None:
    """A cache key for a file: its path and its time of change, so that an edited override is read again.

    >>> stamp(None) is None
    True
    """
    return None if path is None else (path, _stamp(path))


def parse(path: Path) -> Mapping[str, Any]:
    """One TOML file as a mapping. Raises DataFileError naming the file and the mend.

    >>> from pathlib import Path
    >>> parse(Path("没有.toml"))
    Traceback (most recent call last):
    ...
    gongkai.statute.errors.DataFileError: 数据文件 没有.toml 不存在或无法读取。请检查路径和读取权限。
    """
    return _parse(path, _stamp(path))


def build(kind: type[_T], entry: Mapping[str, Any], *, file: Path, table: str) -> _T:
    """A frozen dataclass from one TOML entry: arrays become tuples; unknown, missing or ill-typed keys are refused.

    >>> from gongkai.statute.events import Caution
    >>> build(Caution, {"code": "x", "says": "。", "article": 7}, file=Path("a.toml"), table="cautions")
    Traceback (most recent call last):
    ...
    gongkai.statute.errors.DataFileError: 数据文件 a.toml 的 [[cautions]]（x）中 article = 7 类型不对...
    """
    name = next((str(entry[key]) for key in ("id", "code", "event") if key in entry), "无 id")
    place = f"数据文件 {file.name} 的 [[{table}]]（{name}）"
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    for key in entry:
        if key not in known:
            raise DataFileError(f"{place}中不认识 {key} 这一项。请删去或改正拼写；可用的有：{'、'.join(known)}。")
    for key, field in known.items():
        if key not in entry and field.default is MISSING and field.default_factory is MISSING:
            raise DataFileError(f"{place}缺少 {key} 这一项。请对照同表其他条目补齐。")
    hints = _hints(kind)  # type: ignore[arg-type]  # a class is hashable; mypy looks at its instances
    values = {key: _frozen(value) for key, value in entry.items()}
    for key, value in values.items():
        if not _fits(value, hints[key]):
            raise DataFileError(f"{place}中 {key} = {entry[key]!r} 类型不对。请对照同表其他条目改正。")
    return kind(**values)


def in_force(versions: Sequence[_D], on: date, *, what: str) -> _D:
    """The version in force on a day: the latest whose ``effective_on`` is not after it. Raises NotInForce, UnknownTerm.

    >>> from gongkai.statute.limits import deadline_law
    >>> in_force(deadline_law().versions("reply"), date(2025, 1, 20), what="答复期限").amount
    20
    """
    current = [version for version in versions if version.effective_on <= on]
    if current:
        return max(current, key=lambda version: version.effective_on)
    first = min((version.effective_on for version in versions), default=None)
    if first is None:
        raise UnknownTerm(f"数据文件中没有“{what}”这一项。请检查名称，或在覆盖文件中增加。")
    raise NotInForce(
        f"{on} 尚无生效的“{what}”规定（最早自 {first} 起施行）。"
        "更早的事项适用旧规定，请在覆盖文件中补充该时期的条目，不要套用新规定。"
    )


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError as error:
        raise DataFileError(f"数据文件 {path.name} 不存在或无法读取。请检查路径和读取权限。") from error


@cache
def _parse(path: Path, _changed: int) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataFileError(f"数据文件 {path.name} 无法解析：{error}。请检查文件编码（UTF-8）和 TOML 语法。") from error


def _merge(
    merged: dict[str, dict[tuple[Any, ...], Mapping[str, Any]]],
    identity: Mapping[str, Sequence[str]],
    file: Path,
    name: str,
    entries: Any,  # noqa: ANN401  whatever the TOML holds; checked here
) -> None:
    if name not in identity or not isinstance(entries, list):
        raise DataFileError(f"数据文件 {file.name} 中不认识 [[{name}]]。可用的表有：{'、'.join(identity)}。")
    seen: set[tuple[Any, ...]] = set()
    for number, entry in enumerate(entries, start=1):
        missing = [key for key in identity[name] if key not in entry]
        if missing:
            raise DataFileError(f"数据文件 {file.name} 的 [[{name}]] 第{number}项缺少 {'、'.join(missing)}。请补齐。")
        key = tuple(entry[part] for part in identity[name])
        if key in seen:
            raise DataFileError(
                f"数据文件 {file.name} 的 [[{name}]] 第{number}项与前面的条目重复。请删去或改正其标识。"
            )
        seen.add(key)
        merged[name][key] = {**merged[name].get(key, {}), **entry}


def _frozen(value: Any) -> Any:  # noqa: ANN401  TOML values of any kind pass through
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return types.MappingProxyType({key: _frozen(item) for key, item in value.items()})
    return value


@cache
def _hints(kind: type[object]) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)


def _fits(value: Any, hint: Any) -> bool:  # noqa: ANN401  both sides are data
    """Whether a TOML value is of the annotated type (the few kinds our data files use)."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return value in arguments
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, option) for option in arguments)
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(item, arguments[0]) for item in value)
    if origin in (dict, Mapping) or hint is Mapping:
        return isinstance(value, Mapping)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if hint is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, hint) if isinstance(hint, type) else True
