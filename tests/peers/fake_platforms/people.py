"""What the tests of several networks need: a fake that runs, a picture of the town."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

BASE_URL = "https://valbourg.example"


@contextmanager
def running(platform: type) -> Iterator[Any]:
    fake = platform().start()
    try:
        yield fake
    finally:
        fake.stop()


def clean(fake: Any, settings: Any) -> Any:
    """The fake without memory, let through by its exact place; the town has a public address."""
    fake.reset()
    settings.OUTGOING_ALLOW, settings.BASE_URL = [fake.place], BASE_URL
    return fake


def a_picture(at: Any, size: tuple[int, int] = (400, 300)) -> Any:
    """An Image of the media library."""
    from beffroi.ground.media.actions import take_image

    out = io.BytesIO()
    Pillow.new("RGB", size, (40, 90, 160)).save(out, "JPEG")
    return take_image(upload=SimpleUploadedFile("place.jpg", out.getvalue()), alt="La place", at=at)


CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:01.500\nBonjour <b>à tous</b>\n"


def a_clip() -> Any:
    """A Video of the media library, ready, with captions."""
    from django.core.files.base import ContentFile

    from beffroi.ground.media.models import Video

    film = ContentFile(b"\0\0\0\x18ftypmp42" + b"film" * 500, "marche.mp4")
    return Video.objects.create(alt="Le marché s’installe", file=film, state=Video.READY, seconds=12, captions=CAPTIONS, size=2012)
