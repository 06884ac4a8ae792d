"""The legal day of receipt, art. 31: arrival, confirmation and receipt are three dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.errors import ImpossibleFacts, UnknownTerm
from gongkai.statute.receipt import channels, receive

MONDAY = date(2025, 3, 3)
BY_ARRIVAL = ["in_person", "oral", "registered_mail"]
BY_CONFIRMATION = ["ordinary_letter", "internet", "email", "fax"]


def test_every_channel_is_one_of_the_two() -> None:
    assert list(channels()) == [*BY_ARRIVAL, *BY_CONFIRMATION]


@pytest.mark.parametrize("channel", BY_ARRIVAL)
def test_the_day_of_submission_or_of_signing_is_the_day(channel: str) -> None:
    receipt = receive(channel, MONDAY)
    assert (receipt.received_on, receipt.cautions) == (MONDAY, ())
    assert "条例" in receipt.says
    assert receipt.event.kind == "received"


@pytest.mark.parametrize("channel", BY_CONFIRMATION)
def test_unconfirmed_is_not_received(channel: str) -> None:
    receipt = receive(channel, MONDAY)
    assert receipt.received_on is None
    assert "不算收到" in receipt.says
    assert (receipt.event.kind, receipt.event.on) == ("arrived", MONDAY)


@pytest.mark.parametrize("channel", BY_CONFIRMATION)
def test_the_day_of_confirmation_is_the_day(channel: str) -> None:
    receipt = receive(channel, MONDAY, MONDAY)
    assert (receipt.received_on, receipt.cautions) == (MONDAY, ())
    later = receive(channel, MONDAY, MONDAY + timedelta(days=2))
    assert later.received_on == later.confirmed_on == MONDAY + timedelta(days=2)
    assert later.arrived_on == MONDAY


def test_an_ordinary_letter_must_be_confirmed_the_same_day() -> None:
    (caution,) = receive("ordinary_letter", MONDAY, MONDAY + timedelta(days=2)).cautions
    assert caution.code == "confirmed_late"
    assert "迟了2日" in caution.says


@pytest.mark.parametrize("channel", ["internet", "email", "fax"])
def test_a_slow_confirmation_by_net_or_fax_is_advised_against(channel: str) -> None:
    (caution,) = receive(channel, MONDAY, MONDAY + timedelta(days=1)).cautions
    assert caution.code == "confirmed_slowly"


def test_impossible_dates_are_refused() -> None:
    with pytest.raises(ImpossibleFacts, match="早于到达日"):
        receive("internet", MONDAY, MONDAY - timedelta(days=1))
    with pytest.raises(ImpossibleFacts, match="不是日期"):
        receive("internet", datetime(2025, 3, 3, 9, 0))  # noqa: DTZ001


def test_an_unknown_channel_is_refused_and_an_office_may_add_one(tmp_path: Path) -> None:
    with pytest.raises(UnknownTerm, match="没有“pigeon”这种申请渠道"):
        receive("pigeon", MONDAY)
    file = tmp_path / "office.toml"
    file.write_text(
        '[[channels]]\nid = "kiosk"\nlabel = "自助终端"\nlegal_day = "arrived"\nsame_day = "none"\n'
        'day = "提交之日"\narticle = "条例第三十一条第一项"\nconfirmed = false\n',
        encoding="utf-8",
    )
    assert receive("kiosk", MONDAY, override=file).received_on == MONDAY


@given(st.sampled_from([*BY_ARRIVAL, *BY_CONFIRMATION]), st.integers(0, 30))
def test_receipt_is_never_before_arrival(channel: str, days: int) -> None:
    receipt = receive(channel, MONDAY, MONDAY + timedelta(days=days))
    assert receipt.received_on is not None
    assert receipt.received_on >= MONDAY
