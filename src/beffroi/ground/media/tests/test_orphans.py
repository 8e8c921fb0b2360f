import os
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from beffroi.ground.media.actions import take_document, take_image
from beffroi.ground.media.models import Document, Image
from beffroi.ground.media.orphans import GRACE, orphans, stray_files
from beffroi.ground.media.tests.test_documents import PDF
from beffroi.ground.media.types import keepers

pytestmark = pytest.mark.django_db


class Waiting:
    kind = "waiting"

    def __init__(self, ids):
        self.ids = ids

    def images(self, ids):
        return set(ids) & self.ids

    def documents(self, ids):
        return set()

    def videos(self, ids):
        return set()


def test_only_old_pictures_that_nothing_holds_are_orphans(photo, at):
    logo, kept, alone = (take_image(upload=photo(size=(64, 64)), alt=name, at=at) for name in ("logo", "kept", "alone"))
    apps.get_model("town", "Town").objects.create(pk=1, name="Ville", logo=logo)  # stands above: by its name, not by import
    with keepers.with_more(Waiting({kept.pk})):
        assert orphans(Image, at + GRACE - timedelta(days=1)) == []
        assert orphans(Image, at + GRACE + timedelta(days=1)) == [alone]


def test_documents_too(at):
    document = take_document(upload=SimpleUploadedFile("plan.pdf", PDF), title="Plan", at=at)
    assert orphans(Document, at + timedelta(days=30)) == [document]


def test_files_without_a_row_are_found_after_a_day(photo, at):
    image = take_image(upload=photo(size=(64, 64)), alt="La place", at=at)
    stray = default_storage.save("images/ab/cdef/1.webp", ContentFile(b"x"))
    for path in (stray, image.file.name):
        os.utime(default_storage.path(path), (at.timestamp(), at.timestamp()))
    assert list(stray_files(at + timedelta(hours=2))) == []
    assert list(stray_files(at + timedelta(days=2))) == [stray]
