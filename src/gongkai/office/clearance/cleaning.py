"""Which HTML a body may hold: one set of allowed tags, for what is kept, what the gates read and what reviewers see.

What is kept is what an official text needs: headings, paragraphs, lists, tables with merged cells and captions, links,
and pictures that are part of the text. Scripts, styles, handlers, frames and pictures from elsewhere are dropped; their
words stay. It stands beside the gates and not inside them, because whoever cleans need not load their file readers.
"""

from __future__ import annotations

import re

import nh3

_ALIGNED = {"align-left", "align-center", "align-right", "align-justify"}
BLOCKS = {"p", "h2", "h3", "h4", "h5", "blockquote", "pre", "li", "td", "th", "caption"}
_INLINE = {"strong", "b", "em", "i", "u", "s", "sub", "sup", "br", "span", "a", "img"}
LISTS = {"ul", "ol", "dl", "dt", "dd"}
_TABLES = {"table", "thead", "tbody", "tfoot", "tr", "colgroup", "col", "figure", "figcaption", "hr"}
_TAGS = BLOCKS | _INLINE | LISTS | _TABLES
#: A picture that is part of the text.
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+", re.IGNORECASE)
_OWN = re.compile(r"/(?:documents|static)/[^\\]*")
_LINK = re.compile(r"(?:https?://|mailto:|tel:|/(?![/\\])|#)[^\s]*", re.IGNORECASE)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NO_CLASS = re.compile(r'(<[a-z0-9]+) class=""')
_NUMBER = re.compile(r"[1-9]\d{0,3}")


def clean_body(text: str) -> str:
    """The HTML that is safe to show on our own pages; cleaning twice changes nothing.

    >>> clean_body('<p onclick="x()">一、<script>alert(1)</script>总则</p>')
    '<p>一、总则</p>'
    >>> clean_body('<h1>标题</h1><a href="javascript:x()">看</a>')
    '<h2>标题</h2><a rel="noopener noreferrer">看</a>'
    """
    text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n"))
    # The page's own heading is the title: a first-level heading inside the text becomes a second-level one.
    text = re.sub(r"<(/?)h1(?=[\s>/])", r"<\1h2", text, flags=re.IGNORECASE)
    # Again afterwards: a character reference can stand for what no text may hold.
    return _NO_CLASS.sub(r"\1", _UNPRINTABLE.sub("", _clean(text))).strip()


def _clean(text: str) -> str:
    return nh3.clean(
        text,
        tags=_TAGS,
        clean_content_tags={"script", "style", "noscript", "iframe", "object", "template", "svg", "math", "title"},
        attributes={
            "a": {"href", "title"},
            "img": {"src", "alt", "title", "width", "height"},
            "td": {"colspan", "rowspan", "headers"},
            "th": {"colspan", "rowspan", "scope"},
            "col": {"span"},
            "colgroup": {"span"},
            "ol": {"start", "type"},
            "li": {"value"},
        },
        attribute_filter=_attribute,
        allowed_classes=dict.fromkeys((*BLOCKS, "table", "figure"), _ALIGNED) | {"p": {*_ALIGNED, "no-indent"}},
        url_schemes={"http", "https", "mailto", "tel", "data"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value that is kept, or None."""
    if name == "src":
        return value if PICTURE.fullmatch(value) or _OWN.fullmatch(value) else None
    if name == "href":
        return value if _LINK.fullmatch(value.strip()) else None
    if name in {"colspan", "rowspan", "span", "start", "value", "width", "height"}:
        return value if _NUMBER.fullmatch(value) else None
    if tag == "ol" and name == "type":
        return value if value in {"1", "a", "A", "i", "I"} else None
    return value
