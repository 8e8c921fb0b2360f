"""What was checked is a table of the town, and one file of ClaimReviews."""

import csv
import io
import json

import pytest
from django.urls import reverse

from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.rumors import actions as rumors

pytestmark = pytest.mark.django_db
WORDS = {"verdict": "false", "headline": "La piscine reste ouverte", "truth": "Seuls les vestiaires ferment.", "explanation": "Lu."}
SOURCE = {"title": "Délibération 118", "url": "https://v.example/118", "publisher": "Conseil", "dated": None, "quote": ""}


def check(manager, validator, at, **more):
    rumor = rumors.open_by_hand(claim="La piscine ferme", person=manager, at=at)
    rumors.add_source(rumor=rumor, person=manager, values=SOURCE, at=at)
    for number in (1, 2):
        values = WORDS | more | ({"correction": "La date.", "truth": "Les vestiaires ferment en mars."} if number == 2 else {})
        rumors.save_draft(rumor=rumor, person=manager, values=values, at=at)
        approval = rumors.ask_second(rumor=rumor, person=manager, validators=[validator], at=at)
        approvals.decide(approval=approval, person=validator, is_approved=True, at=at)
    return rumor


def test_published_fact_checks_are_open_data_as_they_are_worded_now(client, manager, validator, at, settings):
    settings.BASE_URL = "https://v.example"
    rumor = check(manager, validator, at)
    check(manager, validator, at, verdict="outdated", headline="Le bac est fermé depuis 2019")
    rumors.open_by_hand(claim="Pas encore vu", person=manager, at=at)
    text = b"".join(client.get("/donnees/jeux/verifications.csv").streaming_content).decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ",")
    assert (first["verdict"], first["note"], first["vrai"], first["version"]) == ("false", "1", "Les vestiaires ferment en mars.", "2")
    assert first["page"] == f"https://v.example{rumor.get_absolute_url()}"
    assert first["sources"] == "Délibération 118 (Conseil) https://v.example/118"
    assert (second["verdict"], second["note"]) == ("outdated", "")
    whole = json.loads(b"".join(client.get("/donnees/jeux/verifications.json").streaming_content))
    assert "Pas encore vu" not in json.dumps(whole, ensure_ascii=False)
    graph = json.loads(b"".join(client.get("/rumeurs.jsonld").streaming_content))["@graph"]
    assert [one["@type"] for one in graph] == ["ClaimReview", "ClaimReview"]
    assert (graph[0]["claimReviewed"], graph[0]["correction"]["text"]) == ("La piscine ferme", "La date.")
    assert "/donnees/jeux/verifications/" in client.get(reverse("rumors:index")).content.decode()
