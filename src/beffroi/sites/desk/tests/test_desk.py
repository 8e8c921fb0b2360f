"""What only the desk puts together."""

import pytest

from beffroi.ground.people.testing import sign_in

pytestmark = pytest.mark.django_db


def test_the_parts_of_pages_are_for_administrators_of_a_real_town(client, admin, manager):
    assert client.get("/gallery/").status_code == 404
    sign_in(client, manager)
    assert client.get("/gallery/").status_code == 404
    sign_in(client, admin)
    assert 'href="/gallery/"' in client.get("/bureau/").content.decode()
    assert client.get("/gallery/").status_code == 200
