"""A message from a network is checked as a rumour: its author is told, may object, and reads the verdict in her own thread."""

import pytest
from django.urls import reverse

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import Incoming, channels
from beffroi.crossings.intake.tests.test_intake import NOW, Network, work
from beffroi.ground.people.testing import sign_in
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.origins import actions as origins
from beffroi.outreach.origins import queries as known_origins
from beffroi.outreach.origins.models import Origin
from beffroi.outreach.rumors import actions as rumors
from beffroi.outreach.rumors.models import Rumor, Sighting

pytestmark = pytest.mark.django_db
CLAIM = "La piscine municipale ferme définitivement en janvier"
SAID = "@commune Il paraît que la piscine municipale ferme définitivement en janvier !"
TRUTH = "La piscine reste ouverte : seuls les vestiaires sont en travaux."


@pytest.fixture
def network(settings):
    settings.BASE_URL = "https://ville.example"
    network = Network()
    with channels.with_more(network):
        yield network


@pytest.fixture
def account(network):
    return base.connect(kind="network", name="Commune")


def hear(account, remote_id="m1", who="jeanne", text=SAID, **more) -> Heard:
    said = Incoming(
        remote_id=remote_id, author_address=f"@{who}@la.example", author_name=who, text=text, sent_at=NOW,
        url=f"https://la.example/{remote_id}", **more,
    )  # fmt: skip
    base.keep_heard(account=account, incoming=[said], at=NOW, is_whole=False)
    return Heard.objects.select_related("account", "delivery").get(account=account, remote_id=remote_id)


def publish(rumor, manager, validator, truth=TRUTH, **more):
    if not rumor.sources.exists():
        source = {"title": "Délibération 118", "url": "", "publisher": "Conseil municipal", "dated": None, "quote": ""}
        rumors.add_source(rumor=rumor, person=manager, values=source, at=NOW)
    words = {
        "verdict": "false",
        "headline": "La piscine reste ouverte en 2027",
        "truth": truth,
        "explanation": "Voir la délibération.",
        **more,
    }
    rumors.save_draft(rumor=rumor, person=manager, values=words, at=NOW)
    approval = rumors.ask_second(rumor=rumor, person=manager, validators=[validator], at=NOW)
    approvals.decide(approval=approval, person=validator, is_approved=True, at=NOW)


def offered(heard, person):
    return {offer.intake.kind: offer.reason for offer in known_origins.offers(heard, person)}


def test_it_is_offered_with_a_reason_taken_up_and_answered_in_its_thread_once(account, network, client, manager, validator):
    heard = hear(account)
    assert "Il paraît" in offered(heard, manager)["rumor"]
    sign_in(client, manager)
    page = client.get(reverse("intake:rumor", args=[heard.pk])).content.decode()
    assert CLAIM in page  # her first sentence, as a first idea
    answer = client.post(reverse("intake:rumor", args=[heard.pk]), {"rumor": "new", "claim": CLAIM})
    rumor = Rumor.objects.get()
    assert answer["Location"] == reverse("rumors_desk:show", args=[rumor.pk])
    again = hear(account, "m2", text="Et la piscine municipale, elle ferme définitivement en janvier ?")
    other = hear(account, "m3", who="paul", text="On m’a dit que la piscine municipale ferme définitivement.", is_private=True)
    assert CLAIM in offered(other, manager)["rumor"]
    for one in (again, other):
        client.post(reverse("intake:rumor", args=[one.pk]), {"rumor": str(rumor.pk), "claim": "Toute autre chose que voici"})
    client.post(reverse("intake:rumor", args=[heard.pk]), {"rumor": "new", "claim": CLAIM})
    assert (Rumor.objects.count(), Sighting.objects.count()) == (1, 3)
    assert Sighting.objects.get(heard=other).url == ""
    work()
    receipts = [text for _there, text in network.said.values()]
    assert len(receipts) == 3
    assert all("Une rumeur à vérifier" in text and f"https://ville.example/rumeurs/{rumor.pk}/" in text for text in receipts)
    assert not any("piscine" in text for text in receipts)
    publish(rumor, manager, validator)
    work()
    work()
    told = [(there, text) for key, (there, text) in network.said.items() if f"rumor-{rumor.pk}-n1" in key]
    assert sorted(there for there, _text in told) == ["m1", "m2", "m3"]  # Jeanne wrote in two threads, and is told in both
    assert all(TRUTH in text for _there, text in told)
    rumor.refresh_from_db()
    publish(rumor, manager, validator, truth="La piscine ferme quatre semaines.", correction="Les dates ont changé.")
    work()
    assert sum(f"rumor-{rumor.pk}-n2" in key for key in network.said) == 3


def test_who_objects_takes_it_away_and_is_told_nothing_more(account, network, manager, validator, client):
    heard = hear(account)
    sign_in(client, manager)
    client.post(reverse("intake:rumor", args=[heard.pk]), {"rumor": "new", "claim": CLAIM})
    work()
    rumor = Rumor.objects.get()
    origin = Origin.objects.get(heard=heard)
    origins.object_to(origin=origin, way=Origin.LINK, at=NOW)
    sighting = Sighting.objects.get()
    assert (sighting.text, sighting.url) == ("", "")
    rumor.refresh_from_db()
    assert (rumor.state, rumor.sightings_count) == (Rumor.CLOSED, 0)
    origins.put_back(origin=origin, person=manager, at=NOW)
    rumor.refresh_from_db()
    sighting.refresh_from_db()
    assert (rumor.state, rumor.sightings_count, sighting.text) == (Rumor.RECEIVED, 1, SAID)
    origins.object_to(origin=origin, way=Origin.THREAD, at=NOW)
    rumors.reopen(rumor=rumor, person=manager, at=NOW)
    publish(rumor, manager, validator)
    work()
    assert not any(f"rumor-{rumor.pk}-n1" in key for key in network.said)
