"""The bell, the page of news, the preferences, and the link that stops mails."""

import pytest

from beffroi.commons.notifications import actions, mails
from beffroi.commons.notifications.models import Mute, Notification, Pause, Preference
from beffroi.commons.notifications.queries import unread_count
from beffroi.kernel import tokens
from beffroi.kernel.models import Mail
from beffroi.kernel.subjects import Subject

pytestmark = pytest.mark.django_db
SHEET = Subject("sheet", 1)


@pytest.fixture
def news(alice, at):
    def news(origin="o1", kind="test:reply", subject=SHEET, **params):
        actions.tell(voices_or_accounts=[alice], kind=kind, subject=subject, params={"who": "Bob"} | params, origin=origin, at=at)
        return Notification.objects.get(account=alice, origin=origin)

    return news


def test_only_signed_in_people_have_news(client):
    assert client.get("/notifications/").status_code == 302
    assert client.get("/notifications/reglages/").status_code == 302


def test_news_is_grouped_by_subject_and_becomes_read(client, alice, news):
    rows = [news(f"o{number}", subject=Subject("sheet", 1 + number % 2)) for number in range(4)]
    client.force_login(alice)
    text = client.get("/notifications/").content.decode()
    assert text.count("<h2>") == 2
    assert text.count("Bob a écrit.") == 4
    assert unread_count(alice) == 4
    answer = client.get(f"/notifications/{rows[0].pk}/")
    assert answer.url == "/fiches/1/"
    assert unread_count(alice) == 2
    client.post("/notifications/lu/")
    assert unread_count(alice) == 0


def test_nobody_reads_the_news_of_others(client, david, news):
    row = news(excerpt="Secret")
    client.force_login(david)
    assert client.get(f"/notifications/{row.pk}/").status_code == 404
    assert b"Secret" not in client.get("/notifications/").content


def test_news_leads_nowhere_else(client, alice, news, things):
    client.force_login(alice)
    assert client.get(f"/notifications/{news(url='https://example.org/').pk}/").url == "/notifications/"
    things.hidden.add(2)
    assert client.get(f"/notifications/{news('o2', subject=Subject('sheet', 2)).pk}/").url == "/notifications/"


def test_words_of_others_are_escaped(client, alice, news):
    news(excerpt="<script>alert(1)</script>")
    client.force_login(alice)
    assert b"<script>alert" not in client.get("/notifications/").content


@pytest.mark.parametrize("count", [5, 50])
def test_the_page_asks_as_often_for_five_as_for_fifty(client, alice, news, django_assert_max_num_queries, count):
    for number in range(count):
        news(f"o{number}", subject=Subject("sheet", 1 + number))
    client.force_login(alice)
    client.get("/notifications/")
    with django_assert_max_num_queries(10):
        client.get("/notifications/")


def test_preferences_are_kept_and_what_is_wrong_is_said(client, alice):
    client.force_login(alice)
    assert client.post("/notifications/reglages/", {"own": "daily", "followed": "never"}).status_code == 302
    assert dict(Preference.objects.values_list("group", "frequency")) == {"own": "daily", "followed": "never"}
    wrong = client.post("/notifications/reglages/", {"own": "hourly", "followed": "now"})
    assert wrong.status_code == 200
    assert b"error-summary" in wrong.content
    assert Preference.objects.get(group="followed").frequency == "never"


def test_the_team_has_one_more_question(client, alice, manager):
    client.force_login(alice)
    assert b'name="team"' not in client.get("/notifications/reglages/").content
    assert "team" not in client.get("/notifications/reglages/").context["form"].fields


@pytest.mark.parametrize(("days", "kept"), [("14", True), ("0", False), ("999", False), ("", False), ("x", False)])
def test_a_rest(client, alice, days, kept):
    client.force_login(alice)
    answer = client.post("/notifications/reglages/pause/", {"days": days})
    assert answer.status_code == (302 if kept else 200)
    assert Pause.objects.exists() is kept
    client.post("/notifications/reglages/pause/", {"resume": "1"})
    assert not Pause.objects.exists()


def test_silence_about_one_thing(client, alice, follows, things):
    follows.voices[SHEET] = [alice.voice.pk]
    client.force_login(alice)
    assert b"Fiche 1" in client.get("/notifications/reglages/").content
    assert client.get("/notifications/sujet/sheet:1/").status_code == 200
    client.post("/notifications/sujet/sheet:1/")
    assert Mute.objects.count() == 1
    client.post("/notifications/sujet/sheet:1/", {"unmute": "1"})
    assert not Mute.objects.exists()
    things.hidden.add(2)
    for wrong in ("sheet:2", "nothing:1", "sheet:x", "sheet:99999999999999999999"):
        assert client.get(f"/notifications/sujet/{wrong}/").status_code == 404


def test_one_click_in_a_mail_stops_its_sort(client, alice, news, at):
    news()
    mails.send_all(at=at)
    mail = Mail.objects.get()
    assert "/notifications/arreter/" in mail.unsubscribe
    path = mail.unsubscribe.removeprefix("http://testserver")
    # RFC 8058: the mail program posts this, without cookies, token or further question.
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert not Preference.objects.exists()
    assert strict.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded").status_code == 200
    assert dict(Preference.objects.values_list("group", "frequency")) == {"own": "never"}
    assert not strict.cookies


@pytest.mark.parametrize("token", ["x", "eyJ:abc", "a" * 9000])
def test_a_false_link_stops_nothing(client, token):
    answer = client.post(f"/notifications/arreter/{token}/")
    assert answer.status_code == 404
    assert not Preference.objects.exists()


def test_a_link_signed_for_something_else_stops_nothing(client, alice, at):
    token = tokens.sign("something-else", {"account": alice.pk, "groups": ["own"]}, at=at)
    assert client.post(f"/notifications/arreter/{token}/").status_code == 404
