"""What is public in the city of the tests, one of every kind, and the addresses of every kind of page of the public site.

The addresses come from the URL table: a page whose address has a part that nobody taught here fails the test with a word
about where to teach it. What is no page (feeds, files, maps for machines) is known by what it answers with.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import openpyxl
import typst
from django.test import Client
from django.urls import URLPattern, reverse
from django.urls.resolvers import RoutePattern

import annual_reports
from documents import BODY, PDF, published, saved, started, stored
from gongkai.faces.portal import urls
from gongkai.office.actors import SYSTEM, DutyKind
from gongkai.office.annualreport import services as yearly
from gongkai.office.annualreport.models import AnnualReport
from gongkai.office.catalog import services
from gongkai.office.catalog.metadata import Metadata, Related
from gongkai.office.catalog.models import Document
from gongkai.office.catalog.previewing import preview_of
from gongkai.office.catalog.services import Adopted
from gongkai.office.inspection.services import answer, receive
from word_writing import notice, picture
from world import World

POLICY, INTERPRETATION = "创新券管理办法（演示）", "一图读懂创新券（演示）"
RULES = "20-01"
#: Addresses that lead nowhere here: no report of the city has an original.
NOTHING_THERE = {"nowhere", "report_original"}
TWO_PAGES = typst.compile(b"#set page(width: 300pt, height: 400pt)\nCatalogue\n#pagebreak()\nEnd")
WIDE = (
    "<table><caption>创新券额度（演示）</caption><tr>"
    + "".join(f"<th>第{n}类项目名称</th>" for n in range(12))
    + "</tr>"
    "<tr>" + "".join(f"<td>{n * 1000}</td>" for n in range(12)) + "</tr></table>"
)


@dataclass
class PublicCity:
    """Ids of what is public, by what it shows."""

    policy: int
    """Corrected once, with a table, attachments, an interpretation."""
    interpretation: int
    ended: int
    withdrawn: int
    attachment: int
    workbook: int
    word: int
    receipt: str
    answered: str


def adopted(
    world: World, title: str, *, slug: str = "science", days: int = 30, kind: str = "document", **metadata: Any
):
    """Something public as it was taken over from an older site, which needs no round of review."""
    return Adopted(
        unit=world.unit(slug), title=title, published_at=world.now - timedelta(days), kind=kind, body=BODY,
        by_id=world.person("platform", DutyKind.SYSTEM_ADMINISTRATOR).pk,
        metadata=Metadata(**{"heading": RULES, "genre": "08", **metadata}),
    )  # fmt: skip


def make_public(world: World) -> PublicCity:
    """Fill the city: what each kind of page needs, and twenty-five more so that lists have a second page."""
    ended, withdrawn, *_others = services.adopt(
        [
            adopted(world, "旧管理办法（演示）"),
            adopted(world, "误发的名单（演示）"),
            adopted(world, "政府信息公开指南（演示）", kind="guide", heading="", genre=""),
            adopted(world, "政府信息公开审查制度（演示）", kind="institution", heading="", genre=""),
            *(adopted(world, f"第{n}号公告（演示）", days=n * 20, subject="02") for n in range(1, 22)),
            *(adopted(world, f"文化局第{n}年预算（演示）", slug="culture", heading="20-07") for n in (1, 2)),
            *(adopted(world, f"东城区公告{n}（演示）", slug="east-school", heading="20-15") for n in (1, 2)),
        ],
        site="旧网站（演示）", by=SYSTEM, at=world.now,
    )  # fmt: skip
    leader = world.actor("science", DutyKind.LEADER)
    later = world.now + timedelta(days=2)
    services.end(Document.objects.get(pk=ended), "repealed", world.today, "已有新办法（演示）", by=leader, at=later)
    services.withdraw(Document.objects.get(pk=withdrawn), "误发（演示）", by=leader, at=later)
    policy = _policy(world, ended)
    explained = started(world, kind="interpretation", title=INTERPRETATION)
    saved(world, explained, metadata=Metadata(heading=RULES, related=(Related("interprets", policy.pk),)))
    published(world, explained)
    _reports(world)
    receipt, answered = _mistakes(world, policy)
    files = _previewed(policy)
    return PublicCity(
        policy=policy.pk,
        interpretation=explained.pk,
        ended=ended,
        withdrawn=withdrawn,
        attachment=files[0],
        workbook=files[2],
        word=files[3],
        receipt=receipt,
        answered=answered,
    )


def _policy(world: World, older: int) -> Document:
    metadata = Metadata(
        heading=RULES, subject="02", genre="08", issuers=("青石市科学技术局", "青石市文化局"), keywords=("创新券",),
        effective_on=world.today, expires_on=world.today + timedelta(days=3650), summary="创新券怎样领取（演示）。",
        related=(Related("repeals", older),),
    )  # fmt: skip
    files = [
        (stored(world, TWO_PAGES), "目录（演示）.pdf"),
        (stored(world, PDF + b"%\n"), "申请表（演示）.pdf"),
        (stored(world, _workbook(), name="额度.xlsx"), "额度（演示）.xlsx"),
        (stored(world, _word(), name="办法.docx"), "办法（演示）.docx"),
    ]
    policy = published(world, title=POLICY, body=BODY + WIDE, metadata=metadata, attachments=files)
    later = world.now + timedelta(days=2)
    saved(world, policy, body=BODY + WIDE + "<h3>（一）适用范围</h3><ul><li>企业</li></ul>", at=later)
    return published(world, policy, at=later)


def _workbook() -> bytes:
    """Two sheets, the first wider and longer than a screen, with merged cells."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["创新券额度明细（演示）"])
    sheet.merge_cells("A1:L1")
    for row in range(60):
        sheet.append([f"第{row}行项目名称较长的单位（演示）", *range(row, row + 45)])
    book.create_sheet("汇总（演示）").append(["合计", 1])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _word() -> bytes:
    word = notice()
    table = word.doc.add_table(3, 12)
    for cell in table.rows[0].cells:
        cell.text = "项目名称（演示）"
    word.doc.add_picture(picture(1600, 300))
    return word.bytes()


def _previewed(policy: Document) -> list[int]:
    """The attachments, their previews made: what is looked at is not the page that says to wait."""
    items = list(policy.published.attachments.select_related("file__published_copy"))
    for item in items:
        while preview_of(item.file.published_copy).passing:
            pass
    return [item.pk for item in items]


def _reports(world: World) -> None:
    """Five years across two forms; the last does not foot and has an empty cell."""
    told = [annual_reports.report(year=year, received=year - 2010) for year in range(2020, 2024)]
    told.append(annual_reports.report(**{"requests.new_received.total": 13, "proactive.permits.decisions": None}))
    by = world.person("science", DutyKind.DRAFTER).pk
    made = [
        yearly.AdoptedReport(unit=world.unit(slug), report=report, published_at=world.now, by_id=by)
        for slug, reports in (("science", told), ("culture", told[:1]))
        for report in reports
    ]
    *_ours, culture = yearly.adopt_reports(made, site="旧网站（演示）", by=SYSTEM, at=world.now)
    annual = AnnualReport.objects.get(pk=culture)
    yearly.withdraw(annual, "数据有误（演示）", by=world.actor("culture", DutyKind.FINAL_REVIEWER), at=world.now)


def _mistakes(world: World, policy: Document) -> tuple[str, str]:
    told = {"unit": world.unit("science"), "page": f"/documents/{policy.pk}/", "address": "192.0.2.1", "at": world.now}
    waiting = receive(sort="typo", text="“科学枝术”应为“科学技术”（演示）", page_title=POLICY, **told)
    closed = receive(sort="typo", text="日期写错（演示）", page_title=POLICY, **told)
    answer(closed, "已改正（演示）。", mended=True, by=world.actor("science", DutyKind.DRAFTER), at=world.now)
    return waiting.code, closed.code


# --- the addresses ----------------------------------------------------------------------------------------------------
def pages(city: PublicCity) -> dict[str, str]:
    """The address of every kind of page by a short name; several states of one page are several kinds."""
    return {name: address for name, address in named(city) if is_page(name, address)} | states(city)


def states(city: PublicCity) -> dict[str, str]:
    """What the URL table cannot tell: lists with conditions, searches, items of every kind."""
    documents = reverse("portal:documents")
    return {
        "list narrowed": f"{documents}?unit=science&heading={RULES}&in_force=1",
        "list, second page": f"{documents}?page=2",
        "search with hits": f"{documents}?q=创新券&order=relevance",
        "search without hits": f"{documents}?q=火星移民&unit=culture",
        "preview of a workbook": reverse("portal:preview", args=[city.policy, city.workbook]),
        "preview of words": reverse("portal:preview", args=[city.policy, city.word]),
        "ended item": reverse("portal:document", args=[city.ended]),
        "interpretation": reverse("portal:document", args=[city.interpretation]),
        "withdrawn item": reverse("portal:document", args=[city.withdrawn]),
        "withdrawn report": reverse("portal:report", args=["culture", 2020]),
        "report of the older form": reverse("portal:report", args=["science", 2020]),
        "empty unit": reverse("portal:unit", args=["east"]),
        "home of a government": reverse("portal:unit", args=["city"]),
        "mistake answered": reverse("portal:mistake_receipt", args=[city.answered]),
        "mistake not found": f"{reverse('portal:mistake_check')}?code=ABCD",
    }


def named(city: PublicCity) -> Iterator[tuple[str, str]]:
    """Every address of the URL table, filled with what the city has."""
    parts = {
        "pk": city.policy, "version": 1, "slug": "science", "year": 2024, "attachment_pk": city.attachment, "part": 0,
    }  # fmt: skip
    special = {
        "beside": {"pk": city.interpretation, "other_pk": city.policy},
        "text": {"kind": "txt"},
        "preview_page": {"page": 1},
        "report_file": {"kind": "html"},
        "mistake_receipt": {"code": city.receipt},
        "feed_column": {"code": "statutory"},
        "feed_heading": {"code": RULES},
    }
    for pattern in _patterns(urls.urlpatterns):
        if not isinstance(pattern.pattern, RoutePattern):
            yield str(pattern.name), "/nothing/here/"
            continue
        told = parts | special.get(str(pattern.name), {})
        missing = set(pattern.pattern.converters) - set(told)
        assert not missing, f"{pattern.name}: nobody knows what {missing} may be; teach named() in {__file__}"
        if pattern.name:
            kwargs = {part: told[part] for part in pattern.pattern.converters}
            yield pattern.name, reverse(f"portal:{pattern.name}", kwargs=kwargs)


def _patterns(found: list[Any]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from _patterns(one.url_patterns)


def is_page(name: str, address: str) -> bool:
    """Whether the address answers with a page to look at, and not with a file, a feed or a map for machines."""
    answer = Client().get(address)
    answer.close()
    expected = 404 if name in NOTHING_THERE else 200
    assert answer.status_code == expected, f"{name} {address}: {answer.status_code}; teach named() in {__file__}"
    return answer["Content-Type"].startswith("text/html") and "Content-Disposition" not in answer
