"""The columns of the table of units: their heads, the other heads people use for them, and what each is for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongkai.office.units.models import UnitKind


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it fills, its head in the template, other heads, and a line of help."""

    field: str
    head: str
    aliases: tuple[str, ...]
    help: str
    needed: bool = False


COLUMNS = (
    Column("name", "名称", ("单位名称", "机构名称", "单位全称", "全称"), "单位全称，如“演示市科学技术局”", needed=True),
    Column("short_name", "简称", ("单位简称", "机构简称"), "列表中显示的短名称"),
    Column(
        "code",
        "统一社会信用代码",
        ("信用代码", "社会信用代码", "机构代码", "单位代码", "代码"),
        "18 位，单元格设为文本格式；系统核对校验位",
    ),
    Column(
        "kind",
        "类别",
        ("单位类别", "机构类别", "机构类型", "单位类型", "性质"),
        "“政府”“政府部门”“派出机构”“街道、乡镇”“法律、法规授权组织”之一；新单位必填",
        needed=True,
    ),
    Column(
        "parent",
        "上级单位",
        ("上级", "上级单位名称", "上级机构", "隶属单位", "隶属于"),
        "上级单位的全称，可以是本表中的单位",
    ),
    Column(
        "parent_code",
        "上级单位代码",
        ("上级代码", "上级统一社会信用代码", "上级单位统一社会信用代码"),
        "上级单位的统一社会信用代码；有同名单位时用它区分",
    ),
    Column(
        "valid_from",
        "设立日期",
        ("成立日期", "设立时间", "成立时间", "启用日期"),
        "如 2019-01-01；空着时按导入的生效日期",
    ),
    Column("position", "排序", ("序号", "顺序", "排序号"), "同级单位中的先后，整数"),
    Column("office_name", "政府信息公开工作机构", ("公开工作机构", "信息公开机构", "工作机构"), "如“办公室”"),
    Column("office_address", "办公地址", ("地址", "通讯地址", "通信地址"), ""),
    Column("office_hours", "办公时间", ("工作时间",), "如“工作日 8:30-11:30，13:30-17:00”"),
    Column("office_phone", "联系电话", ("电话", "办公电话"), ""),
    Column("office_fax", "传真号码", ("传真",), ""),
    Column("office_email", "电子邮箱", ("邮箱", "电子邮件", "电子邮件地址"), ""),
    Column("office_website", "互联网联系方式", ("网址", "网站", "门户网站"), "以 http:// 或 https:// 开头的网址"),
    Column("postcode", "邮政编码", ("邮编",), "6 位数字，单元格设为文本格式"),
)
BY_FIELD = {column.field: column for column in COLUMNS}
_BY_HEAD = {head: column for column in COLUMNS for head in (column.head, *column.aliases)}

_KINDS = {
    **{label: kind for kind, label in zip(UnitKind, UnitKind.labels, strict=True)},
    "人民政府": UnitKind.GOVERNMENT,
    "部门": UnitKind.DEPARTMENT,
    "工作部门": UnitKind.DEPARTMENT,
    "派出机关": UnitKind.DISPATCHED,
    "街道": UnitKind.TOWNSHIP,
    "街道办事处": UnitKind.TOWNSHIP,
    "乡镇": UnitKind.TOWNSHIP,
    "街道乡镇": UnitKind.TOWNSHIP,
    "乡": UnitKind.TOWNSHIP,
    "镇": UnitKind.TOWNSHIP,
    "授权组织": UnitKind.AUTHORISED,
    "法律法规授权组织": UnitKind.AUTHORISED,
    "法律法规授权的组织": UnitKind.AUTHORISED,
}
_ASIDE = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]|[*＊:：\s]")


def column_for(head: str) -> Column | None:
    """The column a head names, whatever stars, notes in brackets and spaces stand around it.

    >>> column_for("* 单位名称（必填）").field
    'name'
    >>> column_for("备注") is None
    True
    """
    return _BY_HEAD.get(_ASIDE.sub("", head))


def kind_for(words: str) -> UnitKind | None:
    """The kind in words, with or without the comma of the law.

    >>> kind_for("乡镇")
    UnitKind.TOWNSHIP
    """
    return _KINDS.get(words) or _KINDS.get(words.replace("、", ""))
