from datetime import timedelta

import pytest
from django.urls import reverse

from beffroi.commons.conversations import actions as conversations
from beffroi.commons.notifications.models import Notification
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.participation.groups import actions, rules, signals, states
from beffroi.participation.groups.models import Copied, Group, Member, Topic

DAY = timedelta(days=1)


def open_topic(group, person, at, title="Qui a une échelle ?", **more):
    return actions.open_topic(group=group, person=person, title=title, text="Pour une heure, samedi matin.", at=at, **more)


def say(topic, person, at, text="Oui, bien sûr."):
    thread = conversations.thread_of(topic.subject)
    return conversations.send(thread=thread, person=person, text=text, at=at)


@pytest.fixture
def street(group, inside, bob, chloe, david):
    inside(group, bob, chloe, david)
    return group


def test_members_talk_and_are_told_and_others_read(street, alice, bob, admin, at, browser):
    topic = open_topic(street, bob, at)
    with pytest.raises(Refused) as refused:
        open_topic(street, admin, at)
    assert refused.value.refusal.code == "member"
    say(topic, alice, at)
    run_due(at=at + DAY)
    assert Notification.objects.filter(account=alice, kind="groups:topic").exists()
    assert not Notification.objects.filter(account=admin, kind="groups:topic").exists()
    page = browser().get(reverse("groups:topic", args=[street.process.slug, topic.pk]))
    assert "Oui, bien sûr." in page.content.decode()
    assert not page.cookies
    assert "csrfmiddlewaretoken" not in page.content.decode()


def test_whoever_has_just_said_much_waits_a_little(street, alice, bob, at):
    topic = open_topic(street, alice, at)
    for minute in range(4):
        say(topic, bob, at + timedelta(minutes=minute), text=f"Encore {minute}, et ceci.")
    later = at + timedelta(minutes=5)
    assert rules.may_comment(bob, topic, later).code == "turn"
    assert rules.may_comment(alice, topic, later) is None
    assert rules.may_comment(bob, topic, later + timedelta(minutes=15)) is None
    for number in range(3):
        say(topic, alice, later + timedelta(seconds=number), text=f"D’accord {number}, merci.")
    assert rules.may_comment(bob, topic, later + timedelta(minutes=1)) is None
    Group.objects.filter(pk=street.pk).update(fair_turns=False)


def test_a_quiet_members_topic_stands_before_the_second_of_another(street, alice, bob, at, browser):
    open_topic(street, bob, at - 2 * DAY, title="Premier de Bob")
    open_topic(street, bob, at - DAY, title="Second de Bob")
    quiet = open_topic(street, alice, at - 3 * DAY, title="Premier d’Alice")
    page = browser().get(reverse("groups:topics", args=[street.process.slug])).content.decode()
    assert page.index("Premier de Bob") < page.index("Premier d’Alice") < page.index("Second de Bob")
    say(quiet, bob, at)
    page = browser().get(reverse("groups:topics", args=[street.process.slug]), {"ordre": "recents"}).content.decode()
    assert page.index("Premier d’Alice") < page.index("Premier de Bob")


def test_in_the_name_of_the_group_the_persons_name_is_kept(street, alice, bob, at, browser):
    with pytest.raises(Refused):
        open_topic(street, bob, at, of_group=True)
    topic = open_topic(street, alice, at, of_group=True)
    page = browser().get(reverse("groups:topic", args=[street.process.slug, topic.pk])).content.decode()
    assert "Au nom du groupe" in page
    assert alice.voice.display_name in page


def test_a_problem_is_worked_to_its_end_by_somebody_and_by_a_date(street, alice, bob, david, at, browser):
    topic = open_topic(street, bob, at, title="La rue est inondée", problem=True)
    move = lambda person, state, **more: actions.move_problem(topic=topic, person=person, state=state, note="Vu ensemble.", at=at, **more)  # noqa: E731
    move(bob, states.UNDERSTOOD)
    with pytest.raises(Refused) as refused:
        move(david, states.OPTIONS)
    assert refused.value.refusal.code == "author"
    with pytest.raises(Refused) as refused:
        move(alice, states.DECIDED)
    assert refused.value.refusal.code == "who"
    move(alice, states.DECIDED, responsible=david.voice, due_on=(at + 9 * DAY).date())
    run_due(at=at + DAY)
    assert Notification.objects.filter(account=david, kind="groups:responsible").exists()
    assert Notification.objects.filter(account=bob, kind="groups:problem").exists()
    signs = signals.signs(street, at + 12 * DAY)
    assert "late" in signals.kinds(signs)
    topic.refresh_from_db()
    move(david, states.DONE)
    topic.refresh_from_db()
    assert (topic.state, topic.responsible, topic.due_on) == (states.DONE, None, None)
    page = browser().get(reverse("groups:topic", args=[street.process.slug, topic.pk])).content.decode()
    assert page.count("Vu ensemble.") == 3


def test_the_form_of_a_step_keeps_what_was_typed(street, bob, at, browser):
    topic = open_topic(street, bob, at, problem=True)
    address = reverse("groups:move", args=[street.process.slug, topic.pk])
    answer = browser(bob).post(address, {"state": "decided", "note": "On pose un avaloir.", "responsible": "", "due_on": ""})
    assert answer.status_code == 422
    assert "On pose un avaloir." in answer.content.decode()
    mine = Member.objects.get(group=street, voice=bob.voice)
    due = (at + DAY).date().isoformat()
    answer = browser(bob).post(address, {"state": "decided", "note": "On pose un avaloir.", "responsible": mine.pk, "due_on": due})
    assert answer.status_code == 302


def test_what_was_copied_elsewhere_is_noted(street, alice, bob, at, browser):
    place = actions.add_place(group=street, person=alice, network="whatsapp", name="Tilleuls WhatsApp", url="", at=at)
    topic = open_topic(street, bob, at)
    address = reverse("groups:topic", args=[street.process.slug, topic.pk])
    assert "Tilleuls WhatsApp" in browser(bob).get(address).content.decode()
    assert "Tilleuls WhatsApp" not in browser().get(address).content.decode()
    browser(bob).post(reverse("groups:copied", args=[street.process.slug, topic.pk, place.pk]))
    assert Copied.objects.get().voice == bob.voice


def test_moderation_hides_a_topic(street, bob, at, browser):
    topic = open_topic(street, bob, at)
    actions.set_hidden(topic=topic, hidden=True, at=at)
    address = reverse("groups:topic", args=[street.process.slug, topic.pk])
    assert browser().get(address).status_code == 404
    assert browser(bob).get(address).status_code == 200
    street.refresh_from_db()
    assert street.topics_count == 0


def test_signs_of_a_group_that_needs_somebody(street, alice, bob, at):
    assert signals.kinds(signals.signs(street, at)) == ["silence"]
    topic = open_topic(street, alice, at - 9 * DAY)
    street.refresh_from_db()
    assert signals.kinds(signals.signs(street, at)) == ["unanswered"]
    for number in range(9):
        say(topic, bob, at - timedelta(hours=20 - 2 * number), text=f"Message numéro {number} de Bob.")
    found = signals.figures(street, at)
    assert (found.said, found.speakers, found.loudest) == (10, 2, 90)
    assert len(found.quiet) == 2
    street.refresh_from_db()
    assert signals.kinds(signals.signs(street, at)) == ["few"]
    actions.forget_voice(voice=alice.voice)
    street.refresh_from_db()
    assert "nobody" in signals.kinds(signals.signs(street, at))
    assert Topic.objects.filter(voice=alice.voice).exists()
