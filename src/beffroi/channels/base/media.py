"""Pictures and videos for networks: cut and re-encoded under their limits, or lent at a signed address that ends."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext as _

from beffroi.channels.base.types import ChannelError, Clip, Picture
from beffroi.ground.media.models import Image, Video
from beffroi.kernel import tokens
from beffroi.kernel.later import Later

if TYPE_CHECKING:
    from PIL import Image as Pillow
else:
    Pillow = Later("PIL.Image")

PURPOSE = "channel-media"
LENT = timedelta(hours=24)
QUALITIES = (88, 80, 70, 60, 50, 40)


def jpeg(picture: Picture, *, most_bytes: int | None = None, most_side: int = 2048, ratio: tuple[float, float] | None = None) -> bytes:
    """The picture as JPEG under a limit of bytes, cut to its crop, else around its focus where its shape is not accepted.

    `ratio`: least and most width/height that the network takes.
    """
    image = Image.objects.filter(pk=picture.image_id).first()
    if image is None:
        raise ChannelError(_("A picture of this publication is gone."), permanent=True)
    with default_storage.open(str(image.file.name)) as file, Pillow.open(file) as opened:
        opened.load()
        cut = _cut(opened.convert("RGB"), picture, ratio)
    cut.thumbnail((most_side, most_side), Pillow.Resampling.LANCZOS)
    for quality in QUALITIES:
        out = io.BytesIO()
        cut.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if most_bytes is None or out.tell() <= most_bytes:
            return out.getvalue()
    while out.tell() > (most_bytes or 0) and min(cut.size) > 200:
        cut = cut.resize((cut.width * 3 // 4, cut.height * 3 // 4), Pillow.Resampling.LANCZOS)
        out = io.BytesIO()
        cut.save(out, "JPEG", quality=60, optimize=True)
    return out.getvalue()


def _cut(opened: Pillow.Image, picture: Picture, ratio: tuple[float, float] | None) -> Pillow.Image:
    if len(picture.crop) == 4:
        left, top, right, bottom = picture.crop
        box = (round(left * opened.width), round(top * opened.height), round(right * opened.width), round(bottom * opened.height))
        if box[2] - box[0] >= 16 and box[3] - box[1] >= 16:
            opened = opened.crop(box)
            picture = Picture(picture.image_id, picture.alt)
    if ratio is None:
        return opened
    shape = opened.width / opened.height
    wanted = min(max(shape, ratio[0]), ratio[1])
    if abs(wanted - shape) < 0.005:
        return opened
    width, height = (opened.width, round(opened.width / wanted)) if shape < wanted else (round(opened.height * wanted), opened.height)
    left = min(max(round(picture.focus[0] * opened.width - width / 2), 0), opened.width - width)
    top = min(max(round(picture.focus[1] * opened.height - height / 2), 0), opened.height - height)
    return opened.crop((left, top, left + width, top + height))


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of an encoded picture."""
    with Pillow.open(io.BytesIO(content)) as opened:
        return opened.size


def public_address(picture: Picture, *, at: datetime, ratio: tuple[float, float] | None = None) -> str:
    """Where a network fetches the picture: signed, for a day, JPEG."""
    said = {"image": picture.image_id, "focus": picture.focus, "crop": picture.crop, "ratio": ratio}
    return _address(reverse("channel_media:picture", args=[tokens.sign(PURPOSE, said, at=at)]))


def clip_address(clip: Clip, *, at: datetime) -> str:
    """Where a network fetches the video: signed, for a day, MP4."""
    _ready(clip)
    return _address(reverse("channel_media:clip", args=[tokens.sign(PURPOSE, {"video": clip.video_id}, at=at)]))


def _ready(clip: Clip) -> Video:
    video = Video.objects.filter(pk=clip.video_id).first()
    if video is None or video.state == Video.UNUSABLE:
        raise ChannelError(_("The video of this publication cannot be used."), permanent=True)
    if video.state != Video.READY:
        raise ChannelError(_("The video is still being prepared."), wait=60)
    return video


def clip_bytes(clip: Clip) -> tuple[bytes, str]:
    """The video and its type; ChannelError asks to wait while it is being prepared."""
    with _ready(clip).file.open("rb") as file:
        return file.read(), "video/mp4"


def captions(clip: Clip) -> str:
    """Its captions as WebVTT; "" without."""
    return _ready(clip).captions


def clip_seconds(clip: Clip) -> int:
    return _ready(clip).seconds


def _address(path: str) -> str:
    if not settings.BASE_URL:
        raise ChannelError(
            _("This network fetches pictures from the site: set the public address of the site (BASE_URL) first."), permanent=True
        )
    return settings.BASE_URL + path


def lent(token: str, *, at: datetime) -> dict[str, Any] | None:
    """What a signed address lends; None if it is false or has ended."""
    said = tokens.read(PURPOSE, token, at=at, max_age=LENT)
    return said if isinstance(said, dict) else None


def picture_of(said: dict[str, Any]) -> tuple[Picture, tuple[float, float] | None]:
    picture = Picture(said["image"], "", focus=tuple(said["focus"]), crop=tuple(said["crop"]))
    return picture, tuple(said["ratio"]) if said["ratio"] else None
