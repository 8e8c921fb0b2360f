"""Pictures, documents and videos whose files are in a bucket: the same pages, the same limits."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template

from beffroi.ground.media.actions import delete_image, take_document, take_image
from beffroi.ground.media.jobs import clean_up, make_sizes
from beffroi.ground.media.models import Document, Image
from beffroi.ground.media.tests.test_documents import PDF
from beffroi.kernel import http_s3
from beffroi.kernel.tests.s3_server import bucket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fake(settings, monkeypatch):
    monkeypatch.setattr(http_s3, "_wait", lambda number: None)
    with bucket() as one:
        settings.STORAGES = {**settings.STORAGES, "default": one.storage}
        yield one


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_picture_is_taken_made_smaller_shown_and_removed(fake, client, photo, at, django_capture_on_commit_callbacks):
    image = take_image(upload=photo(), alt="La place", at=at)
    make_sizes(image_id=image.pk)
    image.refresh_from_db()
    shown = Template('{% load media %}{% picture image "320" %}').render(Context({"image": image}))
    address = f"/media/{image.sizes['320']['webp']}"
    assert address in shown
    assert str(fake.port) not in shown, "readers never meet the bucket"
    fake.asked.clear()
    response = client.get(address)
    assert body(response)[8:12] == b"WEBP"
    assert "immutable" in response["Cache-Control"]
    assert [asked.split()[0] for asked in fake.asked] == ["HEAD", "GET"]
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert len(fake.objects) == len(image.files) > 3
    with django_capture_on_commit_callbacks(execute=True):
        delete_image(image=image)
    assert fake.objects == {}
    assert client.get(address).status_code == 404


def test_a_part_of_a_document_is_a_part_of_the_object(fake, client, at):
    found = take_document(upload=SimpleUploadedFile("plan.pdf", PDF), title="Plan", at=at)
    response = client.get(found.file.url, headers={"Range": "bytes=5-9"})
    assert (response.status_code, body(response)) == (206, PDF[5:10])
    fake.wrong = ["", "cut"]
    assert body(client.get(found.file.url)) == PDF


def test_a_stray_object_goes_and_others_stay(fake, photo, at):
    image = take_image(upload=photo(size=(64, 64)), alt="La place", at=at)
    stray = default_storage.save("images/ab/cdef/1.webp", ContentFile(b"x"))
    for key, (content, modified) in list(fake.objects.items()):
        fake.objects[key] = (content, modified - timedelta(days=3))
    clean_up()
    assert not default_storage.exists(stray)
    assert Image.objects.filter(pk=image.pk).exists() == default_storage.exists(str(image.file.name))


def test_while_the_bucket_is_away_nothing_is_half_done(fake, client, photo, at):
    found = take_document(upload=SimpleUploadedFile("plan.pdf", PDF), title="Plan", at=at)
    fake.always = "503"
    with pytest.raises(ValidationError) as said:
        take_image(upload=photo(size=(64, 64)), alt="La place", at=at)
    assert said.value.code == "not_kept"
    assert not Image.objects.exists()
    response = client.get(found.file.url)
    assert response.status_code == 503
    assert response["Retry-After"]
    assert str(fake.port) not in response.content.decode()
    fake.always = ""
    assert Document.objects.get().pk == found.pk
    assert body(client.get(found.file.url)) == PDF
