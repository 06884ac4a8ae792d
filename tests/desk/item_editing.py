"""The editor as tests use it: addresses, a form as the page sends it."""

import html
import re

from django.urls import reverse

XHR = {"x-requested-with": "XMLHttpRequest", "accept": "application/json"}


def at(name, document, *more):
    return reverse(f"desk:documents:{name}", args=[document.pk, *more])


def text(response):
    return response.content.decode()


def typed(document, **changes):
    """What the editor's page sends, with some fields changed; None takes a field out."""
    latest = document.revisions.latest("number")
    told = {
        "title": latest.title,
        "document_number": latest.document_number,
        "formed_on": str(latest.formed_on or ""),
        "section": document.section_id,
        "body": latest.body,
        "note": "",
        "base": latest.number,
        "then": "back",
        "heading": latest.heading,
        "subject": latest.subject,
        "genre": latest.genre,
        "mode": latest.mode,
        "disclosure": latest.disclosure,
        "ground": latest.ground,
        "reassess_on": str(latest.reassess_on or ""),
        "issuers": "\n".join(latest.issuers),
        "effective_on": str(latest.effective_on or ""),
        "expires_on": str(latest.expires_on or ""),
        "keywords": latest.keywords,
        "summary": latest.summary,
        "source": latest.source,
        "related_sent": "1",
        "related_id": [str(other["id"]) for other in latest.related],
        "related_kind": [other["kind"] for other in latest.related],
    } | changes
    return {name: value for name, value in told.items() if value is not None}


def error_at(page, name):
    """The sentences at one field."""
    block = re.search(rf'id="field-{name}">(.*?)(?:<input|<select|<textarea|<div id)', page, re.DOTALL)
    assert block, f"no field {name}"
    return [
        html.unescape(found) for found in re.findall(r'field-error"[^>]*><span[^>]*>错误：</span>(.*?)</p>', block[1])
    ]


def summary(page):
    """The sentences of the summary above the form."""
    found = re.search(r'class="problems".*?<ul>(.*?)</ul>', page, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", found[1])) if found else ""
