"""A hidden group is nowhere: a walk over all that the public can reach."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from beffroi.commons.conversations import actions as conversations
from beffroi.commons.notifications.models import Notification
from beffroi.commons.search import queries as search
from beffroi.ground.people.testing import sign_in
from beffroi.ground.places.types import map_layers
from beffroi.kernel import clock, sitemaps
from beffroi.kernel.jobs import run_due
from beffroi.kernel.subjects import Subject
from beffroi.participation.groups import actions
from beffroi.participation.groups.models import Group, Topic
from beffroi.participation.proposals import actions as proposals

NAME, WORD = "Confrérie Zibeline", "Mirabellier"
DAY = timedelta(days=1)


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def make(db, at):
    def made(person, *, title=NAME, question="Entre nous", **fields):
        group = actions.create(person=person, sort=Group.NEIGHBOURS, title=title, question=question, at=at - 90 * DAY, **fields)
        return Group.objects.select_related("process", "parent").get(pk=group.pk)

    return made


@pytest.fixture
def inside(at):
    def come(group, person):
        actions.bring_in(group=group, voice=person.voice, at=at - 80 * DAY)
        person.__dict__.pop("_groups", None)

    return come


@pytest.fixture
def browser():
    return lambda account=None: sign_in(Client(), account, two_factors=False) if account else Client()


@pytest.fixture
def secret(make, inside, alice, bob, at):
    """A hidden group with a topic, a message in it, a problem, a proposal and a comment on it; each says the word."""
    group = make(alice, title=NAME, question=f"{NAME} et ses secrets", visibility="hidden", joining="invitation")
    inside(group, bob)
    topic = actions.open_topic(group=group, person=alice, title=f"Le {WORD}", text=f"Parlons du {WORD} de @David.", at=at)
    message = conversations.send(thread=conversations.thread_of(topic.subject), person=bob, text=f"Un {WORD}, @David !", at=at)
    actions.open_topic(group=group, person=bob, title=f"{WORD} malade", text="Il perd ses feuilles depuis mai.", problem=True, at=at)
    part = actions.add_part(group=group, person=alice, kind="proposal", title=f"Idées {WORD}", intro="", at=at)
    part.process.refresh_from_db()
    fields = {"title": f"Planter un {WORD}", "text": f"Un {WORD} devant chaque porte, et un banc."}
    proposal = proposals.propose(component=part, person=bob, fields=fields, at=at)
    comment = conversations.send(
        thread=conversations.thread_of(Subject("proposal", proposal.pk)), person=alice, text=f"Vive le {WORD}.", at=at
    )
    run_due(at=at + DAY)
    return group, topic, message, part, proposal, comment


def addresses(secret):
    group, topic, message, part, proposal, comment = secret
    slug = group.process.slug
    found = [
        reverse(f"groups:{name}", args=[slug])
        for name in ("show", "join", "members", "topics", "write", "lead", "invite", "export", "leave")
    ]
    found += [reverse("groups:topic", args=[slug, topic.pk]), reverse("spaces:show", args=[slug]), reverse("spaces:registry", args=[slug])]
    found += [reverse("spaces:calendar", args=[slug]), reverse("proposals:show", args=[slug, part.pk])]
    found += [proposals.texts.address(proposal), reverse("proposals:export", args=[slug, part.pk, "csv"])]
    for one in (message, comment):
        found.append(reverse("conversations:message", args=[one.pk]))
    subjects = [topic.subject, group.subject, Subject("process", group.pk), Subject("proposal", proposal.pk), message.subject]
    for subject in subjects:
        found += [reverse(f"supports:{name}", args=[str(subject)]) for name in ("support", "follow")]
        found += [reverse("conversations:write", args=[str(subject)]), reverse("moderation:flag", args=[str(subject)])]
    return found


@pytest.mark.parametrize("who", ["nobody", "david", "admin"])
def test_its_addresses_answer_like_pages_that_never_were(secret, who, request):
    client = Client() if who == "nobody" else sign_in(Client(), request.getfixturevalue(who))
    said = {}
    for address in addresses(secret):
        answer = client.get(address)
        if answer.status_code == 302 and "/compte/" in answer["Location"]:
            continue  # a page for signed-in people sends every visitor to sign in, whatever stands behind
        said[address] = answer.status_code
        assert NAME not in answer.content.decode(), address
        assert WORD not in answer.content.decode().replace(address, ""), address
    assert {address: code for address, code in said.items() if code != 404} == {}


@pytest.mark.parametrize("who", ["nobody", "david", "manager"])
def test_no_list_no_search_no_feed_no_figure_says_it(secret, who, request, at):
    client = Client() if who == "nobody" else sign_in(Client(), request.getfixturevalue(who))
    lists = ["/", reverse("groups:list"), reverse("spaces:list"), reverse("spaces:all_calendar"), "/donnees/", "/sitemap.xml"]
    lists += [f"{reverse('search:results')}?q={WORD}", f"{reverse('search:results')}?q=Zibeline"]
    lists += [
        reverse("moderation:register"),
        "/flux/",
        *(f"/v/{member.voice.public_id}/" for member in secret[0].members.select_related("voice")),
    ]
    for address in lists:
        answer = client.get(address, follow=True)
        words = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
        bare = words.replace(f"q={WORD}", "").replace(f'value="{WORD}"', "").replace("Zibeline", "" if "q=Zib" in address else "Zibeline")
        assert NAME not in bare, address
        assert f"Le {WORD}" not in bare, address
        assert f"Planter un {WORD}" not in bare, address
    for kind in ("topic", "proposal", "message"):
        assert search.find(WORD).total == 0, kind
    for section in sitemaps.sitemap_sections:
        assert not [url for url, _at in section.entries() if "zibeline" in url]
    for layer in map_layers:
        assert not [point for point in layer.points(100) if NAME in point.label]


def test_nobody_outside_is_told_even_when_named(secret, david):
    assert not Notification.objects.filter(account=david).exists()


def test_who_leaves_hears_no_more(secret, alice, bob, at):
    group, topic, *_more = secret
    Notification.objects.all().delete()
    actions.leave(group=group, person=bob, at=at)
    conversations.send(thread=conversations.thread_of(topic.subject), person=alice, text=f"Encore un {WORD} pour @Bob.", at=at)
    run_due(at=at + 2 * DAY)
    assert not Notification.objects.filter(account=bob).exists()


def test_a_public_group_that_is_hidden_leaves_the_search(make, alice, at):
    group = make(alice, title=NAME)
    actions.open_topic(group=group, person=alice, title=f"Le {WORD}", text="Il fleurit.", at=at)
    run_due(at=at + DAY)
    assert search.find(WORD).total == 1
    assert search.find("Zibeline").total == 1
    actions.edit(group=group, person=alice, changes={"visibility": "hidden"}, at=at)
    assert search.find(WORD).total == 0
    assert search.find("Zibeline").total == 0
    assert Topic.objects.count() == 1


def test_members_read_it_all(secret, bob, browser):
    group, topic, message, part, proposal, _comment = secret
    client = browser(bob)
    for address, word in (
        (reverse("groups:show", args=[group.process.slug]), f"Le {WORD}"),
        (reverse("groups:topic", args=[group.process.slug, topic.pk]), f"Un {WORD}"),
        (reverse("proposals:show", args=[group.process.slug, part.pk]), f"Planter un {WORD}"),
        (reverse("conversations:message", args=[message.pk]), f"Un {WORD}"),
    ):
        answer = client.get(address)
        assert word in answer.content.decode(), address
        assert "no-store" in answer["Cache-Control"] or "private" in answer["Cache-Control"]


def test_of_a_closed_group_one_reads_the_name_only(make, alice, david, at, browser):
    group = make(alice, title=NAME, visibility="listed", joining="request")
    topic = actions.open_topic(group=group, person=alice, title=f"Le {WORD}", text="Il fleurit.", at=at)
    run_due(at=at + DAY)
    page = browser(david).get(reverse("groups:show", args=[group.process.slug])).content.decode()
    assert NAME in page
    assert WORD not in page
    assert NAME in browser().get(reverse("groups:list")).content.decode()
    answer = browser(david).get(reverse("groups:topic", args=[group.process.slug, topic.pk]))
    assert answer.status_code == 302
    assert search.find(WORD).total == 0
