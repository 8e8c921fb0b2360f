"""The icon of the site has the town's colour, in every size that a device asks for."""

import io

import pytest
from PIL import Image

from beffroi.ground.town.models import Town
from beffroi.kernel import edition
from beffroi.ui import belfry

pytestmark = pytest.mark.django_db


@pytest.fixture
def plum(db):
    """A town of another colour."""
    Town.objects.update_or_create(pk=1, defaults={"name": "Valbourg", "colour": "#803c8c"})
    edition.bump()


def test_every_icon_follows_the_colour_of_the_town(plum, client):
    page = client.get("/").content.decode()
    assert belfry.svg_url("#803c8c") in page
    assert 'fill="#803c8c"' in client.get(belfry.svg_url("#803c8c")).content.decode()
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} >= {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    for icon in icons:
        answer = client.get(icon["src"])
        picture = Image.open(io.BytesIO(answer.content)).convert("RGB")
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        shown = picture.getpixel((picture.width * 40 // 100, picture.height * 60 // 100))
        assert max(abs(one - other) for one, other in zip(shown, (0x80, 0x3C, 0x8C), strict=True)) < 8
        assert "immutable" in answer["Cache-Control"]


@pytest.mark.parametrize("part", ["1f5673/icon-192.png", "803c8c/icon-191.png", "803c8c/other-192.png", "zzz/icon-192.png", "zzz.svg"])
def test_an_icon_of_another_colour_or_size_is_not_drawn(plum, client, part):
    assert client.get(f"/look/1-{part}").status_code == 404
