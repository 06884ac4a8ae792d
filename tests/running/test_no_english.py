"""Every person of the demo city walks through the desk: no English is left over, and nothing breaks."""

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import connection
from django.urls import reverse
from lxml import html

from gongkai.office.accounts.models import User

BACKEND = "gongkai.office.accounts.backends.PostsBackend"
WALKERS = (
    "finance.drafter",
    "finance.secrecy",
    "finance.admin",
    "city.supervisor",
    "city.assessor",
    "system",
    "security",
    "auditor",
)
#: What is the same in Chinese, or a name: file types, keys of the keyboard, algorithms, codes.
ALLOWED = re.compile(
    r"(?i)^(pdf|docx?|xlsx?|csv|txt|html?|zip|ofd|wps|png|jpe?g|json|sha|utf|gbk|ip|url|id|mb|kb|gb|totp|enter|esc|ctrl|shift|https?|tab|home"
    r"|end|alt|excel|word|python)$"
)
_NOT_WORDS = re.compile(
    r"https?://\S+|[\w.+-]+@[\w.-]+|[\w-]+(?:\.[\w-]+)+|/[\w/.-]+|[0-9A-Z]{18}|\b[0-9a-f]{6,64}\b|\b[a-p]{64}\b|[a-z_]+\.[a-z_.]+"
)


def english(page):
    """The Latin words a person can read on a page, and in its labels."""
    # The source of a body stands in its field only until the editor draws it; a digest may be written in letters.
    for gone in page.xpath(
        "//textarea[@name='body'] | //script | //style | //template | //code | //kbd | //pre | //*[@hidden]"
    ):
        gone.drop_tree()
    attributes = page.xpath("//@title | //@aria-label | //@placeholder | //@alt")
    text = "\n".join([*page.xpath("//body//text()"), *attributes])
    for word in re.findall(r"[A-Za-z]+(?:['’-][A-Za-z]+)*", _NOT_WORDS.sub(" ", text)):
        if len(word) > 1 and not ALLOWED.match(word):
            yield word


def same_kind(path):
    """Addresses that lead to the same screen."""
    return re.sub(r"\d+", "N", path)


def links(page, here):
    for found in page.xpath("//a[@href]/@href"):
        parts = urlsplit(urljoin(here, found))
        if not parts.netloc and parts.path.startswith("/desk/") and "logout" not in parts.path:
            yield parts.path


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="words do not depend on the database: SQLite's run reads them"
)
@pytest.mark.django_db
def test_nobody_meets_english_or_an_error(demo_city, client):
    problems, seen = [], Counter()
    for username in WALKERS:
        user = User.objects.get(username=username)
        client.force_login(user, backend=BACKEND)
        waiting, met = [reverse("desk:home")], Counter()
        while waiting:
            path = waiting.pop(0)
            if met[same_kind(path)] >= 2:
                continue
            met[same_kind(path)] += 1
            answer = client.get(path)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if "html" not in answer.get("Content-Type", "") or answer.status_code in {301, 302}:
                continue
            seen[same_kind(path)] += 1
            if answer.status_code >= 404:
                problems.append(f"{username} {path}: {answer.status_code}")
                continue
            page = html.fromstring(content)
            own = {username, *username.split(".")}
            words = {
                word
                for word in english(page)
                if word not in own and not User.objects.filter(username__contains=word).exists()
            }
            if words:
                problems.append(f"{username} {path}: {sorted(words)}")
            waiting += links(page, path)
    assert not problems, "\n".join(problems)
    assert len(seen) > 25, sorted(seen)
