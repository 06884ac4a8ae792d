"""Public pages are kept in memory, and never a moment longer than what they say is public."""

import gzip
from io import BytesIO

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, close_old_connections

from documents import drafter, published, started
from gongkai.faces.portal.pagecache import LOOK_EVERY, STAND_MOST, PageCache
from gongkai.office.actors import DutyKind
from gongkai.office.audit import verbs
from gongkai.office.catalog import services


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


class Behind:
    """An application that counts how often it is asked."""

    def __init__(self, body=b"<p>page</p>" * 100, status="200 OK", **headers):
        self.asked, self.body, self.status = 0, body, status
        self.headers = [("Content-Type", "text/html"), *((k.replace("_", "-"), v) for k, v in headers.items())]

    def __call__(self, _environ, start_response):
        self.asked += 1
        start_response(self.status, list(self.headers))
        return Whole([self.body])


class Whole(list):
    streaming = False


def ask(application, path="/", method="GET", **headers):
    said = {}
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": "testserver", "SERVER_NAME": "testserver",
        "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(), "wsgi.errors": BytesIO(),
    }  # fmt: skip
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    parts = application(environ, lambda status, sent, *_more: said.update(status=status, headers=dict(sent)))
    return said["status"], said["headers"], b"".join(parts)


def kept(behind, changed=lambda _since: (1, False), **more):
    clock = Clock()
    return PageCache(behind, clock=clock, changed=changed, **more), clock


def test_a_page_is_drawn_once():
    behind = Behind()
    site, _clock = kept(behind)
    assert ask(site) == ask(site)
    assert behind.asked == 1


def test_it_goes_out_compressed_to_whoever_takes_that_and_not_at_all_to_whoever_has_it():
    site, _clock = kept(Behind())
    _status, plain, body = ask(site)
    _status, packed, small = ask(site, accept_encoding="gzip, br")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(small) == body
    assert plain["ETag"] != packed["ETag"]
    for etag, more in ((plain["ETag"], {}), (packed["ETag"], {"accept_encoding": "gzip"})):
        status, headers, nothing = ask(site, if_none_match=etag, **more)
        assert (status, headers["ETag"], nothing) == ("304 Not Modified", etag, b"")


def test_a_head_gets_the_same_headers_and_no_body():
    site, _clock = kept(Behind())
    assert ask(site, method="HEAD")[2] == b""
    assert ask(site, method="HEAD")[1] == ask(site)[1]
    assert ask(site)[2]


def test_a_change_of_what_is_public_is_seen_at_the_next_look():
    trail = [(1, False)]
    behind = Behind()
    site, clock = kept(behind, changed=lambda _since: trail[-1])
    ask(site)
    trail.append((2, True))
    ask(site)
    assert behind.asked == 1  # not looked yet
    clock.now += LOOK_EVERY
    trail.append((2, True))
    ask(site)
    assert behind.asked == 2


def test_what_was_drawn_while_something_changed_is_not_served():
    trail = [(1, False)]

    def behind(environ, start_response):
        trail.append((2, True))  # committed after the page was read
        start_response("200 OK", [("Content-Type", "text/html")])
        return Whole([b"old"])

    site, clock = kept(behind, changed=lambda since: (trail[-1][0], trail[-1][0] != since and trail[-1][1]))
    ask(site)
    clock.now += LOOK_EVERY
    drawn = len(trail)
    ask(site)
    assert len(trail) == drawn + 1


def test_a_page_stands_no_longer_than_a_few_minutes_without_a_change():
    behind = Behind()
    site, clock = kept(behind)
    ask(site)
    clock.now += STAND_MOST + 1
    ask(site)
    assert behind.asked == 2


@pytest.mark.parametrize(
    ("behind", "path"),
    [
        (Behind(), "/desk/"),
        (Behind(), "/accounts/login/"),
        (Behind(status="404 Not Found"), "/"),
        (Behind(Set_Cookie="a=b"), "/"),
        (Behind(Cache_Control="no-store"), "/"),
    ],
)
def test_what_is_one_persons_or_no_page_is_not_kept(behind, path):
    site, _clock = kept(behind)
    assert ask(site, path)[0] == behind.status
    ask(site, path)
    assert behind.asked == 2
    assert not site.kept


def test_a_form_that_is_sent_passes_through():
    behind = Behind()
    site, _clock = kept(behind)
    ask(site, method="POST")
    ask(site, method="POST")
    assert behind.asked == 2


def test_the_memory_is_bounded_and_the_oldest_goes_first():
    site, _clock = kept(Behind(body=bytes(300_000)), megabytes=1)
    for number in range(6):
        ask(site, f"/{number}/")
    assert site.weight <= 2**20
    assert [key[-4:] for key in site.kept] == ["/3/?", "/4/?", "/5/?"]


def test_without_a_database_that_answers_nothing_kept_is_relied_on():
    def broken(_since):
        raise DatabaseError

    behind = Behind()
    site, _clock = kept(behind, changed=broken)
    ask(site)
    ask(site)
    assert behind.asked == 2


@pytest.fixture
def real_site():
    """Django itself behind; its connection is the test's, which a request would close at its end."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    clock = Clock()
    yield PageCache(get_wsgi_application(), clock=clock), clock
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_a_withdrawn_document_is_gone_from_every_kept_page(world, real_site):
    site, clock = real_site
    document = published(world, title="将要撤下的通知（演示）")
    path = f"/documents/{document.pk}/"
    clock.now += 1
    for address in (path, "/", "/documents/"):
        assert "将要撤下的通知" in ask(site, address)[2].decode()
    services.withdraw(document, "有误", by=world.actor("science", DutyKind.LEADER), at=world.now)
    clock.now += LOOK_EVERY
    assert ask(site, path)[0] == "410 Gone"
    for address in ("/", "/documents/"):
        assert "将要撤下的通知" not in ask(site, address)[2].decode()


def test_work_inside_the_office_forgets_no_page(world, real_site):
    site, clock = real_site
    ask(site, "/units/")
    before = site.generation
    started(world, by=drafter(world))
    clock.now += LOOK_EVERY
    ask(site, "/units/")
    assert site.generation == before


def test_every_act_on_public_things_counts_and_reading_does_not():
    acts = verbs.labels()
    public = {verb for verb in acts if verbs.changes_what_is_public(verb)}
    assert {"document.published", "document.withdrawn", "unit.renamed", "catalog.adopted"} <= public
    assert not public & {"signin.succeeded", "person.read", "document.saved", "document.exported", "review.passed"}
