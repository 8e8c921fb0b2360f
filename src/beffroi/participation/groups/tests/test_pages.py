from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.kernel import edition
from beffroi.participation.groups import actions
from beffroi.participation.groups.models import Group, Member, Topic
from beffroi.participation.spaces.models import GROUP, Process


def test_pages_of_a_public_group_hold_no_cookie_and_no_token(group, alice, at, browser):
    topic = actions.open_topic(group=group, person=alice, title="Une échelle", text="Pour samedi matin.", at=at)
    slug = group.process.slug
    addresses = [reverse("groups:list"), *(reverse(f"groups:{name}", args=[slug]) for name in ("show", "topics", "members"))]
    for address in [*addresses, reverse("groups:topic", args=[slug, topic.pk])]:
        answer = browser().get(address)
        assert answer.status_code == 200, address
        assert not answer.cookies, address
        page = answer.content.decode()
        assert "csrfmiddlewaretoken" not in page, address
        assert page.count("<h1") == 1, address


@pytest.mark.parametrize("who", ["anonymous", "alice"])
def test_pages_cost_the_same_for_five_and_for_fifty(make, group, alice, bob, at, browser, who):
    client, most = (browser(), 6) if who == "anonymous" else (browser(alice), 10)
    slug = group.process.slug
    addresses = [reverse("groups:list"), *(reverse(f"groups:{name}", args=[slug]) for name in ("show", "topics", "members"))]

    def fill(first, last):
        spaces = Process.objects.bulk_create(
            [
                Process(slug=f"e{n}", title=f"École {n}", question="Parents", kind=GROUP, opened_at=at, published_at=at)
                for n in range(first, last)
            ]
        )
        Group.objects.bulk_create([Group(process=space, sort=Group.PARENTS, active_at=at) for space in spaces])
        said = {
            "group": group,
            "text": "Il fait chaud.",
            "voice": alice.voice,
            "responsible": alice.voice,
            "created_at": at,
            "active_at": at,
        }
        Topic.objects.bulk_create([Topic(title=f"Sujet {n}", state="raised" if n % 2 else "", turn=n, **said) for n in range(first, last)])
        edition.bump()

    def count():
        found = []
        for address in addresses:
            client.get(address)  # what the frame keeps until the next change
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    fill(0, 5)
    few = count()
    fill(5, 50)
    assert count() == few
    assert max(few) <= most, dict(zip(addresses, few, strict=True))


def test_facilitators_add_and_set_up_parts(group, inside, alice, bob, at, browser):
    inside(group, bob)
    client, slug = browser(alice), group.process.slug
    assert browser(bob).get(reverse("groups:add_part", args=[slug])).status_code == 403
    answer = client.post(reverse("groups:add_part", args=[slug]), {"kind": "resource", "title": "Nos fichiers", "intro": ""})
    part = group.process.components.get()
    address = reverse("groups:part", args=[slug, part.pk])
    assert answer["Location"] == address
    assert "Nos fichiers" in browser().get(reverse("groups:show", args=[slug])).content.decode()
    client.post(address, {"seen": part.edits, "title": "Nos papiers", "intro": "À lire"})
    part.refresh_from_db()
    assert part.title == "Nos papiers"
    client.post(address, {"deed": "hide"})
    assert "Nos papiers" not in browser().get(reverse("groups:show", args=[slug])).content.decode()


def test_every_page_of_those_who_lead_opens(make, inside, alice, bob, manager, at, browser):
    group = make(manager, sort=Group.COUNCIL, mandate_until=(at + timedelta(days=20)).date())
    inside(group, bob)
    client, slug = browser(manager), group.process.slug
    for name in ("lead", "settings", "charter", "invite", "add_part", "places", "create_inside", "export", "leave", "write"):
        assert client.get(reverse(f"groups:{name}", args=[slug])).status_code == 200, name
    row = Member.objects.get(group=group, voice=bob.voice)
    assert client.get(reverse("groups:member", args=[slug, row.pk])).status_code == 200
    client.post(
        reverse("groups:settings", args=[slug]), {"title": "Le conseil", "aim": "Décider", "visibility": "listed", "joining": "request"}
    )
    group.process.refresh_from_db()
    assert (group.process.title, group.process.is_public) == ("Le conseil", False)
    answer = client.post(reverse("groups:settings", args=[slug]), {"title": "", "aim": "Décider ensemble"})
    assert answer.status_code == 422
    assert "Décider ensemble" in answer.content.decode()
    client.post(reverse("groups:do", args=[slug, "clore"]))
    group.process.refresh_from_db()
    assert group.process.is_archived
