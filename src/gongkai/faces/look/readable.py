"""A cleaned body as it is shown: wide tables scroll within themselves, pictures without words are said to be without."""

from __future__ import annotations

import re
from itertools import count

from django.utils.html import escape

#: One tag with all its quoted values: what looks like a tag inside a value is not one.
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*)>')
_ALT = re.compile(r'\salt="')


def readable(body: str, *, name: str = "") -> str:
    """The same text with what a page needs around it. ``body`` is what :func:`clean_body` gave: safe, well formed, quoted.

    ``name`` tells its tables from those of another text on the same page.

    >>> readable("<table><tr><td>一</td></tr></table>").partition("<table")[0]
    '<div class="table-room" tabindex="0" role="region" aria-label="表格1">'
    >>> readable('<p><img src="data:image/png;base64,AA=="></p>')
    '<p><img src="data:image/png;base64,AA==" alt=""></p>'
    """
    tables = count(1)

    def around(found: re.Match[str]) -> str:
        closing, tag, rest = found.groups()
        if tag == "table" and closing:
            return f"{found[0]}</div>"
        if tag == "table":
            label = f"{escape(name)}表格{next(tables)}"
            return f'<div class="table-room" tabindex="0" role="region" aria-label="{label}">{found[0]}'
        if tag == "img" and not closing and not _ALT.search(rest):
            return f'<img{rest} alt="">'
        return found[0]

    return _TAG.sub(around, body)
