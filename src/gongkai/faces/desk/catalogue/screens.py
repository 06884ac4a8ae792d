"""A unit's catalogue on one page: what it owes and what is public, heading by heading, and everything that is to be mended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import cached_property

from gongkai.faces.desk.catalogue.place import (
    OfCatalogue,
    draft_url,
    public_list,
    state_chip,
    writes_in,
)
from gongkai.faces.desk.catalogue.reporting import missing_reports
from gongkai.faces.desk.home.tasks import left
from gongkai.faces.desk.kit import Act, Chip, Column, Empty, ListScreen, address
from gongkai.office.catalog import completeness
from gongkai.office.catalog.deadlinks import dead_links, why_dead
from gongkai.office.catalog.lateness import Waiting
from gongkai.office.catalog.links import Link
from gongkai.office.catalog.models import OwnHeading
from gongkai.office.catalog.obligations import Line, State
from gongkai.office.units import permissions as units
from gongkai.statute.disclosure import disclosure_law


@dataclass(frozen=True)
class Row:
    """A heading in the table."""

    line: Line
    mode: str
    chip: Chip | None
    age: str
    items_url: str
    acts: list[Act]


@dataclass(frozen=True)
class Figure:
    """A number at the head of the page, and where its rows are."""

    label: str
    number: int
    unit: str
    url: str
    bad: bool = False


@dataclass(frozen=True)
class Late:
    """An item that waits to be public."""

    waiting: Waiting
    url: str
    left: Chip


class OneUnit(OfCatalogue):
    """本单位栏目."""

    title = "公开目录"
    template_name = "desk/catalogue/unit.html"

    def crumbs(self) -> Sequence[tuple[str, str]]:
        return super().crumbs()[:1]

    def acts(self) -> Sequence[Act]:
        found = []
        if self.arranges():
            found.append(Act("增设类目", self.url("add")))
        found.append(Act("检查站内死链", self.url("links")))
        if url := address("portal:unit_statutory", self.unit.slug):
            found.append(Act("查看公开页面", url))
        return found

    @cached_property
    def board(self) -> completeness.Completeness:
        """What the unit owes and has made public."""
        return completeness.of(self.unit, self.today)

    @property
    def state(self) -> State | None:
        """The only state that is shown, if one is asked for."""
        asked = self.request.GET.get("state", "")
        return State(asked) if asked in set(State) else None

    @property
    def everything(self) -> bool:
        """Whether parts without items are shown too."""
        return self.request.GET.get("all") == "1"

    def context(self, **more: object) -> dict[str, object]:
        board = self.board
        own = OwnHeading.objects.filter(unit=self.unit)
        names = {line.node.code: line.node.name for line in board.lines}
        return super().context(
            unit=self.unit,
            board=board,
            figures=list(self.figures()),
            rows=[self.row(line) for line in self.shown()],
            hidden=0 if self.state or self.everything else len(board.lines) - len(self.shown()),
            state=self.state,
            everything=self.everything,
            waiting=[
                Late(each, address("desk:documents:document", each.document.pk), left(each.due_on, self.today)[0])
                for each in board.waiting
            ],
            own=[(each, names.get(each.parent, each.parent)) for each in own],
            arranges=self.arranges(),
            contact_url=self.contact_url(),
            report=missing_reports([self.unit], self.today).get(self.unit.pk),
            here=self.url("unit"),
            **more,
        )

    def contact_url(self) -> str:
        """Where the contact data are mended, for whoever may."""
        return address("desk:units:contact", self.unit.pk) if units.may_change_contact(self.actor, self.unit) else ""

    def figures(self) -> Iterable[Figure]:
        """The numbers at the head; each leads to its rows."""
        board = self.board
        yield Figure("应有", len(board.owed), "类", self.url("unit"))
        yield Figure("已公开", len(board.published), "类", public_list(self.unit))
        for state in (State.BLANK, State.STALE, State.SOON):
            number = len(board.standing(state))
            bad = bool(number) and state != State.SOON
            yield Figure(state.label, number, "类", self.state_url(state), bad=bad)
        yield Figure(State.NONE.label, len(board.declared), "类", self.state_url(State.NONE))
        yield Figure("逾期未公开", len(board.late), "件", "#waiting", bad=bool(board.late))
        yield Figure("指南缺", len(board.guide_missing), "项", "#guide", bad=bool(board.guide_missing))
        yield Figure("死链", board.dead, "个", self.url("links"), bad=bool(board.dead))

    def state_url(self, state: State) -> str:
        """The page with only the headings that stand so."""
        return f"{self.url('unit')}?state={state}"

    def shown(self) -> Sequence[Line]:
        """The headings that are listed: what the unit owes, and of the parts those that hold or are asked for something."""
        if self.state:
            return self.board.standing(self.state)
        if self.everything:
            return self.board.lines
        lines = [line for line in self.board.lines if not line.not_applicable]
        return [line for line in lines if line.owed or line.total or line.settled]

    def row(self, line: Line) -> Row:
        """A heading with what can be done about it."""
        acts = []
        open_ = not line.node.closed and not line.not_applicable
        if open_ and writes_in(self.actor, self.unit):
            acts.append(Act("起草", draft_url(line.node.code)))
        if self.arranges() and not line.node.closed:
            acts.append(Act("规定", self.url("settle", line.node.code)))
        age = line.age(self.today)
        return Row(
            line=line,
            mode=disclosure_law().modes[line.mode].name,
            chip=Chip("已停用") if line.node.closed else state_chip(line.state),
            age="" if age is None else f"{age}天",
            items_url=public_list(self.unit, line.node.code) if line.total else "",
            acts=acts,
        )


class DeadLinks(OfCatalogue, ListScreen):
    """死链: the links behind the figure of the board, with the reason of each."""

    title = "站内死链"
    empty = Empty(
        "没有发现站内死链",
        "检查的是本单位已公开信息的正文中，指向本平台信息、附件和单位页面的链接；指向其他网站的链接不检查。",
    )
    columns: Sequence[Column] = (
        Column(
            "所在信息", "document.published.title", url=lambda row: address("desk:documents:document", row.document.pk)
        ),
        Column("链接文字", "words"),
        Column("指向", "href"),
        Column("原因", lambda row: Chip(why_dead(row), "red"), kind="chip"),
    )

    def rows(self) -> QuerySet[Link]:
        return dead_links(self.unit)
