"""The tags a government site must carry (政府网站发展指引, 国办发〔2017〕47号): names, kinds of page and duties are data (metatags.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from gongkai.statute.disclosure import disclosure_law

PageKind = Literal["home", "column", "content"]
#: Longer descriptions are cut: search engines and crawlers read no further.
_DESCRIPTION_MOST = 120


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: its exact name, the kinds of page that carry it, whether it is a duty, and which fact it says."""

    name: str
    pages: tuple[str, ...]
    must: bool
    says: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """What the tags of a column say besides its name."""

    code: str
    type: str
    keywords: tuple[str, ...]
    description: str


@dataclass(frozen=True, kw_only=True)
class Article:
    """One item or report as its content tags tell it. ``source`` is who made it public (信息来源, else 发布机构).

    ``url`` is an absolute address; "" stands for the address of the page itself.
    """

    title: str
    published_at: datetime
    source: str
    keywords: Sequence[str] = ()
    author: str = ""
    description: str = ""
    image: str = ""
    url: str = ""


@cache
def _data() -> tuple[tuple[Tag, ...], dict[str, ColumnWords]]:
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    tags = tuple(Tag(**{**entry, "pages": tuple(entry["pages"])}) for entry in told["tags"])
    columns = [ColumnWords(**{**entry, "keywords": tuple(entry["keywords"])}) for entry in told["columns"]]
    return tags, {words.code: words for words in columns}


def known_tags() -> tuple[Tag, ...]:
    """Every tag, in the order of the guideline."""
    return _data()[0]


def column_words(code: str) -> ColumnWords:
    """What a column is for. Raises KeyError."""
    return _data()[1][code]


def metatags(path: str, *, column: str = "", article: Article | None = None) -> list[tuple[str, str]]:
    """Name and content of the tags of a page: a content page where there is an article, a column page where there is a column.

    What is not known is left out; ``path`` is the page's path, from which its absolute address is made.
    """
    kind: PageKind = "content" if article else "column" if column else "home"
    facts = _site()
    if column:
        words = column_words(column)
        facts |= {
            "column_name": disclosure_law().columns[column].name,
            "column_description": words.description,
            "column_keywords": ",".join(words.keywords),
            "column_type": words.type,
        }
    if article:
        facts |= _told(article, path)
    return [(tag.name, facts[tag.says]) for tag in known_tags() if kind in tag.pages and facts.get(tag.says)]


def _site() -> dict[str, str]:
    return {
        "site_name": settings.SITE_NAME,
        "site_domain": urlsplit(settings.BASE_URL).netloc,
        "site_id_code": settings.SITE_ID_CODE,
    }


def _told(article: Article, path: str) -> dict[str, str]:
    return {
        "title": article.title,
        "published": timezone.localtime(article.published_at).strftime("%Y-%m-%d %H:%M"),
        "source": article.source,
        "keywords": ",".join(article.keywords),
        "author": article.author,
        "description": article.description[:_DESCRIPTION_MOST],
        "image": article.image,
        "url": article.url or f"{settings.BASE_URL}{path}",
    }
