"""更正和撤下登记 on the screen: filters, files, the book, the figures; and the acts that lead into it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from documents import cleared, published, saved, settled, started
from gongkai.faces import clock
from gongkai.office.actors import PLATFORM_DUTIES, UNIT_DUTIES, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.catalog import services
from gongkai.office.catalog.models import Change, Document
from gongkai.office.catalog.selectors import Stand, stand_of

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(monkeypatch, world, settings):
    settings.SECOND_FACTOR = False
    monkeypatch.setattr(clock, "now", lambda: world.now)


@pytest.fixture
def sign_in(client, world):
    def signed(slug, duty):
        client.force_login(world.person(slug, duty), backend="gongkai.office.accounts.backends.PostsBackend")
        return client

    return signed


def page(client, name, *args, **asked):
    answer = client.get(reverse(f"desk:{name}", args=args), asked)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body.decode("utf-8-sig")


def act(client, document, name, **told):
    answer = client.post(reverse(f"desk:documents:{name}", args=[document.pk]), told)
    document.refresh_from_db()
    return answer


@pytest.fixture
def register(world):
    """A correction and a withdrawal of one unit, a withdrawal of another."""
    science = published(world, title="科技局的通知（演示）")
    saved(world, science, title="科技局更正的通知（演示）", correction="题目有误（演示）")
    published(world, science, at=world.now)
    leader = world.actor("science", DutyKind.LEADER)
    services.withdraw(science, "=另有新规定（演示）", by=leader, at=world.now)
    culture = published(world, slug="culture", title="文化局的通知（演示）")
    services.withdraw(culture, "有误（演示）", by=world.actor("culture", DutyKind.LEADER), at=world.now)
    return science


@pytest.mark.parametrize("duty", sorted(UNIT_DUTIES))
def test_every_post_of_a_unit_reads_its_own_lines_and_no_others(sign_in, register, duty):
    status, shown = page(sign_in("science", duty), "changes:list")
    assert (status, shown.count("科技局更正的通知（演示）")) == (200, 2)
    assert "文化局的通知" not in shown
    status, shown = page(sign_in("east", duty), "changes:list")
    assert (status, "还没有登记" in shown) == (200, True)


@pytest.mark.parametrize("duty", sorted(PLATFORM_DUTIES | {DutyKind.ASSESSOR}))
def test_who_has_no_part_in_it_finds_the_register_shut(sign_in, register, duty):
    client = sign_in("city" if duty == DutyKind.ASSESSOR else "platform", duty)
    for name in ("changes:list", "changes:print", "changes:figures"):
        assert page(client, name)[0] == 403


def test_the_lead_office_narrows_compares_and_counts(sign_in, register, world):
    client = sign_in("city", DutyKind.SUPERVISOR)
    every = page(client, "changes:list")[1]
    assert "共 3 条" in every
    assert f"/desk/documents/{register.pk}/compare/?old=1&amp;new=2" in every
    assert "共 1 条" in page(client, "changes:list", kind="corrected")[1]
    assert "共 2 条" in page(client, "changes:list", unit=world.unit("science").pk)[1]
    assert "共 3 条" in page(client, "changes:list", unit=world.unit("city").pk, below="on")[1]
    assert "没有符合条件的记录" in page(client, "changes:list", until="2026-03-09")[1]
    assert "结束日期早于开始日期" in page(client, "changes:list", since="2026-03-10", until="2026-03-09")[1]
    figures = page(client, "changes:figures")[1]
    assert "更正 1 次，撤下 2 次，重新公开 0 次，效力变更 0 次" in figures
    assert f"?unit={world.unit('culture').pk}&amp;since=2026-01-01" in figures


@pytest.mark.parametrize(("form", "start"), [("csv", "办理时间,单位,变更,标题"), ("xlsx", None)])
def test_the_register_goes_out_as_a_file_and_the_trail_says_so(sign_in, register, form, start):
    client = sign_in("science", DutyKind.FINAL_REVIEWER)
    answer = client.get(reverse("desk:changes:list"), {"export": form})
    body = b"".join(answer.streaming_content)
    if start:
        shown = body.decode("utf-8-sig")
        assert shown.startswith(start)
        assert "'=另有新规定（演示）" in shown, "no cell becomes a formula"
    entry = AuditEntry.objects.filter(verb="document.changes.exported").get()
    assert entry.unit_id == register.unit_id
    assert '"rows":2' in entry.detail.replace(" ", "")


def test_the_book_is_printed_oldest_first(sign_in, register):
    status, shown = page(sign_in("science", DutyKind.UNIT_ADMINISTRATOR), "changes:print")
    assert status == 200
    assert "青石市科学技术局政府信息公开更正和撤下登记" in shown
    assert shown.index("题目有误（演示）") < shown.index("=另有新规定（演示）")
    assert AuditEntry.objects.filter(verb="document.changes.exported").count() == 1


# --- the acts ---------------------------------------------------------------------------------------------------------
def test_a_correction_is_explained_where_it_is_submitted(sign_in, world):
    document = published(world)
    client = sign_in("science", DutyKind.DRAFTER)
    saved(world, document, title="更正的决定（演示）")
    settled(world, document)
    assert "更正说明（向公众公开）" in page(client, "documents:submit", document.pk)[1]
    assert act(client, document, "submit", note="请审").status_code == 422
    assert (
        act(client, document, "submit", note="请审", correction="题目有误（演示）", earlier="open").status_code == 302
    )
    assert stand_of(document) is Stand.IN_REVIEW
    assert document.revisions.latest("number").correction == "题目有误（演示）"


def test_a_first_version_is_submitted_without_one(sign_in, world):
    document = started(world)
    settled(world, document)
    client = sign_in("science", DutyKind.DRAFTER)
    assert "更正说明" not in page(client, "documents:submit", document.pk)[1]
    assert act(client, document, "submit", note="").status_code == 302


def test_a_release_is_arranged_seen_moved_and_taken_back(sign_in, world, monkeypatch):
    document = started(world)
    cleared(world, document)
    client = sign_in("science", DutyKind.DRAFTER)
    assert act(client, document, "schedule", release_at="2026-03-09T09:00").status_code == 422
    assert act(client, document, "schedule", release_at="2026-03-12T11:00").status_code == 302
    shown = page(client, "documents:document", document.pk)[1]
    assert "定于2026-03-12 11:00公开（还有2天1小时），由科学技术局经办人安排" in shown
    assert "改定公开时间" in shown
    assert 'value="2026-03-12T11:00"' in page(client, "documents:schedule", document.pk)[1]
    leader = sign_in("science", DutyKind.LEADER)
    assert act(leader, document, "schedule", release_at="2026-03-13T11:00").status_code == 403
    assert act(leader, document, "cancel-schedule").status_code == 302
    assert document.release_at is None
    assert (
        "原定2026-03-12 11:00公开，未办理：科学技术局分管领导取消。"
        in page(leader, "documents:document", document.pk)[1]
    )


def test_validity_is_marked_and_taken_back(sign_in, world):
    document = published(world)
    client = sign_in("science", DutyKind.FINAL_REVIEWER)
    assert "标注效力" in page(client, "documents:document", document.pk)[1]
    assert act(client, document, "end", how="repealed", on="2026-04-01", note="演示").status_code == 422
    assert act(client, document, "end", how="repealed", on="2026-03-10", note="政府令（演示）").status_code == 302
    assert document.ended_how == "repealed"
    assert "已废止：自2026-03-10起不再有效，政府令（演示）。" in page(client, "documents:document", document.pk)[1]
    assert act(client, document, "resume", note="标注有误（演示）").status_code == 302
    assert (document.ended_how, Change.objects.filter(kind="ended").count()) == ("", 2)


@pytest.mark.parametrize("duty", sorted(UNIT_DUTIES - {DutyKind.LEADER, DutyKind.FINAL_REVIEWER}))
def test_who_may_not_judge_validity_is_not_offered_it(sign_in, world, duty):
    document = published(world)
    client = sign_in("science", duty)
    shown = page(client, "documents:document", document.pk)[1]
    assert reverse("desk:documents:end", args=[document.pk]) not in shown
    assert act(client, document, "end", how="repealed", on="2026-03-10", note="演示").status_code == 403
    assert Document.objects.get(pk=document.pk).ended_on is None
