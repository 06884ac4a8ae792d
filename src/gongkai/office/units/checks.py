"""What every act on units has in common: tidy words, the rules of kinds and days, the lock on the tree, the saving."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from gongkai.office.errors import Overtaken, Refused
from gongkai.office.units import credit_code
from gongkai.office.units.models import Unit, UnitKind
from gongkai.office.units.tree import Tree

_G, _D, _P, _T, _A = UnitKind
#: Under what a unit of each kind may stand (条例第二条、第十条、第五十四条). A root has nobody above.
PARENTS: dict[UnitKind, frozenset[UnitKind]] = {
    _G: frozenset({_G}),
    _D: frozenset({_G, _P}),
    _P: frozenset({_G, _D, _P}),
    _T: frozenset({_G, _P}),
    _A: frozenset({_G, _D, _P, _T}),
}
DEEPEST = 10
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def tidy(text: str) -> str:
    """One line without control characters, invisible characters and doubled spaces."""
    return " ".join(_CONTROL.sub("", text.replace("\n", " ")).split())


def tidy_lines(text: str) -> str:
    """Several lines without control characters and without spaces at their ends."""
    return "\n".join(_CONTROL.sub("", line).rstrip() for line in text.splitlines()).strip()


def today_of(at: datetime) -> date:
    """The day of a moment, here."""
    return timezone.localdate(at)


def shown(day: date) -> str:
    """A day in a sentence."""
    return f"{day.year}年{day.month}月{day.day}日"


def locked(unit: Unit) -> Unit:
    """The unit as it is now, held until the end of the transaction."""
    return Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def locked_tree() -> Tree:
    """The whole tree as it is now, held: two moves at once could otherwise close a circle neither of them sees."""
    list(Unit.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    return Tree()


def must_be_latest(unit: Unit, base: int | None) -> None:
    """Raises Overtaken when the form was opened before somebody else's change."""
    if base is not None and base != unit.revision:
        raise Overtaken(f"“{unit.name}”的资料在您打开页面之后已被他人修改，请核对最新内容后重新保存。")


def must_fit(kind: str, parent: Unit | None) -> None:
    """Raises Refused when a unit of this kind cannot stand under ``parent``."""
    kind = UnitKind(kind)
    if parent is None:
        if kind == UnitKind.DISPATCHED:
            raise Refused({"parent": "派出机构必须有设立它的上级单位，请选择上级单位。"})
        return
    allowed = PARENTS[kind]
    if UnitKind(parent.kind) not in allowed:
        words = "、".join(each.label for each in UnitKind if each in allowed)
        raise Refused(
            {
                "parent": f"“{kind.label}”的上级应为{words}，“{parent.name}”是“{parent.get_kind_display()}”，请另选上级单位。"
            }
        )


def must_exist(unit: Unit, on: date, field: str, what: str) -> None:
    """Raises Refused when ``unit`` (called ``what``) is not in force on that day."""
    if unit.valid_from > on:
        raise Refused(
            {field: f"{what}“{unit.name}”自{shown(unit.valid_from)}起设立，{shown(on)}尚不存在，请改日期或另选单位。"}
        )
    if unit.valid_to is not None and unit.valid_to < on:
        raise Refused({field: f"{what}“{unit.name}”已于{shown(unit.valid_to)}撤销，请另选单位。"})


def must_be_free(tree: Tree, name: str, parent_id: int | None, on: date, but: int | None = None) -> None:
    """Raises Refused when a unit of this name stands under the same parent on that day."""
    for node in tree.nodes.values():
        if node.id != but and node.name == name and node.in_force(on) and tree.parent(node.id, on) == parent_id:
            raise Refused({"name": f"同一上级单位下已有“{name}”，请核对是否重复登记，或写全称以示区别。"})


def path_below(parent: Unit | None, unit_id: int) -> str:
    """The place of a unit under its parent.

    Raises Refused when the tree would become deeper than it can be kept.
    """
    path = f"{parent.path if parent else '/'}{unit_id}/"
    if path.count("/") - 1 > DEEPEST:
        raise Refused({"parent": f"单位层级不能超过 {DEEPEST} 级，请另选上级单位。"})
    return path


def label(model: type[models.Model], field: str) -> str:
    """What a field is called in words."""
    return str(getattr(model._meta.get_field(field), "verbose_name", field))


def must_be_whole(thing: models.Model, exclude: tuple[str, ...] = ()) -> None:
    """Raises Refused, by field, where a value is too long, missing or of the wrong form."""
    try:
        thing.clean_fields(exclude=set(exclude))
    except ValidationError as error:
        problems = {}
        for field, messages in error.message_dict.items():
            problems[field] = f"{label(type(thing), field)}：{'；'.join(text.rstrip('。') for text in messages)}。"
        raise Refused(problems) from error


def checked_code(code: str, but: int | None = None) -> str:
    """A credit code, tidied, right and not in use by another unit; empty stays empty. Raises Refused."""
    code = credit_code.tidied(code)
    if not code:
        return ""
    if wrong := credit_code.problem(code):
        raise Refused({"code": wrong})
    holder = Unit.objects.filter(code=code).first()
    if holder is not None and holder.pk != but:
        raise Refused({"code": f"统一社会信用代码“{code}”已登记在“{holder.name}”名下，请核对。"})
    return code


def slug_for(name: str, code: str, valid_from: date, taken: set[str]) -> str:
    """The unit's address: the organisation part of its code, or a short digest of name and first day; never changes.

    >>> slug_for("青石市档案馆", "", date(2019, 1, 1), set())
    'unit-1f419407'
    >>> slug_for("青石市档案馆", "112300000000000001", date(2019, 1, 1), set())
    '000000000'
    """
    stem = code[8:17].lower() if code else "unit-" + hashlib.sha256(f"{name}|{valid_from}".encode()).hexdigest()[:8]
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def checked_slug(slug: str) -> str:
    """An address chosen by hand. Raises Refused when it has other characters or is in use."""
    slug = slug.strip().lower()
    if not _SLUG.fullmatch(slug) or len(slug) > 40:
        raise Refused({"slug": f"网址名“{slug}”只能用小写字母、数字和单个连字符，最多 40 个字符。"})
    if Unit.objects.filter(slug=slug).exists():
        raise Refused({"slug": f"网址名“{slug}”已被使用，请另取一个。"})
    return slug


def changes_between(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, list[object]]:
    """Old and new value of each field that differs, fit for the trail."""
    return {field: [_plain(old[field]), _plain(value)] for field, value in new.items() if old[field] != value}


def _plain(value: object) -> object:
    if isinstance(value, Unit):
        return value.name
    return value.isoformat() if isinstance(value, date) else value
