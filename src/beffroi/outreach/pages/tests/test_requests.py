from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from beffroi.commons.privacy.types import ExportFile, personal_data
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.models import Mail
from beffroi.kernel.rules import Refused
from beffroi.outreach.pages import actions
from beffroi.outreach.pages.models import Attachment, ServiceRequest

pytestmark = pytest.mark.django_db

SAID = {"name": "Alice Martin", "email": "alice@example.org", "text": "Quand puis-je venir ?"}


@pytest.fixture
def asked(service, client):
    file = SimpleUploadedFile("note.txt", b"Une note", content_type="text/plain")
    answer = client.post(f"/services/{service.slug}/demande/", SAID | {"attachments": [file]})
    assert answer.status_code == 302, answer.content.decode()
    return ServiceRequest.objects.get()


def test_a_request_reaches_the_service_and_its_author_gets_a_receipt(asked):
    to = {mail.to: mail.text for mail in Mail.objects.all()}
    assert asked.reference in to["alice@example.org"]
    assert f"/bureau/pages/requests/{asked.pk}/" in to["etat-civil@clairbourg.example"]
    assert asked.attachments.get().name == "note.txt"


def test_the_answer_goes_by_mail_once(asked, client, manager, at):
    sign_in(client, manager)
    page = client.get(f"/bureau/pages/requests/{asked.pk}/").content.decode()
    assert "Quand puis-je venir" in page
    client.post(f"/bureau/pages/requests/{asked.pk}/", {"text": "Mardi à 9 h."})
    answer = Mail.objects.get(key=f"pages:answer:{asked.pk}")
    assert "Mardi à 9 h." in answer.text
    assert answer.to == "alice@example.org"
    with pytest.raises(Refused):
        actions.answer(asked=asked, person=manager, text="Jeudi", at=at)


def test_a_file_is_for_the_team_alone(asked, client, alice, manager):
    file = asked.attachments.get()
    url = f"/bureau/pages/requests/{asked.pk}/files/{file.pk}/"
    assert client.get(f"/media/{file.file.name}").status_code == 404
    sign_in(client, alice)
    assert client.get(url).status_code == 403
    sign_in(client, manager)
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == b"Une note"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_file_that_lies_is_said_beside_the_field_and_the_text_is_kept(service, client):
    lie = SimpleUploadedFile("photo.png", b"<script>", content_type="image/png")
    answer = client.post(f"/services/{service.slug}/demande/", SAID | {"attachments": [lie]})
    assert answer.status_code == 200
    assert "Quand puis-je venir" in answer.content.decode()
    assert not ServiceRequest.objects.exists()


def test_too_many_requests_and_programs_are_stopped(service, client):
    url = f"/services/{service.slug}/demande/"
    client.post(url, SAID | {"website": "https://spam.example"})
    assert not ServiceRequest.objects.exists()
    for number in range(8):
        last = client.post(url, SAID | {"email": f"a{number}@example.org"})
    assert last.status_code == 429
    assert ServiceRequest.objects.count() == 6


def test_a_page_that_takes_no_requests_takes_none(write, client):
    page = write()
    answer = client.post(f"/services/{page.slug}/demande/", SAID)
    assert answer.status_code == 403
    assert not ServiceRequest.objects.exists()


def test_requests_are_exported_erased_and_forgotten_with_their_files(asked, alice, manager, at, django_capture_on_commit_callbacks):
    path = Attachment.objects.get().file.name
    ServiceRequest.objects.update(email=alice.email)
    holder = personal_data["service_requests"]
    exported = list(holder.export(alice))
    assert exported[0]["text"] == SAID["text"]
    assert isinstance(exported[1], ExportFile)
    actions.forget_answered(before=at + timedelta(days=400))
    assert ServiceRequest.objects.exists()  # nobody answered yet
    with django_capture_on_commit_callbacks(execute=True):
        holder.erase(account=alice, at=at)
    assert not ServiceRequest.objects.exists()
    assert not default_storage.exists(path)
