"""The names of acts. Each application registers its own once, with the words a reader of the trail sees.

A verb is dotted, from the thing to what happened to it: ``unit.renamed``, ``review.step.approved``.
"""

from __future__ import annotations

import re

_LABELS: dict[str, str] = {}
_GRAMMAR = re.compile(r"[a-z_]+(\.[a-z_]+){1,2}")


def register(labels: dict[str, str]) -> None:
    """Make verbs known with their words; a verb has one meaning everywhere."""
    for verb, label in labels.items():
        if not _GRAMMAR.fullmatch(verb):
            raise ValueError(f"{verb}: a verb is two or three dotted words")
        if _LABELS.setdefault(verb, label) != label:
            raise ValueError(f"{verb}: registered twice with different words")


def known(verb: str) -> bool:
    """Whether some application registered this verb."""
    return verb in _LABELS


def label(verb: str) -> str:
    """The words for a verb; the verb itself where the application that wrote it is gone."""
    return _LABELS.get(verb, verb)


#: What a verb's first word is about, as the search of the trail offers it.
_GROUPS = {
    "audit": "审计",
    "unit": "单位",
    "section": "内设机构",
    "leading_group": "领导小组",
    "responsibility": "责任链",
    "briefing": "工作汇报",
    "person": "人员",
    "post": "岗位",
    "deputy": "代理",
    "password": "密码",
    "factor": "动态口令",
    "signin": "登录",
    "file": "文件",
    "search": "检索",
    "chain": "审查流程",
    "review": "审查",
    "content": "五关检查",
    "finding": "提示处理",
    "register": "签批登记簿",
    "document": "文稿",
    "board": "各单位情况",
    "catalog": "目录",
    "report": "年度报告",
    "mistake": "网站找错",
}


def groups() -> dict[str, str]:
    """The groups of verbs in use (their first words), with words; one without words of its own stands for itself."""
    found = sorted({verb.partition(".")[0] for verb in _LABELS})
    return {name: _GROUPS.get(name, name) for name in found}


#: Work inside the office: an act of these groups, or one of these acts, changes nothing on the public site.
_INSIDE = {
    "audit",
    "board",
    "chain",
    "content",
    "deputy",
    "factor",
    "file",
    "finding",
    "mistake",
    "password",
    "person",
    "post",
}
_INSIDE |= {
    "register",
    "review",
    "signin",
    "document.started",
    "document.saved",
    "document.import.sent",
    "document.imported",
    "report.entered",
    "report.original_read",
    "report.saved",
}


def changes_what_is_public(verb: str) -> bool:
    """Whether an act may have changed a public page; whatever is not known to be work inside the office may.

    >>> changes_what_is_public("document.withdrawn"), changes_what_is_public("signin.succeeded")
    (True, False)
    """
    return not (verb in _INSIDE or verb.partition(".")[0] in _INSIDE or verb.endswith((".exported", ".read")))


def labels() -> dict[str, str]:
    """All verbs with their words, by verb."""
    return dict(sorted(_LABELS.items()))
