"""What is shown of one item, the same on the public page and in the desk's preview."""

from datetime import timedelta

import pytest
from django.urls import reverse

from documents import BODY, TITLE, cleared, drafter, published, saved, started, stored
from gongkai.faces.look.readable import readable
from gongkai.faces.look.showing import Addresses, force_of, showing
from gongkai.office.actors import DutyKind
from gongkai.office.catalog import services
from gongkai.office.catalog.metadata import Metadata, Related
from gongkai.office.catalog.models import Change, Document, Revision


def shown(document, revision=None, *, on, **addresses):
    return showing(document, revision or document.published, on=on, addresses=Addresses(**addresses))


def rows(found):
    return {row.label: row.value for row in found.rows}


def test_the_table_stands_in_the_national_order_and_says_what_nobody_said(world):
    found = shown(published(world), on=world.today)
    labels = [row.label for row in found.rows]
    assert labels[:8] == ["索引号", "发布机构", "文号", "成文日期", "发布日期", "目录类目", "主题分类", "体裁"]
    told = rows(found)
    assert told["文号"] == "青科发〔2026〕12号"
    assert told["成文日期"] == "2026-03-10"
    assert told["发布日期"] == "2026-03-10 09:30"
    assert told["主题分类"] == "—"
    assert told["索引号"].endswith("/2026-00001")
    assert "内容概述" not in told


def test_everything_the_catalogue_says_is_shown(world):
    document = started(world)
    metadata = Metadata(
        heading="20-01", subject="01", genre="08", issuers=("青石市科学技术局", "青石市文化局"),
        effective_on=world.today, expires_on=world.today + timedelta(days=365), keywords=("创新券", "废止"),
        summary="废止三十二部文件（演示）。", source="市政府办公室", mode="routine",
    )  # fmt: skip
    saved(world, document, metadata=metadata)
    told = rows(shown(published(world, document), on=world.today))
    assert told["目录类目"] == "法规、规章和规范性文件"
    assert told["发文机关"] == "青石市科学技术局、青石市文化局"
    assert told["有效性"] == "有效"
    assert told["有效期至"] == "2027-03-10"
    assert told["关键词"] == "创新券；废止"
    assert told["内容概述"] == "废止三十二部文件（演示）。"
    assert told["公开方式"] == "主动公开"


def test_a_draft_is_shown_as_it_will_be(world):
    document = started(world, attachments=[(stored(world), "目录（演示）.pdf")])
    found = shown(document, document.latest, on=world.today, attachment=lambda item: f"/desk/{item.pk}/")
    told = rows(found)
    assert (told["索引号"], told["发布日期"]) == ("公开时生成", "—")
    assert found.title == TITLE
    assert found.files[0].name == "目录（演示）.pdf"
    assert found.files[0].kind == "PDF 文件"
    assert found.files[0].url.startswith("/desk/")


@pytest.mark.parametrize(
    ("document", "revision", "word"),
    [
        ({}, {}, None),
        ({"kind": "institution"}, {}, "有效"),
        ({}, {"heading": "20-01"}, "有效"),
        ({"kind": "interpretation"}, {"heading": "20-01"}, None),
        ({}, {"effective_on": 1}, "尚未施行"),
        ({}, {"expires_on": -1}, "已失效"),
        ({}, {"expires_on": 0}, "有效"),
        ({"ended_on": 0, "ended_how": "repealed"}, {}, "已废止"),
        ({"ended_on": 0, "ended_how": "amended"}, {}, "已修改"),
        ({"ended_on": 0, "ended_how": "expired"}, {}, "已失效"),
        ({"ended_on": 5, "ended_how": "repealed"}, {}, "有效"),
    ],
)
def test_force_is_said_in_a_word(world, document, revision, word):
    def dated(values):
        return {
            name: world.today + timedelta(days=value) if name.endswith("_on") else value
            for name, value in values.items()
        }

    made = Document(**{"kind": "document", **dated(document)})
    force = force_of(made, Revision(**dated(revision)), world.today)
    assert (force.word if force else None) == word


def test_a_policy_and_its_interpretation_name_each_other(world):
    policy = published(world)
    explained = started(world, kind="interpretation", title="一图读懂创新券（演示）")
    saved(world, explained, metadata=Metadata(heading="20-01", related=(Related("interprets", policy.pk),)))
    assert not shown(policy, on=world.today).belonging.interpreted
    explained = published(world, explained)
    assert [other.pk for other in shown(policy, on=world.today).belonging.interpreted] == [explained.pk]
    assert [other.pk for other in shown(explained, on=world.today).belonging.interprets] == [policy.pk]


def test_only_public_items_are_named(world):
    gone = started(world, title="没有公开的（演示）")
    document = started(world)
    saved(
        world,
        document,
        metadata=Metadata(heading="20-01", related=(Related("repeals", gone.pk), Related("related", gone.pk))),
    )
    assert not shown(published(world, document), on=world.today).belonging.groups


def test_the_history_says_when_and_why_and_old_versions_stay_readable(world, guard):
    document = published(world)
    assert not shown(document, on=world.today).history
    later = world.now + timedelta(days=2)
    first = document.published
    saved(world, document, title="更正后的题目（演示）", at=later)
    document = published(world, document, at=later)
    with guard.off():
        Change.objects.get_or_create(
            document=document, kind="corrected", after=document.published,
            defaults={"unit": document.unit, "title": document.published.title, "before": first,
                      "reason": "两处数字有误（演示）", "at": later},
        )  # fmt: skip
    newest, oldest = shown(document, on=world.today, version=lambda each: f"/v{each.version}").history
    assert (newest.word, newest.version, newest.url) == ("更正", 2, "")
    assert (oldest.word, oldest.url) == ("首次公开", "/v1")
    with guard.off():
        Change.objects.create(
            document=document, unit=document.unit, kind="withdrawn", title=TITLE, reason="涉及个人信息（演示）",
            at=later + timedelta(hours=1),
        )  # fmt: skip
    events = shown(document, on=world.today, version=lambda each: f"/v{each.version}").history
    assert next(event.word for event in events) == "撤下"
    assert not any(event.url for event in events), "what was withdrawn may hold what had to go"


def test_wide_tables_scroll_within_themselves_and_pictures_never_lack_an_alternative():
    assert readable(BODY).count('<div class="table-room"') == 1
    assert readable('<p><img alt="图" src="/static/x.png"></p>') == '<p><img alt="图" src="/static/x.png"></p>'
    sly = '<p><a title="<table onclick=x>" href="/a">看</a></p>'
    assert readable(sly) == sly


def test_windows_of_items_are_told_apart_by_unit_and_version(client, world):
    document = published(world)
    saved(world, document, body=BODY + "<p>补充一句。</p>")
    cleared(world, document)
    services.publish(document, by=drafter(world), at=world.now + timedelta(1))
    page, unit = reverse("portal:document", args=[document.pk]), document.unit.called
    assert f"<title>{TITLE} - {unit} - " in client.get(page).content.decode()
    assert f"<title>{TITLE}（第1版） - {unit} - " in client.get(f"{page}versions/1/").content.decode()


def test_a_long_word_on_force_has_a_line_of_its_own(world):
    document = published(world, metadata=Metadata(heading="20-01"))
    leader = world.actor("science", DutyKind.LEADER)
    services.end(document, "repealed", world.today, "已由新办法代替（演示）", by=leader, at=world.now)
    document.refresh_from_db()
    lines = showing(document, document.published, on=world.today).lines
    assert [len(line) for line in lines if line[0].label == "有效性"] == [1]
