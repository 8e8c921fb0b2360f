"""What only the desk puts together."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.models import Pulse, Record
from beffroi.sites.desk.reading import happenings

pytestmark = pytest.mark.django_db


def test_the_parts_of_pages_are_for_administrators_of_a_real_town(client, admin, manager):
    assert client.get("/gallery/").status_code == 404
    sign_in(client, manager)
    assert client.get("/gallery/").status_code == 404
    sign_in(client, admin)
    assert 'href="/gallery/"' in client.get("/bureau/").content.decode()
    assert client.get("/gallery/").status_code == 200


def test_the_log_speaks_in_sentences(client, admin):
    Record.objects.create(name="supports.Supported", data={"subject_kind": "proposal", "subject_id": 7})
    Record.objects.create(name="gone.SomethingOld", data={"title": "<b>Vieux</b>"})
    sign_in(client, admin)
    page = client.get("/bureau/journal/").content.decode()
    assert "Un soutien a été donné." in page
    assert "subject_id=7" in page
    assert "gone.SomethingOld" in page
    assert "&lt;b&gt;Vieux" in page
    with override("en"):
        assert str(happenings(Record.objects.filter(name="supports.Supported"))[0].sentence) == "A support was given."


def test_a_worker_that_has_fallen_silent_is_said_on_the_first_page(client, manager):
    sign_in(client, manager)
    assert "mails and publications wait" in english(client)
    Pulse.objects.create(worker="one", at=clock.now())
    assert "Nothing goes out" not in english(client)
    Pulse.objects.update(at=clock.now() - timedelta(minutes=4))
    assert "silent since" in english(client)


def english(client) -> str:
    return client.get("/en/bureau/").content.decode()
