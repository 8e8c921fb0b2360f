"""The fact checks of a town are followed from anywhere: a verdict is said once, a correction in its thread."""

import json

from beffroi.channels.fediverse.models import Publication
from beffroi.crossings.presence.actions import faces
from beffroi.crossings.presence.models import FEED
from beffroi.crossings.presence.sources import CHECKS
from beffroi.ground.town import actions as towns
from beffroi.kernel import clock
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.rumors import actions as rumors

SOURCE = {"title": "Délibération [118]", "url": "https://valbourg.example/118", "publisher": "Conseil", "dated": None, "quote": ""}
WORDS = {
    "verdict": "false", "headline": "La piscine reste ouverte", "truth": "Seuls les vestiaires sont en travaux.",
    "explanation": "Nous avons **relu** la délibération.",
}  # fmt: skip


def publish(rumor, manager, validator, now, **more):
    rumors.save_draft(rumor=rumor, person=manager, values=WORDS | more, at=now)
    approval = rumors.ask_second(rumor=rumor, person=manager, validators=[validator], at=now)
    approvals.decide(approval=approval, person=validator, is_approved=True, at=now)
    rumor.refresh_from_db()


def test_a_fact_check_is_said_and_corrected_in_its_thread(town, manager, validator, now, work, client):
    towns.set_up_town(name="Valbourg", at=now)
    actor = faces.refresh(kind=FEED, ref=CHECKS, at=now).actor
    assert (actor.username, actor.type, actor.url) == ("verifications", "Service", "/rumeurs/")
    assert "Suivre depuis Mastodon" in client.get("/rumeurs/").content.decode()
    rumor = rumors.open_by_hand(claim="La piscine ferme en janvier", person=manager, at=now)
    rumors.add_source(rumor=rumor, person=manager, values=SOURCE, at=now)
    publish(rumor, manager, validator, now)
    work()
    work()
    first = Publication.objects.get(actor=actor)
    assert "vestiaires" in first.document["content"]
    assert "ferme" not in first.document["content"], "what is said travels with its verdict only"
    whole = json.dumps(first.rich, ensure_ascii=False)
    assert "« La piscine ferme en janvier »" in whole.replace("\u202f", " ")
    assert ">Délibération [118] (Conseil)</a>" in json.loads(json.dumps(first.rich))["content"]
    publish(
        rumor,
        manager,
        validator,
        clock.now(),
        truth="Elle ferme quatre semaines.",
        correction="Les dates ont changé.",
        headline="Elle rouvre en mars",
    )
    work()
    work()
    first.refresh_from_db()
    assert "quatre semaines" in first.document["content"], "the first says what holds now"
    below = Publication.objects.filter(actor=actor).exclude(pk=first.pk).get()
    assert below.document["inReplyTo"] == first.uri
    assert "Les dates ont changé." in below.document["content"]


def test_a_correction_that_is_told_at_once_with_the_first_is_not_told_twice(town, manager, validator, now, work):
    actor = faces.refresh(kind=FEED, ref=CHECKS, at=now).actor
    rumor = rumors.open_by_hand(claim="La piscine ferme en janvier", person=manager, at=now)
    rumors.add_source(rumor=rumor, person=manager, values=SOURCE, at=now)
    publish(rumor, manager, validator, now)
    publish(rumor, manager, validator, now, truth="Elle ferme quatre semaines.", correction="Les dates ont changé.")
    work()
    work()
    assert ["quatre semaines" in row.document["content"] for row in Publication.objects.filter(actor=actor)] == [True]
