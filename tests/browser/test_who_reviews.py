"""Who reviews: a deputy in the days of the deputy, and nobody without the second factor where it is asked for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from browser.at_the_desk import decide
from gongkai.office.accounts.models import Deputy, Post
from gongkai.office.actors import DutyKind
from rounds_of_review import submitted


def test_a_deputy_acts_during_the_period_and_not_after(desk):
    """Two days are two periods: yesterday's deputy sees nothing to decide, today's does."""
    world, today = desk.world, timezone.localdate()
    review = submitted(world)
    post = Post.objects.get(user=world.person("science", DutyKind.SECTION_HEAD))
    stand_in = world.person("science", DutyKind.UNIT_ADMINISTRATOR)
    deputy = Deputy.objects.create(
        post=post, user=stand_in, valid_from=today - timedelta(9), valid_to=today - timedelta(1), reason="出差"
    )

    desk.sign_in("science.unit_administrator")
    desk.go(f"/desk/reviews/{review.pk}/")
    assert not desk.page.get_by_role("button", name="办理", exact=True).count(), "the period is over"

    Deputy.objects.filter(pk=deputy.pk).update(valid_to=today)
    decide(desk, "science.unit_administrator", review.pk, "pass", "代为审核，同意")
    step = review.steps.get(position=1)
    assert step.state == "passed"
    assert "代" in step.capacity


@pytest.mark.usefixtures("second_factor")
def test_a_reviewer_without_a_second_factor_is_sent_to_enrol(desk):
    desk.sign_in("science.leader")
    assert "/desk/factor/enrol/" in desk.page.url
    desk.go("/desk/reviews/")
    assert "/desk/factor/enrol/" in desk.page.url, "nothing else opens before"
    desk.shot("enrol", 375, 1440)
