"""The kinds of files that may be kept: data in kinds.toml, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from django.conf import settings

from gongkai.office.errors import Refused


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of file, as kinds.toml explains it."""

    extension: str
    label: str
    media_type: str
    names: tuple[str, ...]
    most_bytes: int
    family: str
    inline: bool = False
    strict_names: bool = False
    setting: str = ""

    @property
    def switched_on(self) -> bool:
        """Whether the operator allows it here."""
        return not self.setting or bool(getattr(settings, self.setting, False))


def _load() -> Mapping[str, Kind]:
    raw = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {key: Kind(extension=key, **{**value, "names": tuple(value["names"])}) for key, value in raw.items()}
    )


KINDS = _load()


def allowed_words() -> str:
    """The endings that are accepted, for the sentences of refusal and the help line of an upload field.

    >>> allowed_words().startswith("docx、xlsx")
    True
    """
    return "、".join(key for key, kind in KINDS.items() if kind.switched_on)


def megabytes(size: int) -> str:
    """A size as people say it.

    >>> megabytes(52_428_800), megabytes(1_572_864)
    ('50 MB', '1.5 MB')
    """
    return f"{size / 2**20:.1f}".removesuffix(".0") + " MB"


def kind_named(kind: Kind, ending: str) -> Kind:
    """The kind for this content under a name with this ending; the name chooses only between equals (doc or wps).

    Raises:
        Refused: the content is plain text under an ending that promises something else (a script, a page).
    """
    if (
        kind.extension in {"doc", "xls"}
        and ending in {"wps", "et"}
        and ending == {"doc": "wps", "xls": "et"}[kind.extension]
    ):
        return KINDS[ending]
    if kind.extension == "txt" and ending == "csv":
        return KINDS["csv"]
    if kind.strict_names and ending not in kind.names:
        raise Refused(
            f"文件名的后缀是“.{ending}”，内容却是纯文本，可能是脚本或网页，不能存入。请确认内容，另存为 .txt 或 .csv 后再上传。"
        )
    return kind
