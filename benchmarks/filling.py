"""Fills the city of ``gongkai load-city`` with a year's work, in bulk: the same for every unit, however many units there are.

Each unit gets former names, two chains of review, documents in every state with their rounds and steps; each person
sign-ins; and the trail as many sealed entries as all of that writes.
"""

# ruff: noqa: PLC0415, ANN401  (Django must be set up first)
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

BATCH = 2_000
#: In each unit, one after the other: how its documents stand.
STATES = ("draft", "open", "open", "returned", "passed", "public", "public", "public", "withdrawn", "overtaken")
CHAIN = ("section_head", "secrecy_reviewer", "leader", "final_reviewer")


def batches(things: Iterable[Any]) -> Iterable[list[Any]]:
    """In lists of a few thousand."""
    waiting = list(things)
    for start in range(0, len(waiting), BATCH):
        yield waiting[start : start + BATCH]


def create(model: Any, things: Iterable[Any]) -> list[Any]:
    """All of them, with their numbers."""
    return [made for batch in batches(things) for made in model.objects.bulk_create(batch)]


def fill(per_unit: int, now: datetime) -> dict[str, int]:
    """Fill the city; how much there is of each."""
    from gongkai.office.accounts.models import Post
    from gongkai.office.actors import SYSTEM
    from gongkai.office.audit.services import audited, record
    from gongkai.office.units.models import Unit

    units = list(Unit.objects.order_by("pk"))
    posts: dict[int, dict[str, Any]] = defaultdict(dict)
    for post in Post.objects.select_related("user"):
        posts[post.unit_id or 0].setdefault(post.kind, post)
    with audited():
        _names_and_chains(units)
        documents = _documents(units, posts, per_unit, now)
        rounds = _rounds(documents, posts, now)
        sign_ins = _sign_ins(now)
        record("unit.imported", by=SYSTEM, at=now, subject="演示：一年的工作")
    return {
        "units": len(units),
        "posts": Post.objects.count(),
        "documents": len(documents),
        "rounds": rounds,
        "sign-ins": sign_ins,
    }


def administrators() -> None:
    """The three of the platform, one person each."""
    from gongkai.office.accounts.models import Post, User
    from gongkai.office.actors import PLATFORM_DUTIES, SYSTEM
    from gongkai.office.audit.services import audited, record

    at = datetime.now(UTC)
    with audited():
        for kind in sorted(PLATFORM_DUTIES):
            person = User.objects.create(
                username=kind.value, name=f"演示{kind.label}", must_change_password=False, password_changed_at=at
            )
            Post.objects.create(user=person, kind=kind, valid_from=date(2019, 1, 1))
            record("person.added", by=SYSTEM, at=at, subject=person)


def _names_and_chains(units: list[Any]) -> None:
    from gongkai.office.clearance.models import Chain, ChainStep
    from gongkai.office.units.models import UnitName

    since, turn = date(2019, 1, 1), date(2022, 6, 30)
    names = []
    for unit in units[::4]:
        old = {"unit": unit, "name": f"{unit.name}（原）", "valid_from": since, "valid_to": turn}
        names += [UnitName(**old), UnitName(unit=unit, name=unit.name, valid_from=turn + timedelta(days=1))]
    create(UnitName, names)
    chains = []
    for unit in units:
        chains.append(Chain(unit=unit, name="2019年流程", valid_from=since, valid_to=turn))
        chains.append(Chain(unit=unit, name="现行流程", valid_from=turn + timedelta(days=1)))
    create(
        ChainStep,
        (
            ChainStep(chain=chain, position=place, duty=duty, budget_workdays=2)
            for chain in create(Chain, chains)
            for place, duty in enumerate(CHAIN, 1)
        ),
    )


def _documents(units: list[Any], posts: dict[int, dict[str, Any]], per_unit: int, now: datetime) -> list[Any]:
    """Documents with one revision each; ``state`` on them says what is to become of them."""
    from gongkai.office.catalog.models import Document, Revision

    wanted, anybody = [], next(iter(posts.values()))
    anybody = next(iter(anybody.values()))
    for number in range(per_unit):
        for place, unit in enumerate(units):
            post = posts[unit.pk].get("drafter", anybody)
            at = now - timedelta(hours=1 + (number * 37 + place * 11) % 8_000)
            wanted.append(
                Document(
                    unit=unit,
                    section_id=post.section_id if post.unit_id == unit.pk else None,
                    kind="institution" if number % 10 == 7 else "document",
                    created_by=post.user,
                    created_at=at,
                )
            )
            wanted[-1].state = STATES[number % len(STATES)]
    made = create(Document, wanted)
    revisions = create(
        Revision,
        (
            Revision(
                document=document,
                number=1,
                title=f"演示：{document.unit.name}关于第{document.pk}号事项的通知",
                document_number=f"演示发〔2026〕{document.pk}号",
                body="<p>演示正文。</p>",
                saved_by=document.created_by,
                saved_at=document.created_at,
                digest=f"{document.pk:064x}",
                released_at=document.created_at if document.state in {"public", "withdrawn"} else None,
                version=1 if document.state in {"public", "withdrawn"} else None,
            )
            for document in made
        ),
    )
    for document, revision in zip(made, revisions, strict=True):
        document.latest = revision
        if revision.version:
            document.published, document.published_at = revision, revision.released_at
        if document.state == "withdrawn":
            document.withdrawn_at, document.withdrawn_reason = now, "演示"
    for batch in batches(made):
        Document.objects.bulk_update(batch, ["latest", "published", "published_at", "withdrawn_at", "withdrawn_reason"])
    return made


def _rounds(documents: list[Any], posts: dict[int, dict[str, Any]], now: datetime) -> int:
    from gongkai.office.catalog.contents import SUBJECT_TYPE
    from gongkai.office.clearance.models import Involvement, Review, ReviewStep

    numbers: dict[int, int] = defaultdict(int)
    reviews = []
    for document in documents:
        if document.state == "draft":
            continue
        state = {"public": "passed", "withdrawn": "passed"}.get(document.state, document.state)
        review = Review(
            subject_type=SUBJECT_TYPE,
            subject_id=str(document.pk),
            content_kind=document.kind,
            unit=document.unit,
            section_id=document.section_id,
            title=document.latest.title,
            round=1,
            digest=document.latest.digest,
            content={"title": document.latest.title, "fields": [], "body_html": "<p>演示</p>" * 50, "attachments": []},
            chain_name="现行流程",
            author_ids=[document.created_by_id],
            author=document.created_by,
            state=state,
            submitted_at=document.created_at,
            decided_at=None if state == "open" else min(now, document.created_at + timedelta(days=3)),
        )
        if state == "passed":
            numbers[document.unit_id] += 1
            review.register_year, review.register_seq = 2026, numbers[document.unit_id]
            review.register_number = f"演示〔2026〕{numbers[document.unit_id]}号"
        reviews.append(review)
    made = create(Review, reviews)
    create(Involvement, (Involvement(review=review, user=review.author, part="author") for review in made))
    create(
        ReviewStep, (step for place, review in enumerate(made) for step in _steps(review, place, posts[review.unit_id]))
    )
    return len(made)


def _steps(review: Any, place: int, posts: dict[str, Any]) -> Iterable[Any]:
    from gongkai.office.clearance.models import ReviewStep

    stands_at = {"open": place % len(CHAIN), "returned": 1, "overtaken": 2}.get(review.state, len(CHAIN))
    for position, duty in enumerate(CHAIN):
        post = posts.get(duty)
        if position < stands_at:
            state = "passed"
        elif position > stands_at:
            state = "waiting" if review.state == "open" else "void"
        else:
            state = {"open": "active", "returned": "returned"}.get(review.state, "void")
        decided = state in {"passed", "returned"}
        yield ReviewStep(
            review=review,
            position=position + 1,
            duty=duty,
            budget_workdays=2,
            state=state,
            opened_at=review.submitted_at if decided or state == "active" else None,
            due_on=(review.submitted_at + timedelta(days=2 + position)).date()
            if decided or state == "active"
            else None,
            decided_at=review.submitted_at + timedelta(days=1) if decided else None,
            decided_by=post.user if decided and post else None,
            opinion="演示意见" if decided else "",
        )


def _sign_ins(now: datetime) -> int:
    from gongkai.office.accounts.models import SignIn, User

    people = list(User.objects.order_by("pk").only("pk", "username"))
    rows = [
        SignIn(
            user=person,
            username=person.username,
            at=now - timedelta(minutes=(number * 1_440 + person.pk * 7) % 100_000),
            address="192.0.2.7",
            agent="演示",
            outcome="wrong_password" if (number + person.pk) % 9 == 0 else "signed_in",
        )
        for number in range(4)
        for person in people
    ]
    return len(create(SignIn, rows))
