"""The pictures of a body, opened and made anew before they go into a file: what is broken or swollen is told in words."""

from __future__ import annotations

import base64
import binascii
import io
import warnings

from PIL import Image, UnidentifiedImageError

from gongkai.office.catalog.rendering.blocks import Picture
from gongkai.office.clearance.cleaning import PICTURE

_KINDS = ("PNG", "JPEG", "GIF", "WEBP")
#: Points a single picture, and all of a text together, may have.
_MOST_PIXELS = 25_000_000
_MOST_TOGETHER = 100_000_000
_MOST_WIDE = 1600
_SHOWN = 600


class Album:
    """The pictures of one text; counts what they take."""

    def __init__(self) -> None:
        self.left = _MOST_TOGETHER

    def picture(self, src: str, alt: str, width: str = "") -> Picture:
        """The picture a body holds, as PNG or JPEG; without data where it is no picture of the body's own."""
        missing = Picture(b"", "", 0, 0, " ".join(alt.split())[:200])
        if not PICTURE.fullmatch(src):
            return missing
        try:
            data = base64.b64decode(src.partition(",")[2], validate=False)
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                with Image.open(io.BytesIO(data), formats=_KINDS) as opened:
                    return self._made(opened, missing.alt, int(width) if width.isdecimal() else 0) or missing
        except (
            binascii.Error,
            UnidentifiedImageError,
            OSError,
            ValueError,
            SyntaxError,
            EOFError,
            Warning,
            MemoryError,
        ):
            return missing
        except Image.DecompressionBombError:
            return missing

    def _made(self, opened: Image.Image, alt: str, width: int) -> Picture | None:
        pixels = opened.width * opened.height
        if not pixels or pixels > min(_MOST_PIXELS, self.left):
            return None
        self.left -= pixels
        photo = opened.format == "JPEG"
        drawn: Image.Image = opened.convert("RGB" if photo else "RGBA")
        wide = min(width or drawn.width, _SHOWN)
        high = max(1, round(drawn.height * wide / drawn.width))
        if drawn.width > _MOST_WIDE:
            drawn = drawn.resize((_MOST_WIDE, max(1, round(drawn.height * _MOST_WIDE / drawn.width))))
        if not photo:
            ground = Image.new("RGB", drawn.size, "white")
            ground.paste(drawn, mask=drawn.getchannel("A"))
            drawn = ground
        out = io.BytesIO()
        drawn.save(out, "JPEG" if photo else "PNG", **({"quality": 88} if photo else {"optimize": True}))
        return Picture(out.getvalue(), "jpg" if photo else "png", wide, high, alt)
