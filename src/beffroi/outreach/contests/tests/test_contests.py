import hashlib
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as Pillow

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Delivery, Heard
from beffroi.channels.base.types import KEYED, REPLY, Channel, Incoming, Limits, Receipt, channels
from beffroi.commons.moderation import actions as moderation
from beffroi.commons.moderation.models import Rule
from beffroi.commons.notifications.models import Notification
from beffroi.ground.people.models import Voice
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.models import Entry as Written
from beffroi.kernel.rules import Refused
from beffroi.outreach.contests import actions, drawing, hearing
from beffroi.outreach.contests.models import Contest, Entry

pytestmark = pytest.mark.django_db
NOW = clock.now()
DAY = timedelta(days=1)


class Network(Channel):
    kind, label = "network", "Réseau"
    limits = Limits(characters=400)
    capabilities = frozenset({KEYED, REPLY})

    def __init__(self) -> None:
        self.said: dict[str, str] = {}

    def reply(self, account, remote_id, message, *, key):
        self.said.setdefault(key, message.text)
        return Receipt(f"re:{key}")


@pytest.fixture
def network(settings):
    settings.BASE_URL = "https://ville.example"
    network = Network()
    with channels.with_more(network):
        yield network


def set_up(manager, kind=Contest.DRAW, **more) -> Contest:
    """Published, and open since an hour."""
    changes = {
        "kind": kind, "title": "Le panier de Noël", "text": "Gagnez un panier du marché.", "prizes": "Un panier (40 €)\nUn livre (15 €)",
        "winners": 2, "opens_at": NOW - timedelta(hours=1), "closes_at": NOW + DAY, "tag": "PanierDeNoël",
    } | more  # fmt: skip
    if kind == Contest.QUIZ:
        changes |= {"question": "En quelle année ?", "options": ["1402", "1502", "1602"], "right": 1}
    contest = actions.write(person=manager, changes=changes, at=NOW)
    return actions.publish(contest=contest, person=manager, at=NOW)


def end(contest: Contest) -> Contest:
    Contest.objects.filter(pk=contest.pk).update(opens_at=NOW - 3 * DAY, closes_at=NOW - timedelta(minutes=1))
    contest.refresh_from_db()
    return contest


def work() -> None:
    for _round in range(3):
        run_due(at=clock.now())
    for delivery in Delivery.objects.filter(state=Delivery.WAITING):
        base.push(delivery=delivery, at=max(delivery.next_at, clock.now()))


def hear(account, remote_id, text, **more) -> Heard:
    said = Incoming(
        remote_id=remote_id, author_address=f"@{remote_id}@la.example", author_name=remote_id.title(), text=text, sent_at=NOW,
        url=f"https://la.example/{remote_id}",
    )  # fmt: skip
    base.keep_heard(account=account, incoming=[replace(said, **more)], at=NOW, is_whole=False)
    return Heard.objects.get(account=account, remote_id=remote_id)


def photo() -> io.BytesIO:
    out = io.BytesIO()
    Pillow.new("RGB", (640, 480), "teal").save(out, "PNG")
    out.seek(0)
    out.name = "fontaine.png"
    return out


def test_anyone_finds_the_same_winners_from_what_is_published(manager, make_person, client):
    contest = set_up(manager, chance_source="Les numéros du Loto du 24 décembre")
    promise = contest.promise
    for n in range(5):
        actions.enter(contest=contest, person=make_person(f"Personne {n}"), at=NOW)
    assert client.get(reverse("contests:draw", args=[contest.slug])).json()["seed"] == ""  # not before the draw
    with pytest.raises(Refused, match="encore ouvert"):
        actions.close_list(contest=contest, person=manager, at=NOW)
    actions.close_list(contest=end(contest), person=manager, at=NOW)
    with pytest.raises(Refused):  # the rules announce chance from outside
        actions.draw_winners(contest=contest, person=manager, at=NOW)
    actions.draw_winners(contest=contest, person=manager, word="3 14 15 9 26", at=NOW)
    said = client.get(reverse("contests:draw", args=[contest.slug])).json()
    # As a stranger would, with nothing of ours.
    assert hashlib.sha256(said["seed"].encode()).hexdigest() == promise == said["promise"]
    listed = hashlib.sha256(b"1,2,3,4,5").hexdigest()
    order = sorted(range(1, 6), key=lambda n: hashlib.sha256(f"{said['seed']}:3 14 15 9 26:{listed}:{n}".encode()).hexdigest())
    assert said["order"] == order
    assert list(contest.entries.exclude(place=None).order_by("place").values_list("number", flat=True)) == order[:2]
    assert [row.kind for row in Written.objects.filter(subject_kind="contest").order_by("sequence")] == [
        "contest published",
        "contest tickets",
        "contest decided",
    ]
    with pytest.raises(Refused):  # once
        actions.draw_winners(contest=contest, person=manager, word="1", at=NOW)


def test_a_draw_gives_everybody_the_same_chance():
    first = [drawing.draw(range(1, 6), seed=f"graine {n}", word="")[0] for n in range(2000)]
    assert all(330 < first.count(ticket) < 470 for ticket in range(1, 6))


def test_a_winner_is_told_and_the_next_takes_the_place_of_who_does_not_answer(manager, make_person, client):
    contest = set_up(manager, winners=1)
    people = {n: make_person(f"Personne {n}") for n in range(1, 4)}
    for person in people.values():
        actions.enter(contest=contest, person=person, at=NOW)
    actions.close_list(contest=end(contest), person=manager, at=NOW)
    contest = actions.draw_winners(contest=contest, person=manager, at=NOW)
    work()
    first, second, _third = contest.drawn
    assert [row.account for row in Notification.objects.filter(kind="contests:won")] == [people[first]]
    winner = Entry.objects.get(contest=contest, number=first)
    sign_in(client, manager)
    answer = client.post(reverse("contests_desk:winner", args=[contest.pk, first]), {"why": "N’a pas répondu."}, follow=True)
    assert f"ticket {second}" in answer.content.decode().lower()
    work()
    winner.refresh_from_db()
    assert winner.outcome == Entry.REPLACED
    assert {row.account for row in Notification.objects.filter(kind="contests:won")} == {people[first], people[second]}
    client.post(reverse("contests_desk:winner", args=[contest.pk, second]), {"given": "1"})
    assert Entry.objects.get(contest=contest, number=second).outcome == Entry.CONFIRMED


def test_answers_on_networks_with_the_tag_take_part_once(manager, network, client):
    account = base.connect(kind="network", name="Commune")
    contest = set_up(manager, kind=Contest.QUIZ)
    hear(account, "jeanne", "@commune C’est 1502 ! #panierdenoel")
    hear(account, "paul", "Réponse A #PanierDeNoël")
    hear(account, "lou", "1402 ou 1602 ? #PanierDeNoël")  # unclear: a person looks
    hear(account, "max", "1502")  # no tag
    hear(account, "zoe", "1502 #PanierDeNoël", is_private=True)
    work()
    hear(account, "jeanne2", "1602 #PanierDeNoël", author_address="@jeanne@la.example")
    work()
    said = dict(contest.entries.values_list("heard__remote_id", "state"))
    assert said == {"jeanne": Entry.ADMITTED, "paul": Entry.ADMITTED, "lou": Entry.WAITING}
    assert "Le panier de Noël" in "".join(network.said.values())  # each was told in her own thread
    end(contest)
    with pytest.raises(Refused, match="examiner"):
        actions.close_list(contest=contest, person=manager, at=NOW)
    sign_in(client, manager)
    lou = contest.entries.get(heard__remote_id="lou")
    client.post(reverse("contests_desk:look", args=[contest.pk, lou.number]), {"verdict": "refuse", "why": "Deux réponses."})
    contest = actions.close_list(contest=contest, person=manager, at=NOW)
    assert contest.tickets == [contest.entries.get(heard__remote_id="jeanne").number]  # the right answers only
    actions.draw_winners(contest=contest, person=manager, at=NOW)
    work()
    assert any("gagné" in text for text in network.said.values())


def test_what_is_taken_back_on_the_network_no_longer_takes_part(manager, network):
    account = base.connect(kind="network", name="Commune")
    contest = set_up(manager)
    hear(account, "jeanne", "Moi ! #PanierDeNoël")
    work()
    assert Contest.objects.get(pk=contest.pk).entries_count == 1
    hear(account, "jeanne", "", is_gone=True)
    work()
    entry = contest.entries.get()
    assert (entry.state, entry.text, Contest.objects.get(pk=contest.pk).entries_count) == (Entry.WITHDRAWN, "", 0)


@pytest.mark.parametrize(
    ("text", "choice"),
    [("1502 bien sûr #X", 1), ("b", 1), ("Réponse C !", 2), ("A ou B", None), ("1402, non, 1502", None), ("D", None), ("J’adore", None)],
)
def test_which_answer_a_message_gives(text, choice):
    assert hearing.choice_in(text, Contest(kind=Contest.QUIZ, options=["1402", "1502", "1602"])) == choice


def test_a_visitor_sends_a_photo_that_is_looked_at_then_chosen_by_the_jury(manager, alice, client):
    contest = set_up(manager, kind=Contest.PHOTO, jury="Trois habitants tirés au sort", winners=1)
    sign_in(client, alice)
    page = reverse("contests:enter", args=[contest.slug])
    wrong = client.post(page, {"text": "Ma rue", "may": "on"})
    assert wrong.status_code == 422
    assert "Ma rue" in wrong.content.decode()
    said = {"picture": photo(), "picture_alt": "La fontaine", "text": "Au matin", "may": "on", "agrees": "on", "shows_name": "on"}
    assert client.post(page, said, follow=True).status_code == 200
    entry = contest.entries.get()
    show = reverse("contests:show", args=[contest.slug])
    assert "Au matin" not in client.get(show).content.decode()  # not before somebody has looked
    actions.look_at(entry=entry, person=manager, admitted=True)
    assert "Au matin" in client.get(show).content.decode()
    assert client.post(page, {"picture": photo(), "picture_alt": "x", "may": "on", "agrees": "on"}).status_code == 403  # once
    actions.close_list(contest=end(contest), person=manager, at=NOW)
    sign_in(client, manager)
    decide = reverse("contests_desk:decide", args=[contest.pk])
    assert client.post(decide, {"place_1": entry.number, "says": ""}).status_code == 422
    client.post(decide, {"place_1": entry.number, "says": "Pour la lumière."})
    assert "Pour la lumière." in client.get(show).content.decode()
    assert "Alice" in client.get(show).content.decode()


def test_a_draft_becomes_a_contest_whose_rules_no_longer_change(manager, client):
    sign_in(client, manager)
    new = reverse("contests_desk:new")
    local = "%Y-%m-%dT%H:%M"
    said = {
        "kind": "quiz", "title": "Connaissez-vous le beffroi ?", "text": "Un quiz.", "question": "Sa hauteur ?", "choices": "30 m\n40 m",
        "prizes": "Une visite (0 €)", "winners": "1", "opens_at": (NOW - DAY).strftime(local), "closes_at": (NOW + DAY).strftime(local),
        "keeps_days": "30", "residents_only": "on", "min_age": "12",
    }  # fmt: skip
    wrong = client.post(new, said)
    assert wrong.status_code == 422
    assert not Contest.objects.exists()
    client.post(new, said | {"choices": "30 m\n* 40 m"})
    contest = Contest.objects.get()
    assert client.get(reverse("contests:show", args=[contest.slug])).status_code == 404  # a draft
    client.post(reverse("contests_desk:publish", args=[contest.pk]))
    rules = client.get(reverse("contests:rules", args=[contest.slug])).content.decode()
    for word in ("sans obligation d’achat", "Une visite (0", "30 jours", "12 ans", "CNIL"):
        assert word in rules
    assert client.get(reverse("contests_desk:edit", args=[contest.pk])).status_code == 403
    client.logout()
    assert b"csrf" not in client.get(reverse("contests:show", args=[contest.slug])).content


def test_the_team_and_latecomers_do_not_take_part(manager, alice, bob):
    contest = set_up(manager)
    with pytest.raises(Refused):
        actions.enter(contest=contest, person=bob, at=NOW)
    with pytest.raises(Refused):
        actions.write(person=alice, changes={"title": "Non"}, at=NOW)
    actions.cancel(contest=contest, person=manager, why="Le marché est annulé.", at=NOW)
    with pytest.raises(Refused, match="annulé"):
        actions.enter(contest=contest, person=alice, at=NOW)


def test_persons_are_forgotten_and_numbers_stay(manager, alice, david, client):
    contest = set_up(manager, keeps_days=30, winners=1)
    mine = actions.enter(contest=contest, person=alice, shows_name=True, at=NOW)
    actions.enter(contest=contest, person=david, at=NOW)
    sign_in(client, david)
    client.post(reverse("contests:mine", args=[contest.slug]))  # takes it back
    assert Contest.objects.get(pk=contest.pk).entries_count == 1
    actions.close_list(contest=end(contest), person=manager, at=NOW)
    actions.draw_winners(contest=contest, person=manager, at=NOW)
    assert actions.forget_all(at=NOW + 29 * DAY) == 0
    assert actions.forget_all(at=NOW + 31 * DAY) == 1
    mine.refresh_from_db()
    assert (mine.voice, mine.shows_name, mine.number, mine.place) == (None, False, 1, 1)
    page = client.get(reverse("contests:show", args=[contest.slug])).content.decode()
    assert "Alice" not in page
    assert "Ticket 1" in page


def test_what_moderators_hide_is_out_of_sight_and_out_of_the_list(manager, alice, chloe, client):
    contest = set_up(manager, kind=Contest.PHOTO)
    entry = actions.enter(contest=contest, person=alice, at=NOW)
    actions.look_at(entry=entry, person=manager, admitted=True)
    moderation.hide(subject=entry.subject, rule=Rule.objects.first(), reason="Hors sujet.", by=chloe, at=NOW)
    assert client.get(reverse("contests:show", args=[contest.slug])).content.decode().count("Ticket 1") == 0
    assert actions.close_list(contest=end(contest), person=manager, at=NOW).tickets == []


def test_pages_cost_the_same_for_five_and_for_fifty(manager, client):
    contest = set_up(manager, kind=Contest.PHOTO)

    def fill(first: int, last: int) -> None:
        voices = Voice.objects.bulk_create(Voice(name=f"Voix {n}") for n in range(first, last))
        Entry.objects.bulk_create(
            Entry(contest=contest, number=n, voice=voice, state=Entry.ADMITTED, shows_name=True, entered_at=NOW)
            for n, voice in zip(range(first, last), voices, strict=True)
        )
        Contest.objects.bulk_create(
            Contest(title=f"Jeu {n}", slug=f"jeu-{n}", text="x", prizes="y", opens_at=NOW, closes_at=NOW + DAY, created_at=NOW,
                    published_at=NOW, state=Contest.PUBLISHED) for n in range(first, last)
        )  # fmt: skip

    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    urls = [reverse("contests:index"), reverse("contests:show", args=[contest.slug])]
    fill(1, 6)
    few = [(cost(url), cost(url))[1] for url in urls]
    fill(6, 60)
    many = [(cost(url), cost(url))[1] for url in urls]
    assert few == many
    assert max(many) <= 6
