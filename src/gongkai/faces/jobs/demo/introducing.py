"""What the texts say of a unit: its place, its business, its letters in document numbers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from gongkai.faces.jobs.demo.city import HERE
from gongkai.office.units.models import Unit, UnitKind
from gongkai.statute.disclosure import headings

#: Departments of a district do what a department of the city does.
_BELOW = {
    "教育局": "education",
    "民政局": "civil",
    "财政局": "finance",
    "卫生健康局": "health",
    "市场监督管理局": "market",
    "应急管理局": "emergency",
    "科学技术和工业信息化局": "science",
    "人力资源和社会保障局": "labour",
    "住房和城乡建设局": "housing",
    "自然资源局": "planning",
    "农业农村局": "agriculture",
}
#: What every unit can fall back on where its field says nothing.
_FALLBACK = {
    "faults": "未按规定备案；未履行安全管理责任；未按规定公示信息",
    "projects": "服务场所改造；业务系统升级",
    "services": "政策咨询；业务查询",
    "people": "符合条件的群众",
    "benefit": "补助资金",
    "unit": "个",
}
_LETTERS = {"道里区": "哈里", "南岗区": "哈南", "道外区": "哈外", "平房区": "哈平", "松北区": "哈松", "香坊区": "哈香"}
_ENDS = ("委员会", "办公室", "管理局", "中心", "局", "厅")


@cache
def fields() -> dict[str, dict[str, str]]:
    """What fields.toml says, by field."""
    return tomllib.loads((HERE / "texts" / "fields.toml").read_text(encoding="utf-8"))


@dataclass
class Introduced:
    """A unit as the texts know it."""

    unit: Unit
    field: str
    region: str
    place: str
    letters: str
    to: str

    @property
    def data(self) -> dict[str, str]:
        """The words of its field."""
        return fields()[self.field]

    def lists(self, name: str) -> list[str]:
        """The words of a kind (``matters``), or none."""
        said = self.data.get(name) or _FALLBACK.get(name, "")
        return said.split("；") if said else []

    @property
    def does(self) -> set[str]:
        """The codes of the headings it has business under."""
        return {"20-01", "20-02", "20-07", "20-15", *self.data["does"].split()}

    def bound(self, today: Any) -> list[str]:
        """The codes of the headings of the law that bind it and that it has business under."""
        return [found.code for found in headings(self.unit.kind, today) if found.code in self.does]

    @property
    def topic(self) -> str:
        """Its business in a word: its name without place and ending."""
        if self.unit.kind in {UnitKind.GOVERNMENT, UnitKind.TOWNSHIP}:
            return "城市管理和服务" if self.unit.kind == UnitKind.GOVERNMENT else "基层治理和服务"
        word = self.unit.name.removeprefix("哈尔滨市").removeprefix(self.region.removeprefix("哈尔滨市"))
        for end in _ENDS:
            word = word.removesuffix(end)
        return word.removeprefix("人民政府") or "政务"

    def slots(self) -> dict[str, str]:
        """What the slots of a text are for this unit."""
        unit = self.unit
        return {
            "organ": unit.name,
            "short": unit.called,
            "region": self.region,
            "place": self.place,
            "to": self.to,
            "law": self.data["law"],
            "business": self.topic,
            "topic": self.topic,
            "topicshort": self.topic,
            "address": unit.office_address or "演示路1号",
            "hours": unit.office_hours or "工作日8:30—11:30，13:30—17:00",
            "phone": unit.office_phone or "0451-00000000",
            "fax": unit.office_fax or "0451-00010000",
            "email": unit.office_email or f"gongkai@{unit.slug}.gongkai.example",
            "postcode": unit.postcode or "150000",
            "unit": self.data.get("units", "个"),
        }


def introduce(unit: Unit) -> Introduced:
    """How the texts speak of a unit."""
    if unit.kind == UnitKind.TOWNSHIP:
        return _township(unit)
    if unit.kind == UnitKind.GOVERNMENT:
        region = unit.name.removesuffix("人民政府")
        place = "全市" if region.endswith("市") else f"全{region[-1]}"
        to = (
            "各区、县（市）人民政府，市政府各委、办、局："
            if unit.slug == "city"
            else f"各乡镇人民政府、街道办事处，{region[-1]}政府各部门："
        )
        return Introduced(unit, "government", region, place, _letters(region) + "演政", to)
    above = unit.parent.name.removesuffix("人民政府") if unit.parent else "哈尔滨市"
    if above == "哈尔滨市":
        field = unit.slug if unit.slug in fields() else "development"
        return Introduced(
            unit,
            field,
            above,
            "全市",
            f"哈{fields()[field]['abbr']}演",
            "各区、县（市）有关部门，局属各单位，各有关单位：",
        )
    field = next(name for end, name in _BELOW.items() if unit.name.endswith(end))
    letters = f"{_letters(above)}{fields()[field]['abbr']}演"
    return Introduced(unit, field, above, f"全{above[-1]}", letters, "各有关单位：")


def _township(unit: Unit) -> Introduced:
    above = unit.parent.name.removesuffix("人民政府") if unit.parent else ""
    name = unit.called.removeprefix(above.removeprefix("哈尔滨市"))
    street = "街道" in unit.name
    kind = "街道" if street else name[-1]
    letters = f"{_letters(above)}{name[:2]}演"
    to = "各社区居民委员会，各科室：" if street else "各村民委员会，各科室："
    region = name if name.endswith(("街道", "镇", "乡")) else f"{name}{kind}"
    return Introduced(unit, "street" if street else "town", region, f"全{kind}", letters, to)


def _letters(region: str) -> str:
    if region == "哈尔滨市":
        return "哈"
    short = region.removeprefix("哈尔滨市")
    return _LETTERS.get(short, short[0])
