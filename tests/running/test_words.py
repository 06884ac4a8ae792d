"""Nothing of the libraries speaks English in the desk: their catalogues, with our overlay, are held against their msgids."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.urls import reverse
from django.utils.translation import override

from compile_messages import FOLDER, compiled

#: What the desk's frame is made of: Wagtail's own screens are shut (faces/desk/doors.py).
FRAME = re.compile(
    r"templates/wagtailadmin/(base|admin_base|skeleton)\.html|templates/wagtailadmin/shared/|templatetags/|wagtail_hooks\.py"
    r"|menu\.py|^ui/|userbar|^widgets/|paginator\.py|localization\.py|templates/wagtailadmin/(tables|userbar)/"
)
#: Words that are the same in Chinese.
SAME = {"Python", "URL", "OK", "HTML"}


def package(name):
    return Path(find_spec(name).origin).parent


@cache
def entries(app, domain, language):
    path = package(app) / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete] if path.exists() else []


@cache
def known(app, domain):
    ours = polib.pofile(str(FOLDER / f"{domain}.po"))
    return {(entry.msgctxt, entry.msgid) for entry in (*entries(app, domain, "zh_Hans"), *ours) if entry.translated()}


def test_every_word_of_the_frame_s_scripts_is_chinese():
    missing = [
        entry.msgid
        for entry in entries("wagtail.admin", "djangojs", "en")
        if (entry.msgctxt, entry.msgid) not in known("wagtail.admin", "djangojs")
    ]
    assert not missing


def test_every_word_of_the_frame_s_pages_is_chinese():
    translated = known("wagtail.admin", "django")
    frame = [
        entry
        for entry in entries("wagtail.admin", "django", "en")
        if any(FRAME.search(where) for where, _line in entry.occurrences)
    ]
    assert len(frame) > 200, "the pattern still finds the frame"
    assert not [entry.msgid for entry in frame if (entry.msgctxt, entry.msgid) not in translated]


@pytest.mark.parametrize("app", ["allauth", "django.contrib.auth"])
def test_the_door_is_wholly_chinese(app):
    missing = [
        entry.msgid
        for entry in entries(app, "django", "en")
        if (entry.msgctxt, entry.msgid) not in known(app, "django") and entry.msgid not in SAME
    ]
    # allauth speaks of e-mail codes, passkeys and other providers: none of that is installed here.
    assert not [text for text in missing if app != "allauth"], missing


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_overlay_is_compiled_and_only_says_what_somebody_asks_for(domain):
    source = FOLDER / f"{domain}.po"
    assert source.with_suffix(".mo").read_bytes() == compiled(source), "run: tools/compile_messages.py"
    sources = [entries(app, domain, "en") for app in ("wagtail.admin", "django.contrib.auth")]
    sources.append(entries("django.conf", domain, "en"))
    asked = {(entry.msgctxt, entry.msgid) for found in sources for entry in found}
    for entry in polib.pofile(str(source)):
        assert (entry.msgctxt, entry.msgid) in asked, entry.msgid
        texts = [entry.msgstr, *entry.msgstr_plural.values()]
        for text in filter(None, texts):
            wanted = set(re.findall(r"%\(\w+\)s", entry.msgid)) | set(
                re.findall(r"%\(\w+\)s", entry.msgid_plural or "")
            )
            assert set(re.findall(r"%\(\w+\)s", text)) <= wanted, text


def test_the_words_of_the_scripts_come_with_the_overlay(client, db):
    answer = client.get(reverse("wagtailadmin_javascript_catalog"))
    assert answer.status_code == 200
    assert "自动保存".encode("unicode_escape") in answer.content


def test_the_tone_is_an_office_s():
    from django.utils.translation import gettext

    with override("zh-hans"):
        assert gettext("This field is required.") == "此项必须填写。"
        assert gettext("Go to the first error") == "跳到第一处错误"
