"""What a preview is made of, and how it travels from the process that reads the file."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, field
from typing import Any


class CannotShow(Exception):
    """What stands against showing a file, in words for whoever wanted to see it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is seen: over how many columns and rows it reaches, and whether it stands at the right."""

    text: str
    wide: int = 1
    deep: int = 1
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the number it has in its file."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a file; ``columns`` are the letters of those shown, ``notes`` say what is not."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page, or a picture that is a file of its own: how it looks, and the words on it."""

    number: int
    width: int
    height: int
    picture: bytes = field(repr=False)
    text: str = ""

    @property
    def data_address(self) -> str:
        """The picture as an address that needs no second request."""
        return f"data:{PICTURE_TYPE};base64,{base64.b64encode(self.picture).decode()}"


PICTURE_TYPE = "image/webp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file shows.

    One of ``html`` (safe to show), ``text``, ``sheets`` and ``pages`` is filled; none of them where ``why`` says what stands
    against it. ``page_count`` are the pages the file has. ``notes`` say what is left out of what anybody may see, ``hidden``
    what the file holds and does not show: for those who review it. ``passing``: it is still being made.
    """

    html: str = ""
    text: str = ""
    sheets: tuple[Sheet, ...] = ()
    pages: tuple[Page, ...] = ()
    page_count: int = 0
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    why: str = ""
    passing: bool = False


def packed(preview: Preview) -> str:
    """As text, for another process or for keeping."""
    return json.dumps(asdict(preview), ensure_ascii=False, separators=(",", ":"), default=_encoded)


def unpacked(text: str) -> Preview:
    """The preview of a text.

    Raises:
        ValueError: it is none.
    """
    try:
        told: dict[str, Any] = json.loads(text)
        return Preview(
            html=str(told["html"]),
            text=str(told["text"]),
            sheets=tuple(_sheet(sheet) for sheet in told["sheets"]),
            pages=tuple(_page(page) for page in told["pages"]),
            page_count=int(told["page_count"]),
            notes=tuple(map(str, told["notes"])),
            hidden=tuple(map(str, told["hidden"])),
            why=str(told["why"]),
            passing=bool(told["passing"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no preview") from error


def _encoded(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(type(value).__name__)


def _sheet(told: dict[str, Any]) -> Sheet:
    rows = tuple(
        Row(
            int(row["number"]),
            tuple(
                Cell(str(cell["text"]), int(cell["wide"]), int(cell["deep"]), number=bool(cell["number"]))
                for cell in row["cells"]
            ),
        )
        for row in told["rows"]
    )
    return Sheet(str(told["name"]), tuple(map(str, told["columns"])), rows, tuple(map(str, told["notes"])))


def _page(told: dict[str, Any]) -> Page:
    return Page(
        int(told["number"]),
        int(told["width"]),
        int(told["height"]),
        base64.b64decode(told["picture"], validate=True),
        str(told["text"]),
    )
