import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from PIL import Image as Pillow

from beffroi.ground.media.actions import delete_image, describe_image, take_image
from beffroi.ground.media.jobs import make_sizes
from beffroi.ground.media.models import Image
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused

pytestmark = pytest.mark.django_db


def work():
    while run_due(at=clock.now()):
        continue


def tag(image, more=""):
    return Template("{% load media %}{% picture image " + (more or '"640"') + " %}").render(Context({"image": image}))


@pytest.mark.parametrize(
    ("name", "format", "mode"),
    [
        ("a.jpg", "JPEG", "RGB"), ("a.jpg", "JPEG", "CMYK"), ("a.png", "PNG", "RGBA"), ("a.png", "PNG", "L"), ("a.webp", "WEBP", "RGB"),
        ("a.gif", "GIF", "RGB"), ("a.avif", "AVIF", "RGB"), ("a.heic", "HEIF", "RGB"),
    ],
)  # fmt: skip
def test_every_usual_picture_becomes_a_webp_that_can_be_shown_at_once(photo, at, name, format, mode):
    image = take_image(upload=photo(name, format, (900, 600), mode), alt="La place", at=at)
    assert (image.width, image.height) == (900, 600)
    with image.file.open("rb") as file, Pillow.open(file) as kept:
        assert (kept.format, kept.size) == ("WEBP", (900, 600))
    assert image.file.url in tag(image)


def test_the_worker_makes_smaller_sizes_and_never_enlarges(photo, at):
    image = take_image(upload=photo(size=(900, 600)), alt="La place", at=at)
    work()
    image.refresh_from_db()
    assert {width: size["height"] for width, size in image.sizes.items()} == {"320": 213, "640": 427, "900": 600}
    assert image.ready_at
    for width, size in image.sizes.items():
        for kind in ("webp", "avif"):
            with default_storage.open(size[kind]) as file, Pillow.open(file) as made:
                assert (made.format, made.width) == (kind.upper(), int(width))


def test_making_the_sizes_twice_changes_nothing(photo, at):
    image = take_image(upload=photo(size=(400, 300)), alt="La place", at=at)
    work()
    image.refresh_from_db()
    first = image.sizes
    Image.objects.update(ready_at=None)
    make_sizes(image_id=image.pk)
    image.refresh_from_db()
    assert image.sizes == first


def test_the_place_where_a_photo_was_taken_is_gone_and_it_stands_upright(photo, at):
    exif = Pillow.Exif()
    exif[0x0112] = 6  # the camera was turned
    exif[0x010E] = "Chez Alice"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 29.0)
    image = take_image(upload=photo(size=(900, 600), exif=exif), alt="La place", at=at)
    work()
    image.refresh_from_db()
    assert (image.width, image.height) == (600, 900)
    for path in image.files:
        content = default_storage.open(path).read()
        assert b"Alice" not in content
        with Pillow.open(io.BytesIO(content)) as kept:
            assert not dict(kept.getexif())
            red = kept.convert("RGB").getpixel((kept.width - 10, 10))  # the red corner went from top left to top right
            assert red[0] > red[2]


def bomb(width: int, height: int) -> SimpleUploadedFile:
    """A PNG of a few bytes that says it is huge."""
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))  # noqa: E731
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return SimpleUploadedFile(
        "bombe.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"0")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (SimpleUploadedFile("photo.jpg", b"<script>alert(1)</script>"), "not_a_picture"),
        (SimpleUploadedFile("photo.jpg", b"%PDF-1.7\n%%EOF"), "not_a_picture"),
        (SimpleUploadedFile("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "not_a_picture"),
        (SimpleUploadedFile("photo.png", b"\x89PNG\r\n\x1a\n"), "not_a_picture"),
        (SimpleUploadedFile("photo.png", b""), "empty"),
        (bomb(60_000, 60_000), "too_large"),
        (bomb(4, 4), "too_small"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(upload, code, at):
    with pytest.raises(ValidationError) as refused:
        take_image(upload=upload, alt="La place", at=at)
    assert refused.value.code == code
    assert upload.name in refused.value.message
    assert not Image.objects.exists()


def test_a_cut_photo_is_refused(photo, at):
    whole = photo().read()
    with pytest.raises(ValidationError):
        take_image(upload=SimpleUploadedFile("photo.jpg", whole[: len(whole) // 2]), alt="La place", at=at)


@pytest.mark.parametrize("alt", ["", "   ", "x" * 501])
def test_a_picture_must_be_described(photo, at, alt):
    with pytest.raises(ValidationError):
        take_image(upload=photo(size=(64, 64)), alt=alt, at=at)
    take_image(upload=photo(size=(64, 64)), alt="La place", at=at)


def test_the_tag_offers_formats_and_sizes_and_escapes_words(photo, at):
    image = take_image(upload=photo(size=(700, 500)), alt='La "place" <b>', credit="Ville & Cie", at=at)
    work()
    image.refresh_from_db()
    html = tag(image, '"640" credit=True')
    assert 'type="image/avif"' in html
    assert 'type="image/webp"' in html
    assert "320w" in html
    assert "700w" in html
    assert 'alt="La &quot;place&quot; &lt;b&gt;"' in html
    assert "Ville &amp; Cie" in html
    assert 'width="700" height="500"' in html
    assert 'loading="lazy"' in html
    assert "style=" not in html
    assert 'loading="lazy"' not in tag(image, '"640" lazy=False')
    assert tag(None) == ""


def test_the_point_that_stays_visible_is_a_class(photo, at, manager, alice):
    image = take_image(upload=photo(size=(64, 64)), alt="La place", at=at)
    with pytest.raises(Refused):
        describe_image(image=image, alt="La place", credit="", focus=(0.8, 7.0), person=alice)
    describe_image(image=image, alt="La place", credit="", focus=(0.8, 7.0), person=manager)
    assert "focus-x-75 focus-y-100" in tag(image)


def test_a_removed_picture_leaves_no_file(photo, at, django_capture_on_commit_callbacks):
    image = take_image(upload=photo(size=(400, 300)), alt="La place", at=at)
    work()
    image.refresh_from_db()
    paths = image.files
    assert all(default_storage.exists(path) for path in paths)
    with django_capture_on_commit_callbacks(execute=True):
        delete_image(image=image)
    assert not any(default_storage.exists(path) for path in paths)
