"""Every address of the desk and the portal, as every role, on things of the own and of a foreign unit.

Nothing is listed here by name: addresses are taken from the URL table. An address with a part the sweep cannot fill
(a new topic) fails with a word about where to teach it. What is asserted is the state of the tables and what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver

import annual_reports
from documents import cleared, published, started, stored, submitted
from gongkai.faces.desk.models import ReadingWork
from gongkai.office.accounts.models import Deputy, Post
from gongkai.office.actors import PLATFORM_DUTIES, REGION_DUTIES, UNIT_DUTIES, DutyKind
from gongkai.office.annualreport import services as yearly
from gongkai.office.annualreport.models import AnnualReport, ReportVersion
from gongkai.office.audit.models import AuditEntry
from gongkai.office.audit.services import SYSTEM
from gongkai.office.catalog.importing.services import take_in
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.catalog.models import Document, Obligation, OwnHeading
from gongkai.office.clearance.models import Chain, Finding, Review, ReviewStep
from gongkai.office.inspection.services import receive
from gongkai.office.units.models import GroupMember, Responsibility, Unit
from world import World
from writing_guarded import Guard

#: What only a person of the foreign unit may ever read.
NOT_PUBLIC = "未公开的异地搬迁预案"
HOME, FOREIGN = "east-school", "science"
WRITE = re.compile(
    r"\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+[\"`]?((?:units|accounts|files|clearance|catalog|search|annualreport|inspection)_\w+)"
)
#: Where a slug does not name a unit: what it names, by the word before it.
SLUGS = {"columns": "statutory", "headings": "20-15", "files": "docx"}
#: Which door opens to whom is decided above the database: where the suite runs a second time, on PostgreSQL, three posts walk.
WALKERS = (
    UNIT_DUTIES | REGION_DUTIES | PLATFORM_DUTIES
    if connection.vendor == "sqlite"
    else {DutyKind.DRAFTER, DutyKind.FINAL_REVIEWER, DutyKind.SUPERVISOR}
)
#: Reading leaves no trace in these; they are the reader's own, or the log of who was here.
OWN_TRACES = {"accounts_signin", "accounts_user"}


@dataclass
class Writes:
    """The office tables written to while it listens."""

    tables: set[str] = field(default_factory=set)

    def __call__(self, execute, sql, params, many, context):
        if found := WRITE.match(sql):
            self.tables.add(found.group(1))
        return execute(sql, params, many, context)


@dataclass
class Things:
    """One of everything an address can name, in one unit, by the word that stands before it in an address."""

    unit: Unit
    document: Document
    review: Review
    step: ReviewStep
    by_word: dict[str, object]

    def url(self, route: str) -> str:
        """The address with this unit's things in it."""
        if route.startswith("^"):
            return "/nowhere/at/all/"

        def thing(match: re.Match[str]) -> str:
            word, kind = match.groups()
            found = SLUGS.get(word, self.unit.slug) if kind == "slug" else self.by_word.get(word)
            assert found is not None, f"/{route} names something after “{word}”: teach the sweep what that is (things)"
            return f"{word}/{getattr(found, 'pk', found)}"

        filled = re.sub(r"([\w-]+)/<(\w+):[^>]+>", thing, route)
        return "/" + re.sub(r"(text|report)\.<slug:kind>", r"\1.docx", filled.replace("<int:year>", "2023"))


def annual_report(world: World, slug: str, marker: str) -> AnnualReport:
    """One that is being written, beside one of another year that is public."""
    unit = world.unit(slug)
    old = yearly.AdoptedReport(
        unit=unit,
        report=annual_reports.report(unit.name, 2023),
        published_at=world.now,
        by_id=world.person(slug, DutyKind.DRAFTER).pk,
    )
    yearly.adopt_reports([old], site="原网站", by=SYSTEM, at=world.now)
    told = replace(annual_reports.report(unit.name), preface=f"{marker}正文")
    return annual_reports.entered(world, told, slug=slug)


def things(world: World, slug: str, marker: str, guard: Guard) -> Things:
    """A unit in the middle of its work: a draft under review with an attachment, a published document, a chain, a deputy."""
    unit = world.unit(slug)
    drafter = world.actor(slug, DutyKind.DRAFTER)
    file = stored(world, data=f"{marker}的附件".encode(), name="附件.txt", by=drafter)
    title, body = f"关于{marker}的通知", f"<p>{marker}正文[2026]3号</p>"
    document = started(world, slug=slug, title=title, body=body, attachments=[(file, "附件.txt")])
    review = submitted(world, document)
    published(world, slug=slug, title=f"关于{unit.called}公开事项的通知")
    closed = Metadata(disclosure="withheld", ground="16-1", reassess_on=world.today + timedelta(days=20))
    withheld = started(world, slug=slug, title=f"{marker}的台账", body=body, metadata=closed)
    cleared(world, withheld)
    with guard.off():
        chain = Chain.objects.create(unit=unit, name=f"{marker}流程", valid_from=world.today)
        for position, duty in enumerate(("section_head", "secrecy_reviewer", "final_reviewer"), 1):
            chain.steps.create(position=position, duty=duty)
        post = Post.objects.get(user=world.person(slug, DutyKind.LEADER))
        stand_in = world.person(slug, DutyKind.FINAL_REVIEWER)
        deputy = Deputy.objects.create(
            post=post, user=stand_in, valid_from=world.today, valid_to=world.today, reason="出差"
        )
        member = GroupMember.objects.create(unit=unit, role="head", name="张三", valid_from=world.today)
        answer = Responsibility.objects.create(unit=unit, level=1, name="张三", valid_from=world.today)
        own_heading = OwnHeading.objects.create(unit=unit, code=f"u{unit.pk}-1", parent="20-11", name="自设（演示）")
    mistake = receive(
        unit=unit, sort="typo", page="/", text=f"{marker}有错字", contact="19900001234", address="", at=world.now
    )
    table = ("标题,目录类目\n" + f"{marker}导入,20-15").encode()
    batch = take_in(table, f"{marker}.csv", [], by=drafter, at=world.now)
    return Things(
        unit=unit,
        document=document,
        review=review,
        step=review.steps.get(state="active"),
        by_word={
            "documents": document,
            "attachments": document.revisions.latest("number").attachments.get(),
            "findings": Finding.objects.filter(subject_id=str(document.pk)).first(),
            "revisions": 1,
            "institutions": document,
            "reports": annual_report(world, slug, marker),
            "readings": ReadingWork.objects.create(
                person=world.person(slug, DutyKind.DRAFTER),
                section=world.section(slug),
                file=file,
                name=f"{marker}年报.pdf",
                begun_at=world.now,
            ),
            "sitemaps": 1,
            "reviews": review,
            "register": review,
            "chains": chain,
            "people": world.person(slug, DutyKind.LEADER),
            "posts": post,
            "deputies": deputy,
            "units": unit,
            "catalogue": unit,
            "settle": "20-10",
            "headings": own_heading,
            "sections": world.section(slug),
            "member": member,
            "responsible": answer,
            "import": "0" * 32,
            "mistakes": mistake,
            "imports": batch,
            "withheld": withheld,
            "versions": 1,
            "pages": 1,
            "beside": document,
            "audit": AuditEntry.objects.filter(unit_id=unit.pk).first(),
            "entries": AuditEntry.objects.filter(unit_id=unit.pk).first(),
        },
    )


def addresses(patterns=None, prefix="", space="") -> Iterator[tuple[str, str, dict[str, object]]]:
    """(name, route, converters) of every address that is ours or that the shell keeps open."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            deeper = ":".join(filter(None, (space, pattern.namespace)))
            yield from addresses(pattern.url_patterns, route, deeper)
        else:
            yield ":".join(filter(None, (space, pattern.name or ""))), route, pattern.pattern.converters


OURS = [item for item in addresses() if item[0].startswith(("desk:", "portal:"))]


@pytest.fixture
def city(world, guard, settings):
    settings.SECOND_FACTOR = False
    return world, things(world, HOME, "本单位未公开的事项", guard), things(world, FOREIGN, NOT_PUBLIC, guard)


def signed_in(user) -> Client:
    client = Client(raise_request_exception=True)
    if user is not None:
        client.force_login(user, backend="gongkai.office.accounts.backends.PostsBackend")
    return client


def asked(client, method, url, data=None):
    """The answer and the office tables written; what was written is taken back, so that every door is tried on the same city."""
    writes = Writes()
    point = transaction.savepoint()
    with connection.execute_wrapper(writes):
        answer = getattr(client, method)(url, data or {})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    transaction.savepoint_rollback(point)
    return answer, body.decode("utf-8", "replace"), writes.tables - OWN_TRACES


def filled(body: str, foreign: Things) -> dict[str, object]:
    """The form of a page as a stranger would forge it: every choice of a thing names the foreign unit's."""
    points_at = {
        "unit": foreign.unit,
        "parent": foreign.unit,
        "section": foreign.by_word["sections"],
        "post": foreign.by_word["posts"],
        "user": foreign.by_word["people"],
        "person": foreign.by_word["people"],
        "document": foreign.document,
    }
    given: dict[str, object] = {}
    for name in set(re.findall(r'<(?:input|select|textarea)[^>]*\bname="([\w-]+)"', body)):
        kept = re.search(rf'name="{name}"[^>]*\bvalue="([^"]+)"', body)
        if name in points_at:
            given[name] = points_at[name].pk
        elif kept:
            given[name] = kept.group(1)
        else:
            given[name] = "2026-03-11" if re.search(r"(_on|_from|_to|date)$", name) else "测试"
    return given


def state_of(found: Things) -> list[object]:
    """The unit as it stands: what a stranger must not be able to move."""
    unit = found.unit
    rows = [
        Unit.objects.filter(pk=unit.pk),
        Document.objects.filter(unit=unit),
        Finding.objects.filter(unit=unit),
        Chain.objects.filter(unit=unit),
        Post.objects.filter(unit=unit),
        Deputy.objects.filter(post__unit=unit),
        OwnHeading.objects.filter(unit=unit),
        Obligation.objects.filter(unit=unit),
        Review.objects.filter(unit=unit),
        ReviewStep.objects.filter(review__unit=unit),
        AnnualReport.objects.filter(unit=unit),
        ReportVersion.objects.filter(report__unit=unit),
        unit.sections.all(),
        unit.leading_group.all(),
        unit.responsibilities.all(),
        unit.briefings.all(),
    ]
    return [list(query.order_by("pk").values_list()) for query in rows]


@pytest.mark.parametrize("duty", sorted(UNIT_DUTIES & WALKERS))
def test_a_foreign_unit_is_closed_to_every_post(city, duty):
    world, _own, foreign = city
    client = signed_in(world.person(HOME, duty))
    before = state_of(foreign)
    for name, route, converters in OURS:
        url = foreign.url(route)
        for method in ("get", "post"):
            answer, body, tables = asked(client, method, url)
            assert answer.status_code < 500, (name, method)
            assert NOT_PUBLIC not in body, f"{name} shows what is not public to {duty} of another unit"
            if converters and name.startswith("desk:"):
                assert not tables, f"{method} {name} by {duty} of another unit wrote {tables}"
                if not name.startswith("desk:units:"):  # a unit's public facts may be read by colleagues
                    assert answer.status_code in {403, 404, 405}, (name, method, answer.status_code)
            if method == "get" and answer.status_code == 200 and name.startswith("desk:") and "<form" in body:
                point = transaction.savepoint()
                tampered = client.post(url, filled(body, foreign))
                assert tampered.status_code < 500, name
                assert state_of(foreign) == before, f"a tampered form at {name} changed the other unit"
                transaction.savepoint_rollback(point)


@pytest.mark.parametrize("duty", sorted(WALKERS))
def test_no_door_of_the_own_unit_breaks(city, duty):
    world, own, _foreign = city
    slug = HOME if duty in UNIT_DUTIES else "city" if duty in REGION_DUTIES else "platform"
    client = signed_in(world.person(slug, duty))
    for name, route, _parts in OURS:
        url = own.url(route)
        for method in ("get", "post"):
            answer, body, tables = asked(client, method, url)
            assert answer.status_code < 500, (name, method)
            if method == "get":
                assert tables <= {"clearance_finding"}, f"a look at {name} wrote {tables}"
            if duty == DutyKind.ASSESSOR:
                assert not tables, f"{method} {name} by the assessor, who only reads, wrote {tables}"
            if duty in PLATFORM_DUTIES:
                assert "本单位未公开的事项正文" not in body, f"{name} shows a draft to {duty}"
                content = {table for table in tables if table.startswith(("catalog", "clearance", "files"))}
                assert not content, f"{method} {name} by {duty} wrote {content}"


def test_an_anonymous_visitor_finds_every_door_of_the_desk_shut(city):
    _world, own, _foreign = city
    client = signed_in(None)
    for name, route, _parts in OURS:
        if not name.startswith("desk:"):
            continue
        for method in ("get", "post"):
            answer, body, tables = asked(client, method, own.url(route))
            assert answer.status_code in {302, 401, 403, 404, 405}, (name, method, answer.status_code)
            if answer.status_code == 302:
                assert "/desk/login/" in answer["Location"], (name, answer["Location"])
            assert "本单位未公开的事项" not in body
            assert not tables, f"{method} {name} without signing in wrote {tables}"


def test_the_shells_own_screens_are_shut_even_for_administrators(city):
    world, _own, _foreign = city
    client = signed_in(world.person("platform", DutyKind.SYSTEM_ADMINISTRATOR))
    for path in (
        "pages/",
        "images/",
        "documents/multiple/add/",
        "users/",
        "groups/",
        "collections/",
        "reports/site-history/",
        "workflows/list/",
        "api/main/pages/",
    ):
        assert client.get(f"/desk/{path}").status_code == 404, path


def test_what_is_not_public_is_not_on_the_public_site(city):
    _world, _own, foreign = city
    client = signed_in(None)
    for name, route, _parts in OURS:
        if name.startswith("portal:"):
            answer, body, tables = asked(client, "get", foreign.url(route))
            assert answer.status_code in {200, 301, 302, 404, 410}, (name, answer.status_code)
            assert NOT_PUBLIC not in body
            assert not tables
            assert not answer.cookies, f"{name} sets a cookie"


def test_nobody_reviews_with_another_post_than_the_steps(city):
    world, own, _foreign = city
    said = {"decision": "approve", "opinion": "同意", "step": own.step.pk}
    for duty in sorted(UNIT_DUTIES - {DutyKind.SECTION_HEAD}):
        signed_in(world.person(HOME, duty)).post(f"/desk/reviews/{own.review.pk}/", said)
        own.step.refresh_from_db()
        assert own.step.state == "active", duty


def test_nobody_but_a_drafter_of_the_unit_writes(city):
    world, own, _foreign = city
    said = {"title": "改", "base": 1, "body": "改"}
    for duty in sorted((UNIT_DUTIES | REGION_DUTIES | PLATFORM_DUTIES) - {DutyKind.DRAFTER, DutyKind.SECTION_HEAD}):
        slug = HOME if duty in UNIT_DUTIES else "city" if duty in REGION_DUTIES else "platform"
        signed_in(world.person(slug, duty)).post(f"/desk/documents/{own.document.pk}/edit/", said)
        assert own.document.revisions.count() == 1, duty
