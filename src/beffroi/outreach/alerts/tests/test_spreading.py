"""From one alert to everybody concerned: each once, also when a worker is killed."""

import smtplib
from datetime import timedelta

import pytest
from beffroi_pytest import NOON
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend

from beffroi.channels.base.direct import GONE, SENT, DirectSender, Outcome, direct_senders
from beffroi.commons.notifications.models import Notification
from beffroi.kernel import clock, jobs
from beffroi.kernel.models import Job
from beffroi.kernel.rules import Refused
from beffroi.outreach.alerts import actions, fanout, sending, ways
from beffroi.outreach.alerts.jobs import watch_alerts
from beffroi.outreach.alerts.models import Alert, Preferences, Release, Sending, Subscription
from beffroi.outreach.alerts.tests.conftest import square

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


class Phone(DirectSender):
    """A way that notes what it is given."""

    label = "Phone"

    def __init__(self, kind):
        self.kind, self.given, self.says = kind, [], SENT

    def is_ready(self):
        return True

    def send_many(self, items, *, at):
        self.given += items
        return [Outcome(item.key, self.says) for item in items]


@pytest.fixture
def phones():
    push, sms = Phone("push"), Phone("sms")
    with direct_senders.with_only(push, sms):
        yield {"push": push, "sms": sms}


def told():
    return sorted(to for message in outbox.outbox for to in message.to)


def test_by_place_and_topic(make_alert, subscribe, territory, phones):
    around = {"area_kind": "around", "latitude": 45.005}
    subscribe("partout@example.org")
    subscribe("ouest@example.org", area_kind="districts", districts=[territory["west"]])
    subscribe("est@example.org", area_kind="districts", districts=[territory["east"]])
    subscribe("pres@example.org", **around, longitude=1.0115, radius=500)  # 118 m beyond the edge of the west
    subscribe("loin@example.org", **around, longitude=1.0185, radius=200)
    subscribe("travaux@example.org", topics=["roads"])
    subscribe("muet@example.org", confirmed=False)
    subscribe("+33612345678", way="sms", topics=["weather"])
    subscribe("https://push.example.org/1", way="push", keys={"p256dh": "k", "auth": "a"})
    make_alert(issued=True, area_kind="districts", districts=[territory["west"]])
    jobs.run_due(at=NOON)
    assert told() == ["ouest@example.org", "partout@example.org", "pres@example.org"]
    assert [item.to for item in phones["sms"].given] == ["+33612345678"]
    assert phones["push"].given[0].topic == f"alert-{Alert.objects.get().pk}"
    assert set(Sending.objects.values_list("state", flat=True)) == {Sending.SENT}


def test_a_drawn_area_reaches_the_districts_that_it_touches(make_alert, subscribe, territory, phones):
    subscribe("ouest@example.org", area_kind="districts", districts=[territory["west"]])
    subscribe("est@example.org", area_kind="districts", districts=[territory["east"]])
    make_alert(issued=True, area_kind="drawn", shape=square(1.012, 45.002, 0.002))
    jobs.run_due(at=NOON)
    assert told() == ["est@example.org"]


def test_running_it_all_again_sends_nothing_twice(make_alert, subscribe, phones):
    for number in range(250):
        subscribe(f"{number}@example.org")
    make_alert(issued=True)
    jobs.run_due(at=NOON)
    release = Release.objects.get()
    Job.objects.update(done_at=None, claimed_at=None)
    jobs.run_due(at=NOON)
    fanout.spread_release(release_id=release.pk)
    jobs.run_due(at=NOON)
    assert len(told()) == len(set(told())) == 250


def test_each_has_a_link_of_their_own_and_a_way_out(make_alert, subscribe, client, phones):
    subscribe("a@example.org"), subscribe("b@example.org")
    make_alert(issued=True)
    jobs.run_due(at=NOON)
    first, second = outbox.outbox
    links = [message.extra_headers["List-Unsubscribe"].strip("<>") for message in (first, second)]
    assert links[0] != links[1]
    for message, link in zip((first, second), links, strict=True):
        assert link in message.body
        token = link.rstrip("/").rpartition("/")[2]
        assert message.alternatives[0][0].count(token) >= 2
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first.extra_headers["Message-ID"] != second.extra_headers["Message-ID"]
    assert "<vite> & fort" in first.body
    assert "&lt;vite&gt; &amp; fort" in first.alternatives[0][0]
    path = links[0].removeprefix("http://localhost:8000")
    assert client.get(path).status_code == 200
    assert Subscription.objects.count() == 2  # looking stops nothing
    client.post(path, {"List-Unsubscribe": "One-Click"})
    assert Subscription.objects.get().address == "b@example.org"


def test_what_a_dead_worker_had_in_hand_is_uncertain_and_never_sent_by_itself(make_alert, subscribe, validator, phones):
    for number in range(3):
        subscribe(f"{number}@example.org")
    alert = make_alert(issued=True)
    release = Release.objects.get()
    sending.spread(release=release, at=NOON)
    taken = sending.take(release=release, way="email", most=2, at=NOON)  # and here it is killed
    jobs.run_due(at=NOON)
    assert told() == ["2@example.org"]
    sending.lose(at=NOON + timedelta(minutes=10))
    assert Sending.objects.filter(state=Sending.UNKNOWN).count() == len(taken) == 2
    jobs.run_due(at=NOON)
    assert len(told()) == 1
    assert actions.resend(release=Release.objects.select_related("alert").get(), person=validator) == 2
    jobs.run_due(at=NOON)
    assert told() == ["0@example.org", "1@example.org", "2@example.org"]
    assert alert.releases.count() == 1


class Breaking(EmailBackend):
    """Refuses one address for good, and hangs up after three messages."""

    count = 0

    def send_messages(self, messages):
        if messages[0].to == ["0@example.org"]:
            raise smtplib.SMTPRecipientsRefused({"0@example.org": (550, b"no such user")})
        Breaking.count += 1
        if Breaking.count == 3:
            raise smtplib.SMTPServerDisconnected("gone")
        return super().send_messages(messages)


def test_a_refused_address_fails_and_a_cut_line_loses_only_the_one_in_the_air(make_alert, subscribe, settings, phones):
    settings.EMAIL_BACKEND = f"{__name__}.Breaking"
    Breaking.count = 0
    for number in range(6):
        subscribe(f"{number}@example.org")
    make_alert(issued=True)
    jobs.run_due(at=NOON)
    states = dict(Sending.objects.values_list("subscription__address", "state"))
    assert states["0@example.org"] == Sending.FAILED
    assert states["3@example.org"] == Sending.UNKNOWN
    assert told() == ["1@example.org", "2@example.org", "4@example.org", "5@example.org"]


class Grey(EmailBackend):
    """Asks everybody called "later" to come again."""

    def send_messages(self, messages):
        if messages[0].to[0].startswith("later"):
            raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (450, b"come again")})
        return super().send_messages(messages)


def test_who_asks_to_come_again_waits_without_being_worn_out(make_alert, subscribe, settings, monkeypatch, phones):
    settings.EMAIL_BACKEND = f"{__name__}.Grey"
    subscribe("later@example.org")
    for number in range(350):
        subscribe(f"{number}@example.org")
    make_alert(issued=True)
    jobs.run_due(at=NOON)
    assert len(told()) == 350
    left = Sending.objects.get(subscription__address="later@example.org")
    assert (left.state, left.tries) == (Sending.WAITING, 1)
    assert Job.objects.waiting().filter(run_at__gt=NOON).exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=1))
    jobs.run_due(at=NOON + timedelta(hours=1))
    assert len(told()) == 351


def test_a_device_that_is_gone_is_forgotten(make_alert, subscribe, phones):
    subscribe("https://push.example.org/1", way="push")
    phones["push"].says = GONE
    make_alert(issued=True)
    jobs.run_due(at=NOON)
    assert Subscription.objects.get().confirmed_at is None


def test_a_way_that_is_not_set_up_is_said_and_not_hidden(make_alert, subscribe):
    subscribe("+33612345678", way="sms")
    with direct_senders.with_only():
        assert ways.ready() == ["email"]
        make_alert(issued=True)
        jobs.run_due(at=NOON)
    assert Sending.objects.get().state == Sending.FAILED


def test_text_messages_have_a_limit(make_alert, subscribe, phones):
    Preferences.objects.create(pk=1, sms_most=2)
    for number in range(4):
        subscribe(f"+3361234567{number}", way="sms")
    make_alert(issued=True)
    jobs.run_due(at=NOON)
    assert len(phones["sms"].given) == 2


def test_an_exercise_reaches_the_team_alone_and_says_so_everywhere(make_alert, subscribe, bob, alice, phones):
    subscribe("citoyen@example.org"), subscribe(alice.email), subscribe(bob.email)
    subscribe("+33612345678", way="sms", account=bob), subscribe("+33698765432", way="sms", account=alice)
    make_alert(issued=True, is_exercise=True)
    jobs.run_due(at=NOON)
    assert told() == [bob.email]
    assert [item.to for item in phones["sms"].given] == ["+33612345678"]
    assert "EXERCICE" in outbox.outbox[0].subject
    assert "EXERCICE" in outbox.outbox[0].body
    assert phones["sms"].given[0].text.startswith("EXERCICE")


def test_who_was_told_hears_the_end_even_after_moving_away(make_alert, subscribe, validator, territory, phones):
    row = subscribe("ouest@example.org", area_kind="districts", districts=[territory["west"]])
    alert = make_alert(issued=True, area_kind="districts", districts=[territory["west"]])
    jobs.run_due(at=NOON)
    row.districts.set([territory["east"]])
    actions.clear(alert=alert, person=validator, note="Fini.", at=NOON)
    jobs.run_due(at=NOON)
    assert told() == ["ouest@example.org"] * 2
    assert "Fini." in outbox.outbox[1].body


def test_it_goes_before_all_other_work(make_alert, subscribe, phones):
    subscribe("a@example.org")
    jobs.TASKS["beffroi.kernel.mail.deliver"].using(run_after=NOON - timedelta(hours=1)).enqueue(mail_id=0)
    make_alert(issued=True)
    names = [job.name.rpartition(".")[2] for job in (jobs.claim(worker="w", at=NOON, most=1))]
    assert names == ["spread_release"]


def test_two_persons(make_alert, validator, official, bob):
    Preferences.objects.create(pk=1, two_persons=True)
    alert = make_alert()
    with pytest.raises(Refused) as refused:
        actions.issue(alert=alert, person=validator, at=NOON)
    assert refused.value.refusal.code == "two_persons"
    actions.ask_second(alert=alert, person=validator, at=NOON)
    with pytest.raises(Refused) as refused:
        actions.issue(alert=alert, person=validator, at=NOON)
    assert refused.value.refusal.code == "same_person"
    actions.edit(alert=alert, person=bob, values={"headline": "Autre"}, districts=[], accounts=[], at=NOON)
    with pytest.raises(Refused):  # what the second person would read has changed
        actions.issue(alert=alert, person=official, at=NOON)
    actions.ask_second(alert=alert, person=bob, at=NOON)
    assert actions.issue(alert=alert, person=official, at=NOON)
    assert actions.issue(alert=alert, person=official, at=NOON).number == 1  # twice the button, once the alert
    assert Release.objects.count() == 1


def test_it_ends_by_itself_in_silence_or_with_the_all_clear_that_was_asked_for(make_alert, subscribe, monkeypatch, phones):
    subscribe("a@example.org")
    silent, said = make_alert(issued=True), make_alert(issued=True, all_clear=True)
    jobs.run_due(at=NOON)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=5, minutes=30))
    watch_alerts()
    watch_alerts()
    jobs.run_due(at=NOON + timedelta(hours=5, minutes=30))
    assert set(Notification.objects.values_list("kind", flat=True)) == {"alerts:ends_soon"}
    assert Notification.objects.count() == 2  # one for each alert, once
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=7))
    watch_alerts()
    jobs.run_due(at=NOON + timedelta(hours=7))
    assert set(Alert.objects.values_list("state", flat=True)) == {Alert.ENDED}
    assert (silent.releases.count(), said.releases.count()) == (1, 2)
    assert [message.subject for message in outbox.outbox][-1].startswith("Fin d’alerte")
    assert len(outbox.outbox) == 3
