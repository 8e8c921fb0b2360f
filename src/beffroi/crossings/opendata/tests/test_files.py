import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from beffroi.ground.media.actions import take_document
from beffroi.outreach.pages import actions as pages

pytestmark = pytest.mark.django_db


def test_an_open_data_file_is_in_the_catalogue_and_a_reserved_one_is_not(client, manager, at):
    for title, licence in (("Repas servis", "lov2"), ("Plan réservé", "reserved")):
        document = take_document(upload=SimpleUploadedFile("a.csv", b"a;b\n1;2\n"), title=title, at=at)
        values = {"kind": "data", "title": title, "description": "D", "licence": licence}
        pages.publish_file(document=document, person=manager, at=at, values=values)
    html = client.get("/donnees/").content.decode()
    assert "Repas servis" in html
    assert "Plan réservé" not in html
    turtle = client.get("/donnees/catalogue.ttl").content.decode()
    assert "/documents/repas-servis/" in turtle
    assert "file-type/CSV" in turtle
