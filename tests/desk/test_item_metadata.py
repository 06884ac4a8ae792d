"""What the catalogue says of an item, in the editor: offered, checked at the field, kept where a form does not carry it."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from item_editing import at, error_at, summary, text, typed

from documents import TITLE, published, saved, started
from gongkai.faces import clock
from gongkai.office.actors import DutyKind
from gongkai.office.catalog.metadata import Metadata, Related
from gongkai.office.catalog.models import Document

FULL = {
    "heading": "20-07",
    "subject": "02",
    "genre": "08",
    "mode": "occasional",
    "issuers": "青石市科学技术局\n青石市财政局",
    "effective_on": "2026-05-01",
    "expires_on": "2031-04-30",
    "keywords": "创新券、补贴；科技",
    "summary": "规定创新券的发放和使用（演示）。",
    "source": "本机关",
}


@pytest.fixture
def client(client, world, monkeypatch):
    monkeypatch.setattr("gongkai.faces.clock.now", lambda: world.now)
    client.force_login(world.person("science", DutyKind.DRAFTER))
    return client


def latest(document):
    return document.revisions.latest("number")


def test_what_is_typed_is_saved_and_shown(client, world):
    document = started(world)
    assert client.post(at("edit", document), typed(document, **FULL)).status_code == 302
    told = Metadata.of(latest(document))
    assert (told.heading, told.genre, told.issuers) == ("20-07", "08", ("青石市科学技术局", "青石市财政局"))
    assert (told.effective_on, told.keywords) == (date(2026, 5, 1), ("创新券", "补贴", "科技"))
    shown = text(client.get(at("document", document)))
    for words in ("财政预算、决算信息", "青石市科学技术局、青石市财政局", "2031-04-30", "临时性随时公开"):
        assert words in shown


def test_the_own_unit_issues_unless_somebody_says_otherwise(client, world):
    document = started(world)
    assert ">\n青石市科学技术局</textarea>" in text(client.get(at("edit", document)))


def test_the_headings_offered_are_those_that_bind_the_unit_and_its_own(client, world):
    from gongkai.office.audit.services import audited, record
    from gongkai.office.catalog.models import OwnHeading

    with audited():
        OwnHeading.objects.create(unit=world.unit("science"), code="u1-1", parent="20-15", name="科技计划项目（演示）")
        OwnHeading.objects.create(unit=world.unit("culture"), code="u2-1", parent="20-15", name="演出安排（演示）")
        record("document.saved", by=world.actor("science", DutyKind.DRAFTER), at=world.now, subject="x")
    page = text(client.get(at("edit", started(world))))
    assert "科技计划项目（演示）（自设）" in page
    assert "演出安排" not in page
    assert "宅基地使用情况审核" not in page  # townships alone


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"disclosure": "withheld", "reassess_on": "2027-01-01"}, "ground", "须写明事由"),
        ({"disclosure": "withheld", "ground": "14-1"}, "reassess_on", "须定期评估"),
        ({"effective_on": "2020-01-01"}, "effective_on", "早于成文日期"),
        ({"effective_on": "2026-05-01", "expires_on": "2026-04-01"}, "expires_on", "早于施行日期"),
        ({"summary": "字" * 501}, "summary", "有501个字，最多500个字"),
        ({"keywords": "、".join(f"词{n}" for n in range(21))}, "keywords", "最多20个"),
        ({"issuers": "\n".join(f"机关{n}" for n in range(21))}, "issuers", "最多20个"),
        ({"source": "字" * 101}, "source", "有101个字"),
        ({"heading": "99-99"}, "heading", "只能从列表中选择"),
        ({"formed_on": "三月十日"}, "formed_on", "2026-03-10 的样子"),
        ({"title": "题" * 5000}, "title", "标题有5000个字，最多300个字"),
        ({"document_number": "号" * 200}, "document_number", "文号有200个字"),
        ({"note": "注" * 300}, "note", "修改说明有300个字"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_above_and_everything_typed_stays(client, world, changes, field, words):
    document = started(world)
    sent = typed(document, body="<p>没有丢（演示）</p>", **(FULL | changes))
    response = client.post(at("edit", document), sent)
    page = text(response)
    assert response.status_code == 422
    assert words in "".join(error_at(page, field))
    assert words in summary(page)
    assert "没有丢（演示）" in page
    assert document.revisions.count() == 1
    for value in changes.values():
        if not value.startswith(("99", "14-1", "withheld")):
            assert value in page


def test_a_form_without_a_field_keeps_what_stood_there(client, world):
    document = started(world)
    client.post(at("edit", document), typed(document, **FULL))
    few = dict.fromkeys(
        ("heading", "issuers", "keywords", "summary", "effective_on", "expires_on", "related_sent", "disclosure")
    )
    client.post(at("edit", document), typed(document, title="改了标题（演示）", **few))
    told = Metadata.of(latest(document))
    assert latest(document).title == "改了标题（演示）"
    assert (told.heading, told.keywords, told.expires_on) == ("20-07", ("创新券", "补贴", "科技"), date(2031, 4, 30))


def test_what_belongs_to_withholding_goes_when_everybody_may_see(client, world):
    document = started(world)
    kept = {"disclosure": "withheld", "ground": "14-1", "reassess_on": "2027-01-01"}
    assert client.post(at("edit", document), typed(document, **kept)).status_code == 302
    assert client.post(at("edit", document), typed(document, disclosure="proactive")).status_code == 302
    assert (latest(document).disclosure, latest(document).ground, latest(document).reassess_on) == (
        "proactive",
        "",
        None,
    )


def test_a_correction_is_asked_only_of_what_was_public(client, world):
    assert 'name="correction"' not in text(client.get(at("edit", started(world))))
    document = published(world)
    assert 'name="correction"' in text(client.get(at("edit", document)))
    client.post(at("edit", document), typed(document, title="更正后的标题（演示）", correction="标题有误（演示）。"))
    assert latest(document).correction == "标题有误（演示）。"


@pytest.mark.parametrize("kind", ["interpretation", "guide", "institution"])
def test_every_kind_can_be_begun(client, world, kind):
    asked = {"title": "演示", "kind": kind, "section": world.section("science").pk}
    assert client.post(reverse("desk:documents:start"), asked).status_code == 302
    assert Document.objects.get().kind == kind


def test_a_comparison_shows_changed_metadata(client, world):
    document = started(world)
    client.post(at("edit", document), typed(document, **FULL))
    shown = re.sub(r"</?(?:ins|del)>", "", text(client.get(at("compare", document))))
    for words in ("目录类目", "20-07 财政预算、决算信息", "施行日期", "2026-05-01", "关键词"):
        assert words in shown


# --- related ----------------------------------------------------------------------------------------------------------
def test_related_documents_are_found_by_words_and_number_and_saved(client, world):
    document, other = started(world), started(world, title="创新券政策解读（演示）")
    foreign = published(world, slug="culture", title="文化消费券办法（演示）")
    hidden = started(world, slug="culture", title="未公开的消费券方案（演示）")
    found = text(client.post(at("edit", document), typed(document, then="find", related_words="消费券")))
    assert "文化消费券办法（演示）" in found
    assert "未公开的消费券方案" not in found
    assert "青科发〔2026〕12号" in text(
        client.post(at("edit", document), typed(document, then="find", related_words="创新券政策"))
    )
    sent = typed(
        document,
        related_add=[str(other.pk), str(foreign.pk)],
        **{f"related_add_kind_{other.pk}": "interprets", f"related_add_kind_{foreign.pk}": "repeals"},
    )
    assert client.post(at("edit", document), sent).status_code == 302
    assert Metadata.of(latest(document)).related == (Related("interprets", other.pk), Related("repeals", foreign.pk))
    assert "《文化消费券办法（演示）》" in text(client.get(at("document", document)))
    client.post(at("edit", document), typed(document, related_remove=[str(other.pk)]))
    assert Metadata.of(latest(document)).related == (Related("repeals", foreign.pk),)
    for wrong in (hidden.pk, document.pk, 99999, "x"):
        response = client.post(at("edit", document), typed(document, related_add=[str(wrong)], title="没存（演示）"))
        assert response.status_code == 422
        assert "去掉" in summary(text(response))


# --- the twenty working days ------------------------------------------------------------------------------------------
def test_the_list_counts_down_and_finds_what_is_late_and_what_is_near(client, world):
    late = started(world, title="早就形成的（演示）")
    near = started(world, title="快到期的（演示）")
    fresh = started(world, title="刚形成的（演示）")
    done = published(world, title="已公开的（演示）")
    for document, ago in ((late, 60), (near, 28), (fresh, 1)):
        saved(world, document, formed_on=world.today - timedelta(days=ago))
    page = text(client.get(reverse("desk:documents:list")))
    assert "已超" in page
    assert "还有" in page
    assert page.count("个工作日</span>") == 3
    for asked, only in (("late", late), ("near", near)):
        shown = text(client.get(reverse("desk:documents:list"), {"late": asked}))
        assert [row for row in (late, near, fresh, done) if row.revisions.latest("number").title in shown] == [only]


def test_the_item_says_how_its_last_day_is_reached(client, world):
    document = started(world)
    shown = text(client.get(at("document", document)))
    assert "这一天是怎样算出来的" in shown
    assert "第1至第" in shown
    assert "公开期限" not in text(client.get(at("document", published(world))))


def test_what_is_over_stays_over_in_a_year_whose_holidays_are_not_announced(client, world, monkeypatch):
    over, later = started(world, title="早就形成的（演示）"), started(world, title="年底形成的（演示）")
    saved(world, over, formed_on=date(2026, 10, 9))
    saved(world, later, formed_on=date(2026, 12, 28))
    monkeypatch.setattr(clock, "now", lambda: world.now.replace(year=2027))
    page = text(client.get(reverse("desk:documents:list")))
    assert "已超期" in page
    assert "期限待定" in page
    shown = text(client.get(at("document", over)))
    assert "最后一天是" in shown
    assert "放假安排还没有录入" in text(client.get(at("document", later)))


def test_the_list_is_filtered_by_heading_mode_and_disclosure(client, world):
    document, other = started(world), started(world, title="另一份（演示）", metadata=Metadata())
    client.post(at("edit", document), typed(document, **FULL))
    for asked in ({"heading": "20-07"}, {"mode": "occasional"}):
        shown = text(client.get(reverse("desk:documents:list"), asked))
        assert (TITLE in shown, "另一份" in shown) == (True, False), asked
    shown = text(client.get(reverse("desk:documents:list"), {"heading": "none"}))
    assert (TITLE in shown, "另一份" in shown) == (False, True)
    assert "另一份" not in text(client.get(reverse("desk:documents:list"), {"disclosure": "withheld"}))
    assert other.pk
