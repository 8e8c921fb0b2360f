"""Who is told what, when and how often."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from beffroi.commons.notifications import actions, mails
from beffroi.commons.notifications.models import Notification
from beffroi.commons.notifications.telling import next_digest
from beffroi.ground.people.models import Voice
from beffroi.kernel.jobs import run_due
from beffroi.kernel.models import Mail
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject

pytestmark = pytest.mark.django_db
SHEET = Subject("sheet", 1)
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def tell(alice, at):
    def tell(kind="test:reply", *, people=None, subject=SHEET, origin="o1", when=at, **params):
        return actions.tell(
            voices_or_accounts=[alice] if people is None else people,
            kind=kind,
            subject=subject,
            params={"who": "Bob"} | params,
            origin=origin,
            at=when,
        )

    return tell


def send(at):
    mails.send_all(at=at)
    return list(Mail.objects.order_by("pk"))


def test_one_piece_of_news_is_told_once(tell):
    assert tell() == 1
    assert tell() == 0
    assert Notification.objects.count() == 1


def test_accounts_voices_and_their_ids_are_the_same_person(tell, alice, bob):
    assert tell(people=[alice, alice.voice, alice.voice.pk, bob.voice, None]) == 2


def test_voices_without_account_and_erased_people_hear_nothing(tell, alice, bob):
    elsewhere = Voice.objects.create(kind="elsewhere", name="Zoé", origin_channel="mastodon", origin_address="@zoe@example.org")
    bob.is_active = False
    bob.save()
    assert tell(people=[elsewhere, bob]) == 0


def test_what_is_about_her_own_words_leaves_at_once(tell, at, alice):
    tell()
    sent = send(at)
    assert [mail.to for mail in sent] == [alice.email]
    assert sent[0].subject == "Bob a écrit."
    assert "/fiches/1/" in sent[0].text


def test_a_second_round_sends_nothing_twice(tell, at):
    tell()
    assert len(send(at)) == 1
    assert len(send(at + timedelta(days=8))) == 1


def test_several_of_one_subject_within_the_hour_are_one_mail(tell, at):
    tell(origin="o1")
    send(at)
    for minute in range(1, 10):
        tell(origin=f"p{minute}", when=at + timedelta(minutes=minute))
        assert len(send(at + timedelta(minutes=minute))) == 1
    sent = send(at + timedelta(hours=1))
    assert len(sent) == 2
    assert "9" in sent[1].subject
    assert len(send(at + timedelta(hours=5))) == 2


def test_another_subject_does_not_wait(tell, at):
    tell(origin="o1")
    tell(origin="o2", subject=Subject("sheet", 2))
    assert len(send(at)) == 2


def test_what_one_follows_comes_once_a_week_in_one_mail(tell, at):
    for number in range(20):
        tell("test:news", origin=f"n{number}", subject=Subject("sheet", 1 + number % 2))
    assert not send(at + timedelta(days=3))
    sent = send(at + timedelta(days=7))
    assert len(sent) == 1
    assert "Fiche 1" in sent[0].text
    assert "Fiche 2" in sent[0].text
    assert sent[0].text.count("Bob a écrit.") == 2 * mails.PER_SUBJECT


@pytest.mark.parametrize(
    ("period", "now", "then"),
    [
        ("daily", datetime(2026, 3, 12, 12, 0, tzinfo=PARIS), datetime(2026, 3, 13, 7, 30, tzinfo=PARIS)),
        ("daily", datetime(2026, 3, 12, 7, 0, tzinfo=PARIS), datetime(2026, 3, 12, 7, 30, tzinfo=PARIS)),
        ("weekly", datetime(2026, 3, 12, 12, 0, tzinfo=PARIS), datetime(2026, 3, 16, 7, 30, tzinfo=PARIS)),
        ("weekly", datetime(2026, 3, 16, 7, 30, tzinfo=PARIS), datetime(2026, 3, 23, 7, 30, tzinfo=PARIS)),
        ("weekly", datetime(2026, 3, 27, 12, 0, tzinfo=PARIS), datetime(2026, 3, 30, 7, 30, tzinfo=PARIS)),
    ],
)
def test_digests_leave_in_the_morning_of_the_town(period, now, then):
    assert next_digest(period, now) == then


def test_her_choice_counts(tell, at, alice):
    actions.choose(account=alice, frequencies={"own": "never", "followed": "now"}, at=at)
    tell("test:reply", origin="o1")
    tell("test:news", origin="o2")
    assert len(send(at)) == 1
    assert Notification.objects.count() == 2


def test_her_choice_counts_for_what_waits_too(tell, at, alice):
    tell("test:news")
    actions.choose(account=alice, frequencies={"followed": "never"}, at=at)
    assert not send(at + timedelta(days=8))


@pytest.mark.parametrize(("group", "frequency"), [("account", "never"), ("own", "hourly"), ("team", "now"), ("nothing", "now")])
def test_what_cannot_be_chosen_is_refused(alice, at, group, frequency):
    with pytest.raises(Refused):
        actions.choose(account=alice, frequencies={group: frequency}, at=at)


def test_a_muted_subject_is_silent_but_moderation_is_heard(tell, at, alice):
    actions.mute(account=alice, subject=SHEET, at=at)
    assert tell("test:reply", origin="o1") == 0
    assert tell("test:hidden", origin="o2") == 1
    assert len(send(at)) == 1
    actions.unmute(account=alice, subject=SHEET)
    assert tell("test:reply", origin="o3") == 1


def test_a_pause_keeps_mail_away_for_a_while(tell, at, alice):
    actions.pause(account=alice, days=7, at=at)
    tell("test:reply", origin="o1")
    assert not send(at + timedelta(days=6))
    tell("test:reply", origin="o2", when=at + timedelta(days=8))
    assert len(send(at + timedelta(days=8))) == 1


def test_what_she_has_read_is_not_mailed(tell, at, alice):
    tell("test:news")
    actions.mark_all_read(account=alice, at=at)
    assert not send(at + timedelta(days=8))


def test_a_mail_is_in_the_language_of_the_person(tell, at, alice):
    alice.language = "en"
    alice.save()
    tell()
    mail = send(at)[0]
    assert mail.subject == "Bob wrote."
    assert mail.language == "en"


def test_hidden_things_are_not_linked(tell, at, things):
    things.hidden.add(1)
    tell()
    mail = send(at)[0]
    assert "/fiches/1/" not in mail.text + mail.html


def test_words_of_others_are_escaped_in_a_mail(tell, at):
    tell(excerpt="<img src=x onerror=alert(1)>")
    mail = send(at)[0]
    assert "<img" not in mail.html
    assert "<img src=x" in mail.text


def test_many_followers_are_told_in_batches_once(follows, at, make_person):
    author = make_person("Auteur")
    voices = [Voice(name=f"V{number}", account=None) for number in range(1200)]
    follows.voices[SHEET] = [author.voice.pk, *(voice.pk for voice in Voice.objects.bulk_create(voices))]
    ann = make_person("Ann")
    follows.voices[SHEET].append(ann.voice.pk)
    for _twice in range(2):
        actions.tell_followers(subject=SHEET, kind="test:news", params={"who": "Bob"}, origin="o1", at=at, except_voice=author.voice)
        while run_due(at=at + timedelta(days=365)):
            continue
    assert list(Notification.objects.values_list("account", flat=True)) == [ann.pk]


def test_forgetting_somebody_leaves_nothing(tell, at, alice):
    tell()
    actions.mute(account=alice, subject=SHEET, at=at)
    actions.pause(account=alice, days=3, at=at)
    actions.choose(account=alice, frequencies={"own": "daily"}, at=at)
    actions.forget(account=alice)
    assert not Notification.objects.exists()


def test_telling_five_or_fifty_asks_the_database_as_often(tell, make_person, django_assert_num_queries):
    few = [make_person(f"P{number}") for number in range(5)]
    many = [make_person(f"Q{number}") for number in range(50)]
    with django_assert_num_queries(8):
        tell(people=few)
    with django_assert_num_queries(8):
        tell(people=many, origin="o2")


def test_what_goes_wrong_for_one_person_does_not_stop_the_others(tell, at, alice, bob):
    tell(people=[alice, bob])
    # Nobody writes to such an address; it came with an old import.
    type(alice).objects.filter(pk=alice.pk).update(email="not an address")
    assert [mail.to for mail in send(at)] == [bob.email]
    # Nothing was claimed for her: once the address is right, her mail leaves, once.
    type(alice).objects.filter(pk=alice.pk).update(email="alice@example.org")
    assert [mail.to for mail in send(at)] == [bob.email, "alice@example.org"]


def test_news_without_words_is_left_out(tell, at, alice):
    actions.tell(voices_or_accounts=[alice], kind="test:reply", subject=SHEET, params={}, origin="o1", at=at)
    tell(origin="o2")
    assert [mail.subject for mail in send(at)] == ["Bob a écrit."]


def test_a_kind_that_is_not_registered_is_a_mistake_of_ours(tell):
    with pytest.raises(LookupError):
        tell("nothing:here")
