"""What everybody reads and sends, and what the team does, page by page."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.commons.conversations import actions as conversations
from beffroi.commons.moderation.models import Case
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.models import Mail
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.rumors import actions
from beffroi.outreach.rumors.models import Rumor, Sighting
from beffroi.outreach.rumors.tests.conftest import CLAIM, NOW, SOURCE, WORDS
from beffroi.outreach.rumors.tests.test_checking import work

pytestmark = pytest.mark.django_db
FORM = {"claim": CLAIM, "where": "Un groupe Facebook", "url": "", "email": "lea@example.org", "website": ""}


def read(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        read(client, url)
    return len(found)


def test_anybody_asks_and_follows_and_the_claim_is_not_repeated_meanwhile(client):
    answer = client.post(reverse("rumors:report"), FORM)
    sighting = Sighting.objects.get()
    assert answer["Location"] == reverse("rumors:asked", args=[sighting.key])
    assert sighting.email == "lea@example.org"
    assert CLAIM in read(client, answer["Location"])
    waiting = read(client, sighting.rumor.get_absolute_url())
    assert "piscine" not in waiting
    assert "noindex" in waiting
    client.post(answer["Location"])
    sighting.refresh_from_db()
    assert sighting.email == ""


def test_what_was_checked_already_is_shown_before_it_is_asked_again(client, checked):
    rumor = checked()
    said = FORM | {"claim": "J’ai lu que la piscine municipale ferme en janvier"}
    page = client.post(reverse("rumors:report"), said).content.decode()
    assert rumor.get_absolute_url() in page
    assert "Un groupe Facebook" in page
    assert Sighting.objects.filter(door=Sighting.FORM).count() == 0
    client.post(reverse("rumors:report"), said | {"anyway": "1"})
    assert Sighting.objects.filter(door=Sighting.FORM).count() == 1
    client.post(reverse("rumors:report"), FORM | {"website": "https://robot.example"})
    assert Sighting.objects.filter(door=Sighting.FORM).count() == 1


def test_the_page_has_its_claim_review(client, checked):
    rumor = checked()
    page = read(client, rumor.get_absolute_url())
    for words in (
        WORDS["headline"],
        WORDS["truth"],
        CLAIM,
        "Faux",
        "Délibération 2026-118",
        "12 mars 2026",
        "<strong>service des sports</strong>",
    ):
        assert words in page
    assert page.count("<h1") == 1
    assert 'property="og:title"' in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert (data["@context"], data["@type"], data["claimReviewed"]) == ("https://schema.org", "ClaimReview", CLAIM)
    assert data["url"] == f"http://testserver{rumor.get_absolute_url()}"
    assert data["reviewRating"] == {"@type": "Rating", "alternateName": "Faux", "ratingValue": 1, "bestRating": 5, "worstRating": 1}
    assert data["author"]["@type"] == "GovernmentOrganization"
    assert data["itemReviewed"]["@type"] == "Claim"
    assert data["citation"][0]["publisher"] == {"@type": "Organization", "name": "Conseil municipal"}
    assert data["citation"][0]["datePublished"] == "2026-03-12"
    assert "" not in data.values()
    assert rumor.get_absolute_url() in read(client, "/sitemap-rumors.xml")
    assert client.cookies == {}


def test_corrections_are_public_with_what_stood_there_before(client, checked):
    rumor = checked()
    checked(rumor=rumor, truth="La piscine ferme quatre semaines.", correction="Les dates ont changé.")
    page = read(client, rumor.get_absolute_url())
    assert "Les dates ont changé." in page
    assert WORDS["truth"] in page  # as it was
    feed = ElementTree.fromstring(client.get(reverse("rumors_feeds:atom")).content)
    titles = [one.text for one in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert WORDS["headline"] in titles
    for name in ("atom", "rss", "json"):
        said = client.get(reverse(f"rumors_feeds:{name}")).content.decode()
        assert CLAIM not in said, name
        assert WORDS["headline"] in said, name


def test_the_list_asks_no_more_of_many_than_of_few(client, checked):
    checked()
    few = queries_of(client, reverse("rumors:index"))
    first = Rumor.objects.get()
    Rumor.objects.bulk_create(
        Rumor(
            claim=f"C{n}",
            headline=f"H{n}",
            truth="T",
            verdict="true",
            state="published",
            number=1,
            created_at=NOW,
            published_at=NOW,
            changed_at=NOW,
        )
        for n in range(50)
    )
    assert queries_of(client, reverse("rumors:index")) == few <= 6
    assert first.headline not in read(client, reverse("rumors:index") + "?verdict=true")
    assert queries_of(client, first.get_absolute_url()) <= 6


def test_a_doubt_goes_to_those_who_check_and_not_to_the_queue(client, alice):
    thread = conversations.open_topic(person=alice, title="La piscine", text="On me dit que tout ferme.", at=NOW)
    message = conversations.send(thread=thread, person=alice, text="La piscine ferme définitivement !", at=NOW)
    url = reverse("moderation:flag", args=[f"message:{message.pk}"])
    assert 'value="doubtful"' in read(client, url)
    answer = client.post(url, {"reason": "doubtful", "text": "Qui l’a dit ?", "good_faith": "on", "website": ""})
    made = Sighting.objects.get()
    assert answer["Location"] == reverse("rumors:asked", args=[made.key])
    assert (made.door, made.about) == (Sighting.FLAG, Subject("message", message.pk))
    assert "Qui l’a dit" in made.text
    assert not Case.objects.exists()


def test_the_team_goes_the_whole_way(client, manager, validator):
    client.post(reverse("rumors:report"), FORM)
    rumor = Rumor.objects.get()
    sign_in(client, manager)
    assert "Rumeurs" in read(client, reverse("rumors_desk:index"))
    file = reverse("rumors_desk:show", args=[rumor.pk])
    assert "Un groupe Facebook" in read(client, file)
    bad = client.post(reverse("rumors_desk:verdict", args=[rumor.pk]), WORDS | {"headline": "Faux, elle reste ouverte"})
    assert bad.status_code == 422
    assert "Faux, elle reste ouverte" in bad.content.decode()
    client.post(reverse("rumors_desk:verdict", args=[rumor.pk]), WORDS)
    assert reverse("rumors_desk:add_source", args=[rumor.pk]) in read(client, file)
    source = {name: str(value) for name, value in SOURCE.items()}
    client.post(reverse("rumors_desk:add_source", args=[rumor.pk]), source)
    row = rumor.sources.get()
    client.post(reverse("rumors_desk:source", args=[rumor.pk, row.pk]), source | {"publisher": "Conseil"})
    client.post(reverse("rumors_desk:note", args=[rumor.pk]), {"text": "Rappeler le service des sports."})
    client.post(reverse("rumors_desk:frame", args=[rumor.pk]), {"claim": CLAIM, "where": "sur Facebook", "assigned_to": manager.pk})
    client.post(reverse("rumors_desk:seen", args=[rumor.pk]), {"where": "Au marché", "text": "", "url": ""})
    page = read(client, file)
    for words in ("Rappeler le service des sports.", "Conseil", "sur Facebook", "Au marché"):
        assert words in page
    assert str(validator.voice.display_name) in read(client, reverse("rumors_desk:ask", args=[rumor.pk]))
    client.post(reverse("rumors_desk:ask", args=[rumor.pk]), {"validators": [validator.pk]})
    approval = Approval.objects.get()
    sign_in(client, validator)
    reading = read(client, reverse("approvals:show", args=[approval.pk]))
    for words in (WORDS["headline"], "Délibération 2026-118"):
        assert words in reading
    client.post(reverse("approvals:show", args=[approval.pk]), {"verdict": "approve", "comment": ""})
    rumor.refresh_from_db()
    assert rumor.is_public
    work()
    assert "Rappeler" not in read(client, rumor.get_absolute_url())
    assert Mail.objects.filter(to="lea@example.org").count() == 1


def test_the_team_merges_and_parts_again(client, manager):
    first, other = (actions.report(claim=f"{CLAIM} {n}", person=manager, at=NOW).rumor for n in (1, 2))
    sign_in(client, manager)
    client.post(reverse("rumors_desk:merge", args=[other.pk]), {"number": first.pk})
    there, part = reverse("rumors_desk:show", args=[first.pk]), reverse("rumors_desk:part", args=[other.pk])
    assert f"apportée à la rumeur {other.pk}" in read(client, there)
    assert part in read(client, there)
    assert part in read(client, reverse("rumors_desk:show", args=[other.pk]))
    assert "reviennent ici" in read(client, part)
    assert client.post(part)["Location"] == reverse("rumors_desk:show", args=[other.pk])
    assert part not in read(client, there)
    assert "n’est pas réunie" in client.post(part).content.decode()


def test_a_citizen_has_no_desk(client, alice):
    rumor = actions.report(claim=CLAIM, person=alice, at=NOW).rumor
    sign_in(client, alice)
    for name in ("show", "verdict", "close", "merge", "part"):
        assert client.get(reverse(f"rumors_desk:{name}", args=[rumor.pk])).status_code == 403
