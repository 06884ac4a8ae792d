"""What stands on the public site of the demo city: part of the one test that loads it (test_demo_city.py)."""

import re
from collections import Counter
from datetime import timedelta

from django.db.models import Count
from lxml import html

from gongkai.faces.jobs.demo.calendars import DAYS
from gongkai.office.catalog.models import Change, Document, DocumentKind, OwnHeading, Relation, RelationKind
from gongkai.office.units.models import Unit
from gongkai.statute.disclosure import headings


def was_taken_over_with_everything_on_it(now):
    documents = list(Document.objects.exclude(adopted_from="").select_related("published", "unit"))
    assert 1900 <= len(documents) <= 2600
    everything_reads_like_text_and_nothing_like_a_template(documents)
    nothing_stands_there_twice(documents)
    days_are_working_days_of_three_years(documents, now.date())
    tables_foot(documents)
    every_unit_has_most_of_what_it_owes_and_not_all(now.date())
    policies_are_explained_repealed_and_amended()
    what_happened_afterwards_is_there()


def everything_reads_like_text_and_nothing_like_a_template(documents):
    for document in documents:
        words = html.fromstring(f"<div>{document.published.body}</div>").text_content()
        said = f"{document.published.title}{document.published.summary}{words}"
        assert not re.search(r"[{}<>|#~^]|\n@ |市市(?![场容])|区区|县县|None", said), said[:300]
        assert 60 < len(words) < 20_000, document.published.title
    lengths = sorted(len(document.published.title) for document in documents)
    assert lengths[0] >= 10
    assert lengths[len(lengths) // 10 * 9] > 35, "long titles, as offices write them"


def nothing_stands_there_twice(documents):
    titles = Counter((document.unit_id, document.published.title) for document in documents)
    assert len([1 for count in titles.values() if count > 1]) < len(titles) / 100
    numbers = Counter(
        document.published.document_number for document in documents if document.published.document_number
    )
    assert max(numbers.values()) == 1
    assert len(numbers) > 500
    bodies = Counter(document.published.body for document in documents)
    assert max(bodies.values()) == 1


def days_are_working_days_of_three_years(documents, today):
    days = [document.published_at.astimezone().date() for document in documents]
    assert min(days) >= today - timedelta(days=DAYS + 7)
    assert max(days) < today
    assert {day.year for day in days} >= {today.year, today.year - 1, today.year - 2}
    assert all(document.published.formed_on <= document.published_at.date() for document in documents)


def tables_foot(documents):
    """The last row of a table with 合计 is the sum of the others, in every column of numbers that has one."""
    checked = 0
    for document in documents:
        for table in html.fromstring(f"<div>{document.published.body}</div>").iter("table"):
            rows = [[cell.text_content() for cell in row] for row in table.iter("tr")]
            if not rows[-1][0].endswith(("合计", "总计")):
                continue
            for place in range(1, len(rows[0])):
                column = [row[place] for row in rows[1:]]
                if all(re.fullmatch(r"\d+", cell) for cell in column) and "%" not in rows[0][place]:
                    assert sum(map(int, column[:-1])) == int(column[-1]), (document.published.title, rows[0][place])
                    checked += 1
    assert checked > 400


def every_unit_has_most_of_what_it_owes_and_not_all(today):
    under, own = {}, dict(OwnHeading.objects.values_list("code", "parent"))
    for unit_id, code in Document.objects.filter(published__isnull=False).values_list("unit_id", "published__heading"):
        under.setdefault(unit_id, set()).add(own.get(code, code)[:5])
    open_, owed = 0, 0
    for unit in Unit.objects.filter(valid_to__isnull=True):
        always = {found.code for found in headings(unit.kind, today) if found.always and not found.parent}
        assert under.get(unit.pk), unit
        open_ += len(always - under[unit.pk])
        owed += len(always)
    assert 0 < open_ < owed / 2
    kinds = dict(Document.objects.values_list("kind").annotate(count=Count("pk")))
    assert kinds[DocumentKind.GUIDE] > 100
    assert kinds[DocumentKind.INSTITUTION] > 150
    city = Document.objects.filter(unit__slug="city").exclude(published=None)
    assert len(set(city.values_list("published__heading", flat=True))) > 20


def policies_are_explained_repealed_and_amended():
    kinds = Counter(Relation.objects.values_list("kind", flat=True))
    assert kinds[RelationKind.INTERPRETS] > 40
    assert kinds[RelationKind.REPEALS] > 5
    assert kinds[RelationKind.AMENDS] > 0
    assert Document.objects.filter(ended_how="repealed").exists()
    assert Document.objects.filter(ended_how="expired").exists()


def what_happened_afterwards_is_there():
    assert set(Change.objects.values_list("kind", flat=True)) >= {"corrected", "withdrawn", "ended"}
    assert Document.objects.filter(latest__disclosure="withheld", published=None).count() == 3
    assert Document.objects.filter(release_at__isnull=False).count() == 1
    assert Document.objects.exclude(adopted_from="").filter(withdrawn_at__isnull=False).exists()
