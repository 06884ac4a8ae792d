"""What the gates find is settled before submission: mended or accepted with a reason, in exactly the text submitted."""

from dataclasses import replace

import pytest

from gongkai.office.audit.models import AuditEntry
from gongkai.office.clearance import services
from gongkai.office.clearance.gates import FoundByGate
from gongkai.office.clearance.models import Finding, Review
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from rounds_of_review import author, content, subject, submitted


def found(severity="warn", words="一号文", fingerprint="a" * 64):
    return FoundByGate("wording", "wrong", severity, "正文", "第1段", 0, 3, words, f"“{words}”应当核对。", fingerprint)


@pytest.mark.parametrize("severity", ["stop", "warn"])
def test_what_the_gates_insist_on_is_settled_before_submission(world, gates, severity):
    gates.append(found(severity))
    with pytest.raises(Refused, match="还有1条提示没有处理"):
        submitted(world)
    assert not Review.objects.exists()
    finding = services.check(subject(world), content(), by=author(world), at=world.now)[0]
    services.accept_finding(finding, "文件原名如此", by=author(world), at=world.now)
    review = submitted(world)
    assert review.findings[0]["reason"] == "文件原名如此"
    assert review.findings[0]["by"] == author(world).name


def test_what_only_informs_holds_nothing_up(world, gates):
    gates.append(found("info"))
    assert submitted(world).findings[0]["severity"] == "info"


def test_a_reason_stays_while_the_words_stay_and_falls_when_they_come_back(world, gates):
    gates.append(found())
    by = author(world)
    finding = services.check(subject(world), content(), by=by, at=world.now)[0]
    services.accept_finding(finding, "原名如此", by=by, at=world.now)
    kept = services.check(subject(world), content("别处改了"), by=by, at=world.now)
    assert [row.state for row in kept] == ["accepted"]
    gates.clear()
    assert services.check(subject(world), content("改掉了"), by=by, at=world.now) == []
    assert Finding.objects.get().state == "mended"
    gates.append(found())
    back = services.check(subject(world), content("又写上了"), by=by, at=world.now)
    assert [(row.state, row.reason) for row in back] == [("open", "")]


def test_a_reason_needs_words_and_is_given_once(world, gates):
    gates.append(found())
    by = author(world)
    finding = services.check(subject(world), content(), by=by, at=world.now)[0]
    for reason in ("", "  ", "字" * 301):
        with pytest.raises(Refused):
            services.accept_finding(finding, reason, by=by, at=world.now)
    services.accept_finding(finding, "原名如此", by=by, at=world.now)
    with pytest.raises(Overtaken):
        services.accept_finding(finding, "原名如此", by=by, at=world.now)
    with pytest.raises(NotAllowed):
        services.accept_finding(finding, "原名如此", by=author(world, "culture"), at=world.now)


def test_the_gates_look_at_exactly_the_text_that_is_submitted(world, monkeypatch):
    looked = []
    monkeypatch.setattr(
        "gongkai.office.clearance.findings.run_gates", lambda text, **_: looked.append(text.digest()) or []
    )
    services.check(subject(world), content("甲"), by=author(world), at=world.now)
    submitted(world, words="甲")
    assert looked == [content("甲").digest()]
    services.overtake(subject(world), by=author(world), at=world.now)
    submitted(world, words="乙")
    assert looked[1:] == [content("乙").digest()]


def test_one_reason_may_answer_all_of_the_same_rule_in_the_same_part_but_not_for_secrecy(world, gates):
    by = author(world)
    gates += [found(words=f"{n}号文", fingerprint=str(n) * 64) for n in range(3)]
    gates.append(replace(found(fingerprint="b" * 64), part="附件一《名单.xlsx》"))
    gates.append(replace(found(fingerprint="c" * 64), code="other"))
    gates += [replace(found(fingerprint=sign * 64), gate="secrecy", code="marked") for sign in "de"]
    rows = {row.fingerprint[0]: row for row in services.check(subject(world), content(), by=by, at=world.now)}
    assert services.accept_finding(rows["1"], "原名如此", with_alike=True, by=by, at=world.now) == 3
    assert services.accept_finding(rows["d"], "已经解密", with_alike=True, by=by, at=world.now) == 1
    left = {row.fingerprint[0] for row in Finding.objects.filter(state="open")}
    assert left == {"b", "c", "e"}
    assert AuditEntry.objects.filter(verb="finding.accepted").count() == 4
