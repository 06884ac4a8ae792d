"""A picture made no larger than a page needs, and written anew."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from gongkai.office.files.previewing import limits
from gongkai.office.files.previewing.made import CannotShow, Page, Preview

_FORMATS = ("PNG", "JPEG", "GIF")


def read(path: Path, page: int) -> Preview:
    """A picture file as one page without words."""
    del page
    Image.MAX_IMAGE_PIXELS = limits.PIXELS_MOST
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=_FORMATS) as source:
                moves = bool(getattr(source, "is_animated", False))
                # A JPEG gives a smaller picture at once: one of a hundred million pixels need not be unpacked whole.
                source.draft("RGB", (limits.PICTURE_WIDE, limits.PICTURE_TALL))
                picture: Image.Image = ImageOps.exif_transpose(source) or source
                picture.thumbnail((limits.PICTURE_WIDE, limits.PICTURE_TALL))
                found = Page(1, picture.width, picture.height, written(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise CannotShow("图片太大") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise CannotShow("图片不完整") from error
    return Preview(pages=(found,), notes=("动图只显示第一幅。",) if moves else ())


def written(picture: Image.Image) -> bytes:
    """The picture as bytes that carry nothing but itself."""
    clear = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    picture = picture.convert("RGBA" if clear else "RGB")
    picture.info = {}
    held = io.BytesIO()
    picture.save(held, "WEBP", quality=70, method=1)
    return held.getvalue()
