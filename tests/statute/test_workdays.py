"""Working days: the year tables of law-digest §11, the override files, and what must always hold."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.errors import CalendarUnknown, DataFileError, ImpossibleFacts
from gongkai.statute.workdays import Calendar, load_calendar

# year | workdays | days off by arrangement | make-up workdays, as printed in law-digest §11
YEARS = {
    2019: (
        250,
        "01-01, 02-04~10, 04-05~07, 05-01~04, 06-07~09, 09-13~15, 10-01~07",
        "02-02, 02-03, 04-28, 05-05, 09-29, 10-12",
    ),
    2020: (
        249,
        "01-01, 01-24~02-02, 04-04~06, 05-01~05, 06-25~27, 10-01~08",
        "01-19, 04-26, 05-09, 06-28, 09-27, 10-10",
    ),
    2021: (
        250,
        "01-01~03, 02-11~17, 04-03~05, 05-01~05, 06-12~14, 09-19~21, 10-01~07",
        "02-07, 02-20, 04-25, 05-08, 09-18, 09-26, 10-09",
    ),
    2022: (
        249,
        "01-01~03, 01-31~02-06, 04-03~05, 04-30~05-04, 06-03~05, 09-10~12, 10-01~07, 12-31",
        "01-29, 01-30, 04-02, 04-24, 05-07, 10-08, 10-09",
    ),
    2023: (
        249,
        "01-01~02, 01-21~27, 04-05, 04-29~05-03, 06-22~24, 09-29~10-06, 12-30~31",
        "01-28, 01-29, 04-23, 05-06, 06-25, 10-07, 10-08",
    ),
    2024: (
        251,
        "01-01, 02-10~17, 04-04~06, 05-01~05, 06-10, 09-15~17, 10-01~07",
        "02-04, 02-18, 04-07, 04-28, 05-11, 09-14, 09-29, 10-12",
    ),
    2025: (
        248,
        "01-01, 01-28~02-04, 04-04~06, 05-01~05, 05-31~06-02, 10-01~08",
        "01-26, 02-08, 04-27, 09-28, 10-11",
    ),
    2026: (
        248,
        "01-01~03, 02-15~23, 04-04~06, 05-01~05, 06-19~21, 09-25~27, 10-01~07",
        "01-04, 02-14, 02-28, 05-09, 09-20, 10-10",
    ),
}

# 2027 is not arranged yet: the dates below are invented for the test.
COMPLETE_2027 = """
years = [2027]
complete = true
source = "测试用安排"
[[days]]
from = 2027-01-01
to = 2027-01-03
is_workday = false
name = "元旦"
[[days]]
from = 2027-02-05
to = 2027-02-12
is_workday = false
name = "春节"
[[days]]
from = 2027-02-20
is_workday = true
name = "春节"
"""

within = st.dates(date(2004, 1, 1), date(2026, 10, 31))


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar()


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def ranges(calendar: Calendar, year: int) -> str:
    return ", ".join(
        f"{found.start:%m-%d}"
        if found.start == found.end
        else f"{found.start:%m-%d}~{found.end:%d}"
        if found.start.month == found.end.month
        else f"{found.start:%m-%d}~{found.end:%m-%d}"
        for found in calendar.listing(year).holidays
    )


@pytest.mark.parametrize("year", YEARS)
def test_the_year_is_as_the_digest_prints_it(calendar: Calendar, year: int) -> None:
    listing = calendar.listing(year)
    workdays, holidays, makeup = YEARS[year]
    assert listing.workdays == workdays
    assert ranges(calendar, year) == holidays
    assert ", ".join(f"{day.on:%m-%d}" for day in listing.makeup_workdays) == makeup
    assert listing.source.startswith("国办发明电〔")


def test_holidays_have_full_names_and_joint_ones_both(calendar: Calendar) -> None:
    names = [found.name for found in calendar.listing(2025).holidays]
    assert names == ["元旦", "春节", "清明节", "劳动节", "端午节", "国庆节、中秋节"]
    assert [found.days for found in calendar.listing(2025).holidays] == [1, 8, 3, 5, 3, 8]


@pytest.mark.parametrize(
    ("on", "works", "reason"),
    [
        (date(2024, 2, 9), True, "工作日"),  # 除夕 was a workday in law
        (date(2025, 1, 28), False, "春节"),
        (date(2025, 1, 26), True, "调休上班（春节）"),
        (date(2025, 6, 7), False, "周末"),
        (date(2020, 2, 1), False, "春节（延长）"),
        (date(2015, 9, 3), False, "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"),
    ],
)
def test_a_day_says_why_it_counts_or_not(calendar: Calendar, on: date, works: bool, reason: str) -> None:
    assert calendar.is_workday(on) is works
    assert calendar.explain(on) == reason


def test_a_day_names_the_notice_it_rests_on(calendar: Calendar) -> None:
    assert calendar.day(date(2026, 2, 16)).source == "国办发明电〔2025〕7号"
    assert calendar.day(date(2020, 1, 30)).source == "国办发明电〔2019〕16号"
    assert calendar.day(date(2020, 1, 31)).source == "国办发明电〔2020〕1号"


# ------------------------------------------------------------------- beyond the known years


@pytest.mark.parametrize("year", [2003, 2027])
def test_an_unknown_year_is_refused_with_the_mend(calendar: Calendar, year: int) -> None:
    with pytest.raises(CalendarUnknown) as refused:
        calendar.is_workday(date(year, 5, 6))
    message = str(refused.value)
    assert message.startswith(f"{year}年的节假日安排尚未收录（已收录2004—2026年）")
    for part in (f"{year}.toml", f"years = [{year}]", "complete = true", "[[days]]", "workdays"):
        assert part in message


def test_a_weekend_of_an_unknown_year_is_refused_too(calendar: Calendar) -> None:
    with pytest.raises(CalendarUnknown):
        calendar.explain(date(2027, 1, 2))


def test_a_count_that_leaves_the_known_years_is_refused(calendar: Calendar) -> None:
    assert calendar.add_workdays(date(2026, 12, 3), 20) == date(2026, 12, 31)
    with pytest.raises(CalendarUnknown, match="2027年"):
        calendar.add_workdays(date(2026, 12, 4), 20)


def test_a_complete_file_makes_a_year_known(tmp_path: Path) -> None:
    calendar = load_calendar(written(tmp_path / "2027.toml", COMPLETE_2027))
    assert calendar.add_workdays(date(2026, 12, 4), 20) == date(2027, 1, 4)
    assert calendar.explain(date(2027, 2, 5)) == "春节"
    assert calendar.explain(date(2027, 2, 20)) == "调休上班（春节）"
    assert calendar.explain(date(2027, 2, 27)) == "周末"
    assert calendar.explain(date(2027, 3, 1)) == "工作日"
    assert calendar.listing(2027).source == "测试用安排"
    assert calendar.version.endswith("2027.toml")
    with pytest.raises(CalendarUnknown, match="已收录2004—2027年"):
        calendar.is_workday(date(2028, 1, 1))


def test_years_apart_are_listed_apart(tmp_path: Path) -> None:
    calendar = load_calendar(written(tmp_path / "2030.toml", 'years = [2030]\ncomplete = true\nsource = "测试"\n'))
    with pytest.raises(CalendarUnknown, match="已收录2004—2026、2030年"):
        calendar.is_workday(date(2027, 1, 4))
    with pytest.raises(CalendarUnknown, match="2027年"):
        calendar.add_workdays(date(2026, 12, 31), 1)


def test_an_incomplete_file_does_not_make_a_year_known(tmp_path: Path) -> None:
    calendar = load_calendar(written(tmp_path / "2027.toml", COMPLETE_2027.replace("complete = true", "")))
    with pytest.raises(CalendarUnknown):
        calendar.is_workday(date(2027, 2, 5))


def test_a_known_year_can_be_corrected_by_a_day(tmp_path: Path, calendar: Calendar) -> None:
    text = 'years = [2026]\nsource = "某县通知"\n[[days]]\nfrom = 2026-08-03\nis_workday = false\nname = "防汛停工"\n'
    local = load_calendar(written(tmp_path / "local.toml", text))
    assert local.explain(date(2026, 8, 3)) == "防汛停工"
    assert local.listing(2026).workdays == 247
    assert local.explain(date(2026, 2, 16)) == "春节"
    assert local != calendar
    assert local.fingerprint != calendar.fingerprint


def test_a_complete_file_replaces_what_was_known_of_its_year(tmp_path: Path) -> None:
    text = 'years = [2026]\ncomplete = true\nsource = "重新发布"\n'
    calendar = load_calendar(written(tmp_path / "2026.toml", text))
    assert calendar.is_workday(date(2026, 2, 16))
    assert not calendar.is_workday(date(2026, 2, 14))
    assert not calendar.is_workday(date(2025, 1, 28))


def test_an_edited_file_is_read_again(tmp_path: Path) -> None:
    file = written(tmp_path / "2027.toml", COMPLETE_2027)
    before = load_calendar(file)
    written(file, COMPLETE_2027.replace("2027-01-03", "2027-01-04"))
    # The clock of the file system may be too coarse for two writes in one test.
    import os

    os.utime(file, ns=(1, file.stat().st_mtime_ns + 1_000_000))
    assert before.is_workday(date(2027, 1, 4))
    assert not load_calendar(file).is_workday(date(2027, 1, 4))


def test_the_same_days_have_the_same_fingerprint(tmp_path: Path) -> None:
    one = load_calendar(written(tmp_path / "a.toml", COMPLETE_2027))
    two = load_calendar(written(tmp_path / "b.toml", COMPLETE_2027 + "# 注释\n"))
    assert one == two
    assert one.version != two.version


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("years = [2027", "无法解析"),
        ('source = "无"', "没有写明适用年份"),
        ("years = [2027]", "没有写明依据"),
        ('years = [2027]\nsource = "无"\ncomplete = "是"', "只能是 true 或 false"),
        ('years = [2027]\nsource = "无"\nholidays = []', "不认识 holidays"),
        ('years = [2027]\nsource = "无"\n[[days]]\nfrom = 2027-01-01', "缺少或写错了"),
        ('years = [2027]\nsource = "无"\n[[days]]\nfrom = 2026-01-01\nis_workday = false', "不在 years 所列年份"),
        ('years = [2027]\nsource = "无"\n[[days]]\nfrom = 2027-01-03\nto = 2027-01-01\nis_workday = true', "前后颠倒"),
        (COMPLETE_2027 + "[[days]]\nfrom = 2027-01-02\nis_workday = true\n", "与前面的条目重复"),
    ],
)
def test_a_malformed_file_is_refused_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DataFileError, match=r"2027\.toml") as refused:
        load_calendar(written(tmp_path / "2027.toml", text))
    assert says in str(refused.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="不存在或无法读取"):
        load_calendar(tmp_path / "no.toml")


# ------------------------------------------------------------------- what must always hold


@given(within, st.integers(0, 45))
def test_adding_and_counting_are_inverse(on: date, workdays: int) -> None:
    calendar = load_calendar()
    end = calendar.add_workdays(on, workdays)
    assert calendar.workdays_between(on, end) == workdays
    assert calendar.workdays_between(end, on) == -workdays
    assert workdays == 0 or calendar.is_workday(end)


@given(within, st.integers(0, 45))
def test_a_later_start_never_ends_earlier(on: date, workdays: int) -> None:
    calendar = load_calendar()
    assert calendar.add_workdays(on, workdays) <= calendar.add_workdays(on + timedelta(days=1), workdays)


@given(within)
def test_rolling_forward_is_idempotent_and_goes_to_a_workday(on: date) -> None:
    calendar = load_calendar()
    rolled = calendar.roll_forward(on)
    assert rolled >= on
    assert calendar.is_workday(rolled)
    assert calendar.roll_forward(rolled) == rolled
    assert not any(calendar.is_workday(on + timedelta(days=n)) for n in range((rolled - on).days))


@given(within)
def test_the_kind_of_a_day_agrees_with_whether_it_counts(on: date) -> None:
    day = load_calendar().day(on)
    assert day.is_workday == (day.kind in {"workday", "makeup"})
    assert day.reason


def test_a_moment_is_not_a_day(calendar: Calendar) -> None:
    with pytest.raises(ImpossibleFacts, match="不是日期"):
        calendar.is_workday(datetime(2025, 1, 28, 9, 0))  # noqa: DTZ001
    with pytest.raises(ImpossibleFacts, match="不能为负数"):
        calendar.add_workdays(date(2025, 1, 28), -1)


def test_importing_loads_no_calendar() -> None:
    code = (
        "import sys, gongkai.statute.workdays, gongkai.statute.deadlines, gongkai.statute.receipt;"
        "sys.exit('chinese_calendar' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
