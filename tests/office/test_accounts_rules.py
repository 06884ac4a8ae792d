"""三员分立, held against every sequence of grants, endings and deputies."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gongkai.office.accounts.rules import Tenure, conflict
from gongkai.office.actors import PLATFORM_DUTIES, UNIT_DUTIES, DutyKind

START = date(2026, 1, 1)
PATHS = ("/1/", "/1/2/", "/1/3/", "/1/3/4/")


@st.composite
def tenures(draw):
    kind = draw(st.sampled_from([*DutyKind]))
    platform = kind in PLATFORM_DUTIES
    since = START + timedelta(days=draw(st.integers(0, 20)))
    until = draw(st.one_of(st.none(), st.integers(0, 20).map(lambda days: since + timedelta(days=days))))
    return Tenure(
        kind=kind,
        path="/" if platform else draw(st.sampled_from(PATHS)),
        since=since,
        until=until,
        subtree=platform or draw(st.booleans()),
        section_id=draw(st.sampled_from([None, 1, 2])) if kind is DutyKind.DRAFTER else None,
        acting=not platform and draw(st.booleans()),
    )


def in_force(held, day):
    return [one for one in held if one.since <= day and (one.until is None or day <= one.until)]


@given(st.lists(tenures(), max_size=8))
def test_whatever_is_asked_for_nobody_is_two_of_the_three_or_one_of_them_and_something_else(asked):
    held = []
    for one in asked:
        if not conflict(one, held):
            held.append(one)
    for offset in range(45):
        today = in_force(held, START + timedelta(days=offset))
        if any(one.kind in PLATFORM_DUTIES for one in today):
            assert len(today) == 1
        for assessor in (one for one in today if one.kind is DutyKind.ASSESSOR):
            assert not any(assessor.covers(one.path) for one in today if one.kind in UNIT_DUTIES)
        own = [(one.kind, one.path, one.section_id) for one in today if not one.acting]
        assert len(own) == len(set(own))


@given(tenures(), tenures())
def test_a_conflict_does_not_depend_on_who_came_first(one, other):
    assert bool(conflict(one, [other])) is bool(conflict(other, [one]))


@given(tenures())
def test_nothing_stands_against_a_first_post(one):
    assert conflict(one, []) == ""
