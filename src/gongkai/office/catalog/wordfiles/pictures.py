"""Pictures of a document: decoded, made no larger than a page needs, and written anew, so that nothing hides in them."""

from __future__ import annotations

import base64
import io
import posixpath
import warnings
from html import escape

from PIL import Image, ImageOps

from gongkai.office.catalog.wordfiles.opening import Package

_READ_MOST = 20 * 2**20
_PIXELS_MOST = 40_000_000
_WIDE = 1400
_ONE_MOST = 700 * 1024
#: All of them together, before base64: the body may have 3 MB.
_ALL_MOST = 1_900 * 1024
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")


class Pictures:
    """Pictures by their relation; counts what could not be brought along."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._made: dict[str, str] = {}
        self._left = _ALL_MOST
        self.missed_large = 0
        self.missed_kind = 0

    def tag(self, relation: str, words: str = "") -> str:
        """The ``<img>`` of a picture; empty where it could not be brought along."""
        target, outside = self._package.relations.get(relation, ("", True))
        if not target or outside:
            self.missed_kind += 1
            return ""
        name = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("word", target))
        if name not in self._made:
            self._package.effort.spend(1000)
            self._made[name] = self._encoded(name)
        source = self._made[name]
        return f'<img src="{source}" alt="{escape(words.strip()[:120])}">' if source else ""

    def _encoded(self, name: str) -> str:
        data = self._package.blob(name, _READ_MOST)
        if data is None:
            self.missed_large += 1
            return ""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                kind, made = _again(data)
        except ValueError:
            self.missed_large += 1
            return ""
        except (OSError, SyntaxError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning):
            self.missed_kind += 1
            return ""
        if len(made) > min(_ONE_MOST, self._left):
            self.missed_large += 1
            return ""
        self._left -= len(made)
        return f"data:image/{kind};base64,{base64.b64encode(made).decode()}"


def _again(data: bytes) -> tuple[str, bytes]:
    """The picture written anew: PNG for drawings, JPEG for photographs. Raises ValueError for too many pixels."""
    with Image.open(io.BytesIO(data), formats=_FORMATS) as source:
        if source.width * source.height > _PIXELS_MOST:
            raise ValueError
        photograph = source.format == "JPEG"
        picture: Image.Image = ImageOps.exif_transpose(source) or source
        picture.thumbnail((_WIDE, _WIDE * 3))
        clear = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
        picture = picture.convert("RGBA" if clear else "RGB")
    if not photograph:
        made = _saved(picture, "PNG", optimize=True)
        if clear or len(made) <= 300 * 1024:
            return "png", made
    return "jpeg", _saved(picture.convert("RGB"), "JPEG", quality=80, optimize=True)


def _saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    held = io.BytesIO()
    picture.info = {}
    picture.save(held, kind, **how)
    return held.getvalue()
