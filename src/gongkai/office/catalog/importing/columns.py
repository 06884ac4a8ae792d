"""The columns of the table of documents: their heads, the other heads people use, and what each is for."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it fills, its head in the template, other heads, a line of help, an example.

    ``adopting``: only where what was public on an older site is taken over.
    """

    field: str
    head: str
    aliases: tuple[str, ...]
    help: str
    example: str = ""
    needed: bool = False
    adopting: bool = False


COLUMNS = (
    Column(
        "title",
        "标题",
        ("名称", "信息名称", "文件标题"),
        "全称，最多300个字",
        "（示例）关于开展演示工作的通知",
        needed=True,
    ),
    Column(
        "document_number",
        "文号",
        ("发文字号", "文件编号"),
        "如“演示发〔2026〕12号”；没有文号的空着",
        "演示发〔2026〕12号",
    ),
    Column(
        "formed_on",
        "成文日期",
        ("成文时间", "生成日期", "印发日期"),
        "2026-03-05、2026年3月5日、20260305都可以，Excel日期格式也可以",
        "2026-03-05",
    ),
    Column(
        "heading",
        "目录类目",
        ("类目", "公开类目", "目录", "信息类别"),
        "从列表中选择；只写代码（20-07）或者名称也可以。公开指南和工作制度可以空着",
        "",
        needed=True,
    ),
    Column(
        "body",
        "正文",
        ("内容", "正文内容"),
        "一段一行（单元格内按Alt+Enter换行）；与“正文文件”二选一",
        "各有关单位：\n现就演示工作通知如下。",
    ),
    Column(
        "body_file",
        "正文文件",
        ("正文文档", "Word正文"),
        "同时上传的Word文档（.docx）的文件名，标题、编号和表格保留",
        "",
    ),
    Column(
        "attachments",
        "附件",
        ("附件名称", "附件文件"),
        "同时上传的文件名，几个文件用分号隔开",
        "演示附件.xlsx；演示名单.pdf",
    ),
    Column("unit", "单位", ("发布单位", "发布机构", "单位名称"), "全称或者简称；空着时是您所在的单位", ""),
    Column("section", "科室", ("内设机构", "起草科室"), "本单位的内设机构；空着时是您的科室", ""),
    Column(
        "kind", "种类", ("文稿种类", "类型"), "政府信息、政策解读、工作制度、公开指南之一；空着时是政府信息", "政府信息"
    ),
    Column("subject", "主题分类", ("主题",), "从列表中选择", ""),
    Column("genre", "体裁", ("体裁分类", "公文种类", "文种"), "从列表中选择", "通知"),
    Column(
        "mode",
        "公开时限类型",
        ("时限类型", "公开类型"),
        "常规性定期公开、临时性随时公开、固定性长期公开之一；空着时按类目",
        "",
    ),
    Column("disclosure", "公开方式", ("公开属性",), "主动公开、依申请公开、不予公开之一；空着时是主动公开", "主动公开"),
    Column("ground", "不予公开事由", ("事由", "不予公开理由"), "不予公开时必填，从列表中选择", ""),
    Column("reassess_on", "下次评估日期", ("评估日期",), "不予公开时必填（条例第十八条）", ""),
    Column("issuers", "发文机关", ("制发机关", "发布机关"), "几个机关用分号隔开；空着时不写", ""),
    Column("effective_on", "施行日期", ("实施日期", "生效日期"), "日期", ""),
    Column("expires_on", "有效期至", ("失效日期", "有效期"), "最后一日", ""),
    Column("keywords", "关键词", ("主题词",), "几个词用分号隔开", "演示；通知"),
    Column("summary", "内容概述", ("摘要", "概述"), "最多500个字（条例第十二条）", ""),
    Column("source", "信息来源", ("来源",), "", ""),
    Column("index_number", "索引号", ("索引", "信息索引号"), "已有的索引号，只作核对；新编的索引号在公开时给出", ""),
    Column(
        "published_at",
        "发布日期",
        ("公开日期", "发布时间", "公开时间"),
        "在旧网站公开的日期",
        "2025-06-01",
        adopting=True,
    ),
)
BY_FIELD = {column.field: column for column in COLUMNS}
_BY_HEAD = {head: column for column in COLUMNS for head in (column.head, *column.aliases)}
_ASIDE = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]|[*＊:：\s]")


def column_for(head: str) -> Column | None:
    """The column a head names, whatever stars, notes in brackets and spaces stand around it.

    >>> column_for("* 发文字号（没有的空着）").field
    'document_number'
    >>> column_for("备注") is None
    True
    """
    return _BY_HEAD.get(_ASIDE.sub("", head))
