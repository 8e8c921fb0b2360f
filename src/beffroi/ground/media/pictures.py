"""Pictures: decoded for real, turned upright, and written again with nothing but their pixels."""

from __future__ import annotations

import hashlib
import io
import threading
import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from beffroi.kernel.later import Later

if TYPE_CHECKING:
    import pillow_heif
    from PIL import Image as Pillow
    from PIL import ImageOps
else:
    pillow_heif, Pillow, ImageOps = Later("pillow_heif"), Later("PIL.Image"), Later("PIL.ImageOps")

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
LEAST_SIDE = 16
MOST_WIDTH, MOST_HEIGHT = 1280, 1920
WIDTHS = (320, 640, 1280)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF")

# One picture is decoded at a time in a process: a large one takes 200 MB for a moment.
_turn = threading.BoundedSemaphore(1)


@dataclass(frozen=True)
class Prepared:
    """A picture that was read and written again: safe to keep and to show."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def prepare(upload: Any) -> Prepared:
    """Read an uploaded file as a picture; ValidationError with a sentence if it is none. Slow: outside transactions."""
    if isinstance(upload, Prepared):
        return upload
    name = getattr(upload, "name", None) or _("This file")
    size = getattr(upload, "size", None)
    if size == 0:
        raise ValidationError(_("%(name)s is empty. Choose another picture.") % {"name": name}, code="empty")
    if size is not None and size > MOST_BYTES:
        raise ValidationError(
            _("%(name)s is too heavy: a picture may have at most %(most)d MB.") % {"name": name, "most": MOST_BYTES // 1024**2},
            code="too_heavy",
        )
    upload.seek(0)
    content = upload.read(MOST_BYTES + 1)
    with _turn:
        picture = _decoded(content, name)
        return _encoded(picture)


@cache
def _read_heif() -> None:
    """Pictures of telephones: Pillow learns to open them, once."""
    pillow_heif.register_heif_opener()


def _decoded(content: bytes, name: str) -> Pillow.Image:
    _read_heif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit is stricter than Pillow's warning
            picture: Pillow.Image = Pillow.open(io.BytesIO(content), formats=FORMATS)
            width, height = picture.size
            _check_size(width, height, name)
            if picture.format == "JPEG":
                picture.draft("RGB", (MOST_WIDTH * 2, MOST_HEIGHT * 2))  # decodes a large photograph at half or quarter size
            picture.seek(0)
            picture.load()
            # 1. Turn as the camera said, before the note about it is dropped.
            picture = ImageOps.exif_transpose(picture)
            # 2. New pixels only: no EXIF, no position, no profile, no comment, no second frame.
            clean = picture.convert("RGBA" if _has_transparency(picture) else "RGB")
    except ValidationError:
        raise
    except Pillow.DecompressionBombError:
        raise ValidationError(_too_large(name), code="too_large") from None
    except Exception:  # noqa: BLE001 a broken file may raise anything in a decoder
        raise ValidationError(
            _("%(name)s is not a picture that we can read. Choose a JPEG, PNG, WebP, HEIC, AVIF or GIF file.") % {"name": name},
            code="not_a_picture",
        ) from None
    clean.info = {}
    return clean


def _check_size(width: int, height: int, name: str) -> None:
    if width * height > MOST_PIXELS:
        raise ValidationError(_too_large(name), code="too_large")
    if min(width, height) < LEAST_SIDE:
        raise ValidationError(
            _("%(name)s is too small: a picture needs at least %(least)d pixels on each side.") % {"name": name, "least": LEAST_SIDE},
            code="too_small",
        )


def _too_large(name: str) -> str:
    return _("%(name)s has too many pixels: a picture may have at most %(most)d million.") % {"name": name, "most": MOST_PIXELS // 10**6}


def _has_transparency(picture: Pillow.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def _encoded(picture: Pillow.Image) -> Prepared:
    picture.thumbnail((MOST_WIDTH, MOST_HEIGHT), Pillow.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=88, method=2)
    return Prepared(out.getvalue(), picture.width, picture.height)


def smaller(content: bytes) -> dict[int, dict[str, Any]]:
    """The sizes of a kept picture, never enlarged: width → {"height", "webp", "avif"} (bytes)."""
    with _turn, Pillow.open(io.BytesIO(content), formats=("WEBP",)) as picture:
        picture.load()
        made: dict[int, dict[str, Any]] = {}
        for width in sorted({min(width, picture.width) for width in WIDTHS}):
            height = max(1, round(picture.height * width / picture.width))
            small = picture if width == picture.width else picture.resize((width, height), Pillow.Resampling.LANCZOS)
            webp, avif = io.BytesIO(), io.BytesIO()
            small.save(webp, "WEBP", quality=80, method=6)
            small.save(avif, "AVIF", quality=62, speed=6, max_threads=1)
            made[width] = {"height": height, "webp": webp.getvalue(), "avif": avif.getvalue()}
        return made
