"""The confined process that draws an officer's photo anew, without metadata.

A request is the file; the answer is four bytes of length, the small picture, then the picture, or
nothing when it could not be drawn. The protocol around it is `worker_loop`'s.
"""

from __future__ import annotations

import io
import struct
import warnings

from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin

from app.intake.worker_loop import serve

MEMORY = 1024 * 1024**2
SECONDS = 15
MOST_PIXELS = 120_000_000
LONGEST = 2560
SMALL = 256
_QUALITY, _SMALL_QUALITY = 85, 78
_LARGE_PNG = 40_000_000  # a PNG is opened whole, a JPEG at the size it is needed in
_PLAIN_MODES = frozenset({"L", "RGB", "RGBA"})
_WHITE = (255, 255, 255)


def main() -> None:
    """Answer requests until stdin ends."""
    # Only these two formats are known to this process.
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    serve(_answer, memory=MEMORY, seconds=SECONDS)


def _answer(body: bytes) -> bytes:
    try:
        return draw(body)
    except Exception:
        return b""


def draw(data: bytes) -> bytes:
    """Return the small picture and the picture, both free of everything but pixels."""
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
        if getattr(opened, "n_frames", 1) != 1:
            raise ValueError("animated")
        is_png = isinstance(opened, PngImagePlugin.PngImageFile)
        if is_png and opened.width * opened.height > _LARGE_PNG:
            raise ValueError("too large")
        if isinstance(opened, JpegImagePlugin.JpegImageFile):
            opened.draft("RGB", (LONGEST, LONGEST))
        opened.load()
        # Turned as the camera held it, before the note that says so is gone.
        upright = ImageOps.exif_transpose(opened)
    picture = _plain(upright, keeps_alpha=is_png)
    picture.thumbnail((LONGEST, LONGEST))
    small = _plain(picture, keeps_alpha=False)
    small.thumbnail((SMALL, SMALL))
    first = _saved(small, "JPEG", _SMALL_QUALITY)
    return struct.pack(">I", len(first)) + first + _saved(picture, "PNG" if is_png else "JPEG")


def _plain(image: Image.Image, *, keeps_alpha: bool) -> Image.Image:
    """Copy the pixels alone into a new image."""
    has_alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    if has_alpha:
        image = image.convert("RGBA")
        if not keeps_alpha:
            ground = Image.new("RGB", image.size, _WHITE)
            ground.paste(image, mask=image.getchannel("A"))
            image = ground
    elif image.mode not in _PLAIN_MODES:
        image = image.convert("RGB")
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


def _saved(image: Image.Image, kind: str, quality: int = _QUALITY) -> bytes:
    buffer = io.BytesIO()
    if kind == "JPEG":
        image.save(buffer, "JPEG", quality=quality, optimize=True)
    else:
        image.save(buffer, "PNG")
    return buffer.getvalue()
