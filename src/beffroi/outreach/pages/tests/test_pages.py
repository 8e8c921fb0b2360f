import json
import re
from datetime import timedelta

import pytest

from beffroi.commons.search import queries as search
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.models import Mail
from beffroi.kernel.rules import Refused
from beffroi.outreach.pages import actions, jobs
from beffroi.outreach.pages.models import Opinion, Page
from beffroi.outreach.pages.structured import questions

pytestmark = pytest.mark.django_db


def read(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def blocks(html):
    return [json.loads(block) for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)]


def test_a_draft_is_nobodys_and_a_published_page_is_found_and_says_what_it_is(write, client):
    page = write(
        public=False, bring="- Photo\n- Justificatif", cost="gratuit", at_counter=True, body="## Et pour un enfant ?\n\nIl vient aussi."
    )
    assert client.get(page.get_absolute_url()).status_code == 404
    assert not search.find("carte identité").rows
    actions.publish(page=page, person=page.author, at=page.created_at)
    html = read(client, page.get_absolute_url())
    assert "<li>Photo</li>" in html
    assert "csrfmiddlewaretoken" not in html
    assert not client.cookies
    assert [row.title for row in search.find("carte identité").rows] == ["Carte d’identité"]
    found = {block["@type"]: block for block in blocks(html)}
    assert found["GovernmentService"]["availableChannel"][0]["serviceLocation"]["@type"] == "CityHall"
    assert found["FAQPage"]["mainEntity"][0]["acceptedAnswer"]["text"] == "Il vient aussi."
    actions.withdraw(page=page, person=page.author, at=page.created_at)
    assert client.get(page.get_absolute_url()).status_code == 404
    assert not search.find("carte identité").rows


def test_only_headings_that_ask_are_questions():
    body = "Avant\n# Quand venir ?\nLe matin.\n## Où\nÀ la mairie.\n### Combien ?\n"
    assert questions(body) == [("Quand venir ?", "Le matin.")]


def test_the_second_of_two_editors_overwrites_nothing_and_keeps_the_text(write, client, manager, at):
    page = write(kind=Page.PLAIN, title="Marché")
    actions.edit(page=page, person=manager, base_version=page.version, at=at, values={"body": "Le mardi."})
    with pytest.raises(Refused):
        actions.edit(page=page, person=manager, base_version=page.version, at=at, values={"body": "Le jeudi."})
    sign_in(client, manager)
    said = {"title": "Marché", "summary": "S", "body": "Le jeudi.", "language": "fr", "act": "keep"}
    html = client.post(f"/bureau/pages/{page.pk}/edit/", said | {"base_version": page.version}).content.decode()
    page.refresh_from_db()
    assert page.body == "Le mardi."
    assert "Le mardi." in html
    assert "Le jeudi." in html
    fresh = re.search(r'name="base_version" value="(\d+)"', html)[1]
    client.post(f"/bureau/pages/{page.pk}/edit/", said | {"base_version": fresh})
    page.refresh_from_db()
    assert page.body == "Le jeudi."


def test_an_older_version_is_taken_up_again_as_a_new_one(write, manager, client, at):
    page = write(kind=Page.PLAIN, title="Marché", body="Le mardi.")
    actions.edit(page=page, person=manager, base_version=page.version, at=at, values={"body": "Le jeudi."})
    sign_in(client, manager)
    client.post(f"/bureau/pages/{page.pk}/versions/1/")
    page.refresh_from_db()
    assert page.body == "Le mardi."
    assert page.versions.count() == 4
    assert "Le mardi." in read(client, page.get_absolute_url())


def test_a_page_without_a_text_or_a_reader_is_not_published(write):
    with pytest.raises(Refused):
        write(kind=Page.PLAIN, body="")
    with pytest.raises(Refused):
        write(takes_requests=True)


@pytest.mark.parametrize("path", ["", "new/", "who/", "files/", "trails/", "requests/", "websites/"])
def test_the_desk_is_for_the_team(client, alice, path):
    sign_in(client, alice)
    assert client.get(f"/bureau/pages/{path}").status_code == 403


def test_script_in_a_page_stays_words(write, client):
    page = write(kind=Page.STORY, title="<script>x</script>", body="<script>alert(1)</script> [a](javascript:alert(1))", credits="<b>x</b>")
    html = read(client, page.get_absolute_url())
    assert "<script>x" not in html
    assert "<script>alert" not in html
    assert 'href="javascript' not in html
    assert "<b>x</b>" not in html


def test_one_opinion_a_visitor_and_a_later_one_replaces_it(service, client):
    url = f"/pages/{service.slug}/avis/"
    client.post(url, {"helped": "yes"})
    client.post(url, {"helped": "no", "missing": "Les horaires"})
    client.post(url, {"helped": "yes"}, REMOTE_ADDR="203.0.113.7")
    service.refresh_from_db()
    assert (service.helped_count, service.missed_count) == (1, 1)
    assert Opinion.objects.count() == 2
    assert "Les horaires" in Mail.objects.get(to="etat-civil@clairbourg.example").text
    assert "Les horaires" not in read(client, service.get_absolute_url())


def test_the_owner_is_asked_once_whether_the_page_is_still_true(service, manager, client, monkeypatch, at):
    today = at.date()
    Page.objects.filter(pk=service.pk).update(review_on=today)
    monkeypatch.setattr("beffroi.kernel.clock.now", lambda: at)
    for _twice in range(2):
        jobs.remind_of_reviews.function()
    assert Mail.objects.filter(to="etat-civil@clairbourg.example").count() == 1
    actions.confirm(page=service, person=manager, review_on=today + timedelta(days=365), at=at)
    assert not Page.objects.to_review(today).exists()


def test_the_directory_finds_words_without_accents_and_costs_the_same_for_50(write, client, django_assert_max_num_queries):
    for number in range(5):
        write(f"Service {number}")
    write("École : inscription", section="Enfance")
    read(client, "/services/")  # the frame is kept from now on
    with django_assert_max_num_queries(3):
        html = read(client, "/services/?q=ecole")
    assert "École : inscription" in html
    assert "Service 1<" not in html
    for number in range(5, 50):
        write(f"Service {number}")
    read(client, "/services/")
    with django_assert_max_num_queries(3):
        html = read(client, "/services/")
    assert "Service 49" in html
    assert client.get("/services/?section=Enfance").content.decode().count('class="page-name"') == 1


def test_a_story_has_its_place_and_an_easy_version(write, client):
    page = write(
        "Le Pont-Vieux", Page.PLACE, longitude=2.1, latitude=45.1, address="Pont-Vieux", easy="C’est un vieux pont.", period="1452"
    )
    html = read(client, page.get_absolute_url())
    assert "<svg" in html
    assert "C’est un vieux pont." not in html
    assert blocks(html)[0]["geo"]["latitude"] == 45.1
    assert "C’est un vieux pont." in read(client, page.get_absolute_url() + "?falc=1")
    listed = read(client, "/histoires/")
    assert "Le Pont-Vieux" in listed


def test_a_trail_shows_its_public_stops_in_order(write, client, manager, at):
    stops = [write(name, Page.PLACE, longitude=2.1 + n / 100, latitude=45.1) for n, name in enumerate(("Moulin", "Fontaine", "Halle"))]
    values = {"title": "Au fil de l’eau", "summary": "Trois arrêts", "duration": "", "accessibility": "", "is_public": True}
    trail = actions.keep_trail(trail=None, stops=stops[::-1], values=values, person=manager, at=at)
    actions.withdraw(page=stops[1], person=manager, at=at)
    html = read(client, trail.get_absolute_url())
    assert html.index("Halle") < html.index("Moulin")
    assert "Fontaine" not in html
    assert trail.title in read(client, stops[0].get_absolute_url())


def test_the_desk_lists_cost_the_same_for_50_pages(write, client, manager, django_assert_max_num_queries):
    sign_in(client, manager)
    for number in range(50):
        write(f"Page {number}")
    with django_assert_max_num_queries(40):
        assert client.get("/bureau/pages/").status_code == 200
