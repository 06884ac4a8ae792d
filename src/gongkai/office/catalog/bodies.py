"""The words of a body without any HTML. Which HTML is kept says :mod:`gongkai.office.clearance.cleaning`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from gongkai.office.clearance.cleaning import BLOCKS, LISTS

BODY_MOST_BYTES = 3 * 2**20


def plain_text(body: str) -> str:
    r"""The words of a body, one line for each paragraph, item or row of a table.

    >>> plain_text("<h2>一、总则</h2><table><tr><td>年度</td><td>2026</td></tr></table>")
    '一、总则\n年度 2026'
    """
    return "\n".join(lines(body))


def lines(body: str) -> list[str]:
    """The words of a body by paragraph, item and row; none of them empty."""
    if not body.strip():
        return []
    found: list[list[str]] = [[]]
    try:
        root = html.fragment_fromstring(body, create_parent="div")
    except (etree.ParserError, ValueError):
        return []
    for kind, text in _pieces(root):
        if kind == "break":
            found.append([])
        else:
            found[-1].append(text)
    joined = (re.sub(r"\s+", " ", "".join(parts)).strip() for parts in found)
    return [line for line in joined if line]


_BREAKING = (BLOCKS | LISTS | {"table", "tr", "figure", "figcaption", "hr", "br"}) - {"td", "th"}


def _pieces(element: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Texts and breaks in order. Walks without recursion: bodies may be nested as deep as a person likes."""
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag in _BREAKING:
            yield "break", ""
        elif tag in {"td", "th"} and event == "end":
            yield "text", " "
        if event == "start" and tag and node.text:
            yield "text", node.text
        if event == "end" and node is not element and node.tail:
            yield "text", node.tail
