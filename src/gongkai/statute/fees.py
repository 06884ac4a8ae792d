"""The processing fee (信息处理费, art. 42; 国办函〔2020〕109号): by case or by page, never both.

Amounts are ``Decimal`` and whole yuan. Every item keeps its ordinal and its rate, so that a fee can be
reproduced when the count is corrected later.

>>> charge = case_fee(5, earlier=9, received_on=date(2025, 3, 20))
>>> charge.total_yuan, [item.ordinal for item in charge.items]
(Decimal('400'), [10, 11, 12, 13, 14])
>>> print(charge.explain())
按件计收：第10件免费；第11至第14件每件100元，计400元。合计400元。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from gongkai.statute.errors import DataFileError, ImpossibleFacts
from gongkai.statute.lawdata import build, in_force, read_tables, stamp

FEES_FILE = Path(__file__).with_name("fees.toml")

Method = Literal["by_case", "by_page"]
_YUAN_PER_WAN = Decimal(10000)


@dataclass(frozen=True, slots=True)
class Band:
    """Items up to the ``upto``-th cost ``rate`` yuan each; an open band may rise by ``add`` every ``step`` items."""

    rate: int
    upto: int = 0
    step: int = 0
    add: int = 0


@dataclass(frozen=True, slots=True)
class Tariff:
    """One of the two methods in one version."""

    id: Method
    label: str
    unit: str
    effective_on: date
    article: str
    source: str
    confirmed: bool
    counted: str
    bands: tuple[Band, ...]

    def rate_yuan(self, ordinal: int) -> Decimal:
        """What the ``ordinal``-th item costs, in yuan (超额累进).

        >>> [int(fee_law().tariff("by_case", date(2025, 1, 1)).rate_yuan(n)) for n in (10, 11, 31, 41)]
        [0, 100, 200, 300]
        """
        first = 1
        for band in self.bands:
            if not band.upto or ordinal <= band.upto:
                rises = (ordinal - first) // band.step if band.step else 0
                return Decimal(band.rate + rises * band.add)
            first = band.upto + 1
        raise DataFileError(f"收费标准 {self.label} 没有覆盖第{ordinal}{self.unit}。最后一档应不写 upto。")


@dataclass(frozen=True, slots=True)
class Practice:
    """How an open question of the fee is decided; ``says`` is the rule that ``applies`` or not."""

    id: str
    applies: bool
    says: str
    article: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class FeeLaw:
    """All of ``fees.toml``."""

    tariffs: tuple[Tariff, ...]
    practices: Mapping[str, Practice]

    def tariff(self, method: Method, received_on: date) -> Tariff:
        """The tariff in force when the request was received. Raises NotInForce, UnknownTerm.

        >>> fee_law().tariff("by_page", date(2020, 12, 31))
        Traceback (most recent call last):
        ...
        gongkai.statute.errors.NotInForce: 2020-12-31 尚无生效的“收费标准 by_page”规定...
        """
        versions = [tariff for tariff in self.tariffs if tariff.id == method]
        return in_force(versions, received_on, what=f"收费标准 {method}")


@dataclass(frozen=True, slots=True)
class FeeItem:
    """One item (件 or 页): its ordinal in the count, and its rate."""

    ordinal: int
    rate_yuan: Decimal


@dataclass(frozen=True, slots=True)
class Charge:
    """The fee of one request by one method, with every item's rate."""

    tariff: Tariff
    items: tuple[FeeItem, ...]

    @property
    def total_yuan(self) -> Decimal:
        """The fee in whole yuan."""
        return sum((item.rate_yuan for item in self.items), Decimal(0))

    def explain(self) -> str:
        """The fee in a sentence, band by band, as the notice of 办法 art. 6 must state it.

        >>> print(page_fee(68, received_on=date(2025, 3, 20)).explain())
        按量计收：第1至第30页免费；第31至第68页每页10元，计380元。合计380元。
        """
        parts = [self._part(list(group)) for _rate, group in groupby(self.items, key=lambda item: item.rate_yuan)]
        return f"{self.tariff.label}：{'；'.join(parts) or '没有计费的数量'}。合计{self.total_yuan}元。"

    def _part(self, run: list[FeeItem]) -> str:
        unit, first, last = self.tariff.unit, run[0].ordinal, run[-1].ordinal
        which = f"第{first}{unit}" if first == last else f"第{first}至第{last}{unit}"
        rate = run[0].rate_yuan
        return f"{which}每{unit}{rate}元，计{rate * len(run)}元" if rate else f"{which}免费"


@dataclass(frozen=True, slots=True)
class Filing:
    """One request of an applicant: the legal day of receipt, and the separable items it was split into (一事一申请)."""

    received_on: date
    items: int = 1


def fee_law(override: Path | None = None) -> FeeLaw:
    """Tariffs and practices, an office's own merged in by id and effective date. Raises DataFileError.

    >>> [tariff.label for tariff in fee_law().tariffs]
    ['按件计收', '按量计收']
    """
    return _fee_law(stamp(FEES_FILE), stamp(override))


def case_fee(items: int, *, earlier: int, received_on: date, law: FeeLaw | None = None) -> Charge:
    """The fee by case (办法 art. 4): ``items`` of this request after ``earlier`` ones of the same calendar month.

    It applies to every kind of decision, also to 信息不存在. Raises ImpossibleFacts, NotInForce.

    >>> int(case_fee(1, earlier=40, received_on=date(2025, 3, 20)).total_yuan)
    300
    """
    if items < 1 or earlier < 0:
        raise ImpossibleFacts(f"件数应为正整数，此前件数不能为负数（现为 {items}、{earlier}）。请核对。")
    tariff = (law or fee_law()).tariff("by_case", received_on)
    return _charge(tariff, range(earlier + 1, earlier + items + 1))


def page_fee(
    pages: int, *, received_on: date, already_public: int = 0, withheld: int = 0, law: FeeLaw | None = None
) -> Charge:
    """The fee by page (办法 art. 5) of one request; nothing is added up across requests.

    ``pages`` is the whole answer; of it ``already_public`` pages are only pointed at and ``withheld`` ones
    not provided, and neither is billed [M]. Raises ImpossibleFacts, NotInForce.

    >>> int(page_fee(120, withheld=40, received_on=date(2025, 3, 20)).total_yuan)
    500
    """
    rules = law or fee_law()
    free = already_public if rules.practices["already_public_is_free"].applies else 0
    free += withheld if rules.practices["withheld_is_free"].applies else 0
    if min(pages, already_public, withheld) < 0 or already_public + withheld > pages:
        raise ImpossibleFacts(
            f"页数不能为负数，已公开和未提供的页数之和不能超过总页数（现为 {pages}、{already_public}、{withheld}）。"
            "请核对。"
        )
    return _charge(rules.tariff("by_page", received_on), range(1, pages - free + 1))


def charge(
    method: Method,
    received_on: date,
    *,
    items: int | None = None,
    earlier: int = 0,
    pages: int | None = None,
    law: FeeLaw | None = None,
) -> Charge:
    """The fee of a request by the one method chosen for it (办法 art. 3): giving both counts is refused.

    >>> charge("by_page", date(2025, 3, 20), pages=250, items=1)
    Traceback (most recent call last):
    ...
    gongkai.statute.errors.ImpossibleFacts: 一件申请只能选择一种计收方式（办法第三条），不能同时按件和按量计算...
    """
    if items is not None and pages is not None:
        raise ImpossibleFacts("一件申请只能选择一种计收方式（办法第三条），不能同时按件和按量计算。请只填其一。")
    if method == "by_case" and items is not None:
        return case_fee(items, earlier=earlier, received_on=received_on, law=law)
    if method == "by_page" and pages is not None:
        return page_fee(pages, received_on=received_on, law=law)
    raise ImpossibleFacts("按件计收须填件数（items），按量计收须填页数（pages）。请补齐或者改选计收方式。")


def month_ordinals(filings: Sequence[Filing]) -> tuple[tuple[int, ...], ...]:
    """The ordinals of every filing's items in the applicant's calendar month, in the order given (办法 art. 4).

    The filings are those of one applicant to one organ. Raises ImpossibleFacts if they are not in order of
    receipt: the ordinal depends on it.

    >>> month_ordinals([Filing(date(2025, 3, 3), 9), Filing(date(2025, 3, 20), 2), Filing(date(2025, 4, 1))])
    ((1, 2, 3, 4, 5, 6, 7, 8, 9), (10, 11), (1,))
    """
    counted: dict[tuple[int, int], int] = {}
    ordinals: list[tuple[int, ...]] = []
    for number, filing in enumerate(filings):
        if number and filing.received_on < filings[number - 1].received_on:
            raise ImpossibleFacts("申请应按收到之日先后排列，否则件次不确定。请排序后再计算。")
        if filing.items < 1:
            raise ImpossibleFacts(f"拆分后的件数应为正整数（现为 {filing.items}）。请核对。")
        month = (filing.received_on.year, filing.received_on.month)
        first = counted.get(month, 0) + 1
        counted[month] = first + filing.items - 1
        ordinals.append(tuple(range(first, first + filing.items)))
    return tuple(ordinals)


def wan_yuan(amount_yuan: Decimal) -> Decimal:
    """An amount in 万元, exact, as table two prints it.

    >>> wan_yuan(Decimal(380))
    Decimal('0.038')
    """
    return amount_yuan / _YUAN_PER_WAN


def _charge(tariff: Tariff, ordinals: Iterable[int]) -> Charge:
    return Charge(tariff, tuple(FeeItem(n, tariff.rate_yuan(n)) for n in ordinals))


@cache
def _fee_law(_shipped: object, override: tuple[Path, int] | None) -> FeeLaw:
    extra = override[0] if override else None
    tables = read_tables(FEES_FILE, extra, {"tariffs": ("id", "effective_on"), "practices": ("id",)})
    file = extra or FEES_FILE
    tariffs = tuple(_tariff(entry, file) for entry in tables["tariffs"])
    practices = (build(Practice, entry, file=file, table="practices") for entry in tables["practices"])
    return FeeLaw(tariffs, MappingProxyType({practice.id: practice for practice in practices}))


def _tariff(entry: Mapping[str, Any], file: Path) -> Tariff:
    bands = tuple(build(Band, band, file=file, table="tariffs.bands") for band in entry.get("bands", ()))
    tops = [band.upto for band in bands[:-1]]
    if not bands or bands[-1].upto or tops != sorted(set(tops)) or 0 in tops:
        raise DataFileError(
            f"数据文件 {file.name} 的收费标准 {entry['id']} 档次不连续："
            "upto 应逐档增大，只有最后一档不写 upto。请改正。"
        )
    return build(Tariff, {**entry, "bands": bands}, file=file, table="tariffs")
