"""What people see and do on the pages, with and without an account."""

import json
import re
from datetime import timedelta

import pytest
from beffroi_pytest import NOON
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.commons.conversations import pages
from beffroi.commons.conversations.actions import edit, open_topic, remove, send
from beffroi.commons.conversations.lines import SHOWN
from beffroi.commons.conversations.models import Message, Revision, Thread
from beffroi.commons.conversations.subjects import topic_url
from beffroi.commons.moderation.actions import hide
from beffroi.commons.moderation.models import Rule
from beffroi.commons.supports.models import Support
from beffroi.ground.people.models import WaitingAct
from beffroi.ground.people.testing import sign_in
from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.subjects import Subject


def crowd(make_person, topic, *, voices, each=1, answers=0):
    people = [make_person(f"Voix {n}") for n in range(voices)]
    for n, person in enumerate(people):
        for m in range(each):
            said = {"thread": topic, "voice": person.voice, "origin_channel": "import"}
            at = NOON + timedelta(minutes=n)
            root = send(**said, text=f"Message {n} {m} de cette discussion", origin=f"m{n}-{m}", at=at)
            for k in range(answers):
                send(**said, text=f"Réponse {k}", parent=root, origin=f"r{n}-{m}-{k}", at=at)
    return people


def queries_of(client, url):
    client.get(url)  # what is read once per process
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(seen), answer


def test_an_anonymous_page_holds_no_cookie_and_no_token(client, topic, bob):
    send(thread=topic, person=bob, text="D’accord.", at=NOON)
    for url in (topic_url(topic), "/forum/", reverse("conversations:message", args=[Message.objects.last().pk])):
        answer = client.get(url)
        assert answer.status_code == 200
        assert not answer.cookies
        assert "csrf" not in answer.content.decode()


@pytest.mark.parametrize("who", ["anonymous", "signed in"])
def test_a_page_costs_the_same_for_five_and_for_fifty(client, topic, make_person, bob, who):
    if who == "signed in":
        sign_in(client, bob)
    crowd(make_person, topic, voices=5, answers=2)
    few, _answer = queries_of(client, topic_url(topic))
    crowd(
        lambda name: make_person(f"{name} bis", email=f"{name}-bis@example.org".replace(" ", "")),
        open_topic(person=bob, title="Un autre sujet", text="Autre.", at=NOON),
        voices=1,
    )
    for n in range(50):
        send(thread=topic, voice=bob.voice, text=f"Encore {n}", origin=f"again-{n}", at=NOON)
    many, answer = queries_of(client, topic_url(topic))
    assert many == few
    assert few <= (10 if who == "signed in" else 6)


def test_the_list_of_topics_costs_the_same_for_five_and_for_fifty(client, alice):
    def open_some(first, last):
        for n in range(first, last):
            open_topic(
                person=alice, title=f"Un sujet {n}", text=f"Texte {n}", tags=["Voirie", f"Thème {n % 7}"], at=NOON + timedelta(hours=n)
            )

    open_some(0, 5)
    few, _answer = queries_of(client, "/forum/")
    open_some(5, 50)
    many, answer = queries_of(client, "/forum/")
    assert many == few <= 6 + 1
    assert answer.content.decode().count('class="topic-row"') == 20


def test_pages_of_a_long_discussion_show_every_message_once(client, topic, make_person):
    crowd(make_person, topic, voices=45)
    url, seen = topic_url(topic), []
    while url:
        html = client.get(url).content.decode()
        seen += re.findall(r"Message (\d+) 0 de cette", html.split("</script>")[-1])
        after = re.search(r'rel="next" href="([^"]+)"', html)
        url = topic_url(topic) + after.group(1).split("#")[0].replace("&amp;", "&") if after else ""
    assert sorted(map(int, seen)) == list(range(45))


@pytest.mark.parametrize(
    ("order", "expected"),
    [("recents", ["C", "B", "A"]), ("soutiens", ["A", "C", "B"]), ("tour", ["C", "B", "A"]), ("rubbish", ["C", "B", "A"])],
)
def test_the_orders(client, topic, alice, bob, chloe, david, order, expected):
    for n, (person, text) in enumerate([(bob, "A"), (chloe, "B"), (david, "C")]):
        send(thread=topic, person=person, text=f"Lettre {text}.", at=NOON + timedelta(minutes=n))
    Message.objects.filter(text="Lettre A.").update(supports_count=3)
    html = client.get(f"{topic_url(topic)}?ordre={order}").content.decode().split("</script>")[-1]
    assert re.findall(r"Lettre (\w)\.", html) == expected


def test_answers_are_bounded_and_the_others_one_click_away(client, topic, make_person, bob):
    root = send(thread=topic, person=bob, text="Une idée.", at=NOON)
    for n in range(SHOWN + 60):
        send(thread=topic, voice=bob.voice, text=f"Suite {n}", parent=root, origin=f"s{n}", at=NOON)
    html = client.get(topic_url(topic)).content.decode().split("</script>")[-1]
    assert len(re.findall(r"<p>Suite \d+", html)) == SHOWN
    assert "60 autres réponses" in html
    last = Message.objects.order_by("pk").last()
    answer = client.get(reverse("conversations:message", args=[last.pk]))
    assert f"Suite {SHOWN + 59}" in answer.content.decode()
    assert f'id="message-{last.pk}"' in answer.content.decode()


def test_a_member_writes_supports_and_answers_by_plain_forms(client, topic, alice, bob):
    sign_in(client, bob)
    answer = client.post(reverse("conversations:write", args=[topic.subject]), {"text": "Une bonne idée."})
    message = Message.objects.get(text="Une bonne idée.")
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#message-{message.pk}")
    sign_in(client, alice)
    client.post(reverse("supports:support", args=[message.subject]), {"next": topic_url(topic)})
    assert Support.objects.get().voice == alice.voice
    client.post(reverse("conversations:reply", args=[message.pk]), {"text": "Merci."})
    assert Message.objects.get(text="Merci.").parent == message
    page = client.get(topic_url(topic)).content.decode()
    assert 'aria-pressed="true"' in page
    assert page.count("csrfmiddlewaretoken") >= 2


def test_a_mistake_keeps_what_was_typed(client, topic, bob):
    sign_in(client, bob)
    answer = client.post(reverse("conversations:write", args=[topic.subject]), {"text": "trop " * 1200})
    assert answer.status_code == 200
    assert "trop trop trop" in answer.content.decode()
    Thread.objects.filter(pk=topic.pk).update(closed_at=NOON)
    answer = client.post(reverse("conversations:write", args=[topic.subject]), {"text": "mes mots précieux"})
    assert "mes mots précieux" in answer.content.decode()


def test_a_visitor_writes_first_and_says_who_she_is_afterwards(client, topic, make_person):
    answer = client.post(reverse("conversations:write", args=[topic.subject]), {"text": "Écrit sans compte."})
    assert answer.status_code == 302
    assert not Message.objects.filter(text="Écrit sans compte.").exists()
    act = WaitingAct.objects.get()
    assert act.data["text"] == "Écrit sans compte."
    answer = client.post(reverse("forum:new"), {"title": "Un sujet d’ailleurs", "text": "Bonjour.", "tags": "Voirie"})
    assert WaitingAct.objects.order_by("pk").last().kind == "conversations:open"


def test_quoting_brings_the_words_along(client, topic, alice, bob):
    message = send(thread=topic, person=bob, text="En vert.\nOu en bleu.", at=NOON)
    sign_in(client, alice)
    html = client.get(reverse("conversations:reply", args=[message.pk]) + "?citer=1").content.decode()
    assert "&gt; En vert.\n&gt; Ou en bleu." in html
    assert "@Bob" in html


def test_a_stale_edit_shows_both_texts(client, topic, bob):
    message = send(thread=topic, person=bob, text="En rouge.", at=clock.now())
    edit(message=message, person=bob, text="En vert.", revision=0, at=clock.now())
    sign_in(client, bob)
    url = reverse("conversations:edit", args=[message.pk])
    html = client.post(url, {"text": "En bleu.", "revision": 0}).content.decode()
    assert "En vert." in html
    assert ">En bleu.</textarea>" in html.replace("\n", "")
    assert client.post(url, {"text": "En bleu.", "revision": 1}).status_code == 302
    assert Message.objects.get(pk=message.pk).text == "En bleu."


def test_a_hidden_message_shows_the_rule_and_its_author_still_reads_it(client, topic, bob, chloe, david):
    message = send(thread=topic, person=bob, text="Vous êtes nuls.", at=NOON)
    client.get(topic_url(topic))
    hide(subject=message.subject, rule=Rule.objects.get(number=1), reason="Une insulte.", by=chloe, at=NOON)
    for person in (None, david):
        if person:
            sign_in(client, person)
        html = client.get(topic_url(topic)).content.decode()
        assert "Vous êtes nuls." not in html
        assert "Règle 1" in html
        assert "Une insulte." in html
    sign_in(client, bob)
    assert "Vous êtes nuls." in client.get(topic_url(topic)).content.decode()


def test_earlier_versions_can_be_read_until_the_message_is_hidden(client, topic, bob, chloe):
    message = send(thread=topic, person=bob, text="En rouge.", at=NOON)
    edit(message=message, person=bob, text="En vert.", revision=0, at=NOON + timedelta(hours=1))
    url = reverse("conversations:versions", args=[message.pk])
    assert "En rouge." in client.get(url).content.decode()
    hide(subject=message.subject, rule=Rule.objects.get(number=1), reason="Une insulte.", by=chloe, at=NOON)
    answer = client.get(url)
    assert answer.status_code == 404
    assert "En rouge." not in answer.content.decode()
    assert Revision.objects.exists()


def test_a_name_that_changes_shows_at_once(client, topic, bob):
    send(thread=topic, person=bob, text="D’accord.", at=NOON)
    assert "Bob" in client.get(topic_url(topic)).content.decode()
    bob.voice.__class__.objects.filter(pk=bob.voice.pk).update(kind="gone", name="", account=None, version=9)
    assert ">Bob<" not in client.get(topic_url(topic)).content.decode()


def test_search_engines_are_told_of_a_topic(client, topic, bob, alice):
    root = send(thread=topic, person=bob, text="</script><script>alert(1)</script> bonjour", at=NOON)
    gone = send(thread=topic, person=alice, text="À effacer", at=NOON)
    send(thread=topic, person=bob, text="Réponse", parent=gone, at=NOON)
    remove(message=gone, person=alice, at=NOON)
    html = client.get(topic_url(topic)).content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL).group(1)
    said = json.loads(block)
    assert (said["@type"], said["headline"], said["commentCount"]) == ("DiscussionForumPosting", "Le banc de la place", 2)
    assert [one["author"]["name"] for one in said["comment"]] == ["Bob"]
    assert root.pk


def test_a_hidden_topic_is_for_its_author_only(client, topic, alice, chloe, david):
    hide(subject=topic.subject, rule=Rule.objects.get(number=4), reason="Hors sujet.", by=chloe, at=NOON)
    assert client.get(topic_url(topic)).status_code == 403
    sign_in(client, david)
    assert client.get(topic_url(topic)).status_code == 403
    assert "Le banc" not in client.get("/forum/").content.decode().split("<main")[1]
    sign_in(client, alice)
    assert client.get(topic_url(topic)).status_code == 200


def test_an_old_address_leads_to_the_new_one(client, topic):
    answer = client.get(f"/forum/{topic.pk}-autre-chose/")
    assert (answer.status_code, answer["Location"]) == (301, topic_url(topic))


def test_a_town_without_a_forum_has_no_such_page(client, topic):
    Town.objects.update_or_create(pk=1, defaults={"name": "Ville", "features": {"forum": False}})
    assert client.get("/forum/").status_code == 404
    assert client.get(topic_url(topic)).status_code == 404


@pytest.mark.parametrize(
    "about", ["rubbish", "topic:0", "topic:99999999999999999999", "message:1000000", "nothing:1", "topic:-1", "topic:1:2"]
)
def test_a_false_address_is_not_found(client, topic, about):
    for name in ("conversations:write", "supports:support", "supports:follow", "supports:supporters", "moderation:flag"):
        assert client.get(reverse(name, args=[about])).status_code == 404, name


@pytest.mark.parametrize(
    "words", ["?suite=rubbish", "?suite=W10", "?depuis=-1", "?depuis=99999999", "?ordre=%01", "?cote=for", "?suite=WzAsMSwiYSJd"]
)
def test_rubbish_in_the_address_shows_the_page(client, topic, bob, words):
    message = send(thread=topic, person=bob, text="D’accord.", at=NOON)
    assert client.get(topic_url(topic) + words).status_code == 200
    assert client.get(reverse("conversations:message", args=[message.pk]) + words).status_code == 200


def test_sides_stand_in_columns_and_each_can_be_read_whole(rf, topic, make_person, alice):
    Thread.objects.filter(pk=topic.pk).update(asks_stance=True)
    for n, stance in enumerate(["for"] * 10 + ["against", "nuance", ""]):
        person = make_person(f"Voix {n}")
        send(subject=topic.subject, person=person, text=f"Avis {n}", stance=stance, at=NOON + timedelta(minutes=n))

    def shown(words=""):
        request = rf.get(f"/x/{words}")
        request.person = AnonymousUser()
        return pages.conversation(request, topic.subject, columns=True)

    said = shown()
    assert {one["key"]: len(one["branches"]) for one in said["sides"]} == {"for": 8, "against": 1, "nuance": 1, "none": 1}
    address = next(one["url"] for one in said["sides"] if one["key"] == "for")
    assert "cote=for" in address
    whole = shown(address.split("#")[0])
    assert (len(whole["branches"]), whole["sides"]) == (10, [])
    assert shown("?cote=rubbish")["sides"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite says its plan whatever the number of rows")
@pytest.mark.parametrize("order", ["tour", "recents", "soutiens"])
def test_a_page_of_a_long_thread_is_read_in_the_order_of_an_index(rf, alice, order):
    """Without a sort of the whole thread, for a subject as for a topic: ten thousand messages cost what ten do."""
    request = rf.get("/", {"ordre": order})
    request.person = alice
    with CaptureQueriesContext(connection) as seen:
        pages.conversation(request, Subject("bench", 7))
    sql = next(query["sql"] for query in seen if 'FROM "conversations_message"' in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = "\n".join(row[3] for row in cursor.fetchall())
    assert "SEARCH conversations_message USING INDEX" in plan
    assert "thread_id=? AND parent_id=?" in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan
