import io

import pytest
from beffroi_pytest import NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from beffroi.participation.reports import actions
from beffroi.participation.reports.models import Attribute, Category, Service

HERE = (2.35, 48.85)


@pytest.fixture
def roads(db):
    return Service.objects.create(name="Voirie")


@pytest.fixture
def lamps(roads):
    row = Category.objects.create(code="lampadaire", name="Lampadaire en panne", group="Éclairage", service=roads, expected_days=10)
    Attribute.objects.create(
        category=row,
        code="nombre",
        description="Combien de lampadaires ?",
        datatype=Attribute.SINGLE,
        values=[{"key": "1", "name": "Un seul"}, {"key": "rue", "name": "Toute la rue"}],
    )
    return row


@pytest.fixture
def lamp(lamps, alice):
    return actions.open_report(
        category=lamps, longitude=HERE[0], latitude=HERE[1], text="Éteint depuis lundi.", place="3 rue des Lilas", person=alice, at=NOON
    )


@pytest.fixture
def picture_file(settings, tmp_path):
    """picture_file() -> an upload of a small photo; files go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path

    def make(name="photo.png"):
        kept = io.BytesIO()
        Pillow.new("RGB", (64, 64), "navy").save(kept, "PNG")
        return SimpleUploadedFile(name, kept.getvalue(), content_type="image/png")

    return make
