"""How people and posts are shown: masked, in words, with a chip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.faces.desk.kit import Chip
from gongkai.office.accounts.models import Deputy, Post, SignIn, SignInOutcome, User
from gongkai.office.actors import DutyKind


def masked_phone(phone: str) -> str:
    """138****5678."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 else "*" * len(phone)


def masked_email(email: str) -> str:
    """z***@example.cn."""
    name, at, host = email.partition("@")
    return f"{name[:1]}***{at}{host}" if at else ""


def standing(person: User) -> Chip:
    """Whether the account is in use."""
    return Chip("在用", "green") if person.is_active else Chip("已停用")


def kind_of(post: Post) -> str:
    """The post in words, with its section and reach: 经办人（综合科）, 主管部门（含下级单位）."""
    more = [post.section.name] if post.section else []
    if post.subtree:
        more.append("含下级单位")
    return DutyKind(post.kind).label + (f"（{'，'.join(more)}）" if more else "")


def where(post: Post) -> str:
    """The unit of a post, or the platform."""
    return post.unit.name if post.unit else "平台"


def span(since: date, until: date | None) -> str:
    """2026-03-01 至 2026-03-10; 2026-03-01 起."""
    return f"{since} 至 {until}" if until else f"{since} 起"


def state(since: date, until: date | None, on: date, *, pending: bool = False) -> Chip:
    """Whether a span waits to be confirmed, has come, holds, or is over."""
    if pending:
        return Chip("待核准", "amber")
    if since > on:
        return Chip("未开始", "main")
    if until is not None and until < on:
        return Chip("已结束")
    return Chip("在任", "green")


@dataclass(frozen=True)
class PostLine:
    """A post as its row shows it; ``urls`` are there only for who may do it."""

    post: Post
    kind: str
    where: str
    span: str
    state: Chip
    deputies: tuple[DeputyLine, ...]
    end_url: str = ""
    deputy_url: str = ""
    confirm_url: str = ""


@dataclass(frozen=True)
class DeputyLine:
    """A deputy as its row shows it."""

    deputy: Deputy
    name: str
    span: str
    state: Chip
    end_url: str = ""
    confirm_url: str = ""


def posts_in_words(posts: Iterable[Post]) -> str:
    """Posts of one person in one line, the unit named once: 青石市科学技术局 经办人、分管领导."""
    by_unit: dict[str, list[str]] = {}
    for post in posts:
        by_unit.setdefault(post.unit.called if post.unit else "平台", []).append(DutyKind(post.kind).label)
    return "；".join(f"{unit} {'、'.join(dict.fromkeys(kinds))}" for unit, kinds in by_unit.items())


def outcome_chip(attempt: SignIn) -> Chip:
    """How an attempt to sign in ended."""
    outcome = SignInOutcome(attempt.outcome)
    if outcome is SignInOutcome.SIGNED_IN:
        return Chip(outcome.label, "green")
    return Chip(outcome.label) if outcome is SignInOutcome.SIGNED_OUT else Chip(outcome.label, "red")
