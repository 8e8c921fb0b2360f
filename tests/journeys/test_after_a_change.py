"""The first page after a public change has to read again what the frame shows: it keeps to the budget of lists all the same."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock, edition
from beffroi.participation.spaces.kitchen import ready_component

pytestmark = pytest.mark.django_db
READER, SIGNED_IN = 6, 10


@pytest.mark.parametrize("who", ["a reader", "who is signed in"])
def test_the_first_list_after_a_change_keeps_to_the_budget(who, client, alice):
    component = ready_component("proposal", at=clock.now(), verbs=("propose", "support", "comment"))
    if who != "a reader":
        sign_in(client, alice)
    for address in (
        f"/p/{component.process.slug}/propositions/{component.pk}/",
        "/forum/",
        "/actualites/",
        "/decisions/",
        "/themes/",
        "/questions/",
    ):
        client.get(address)
        edition.bump()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        said = "\n".join(query["sql"][:150] for query in asked)
        assert len(asked) <= (READER if who == "a reader" else SIGNED_IN), f"{address}: {len(asked)}\n{said}"
