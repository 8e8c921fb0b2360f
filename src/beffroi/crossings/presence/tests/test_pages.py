"""The pages: how to follow, what the team sees, what stands beside the pages of others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.channels.fediverse.actions import actors
from beffroi.commons.privacy.types import personal_data
from beffroi.crossings.presence.actions import faces, linking
from beffroi.crossings.presence.models import OFFICIAL, PROCESS, Presence
from beffroi.ground.people.testing import sign_in
from beffroi.participation.accountability.actions import council
from beffroi.participation.spaces.models import Process


@pytest.fixture
def process(component, now):
    return faces.refresh(kind=PROCESS, ref=str(component.process_id), at=now)


def test_a_process_page_says_how_to_follow_it_without_cookie_or_token(client, component, process):
    page = client.get(f"/p/{component.process.slug}/")
    content = page.content.decode()
    follow = reverse("presence:follow", args=[process.actor.pk])
    assert f'href="{follow}"' in content
    assert f'type="application/activity+json" href="{process.actor.uri}"' in content
    assert not page.cookies
    assert "csrfmiddlewaretoken" not in content
    shown = client.get(follow).content.decode()
    assert f"@{process.actor.username}@valbourg.example" in shown
    assert client.get(reverse("presence:qr", args=[process.actor.pk])).content.startswith(b"<svg")


def test_a_closed_one_has_no_page_and_no_button(client, component, process, manager, now):
    faces.switch(presence=process, person=manager, is_on=False, at=now)
    assert client.get(reverse("presence:follow", args=[process.actor.pk])).status_code == 404
    assert "depuis Mastodon" not in client.get(f"/p/{component.process.slug}/").content.decode()


def test_the_server_itself_cannot_be_followed(client, town, now):
    instance = actors.ensure_instance(at=now)
    assert client.get(reverse("presence:follow", args=[instance.pk])).status_code == 404


def test_lists_ask_as_much_for_fifty_as_for_five(client, town, now, manager):
    def more(first, last):
        for number in range(first, last):
            process = Process.objects.create(slug=f"p{number}", title=f"P{number}", question="?", published_at=now)
            presence = Presence.objects.create(kind=PROCESS, ref=str(process.pk), made_at=now)
            actor = actors.FediverseActor.objects.create(
                kind="process", subject=f"process:{process.pk}", username=f"p{number}", name=f"P{number}", public_pem="", multikey="",
                private={}, made_at=now,
            )  # fmt: skip
            Presence.objects.filter(pk=presence.pk).update(actor=actor)

    def asked(page):
        client.get(page)
        with CaptureQueriesContext(connection) as found:
            assert client.get(page).status_code == 200
        return len(found)

    more(0, 5)
    public = asked("/depuis-mastodon/")
    sign_in(client, manager)
    desk = asked("/bureau/presence/")
    more(5, 25)
    assert asked("/bureau/presence/") == desk <= 12
    client.logout()
    assert asked("/depuis-mastodon/") == public <= 6


def test_the_team_opens_an_official_with_her_consent_only(client, town, manager, now):
    anne = council.save_representative(person=None, at=now, content={"name": "Anne Bel", "mandate": "Maire"})
    sign_in(client, manager)
    answer = client.post("/bureau/presence/elus/", {"official": anne.pk, "consent": ""})
    assert answer.status_code == 200
    assert not Presence.objects.filter(kind=OFFICIAL).exists()
    client.post("/bureau/presence/elus/", {"official": anne.pk, "consent": "Oui, de vive voix, le 3 mars"})
    row = Presence.objects.select_related("actor").get(kind=OFFICIAL)
    assert row.is_open
    assert row.decided_by == manager
    assert "vive voix" in client.get(f"/bureau/presence/{row.pk}/").content.decode()
    client.post(f"/bureau/presence/{row.pk}/basculer/", {"on": "0"})
    assert "Ouvert" not in client.get(reverse("presence_desk:show", args=[row.pk])).content.decode()
    assert not Presence.objects.select_related("actor").get(pk=row.pk).is_open


def test_an_official_decides_for_herself(client, town, alice, manager, now):
    anne = council.save_representative(person=None, at=now, content={"name": "Anne Bel", "mandate": "Maire", "voice": alice.voice})
    sign_in(client, alice)
    client.post("/compte/ailleurs/ma-page-d-elu/", {"on": "1"})
    assert Presence.objects.select_related("actor").get(kind=OFFICIAL, ref=str(anne.pk)).is_open
    client.post("/compte/ailleurs/ma-page-d-elu/", {"on": "0"})
    row = Presence.objects.select_related("actor").get(kind=OFFICIAL)
    assert not row.is_open
    sign_in(client, manager)
    assert client.post(f"/bureau/presence/{row.pk}/basculer/", {"on": "1"}).status_code == 403, "not against her word"
    assert not Presence.objects.select_related("actor").get(kind=OFFICIAL).is_open


def test_a_citizen_does_not_reach_the_desk(client, town, alice):
    sign_in(client, alice)
    assert client.get("/bureau/presence/").status_code == 403


def test_what_is_kept_of_her_is_hers_to_read_and_goes_with_her(alice, town, now):
    linking.link(account=alice, network="bluesky", addresses=["@alice.bsky.social"], way="message", at=now)
    holder = personal_data["presence"]
    assert "@alice.bsky.social" in str(list(holder.export(alice)))
    holder.erase(account=alice, at=now)
    assert list(holder.export(alice)) == []
    assert not alice.voice.links.exists()
