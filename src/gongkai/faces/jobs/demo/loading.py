"""Loading the demo city: all of it or nothing, in one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from gongkai.faces.jobs.demo import city, leading, mistakes, oldsite, ownheadings, people, reports, stories
from gongkai.office.audit.services import audited
from gongkai.office.units.models import Unit
from gongkai.office.units.services import bring_up_to_date

#: The city is set up this long ago, so that everything it did lies within the posts of its people.
STANDING_DAYS = 800


def loaded() -> bool:
    """Whether there are units already."""
    return Unit.objects.exists()


def load(now: datetime) -> str:
    """Make the city; returns in a sentence what was made."""
    here = timezone.localtime(now)
    began = here - timedelta(days=STANDING_DAYS)
    since = began.date()
    with audited():
        made = city.build(began, here.date())
        staff = people.build(made, began, since, here)
        leading.build(made, staff, began, since)
        leading.set_chains(made, staff, began + timedelta(hours=1))
        ownheadings.build(made, staff, began + timedelta(hours=2))
        site = oldsite.build(made, staff, here)
        told = stories.tell(made, staff, here, [*site.events(), *mistakes.events(made, staff, here)])
        yearly = reports.load(made, here)
        leading.appoint_deputies(staff, here)
        bring_up_to_date(on=here.date(), at=here)  # the names that were registered for a day since
    return f"{len(made.units) + 1} 个单位、{len(staff.users)} 名人员、{told} 份在办和办结的文稿、{len(site.kept):,} 条接收自旧网站的信息、{yearly} 份年度报告"
