"""The documents of the demo city and what happened to each, told in the order of time through the services."""

from __future__ import annotations

import heapq
import html
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from gongkai.faces.jobs.demo.city import HERE, City
from gongkai.faces.jobs.demo.papers import made
from gongkai.faces.jobs.demo.people import People
from gongkai.office.accounts.models import User
from gongkai.office.accounts.selectors import actor_for, holders
from gongkai.office.actors import Actor, DutyKind
from gongkai.office.catalog import services as catalog
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.selectors import open_review, subject_of
from gongkai.office.clearance import services as clearance
from gongkai.office.clearance.models import ReviewStep, StepState
from gongkai.office.clearance.rules import rules
from gongkai.office.clearance.selectors import findings_of
from gongkai.office.clearance.services import SecrecyForm
from gongkai.office.errors import OfficeError
from gongkai.office.files import services as files
from gongkai.office.files.models import StoredFile

_OPINIONS = {
    DutyKind.SECTION_HEAD: "内容属实，数据已核对，同意上报。",
    DutyKind.SECRECY_REVIEWER: "经审查，不涉及国家秘密、工作秘密和个人隐私，可以公开。",
    DutyKind.LEADER: "同意。",
    DutyKind.FINAL_REVIEWER: "格式规范，手续完备，同意发布。",
}
_REASONS = {
    "personal_data": "为公开的办公联系方式，与来访接待相同，可以公开。",
    "wording": "引用文件原名，不作改动。",
    "figures": "已与统计报表核对，四舍五入造成尾差。",
    "format": "已人工核对，无误。",
    "secrecy": "该词为公开文件用语，不涉密。",
}


@cache
def told() -> dict[str, Any]:
    """What documents.toml says."""
    return tomllib.loads((HERE / "documents.toml").read_text(encoding="utf-8"))


#: Something else that happens between the acts: when, and what to do then.
Event = tuple[datetime, Callable[[datetime], None]]


def tell(city: City, people: People, now: datetime, between: Iterable[Event] = ()) -> int:
    """Every document through its story; all acts and what happens ``between`` in the order of time. Returns how many documents."""
    stories = [Story(entry, place, city, people, now) for place, entry in enumerate(told()["document"])]
    events = list(between)
    waiting = [(story.when, place) for place, story in enumerate(stories)]
    waiting += [(when, -place) for place, (when, _do) in enumerate(events, 1)]
    heapq.heapify(waiting)
    while waiting:
        when, place = heapq.heappop(waiting)
        if place < 0:
            events[-place - 1][1](when)
        elif (following := stories[place].step()) is not None:
            heapq.heappush(waiting, (following, place))
    return len(stories)


@dataclass
class Story:
    """One document: its clerk, its text, and the acts that are still to come."""

    entry: dict[str, Any]
    place: int
    city: City
    people: People
    now: datetime
    document: Document | None = None
    when: datetime = field(init=False)
    body: str = field(init=False)

    def __post_init__(self) -> None:
        """The first act is the writing."""
        self.acts = ["take" if "taken" in self.entry else "start", *self.entry["story"].split()]
        self.edits = iter(self.entry.get("edit", ()))
        self.unit = self.city.units[self.entry["unit"]]
        section = self.entry.get("section", 0)
        self.section = self.city.sections[self.unit.slug][section]
        self.clerk = self.people.users[f"{self.unit.slug}.drafter{section + 1 if section else ''}"]
        self.when = _at_work(self.now - timedelta(days=self.entry["began"]), self.place)
        self.body = f"{self.entry.get('body', '').strip()}\n\n{told()['mark']}"

    def step(self) -> datetime | None:
        """Do the next act; the moment of the one after it, or None at the end."""
        act = self.acts.pop(0).partition("@")[0]
        try:
            getattr(self, f"_{act}")()
        except OfficeError as error:
            raise RuntimeError(f"《{self.entry['title']}》{act}：{error}") from error
        if not self.acts:
            return None
        jump = self.acts[0].partition("@")[2]
        self.when = (
            _at_work(self.now - timedelta(days=int(jump)), self.place) if jump else _later(self.when, self.acts[0])
        )
        # What is told lies behind us, however short the days since it began were.
        self.when = min(self.when, self.now - timedelta(minutes=2 * len(self.acts)))
        return self.when

    # ------------------------------------------------------------------ the acts

    def _start(self) -> None:
        self.document = catalog.start_document(
            self.unit,
            self.section,
            self.entry.get("kind", "document"),
            self.entry["title"],
            document_number=self.entry.get("number", ""),
            formed_on=self.when.date(),
            body=as_html(self.body),
            attachments=self._attachments(),
            metadata=self._metadata(),
            by=self._clerk(),
            at=self.when,
        )

    def _take(self) -> None:
        """Go on with what came from the older site: the oldest of the unit whose title speaks of it."""
        found = Document.objects.filter(unit=self.unit, latest__title__contains=self.entry["taken"])
        self.document = found.exclude(adopted_from="").order_by("published_at", "pk")[0]
        self.section = self.document.section or self.section
        self.body = self.document.revisions.latest("number").body

    def _metadata(self) -> Metadata:
        more = dict(self.entry.get("meta", {}))
        if days := more.pop("reassess_in", 0):
            more["reassess_on"] = self.now.date() + timedelta(days=days)
        told_: dict[str, Any] = {"mode": "occasional", "issuers": (self.unit.name,), "source": self.unit.name} | more
        told_["keywords"] = tuple(told_.get("keywords", ()))
        heading = "" if self.entry.get("kind") == "institution" else self.entry.get("heading", "20-15")
        return Metadata(heading=heading, **told_)

    def _save(self) -> None:
        edit = next(self.edits)
        for old, new in edit["replace"]:
            if old not in self.body:
                raise RuntimeError(f"《{self.entry['title']}》：{old} is not in the text")
            self.body = self.body.replace(old, new, 1)
        document = self._document()
        revision = document.revisions.latest("number")
        catalog.save(
            document,
            base=revision.number,
            title=revision.title,
            document_number=revision.document_number,
            formed_on=revision.formed_on,
            body=self.body if "taken" in self.entry else as_html(self.body),
            attachments=[(item.file, item.name) for item in revision.attachments.select_related("file")],
            note=edit["note"],
            by=self._clerk(),
            at=self.when,
        )

    def _check(self) -> None:
        catalog.check(self._document(), by=self._clerk(), at=self.when)

    def _accept(self) -> None:
        for finding in findings_of(subject_of(self._document()), open_only=True):
            if finding.severity != "info":
                reason = _REASONS.get(finding.gate, _REASONS["format"])
                clearance.accept_finding(finding, reason, by=self._clerk(), at=self.when)

    def _submit(self) -> None:
        correction = self.entry.get("correction", "对个别文字作了更正。")
        catalog.submit(self._document(), note="请审查。", correction=correction, by=self._clerk(), at=self.when)

    def _take_back(self) -> None:
        catalog.take_back(self._document(), by=self._clerk(), at=self.when)

    def _pass(self) -> None:
        step = self._active()
        clearance.approve(
            step, opinion=_OPINIONS[DutyKind(step.duty)], by=self._reviewer(step), at=self.when, secrecy=_form(step)
        )

    def _return(self) -> None:
        step = self._active()
        clearance.return_(step, opinion=self.entry["opinion"], by=self._reviewer(step), at=self.when)

    def _emergency(self) -> None:
        leader = self.people.users[f"{self.unit.slug}.leader"]
        catalog.publish_in_emergency(
            self._document(), reason=self.entry["reason"], by=self._actor(leader), at=self.when
        )

    def _publish(self) -> None:
        final = self.people.users[f"{self.unit.slug}.final"]
        catalog.publish(self._document(), by=self._actor(final), at=self.when)

    def _schedule(self) -> None:
        final = self.people.users[f"{self.unit.slug}.final"]
        moment = (self.now + timedelta(days=self.entry["in_days"])).replace(hour=9, minute=0, second=0, microsecond=0)
        catalog.schedule(self._document(), moment, by=self._actor(final), at=self.when)

    def _withdraw(self) -> None:
        final = self.people.users[f"{self.unit.slug}.final"]
        catalog.withdraw(self._document(), self.entry["reason"], by=self._actor(final), at=self.when)

    # ------------------------------------------------------------------ who and what

    def _document(self) -> Document:
        if self.document is None:
            raise RuntimeError("a story begins with start")
        return Document.objects.select_related("unit", "section", "latest").get(pk=self.document.pk)

    def _clerk(self) -> Actor:
        return self._actor(self.clerk)

    def _actor(self, user: User) -> Actor:
        return actor_for(user, on=self.when.date(), address="192.0.2.10")

    def _active(self) -> ReviewStep:
        review = open_review(self._document())
        if review is None:
            raise RuntimeError(f"《{self.entry['title']}》 is not under review")
        return ReviewStep.objects.select_related("review__unit").get(review=review, state=StepState.ACTIVE)

    def _reviewer(self, step: ReviewStep) -> Actor:
        involved = set(step.review.involved.values_list("user_id", flat=True))
        found = holders(DutyKind(step.duty), self.unit, self.when.date(), section_id=self.section.pk)
        free = [user for user in found if user.pk not in involved]
        if not free:
            raise RuntimeError(f"《{self.entry['title']}》：nobody left for {step.duty}")
        return self._actor(free[0])

    def _attachments(self) -> list[tuple[StoredFile, str]]:
        papers = [told()["attachment"][name] for name in self.entry.get("attach", ())]
        return [
            (files.store(made(paper), name=paper["name"], by=self._clerk(), at=self.when), paper["name"])
            for paper in papers
        ]


def _form(step: ReviewStep) -> SecrecyForm | None:
    if step.duty != DutyKind.SECRECY_REVIEWER:
        return None
    return SecrecyForm(
        basis="《政府信息公开条例》第十四条、第十七条；本机关定密事项一览表",
        conclusion="releasable",
        safeties=dict.fromkeys(rules().safeties, True),
    )


def _at_work(moment: datetime, place: int) -> datetime:
    """The same day in working hours, a few minutes apart for each document; a weekend becomes the Friday before."""
    back = max(0, moment.weekday() - 4)
    return moment.replace(hour=9, minute=0, second=7, microsecond=0) + timedelta(minutes=3 * place, days=-back)


def _later(moment: datetime, act: str) -> datetime:
    """The next act: gates and reasons within the hour, decisions in half a working day."""
    if act in {"check", "accept", "submit"}:
        return moment + timedelta(minutes=18)
    following = moment + timedelta(hours=3, minutes=20)
    if following.hour >= 17:
        following = (following + timedelta(days=1)).replace(hour=9, minute=moment.minute)
    while following.weekday() > 4:
        following += timedelta(days=1)
    return following


def as_html(text: str) -> str:
    """The few signs of documents.toml as HTML: paragraphs, ``## `` headings, ``| rows |`` of a table.

    >>> as_html("一段。")
    '<p>一段。</p>'
    """
    return "\n".join(_block(block.strip()) for block in text.split("\n\n") if block.strip())


def _block(block: str) -> str:
    if block.startswith("## "):
        return f"<h2>{html.escape(block[3:])}</h2>"
    if block.startswith("|"):
        return "".join(_table(block))
    return f"<p>{html.escape(' '.join(block.split(chr(10))))}</p>"


def _table(block: str) -> Iterator[str]:
    heads, *rows = [
        [html.escape(cell.strip()) for cell in line.strip().strip("|").split("|")] for line in block.split("\n")
    ]
    yield "<table><thead><tr>" + "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
    yield "</tbody></table>"
