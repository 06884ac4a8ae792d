"""The screens of review: what each person sees, what a click does, and every door that stays shut."""

import re
from datetime import timedelta

import pytest
from desk_reading import address as at
from desk_reading import text
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents import started, stored
from documents import submitted as document_submitted
from gongkai.office.accounts.models import Deputy, Post
from gongkai.office.actors import PLATFORM_DUTIES, UNIT_DUTIES, DutyKind
from gongkai.office.audit.models import AuditEntry
from gongkai.office.clearance import services
from gongkai.office.clearance.models import Review, ReviewState
from gongkai.office.clearance.rules import rules
from rounds_of_review import ORDER, active, author, content, pass_all, pass_step, subject, submitted

pytestmark = pytest.mark.usefixtures("silent_gates", "world_day")

SAFE = list(rules().safeties)
SECRECY_PASS = {"basis": "未涉及国家秘密（演示）", "conclusion": "releasable", "safeties": SAFE, "opinion": ""}


def once(page):
    return re.search(r'name="once" value="([^"]+)"', text(page))[1]


def decide(client, review, **given):
    return client.post(at("reviews:review", review.pk), {"step": active(review).pk, **given})


# --- the lists ---------------------------------------------------------------------------------------------------------
def test_what_waits_for_me_says_why_and_nothing_else_is_there(world, seen):
    submitted(world)
    submitted(world, slug="culture", key="2")
    page = text(seen("science", DutyKind.SECTION_HEAD).get(at("reviews:list")))
    assert "（演示1）" in page
    assert "（演示2）" not in page
    assert "您是科学技术局科室负责人，下一个工作日到期" in page
    assert "没有等您审查的内容" in text(seen("science", DutyKind.LEADER).get(at("reviews:list")))


def test_what_i_sent_shows_where_it_stands_and_what_came_back(world, seen):
    review = submitted(world)
    services.return_(active(review), opinion="请改。", by=world.actor("science", ORDER[0]), at=world.now)
    page = text(seen("science", DutyKind.DRAFTER).get(at("reviews:mine")))
    assert "已退回" in page
    assert "（演示1）" in page
    assert "（演示1）" not in text(seen("culture", DutyKind.DRAFTER).get(at("reviews:mine")))


def test_the_list_of_all_narrows_by_state_unit_and_words(world, seen):
    pass_all(world, submitted(world))
    submitted(world, slug="culture", key="2")
    client = seen("city", DutyKind.SUPERVISOR)
    page = text(client.get(at("reviews:all")))
    assert "（演示1）" in page
    assert "（演示2）" in page
    for asked, shown, hidden in (
        ("state=passed", 1, 2),
        (f"unit={world.unit('culture').pk}", 2, 1),
        ("q=演示2", 2, 1),
        ("q=〔2026〕1号", 1, 2),
    ):
        page = text(client.get(at("reviews:all") + f"?{asked}"))
        assert f"（演示{shown}）" in page
        assert f"（演示{hidden}）" not in page


@pytest.mark.parametrize("name", ["reviews:list", "reviews:all", "register:list", "register:print", "chains:list"])
def test_a_list_costs_the_same_for_three_rows_and_for_thirteen(world, seen, name):
    client = seen("science", DutyKind.SECTION_HEAD)
    client.get(at(name))  # the session is written once
    counts = []
    for first, last in ((0, 3), (3, 13)):
        for key in range(first, last):
            submitted(world, key=str(key))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at(name)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- the decision ------------------------------------------------------------------------------------------------------
def test_a_document_is_passed_by_four_people_through_the_screen(world, seen):
    review = submitted(world)
    for kind in ORDER:
        client = seen("science", kind)
        page = text(client.get(at("reviews:review", review.pk)))
        assert f"您以{kind.label}的身份办理" in page
        given = SECRECY_PASS if kind == DutyKind.SECRECY_REVIEWER else {"decision": "pass", "opinion": "同意"}
        done = decide(client, review, **given)
        assert (done.status_code, done["Location"]) == (302, at("reviews:list"))
    review.refresh_from_db()
    assert review.state == ReviewState.PASSED
    assert "审查通过，签批登记号为科学技术局审〔2026〕1号" in text(client.get(at("reviews:list")))


def test_after_a_decision_comes_the_next_of_my_list(world, seen):
    first, second = submitted(world, key="1"), submitted(world, key="2")
    client = seen("science", DutyKind.SECTION_HEAD)
    assert f'href="{at("reviews:review", second.pk)}" data-key="n"' in text(client.get(at("reviews:review", first.pk)))
    done = decide(client, first, decision="pass", opinion="")
    assert done["Location"] == at("reviews:review", second.pk)


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        (DutyKind.SECTION_HEAD, {}, "没有选择同意或者退回"),
        (DutyKind.SECTION_HEAD, {"decision": "whatever"}, "problems"),
        (DutyKind.SECTION_HEAD, {"decision": "return", "opinion": " "}, "退回须写明意见"),
        (DutyKind.SECTION_HEAD, {"decision": "pass", "opinion": "长" * 2001}, "最多2000个字"),
        (DutyKind.SECRECY_REVIEWER, {"decision": "pass", "opinion": "同意"}, "没有写保密审查依据"),
        (DutyKind.SECRECY_REVIEWER, SECRECY_PASS | {"safeties": SAFE[:3]}, "社会稳定没有核对"),
        (DutyKind.SECRECY_REVIEWER, SECRECY_PASS | {"conclusion": "secret"}, "退回须写明意见"),
        (DutyKind.SECRECY_REVIEWER, SECRECY_PASS | {"safeties": ["invented"]}, "problems"),
    ],
)
def test_a_decision_that_lacks_something_is_refused_in_words_and_nothing_happens(world, seen, kind, given, words):
    review = submitted(world)
    if kind == DutyKind.SECRECY_REVIEWER:
        pass_step(world, review)
    step = active(review)
    answer = decide(seen("science", kind), review, **given)
    assert answer.status_code == 422
    assert words in text(answer)
    assert active(review).pk == step.pk


def test_the_secrecy_reviewers_conclusion_is_the_decision(world, seen):
    review = submitted(world)
    pass_step(world, review)
    given = SECRECY_PASS | {"conclusion": "refer", "safeties": [], "opinion": "报市保密局确定。"}
    assert decide(seen("science", DutyKind.SECRECY_REVIEWER), review, **given).status_code == 302
    review.refresh_from_db()
    assert (review.state, review.steps.get(position=2).secrecy_level) == ("returned", "refer")


def test_a_form_that_others_were_faster_with_keeps_what_was_typed(world, seen):
    review = submitted(world)
    step = active(review)
    client = seen("science", DutyKind.SECTION_HEAD)
    pass_step(world, review)
    answer = client.post(
        at("reviews:review", review.pk), {"step": step.pk, "decision": "return", "opinion": "我写了很久的意见"}
    )
    assert answer.status_code == 409
    assert "我写了很久的意见" in text(answer)
    assert "刷新后查看" in text(answer)
    review.refresh_from_db()
    assert (review.state, active(review).position) == ("open", 2)


def test_the_second_click_leads_where_the_first_one_led(world, seen):
    review = submitted(world)
    client = seen("science", DutyKind.SECTION_HEAD)
    page = client.get(at("reviews:review", review.pk))
    given = {"step": active(review).pk, "once": once(page), "decision": "pass", "opinion": "同意"}
    answers = [client.post(at("reviews:review", review.pk), given) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert active(review).position == 2
    assert AuditEntry.objects.filter(verb="review.step.passed").count() == 1


@pytest.mark.parametrize("kind", sorted(UNIT_DUTIES - {DutyKind.SECTION_HEAD}))
def test_who_may_only_read_gets_no_form_and_the_reason_why(world, seen, kind):
    review = submitted(world)
    client = seen("science", kind)
    page = text(client.get(at("reviews:review", review.pk)))
    assert "为什么不能办理" in page
    assert 'name="decision"' not in page
    decide(client, review, decision="pass", opinion="")
    assert active(review).position == 1


# --- doors -------------------------------------------------------------------------------------------------------------
OF_ONE = ["reviews:review", "reviews:compare", "reviews:withdraw", "reviews:emergency"]


@pytest.mark.parametrize(
    ("slug", "kind"),
    [("culture", kind) for kind in sorted(UNIT_DUTIES)]
    + [("east", DutyKind.LEADER), ("city", DutyKind.LEADER), ("city", DutyKind.ASSESSOR)]
    + [("platform", kind) for kind in sorted(PLATFORM_DUTIES)],
)
def test_another_units_round_is_shut_at_every_door(world, seen, slug, kind):
    review = submitted(world)
    again = (services.overtake(subject(world), by=author(world), at=world.now), submitted(world, words="改"))[1]
    client = seen(slug, kind)
    for name in OF_ONE:
        for method in (client.get, client.post):
            answer = method(at(name, again.pk), {"decision": "pass", "reason": "急", "confirmed": "on"})
            assert answer.status_code == 403, (name, answer.status_code)
            assert "正文（演示）" not in text(answer)
    assert client.get(at("reviews:attachment", again.pk, 1)).status_code == 403
    again.refresh_from_db()
    assert (again.state, again.emergency, active(again).position) == ("open", False, 1)
    assert review.pk != again.pk


@pytest.mark.parametrize(
    "name", ["reviews:list", "reviews:all", "register:list", "register:print", "register:figures", "chains:list"]
)
@pytest.mark.parametrize("kind", sorted(PLATFORM_DUTIES))
def test_the_three_administrators_see_no_review_and_no_register(world, seen, name, kind):
    submitted(world)
    assert seen("platform", kind).get(at(name)).status_code == 403


def test_nobody_signed_in_is_led_to_the_sign_in_page(world, client):
    review = submitted(world)
    for url in (at("reviews:list"), at("reviews:review", review.pk), at("register:list"), at("chains:set")):
        answer = client.get(url)
        assert (answer.status_code, "/login/" in answer["Location"]) == (302, True)


def test_the_lead_office_reads_and_decides_nothing(world, seen):
    review = submitted(world)
    client = seen("city", DutyKind.SUPERVISOR)
    assert client.get(at("reviews:review", review.pk)).status_code == 200
    decide(client, review, decision="pass", opinion="")
    assert active(review).position == 1


# --- attachments and comparison ----------------------------------------------------------------------------------------
def with_file(world, name="附表 <一>.pdf"):
    document = started(world, attachments=[(stored(world), "附表（一）.pdf")])
    assert name
    return document_submitted(world, document)


def test_a_reviewer_reads_an_attachment_and_the_trail_says_so(world, seen):
    review = with_file(world)
    client = seen("science", DutyKind.LEADER)
    answer = client.get(at("reviews:attachment", review.pk, 1))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    entry = AuditEntry.objects.get(verb="file.read")
    assert (entry.actor_id, entry.unit_id) == (world.person("science", DutyKind.LEADER).pk, world.unit("science").pk)
    inline = client.get(at("reviews:attachment", review.pk, 1) + "?inline=1")
    assert inline["Content-Disposition"].startswith("inline")
    assert b"".join(inline.streaming_content).startswith(b"%PDF")
    for place in (0, 2, 99):
        assert client.get(at("reviews:attachment", review.pk, place)).status_code == 404


def test_the_comparison_marks_words_with_ins_and_del(world, seen):
    submitted(world, words="共有12件，办结10件。")
    client = seen("science", DutyKind.LEADER)
    first = Review.objects.get()
    assert client.get(at("reviews:compare", first.pk)).status_code == 404
    services.overtake(subject(world), by=author(world), at=world.now)
    second = submitted(world, words="共有12件，办结11件。")
    page = text(client.get(at("reviews:compare", second.pk)))
    assert "<del>10</del>" in page
    assert "<ins>11</ins>" in page
    assert "data-key" in text(client.get(at("reviews:review", second.pk)))


def test_findings_stand_in_the_text_with_the_reason_beside(world, seen, monkeypatch):
    from gongkai.office.clearance.gates import FoundByGate

    found = FoundByGate("wording", "w", "warn", "正文", "第1段", 0, 2, "正文", "“正文”应当核对。", "f" * 64)
    monkeypatch.setattr("gongkai.office.clearance.findings.run_gates", lambda _content, **_: [found])
    (row,) = services.check(subject(world), content(), by=author(world), at=world.now)
    services.accept_finding(row, "原文如此（演示）", by=author(world), at=world.now)
    review = submitted(world)
    page = text(seen("science", DutyKind.SECTION_HEAD).get(at("reviews:review", review.pk)))
    assert f'<mark class="finding finding-warn" data-finding="{"f" * 64}">正文</mark>' in page
    assert "原文如此（演示）" in page


def test_a_finding_in_an_attachment_leads_to_it(world, seen, monkeypatch):
    from gongkai.office.clearance.gates import FoundByGate

    part = "附件一《附表（一）.pdf》"
    found = FoundByGate("personal_data", "p", "info", part, "第1页", 0, 2, "甲", "甲应当核对。", "f" * 64)
    monkeypatch.setattr("gongkai.office.clearance.findings.run_gates", lambda _content, **_: [found])
    review = with_file(world)
    page = text(seen("science", DutyKind.SECTION_HEAD).get(at("reviews:review", review.pk)))
    assert re.search(r'<a class="no-print" href="[^"]*/attachments/1/[^"]+"[^>]*>看附件</a>', page)


def test_a_script_in_a_body_that_came_past_the_services_is_not_run(world, seen):
    review = submitted(world, words='<script>alert(1)</script><img src=x onerror="alert(2)">正文')
    page = text(seen("science", DutyKind.LEADER).get(at("reviews:review", review.pk)))
    assert "alert(" not in page


# --- acts --------------------------------------------------------------------------------------------------------------
def test_an_emergency_is_released_with_a_reason_and_shown_everywhere(world, seen):
    document = started(world)
    review = document_submitted(world, document)
    client = seen("science", DutyKind.LEADER)
    assert at("reviews:emergency", review.pk) in text(client.get(at("reviews:review", review.pk)))
    assert client.post(at("reviews:emergency", review.pk), {"reason": "", "confirmed": "on"}).status_code == 422
    assert client.post(at("reviews:emergency", review.pk), {"reason": "汛情紧急"}).status_code == 422
    answer = client.post(at("reviews:emergency", review.pk), {"reason": "汛情紧急（演示）", "confirmed": "on"})
    assert answer.status_code == 302
    document.refresh_from_db()
    assert document.published_id is not None
    for name in ("reviews:all", "register:list", "register:print"):
        assert "应急发布，补审中" in text(client.get(at(name)))
    for name in ("reviews:review", "register:entry"):
        assert "汛情紧急（演示）" in text(client.get(at(name, review.pk)))
    assert "100.0%" in text(client.get(at("register:figures")))
    assert client.get(at("reviews:emergency", review.pk)).status_code == 403


@pytest.mark.parametrize("kind", sorted(UNIT_DUTIES - {DutyKind.LEADER, DutyKind.FINAL_REVIEWER}))
def test_no_other_post_releases_in_an_emergency(world, seen, kind):
    review = submitted(world)
    client = seen("science", kind)
    answer = client.post(at("reviews:emergency", review.pk), {"reason": "急", "confirmed": "on"})
    assert answer.status_code == 403
    review.refresh_from_db()
    assert not review.emergency


def test_the_author_takes_a_round_back(world, seen):
    review = submitted(world)
    client = seen("science", DutyKind.DRAFTER)
    assert "确认撤回" in text(client.get(at("reviews:withdraw", review.pk)))
    assert client.post(at("reviews:withdraw", review.pk), {}).status_code == 302
    review.refresh_from_db()
    assert review.state == ReviewState.WITHDRAWN
    assert client.get(at("reviews:withdraw", review.pk)).status_code == 403


def test_a_step_nobody_can_decide_says_so_to_everybody(world, seen):
    head = world.actor("science", DutyKind.SECTION_HEAD)
    review = submitted(world, by=head)
    page = text(seen("science", DutyKind.LEADER).get(at("reviews:review", review.pk)))
    assert "环节现在没有可以办理的人员" in page
    other = submitted(world, key="2")
    assert "环节现在没有可以办理的人员" not in text(
        seen("science", DutyKind.LEADER).get(at("reviews:review", other.pk))
    )


def test_who_would_leave_a_later_step_without_anybody_is_told_before_deciding(world, seen, guard):
    review = submitted(world)
    post = Post.objects.get(user=world.person("science", DutyKind.SECTION_HEAD))
    final = world.person("science", DutyKind.FINAL_REVIEWER)
    with guard.off():
        Deputy.objects.create(post=post, user=final, valid_from=world.today, valid_to=world.today, reason="出差")
    page = text(seen("science", DutyKind.FINAL_REVIEWER).get(at("reviews:review", review.pk)))
    assert "「办公室终审」只有您可以办理" in page
    page = text(seen("science", DutyKind.SECTION_HEAD).get(at("reviews:review", review.pk)))
    assert "只有您可以办理" not in page


def test_an_open_step_says_how_late_it_is(world, seen, guard):
    review = submitted(world)
    with guard.off():
        review.steps.filter(state="active").update(due_on=world.today - timedelta(days=4))
    client = seen("science", DutyKind.SECTION_HEAD)
    assert "已逾期2个工作日" in text(client.get(at("reviews:review", review.pk)))
    assert text(client.get(at("reviews:list"))).count("已逾期2个工作日") == 2, "why it is here, and the chip"
