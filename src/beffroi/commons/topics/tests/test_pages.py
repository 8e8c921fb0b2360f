"""Pages of topics, for everybody and for the team."""

import pytest
from django.test import Client

from beffroi.commons.topics import actions
from beffroi.commons.topics.models import Tag
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.subjects import Subject

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("things")]


def test_a_topic_lists_what_has_it_and_nothing_hidden(client, things):
    for pk in range(1, 31):
        actions.tag(subject=Subject("sheet", pk), names=["Vélo"])
    things.hidden.add(30)
    page = client.get("/themes/velo/")
    text = page.content.decode()
    assert text.count('class="hit"') == 19
    assert "Fiche 30" not in text
    assert not page.cookies
    assert "csrfmiddlewaretoken" not in text
    assert "Vélo" in client.get("/themes/").content.decode()


@pytest.mark.parametrize("url", ["/themes/rien/", "/themes/velo/?after=xyz", "/themes/?after=%01"])
def test_wrong_addresses(client, url):
    actions.tag(subject=Subject("sheet", 1), names=["Vélo"])
    assert client.get(url).status_code == (404 if "rien" in url else 200)


def test_a_hidden_topic_is_gone(client, at):
    (tag,) = actions.tag(subject=Subject("sheet", 1), names=["Vélo"])
    actions.set_hidden(tag_id=tag.pk, hidden=True, at=at)
    assert client.get("/themes/velo/").status_code == 404
    assert "Vélo" not in client.get("/themes/").content.decode()


@pytest.mark.parametrize("count", [5, 50])
def test_the_page_asks_as_often_for_five_as_for_fifty(client, django_assert_max_num_queries, count):
    for pk in range(1, count + 1):
        actions.tag(subject=Subject("sheet", pk), names=["Vélo"])
    client.get("/themes/velo/")
    with django_assert_max_num_queries(6):
        client.get("/themes/velo/")


@pytest.fixture
def desk(client, manager) -> Client:
    """Somebody of the team, who came in with a second factor."""
    return sign_in(client, manager)


def test_the_team_keeps_topics_in_order(desk):
    one, two = actions.tag(subject=Subject("sheet", 1), names=["Vélo", "Bicyclette"])
    assert "Bicyclette" in desk.get("/bureau/themes/").content.decode()
    assert desk.post("/bureau/themes/", {"name": "Nature", "description": "", "colour": "leaf"}).status_code == 302
    assert desk.post(f"/bureau/themes/{one.pk}/", {"name": "Vélos", "description": "Ça roule.", "colour": ""}).status_code == 302
    assert desk.post(f"/bureau/themes/{two.pk}/fusionner/", {"into": one.pk}).status_code == 302
    assert list(Tag.objects.public().order_by("name").values_list("name", "uses_count")) == [("Nature", 0), ("Vélos", 1)]


@pytest.mark.parametrize("data", [{"name": ""}, {"name": "x" * 61}, {"name": "???"}, {"name": "ok", "colour": "rainbow"}])
def test_what_is_wrong_is_said_where_it_is(desk, data):
    (tag,) = actions.tag(subject=Subject("sheet", 1), names=["Vélo"])
    for url in ("/bureau/themes/", f"/bureau/themes/{tag.pk}/"):
        answer = desk.post(url, {"description": "Mes mots."} | data)
        assert answer.status_code == 200
        assert b"error-summary" in answer.content
        assert b"Mes mots." in answer.content


@pytest.mark.parametrize("into", ["", "999", "x"])
def test_merging_into_nothing_is_refused(desk, into):
    (tag,) = actions.tag(subject=Subject("sheet", 1), names=["Vélo"])
    assert desk.post(f"/bureau/themes/{tag.pk}/fusionner/", {"into": into}).status_code == 200
    assert Tag.objects.public().count() == 1


def test_citizens_do_not_reach_the_desk(client, alice):
    sign_in(client, alice)
    assert client.get("/bureau/themes/").status_code == 403
    client.logout()
    assert client.get("/bureau/themes/").status_code == 302
