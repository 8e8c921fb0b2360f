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
