"""What happens afterwards: services are sent it, people are told, asked, and may open it again."""

from datetime import timedelta

import pytest
from beffroi_pytest import NOON
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from beffroi.commons.notifications.models import Notification
from beffroi.commons.privacy.types import personal_data
from beffroi.commons.supports import actions as supports
from beffroi.ground.verification.types import CodeSender, code_senders
from beffroi.kernel import clock
from beffroi.kernel.jobs import GiveUp, Later, run_due
from beffroi.kernel.models import Mail
from beffroi.participation.reports import actions, jobs, shapes, states
from beffroi.participation.reports.actions import alerts, rounds, sendings
from beffroi.participation.reports.models import Alert, PhoneCode, Questionnaire, Report, Route, Sending, Service, Template, Update
from beffroi.participation.reports.tests.conftest import HERE
from beffroi.participation.reports.types import CannotForward, Forwarder, Sent, forwarders


def work(rounds: int = 3):
    for _round in range(rounds):
        run_due(at=clock.now())


def test_a_service_outside_is_sent_its_reports_by_mail(lamps, alice):
    Route.objects.create(category=lamps, service=Service.objects.create(name="Syndicat", door="email", email="lampes@syndicat.example"))
    actions.open_report(category=lamps, longitude=HERE[0], latitude=HERE[1], text="Éteint", place="3 rue des Lilas", person=alice, at=NOON)
    work()
    mail = Mail.objects.get(to="lampes@syndicat.example")
    assert "3 rue des Lilas" in mail.subject
    assert Sending.objects.get().state == Sending.SENT


def test_a_forwarder_that_fails_is_tried_again_and_then_looked_at(lamps, alice, bob):
    class Wire(Forwarder):
        kind, label, answers = "wire", "Wire", [CannotForward("closed"), CannotForward("unknown category", for_good=True), Sent("77")]

        def send(self, service, report, sending, at):
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

    with forwarders.with_more(Wire()):
        lamps.service = Service.objects.create(name="Agglo", door="wire")
        lamps.save()
        actions.open_report(category=lamps, longitude=HERE[0], latitude=HERE[1], text="Éteint", person=alice, at=NOON)
        sending = Sending.objects.get()
        for error, state in ((Later, Sending.WAITING), (GiveUp, Sending.FAILED)):
            with pytest.raises(error):
                jobs.send_report(sending_id=sending.pk)
            sending.refresh_from_db()
            assert sending.state == state
        sendings.retry(sending=sending, person=bob, at=NOON)
        jobs.send_report(sending_id=sending.pk)
    sending.refresh_from_db()
    assert (sending.state, sending.remote_id) == (Sending.SENT, "77")


def test_its_author_and_those_who_see_it_too_are_told_once(lamp, alice, david, bob):
    supports.support(subject=lamp.subject, person=david, at=NOON)
    work()
    Notification.objects.all().delete()
    actions.update(report=lamp, state=states.PLANNED, text="Mardi.", person=bob, is_official=True, at=NOON + timedelta(hours=1))
    work()
    told = {(row.account, row.kind) for row in Notification.objects.filter(kind__startswith="reports:")}
    assert told == {(alice, "reports:updated"), (david, "reports:updated-followed")}


def test_a_state_without_words_is_explained_by_the_ready_answer(lamp, bob):
    Template.objects.create(title="Vu", text="Merci, {place}.", state=states.INVESTIGATING, is_automatic=True)
    actions.update(report=lamp, state=states.INVESTIGATING, person=bob, is_official=True, at=NOON + timedelta(hours=1))
    work()
    assert [row.text for row in Update.objects.order_by("pk")] == ["", "Merci, 3 rue des Lilas."]


@pytest.mark.parametrize(
    ("before", "repaired", "after"), [("", "yes", states.FIXED_BY_USER), (states.FIXED, "no", states.RECEIVED), ("", "no", states.RECEIVED)]
)
def test_four_weeks_later_its_author_is_asked_and_may_open_it_again(lamp, bob, before, repaired, after):
    if before:
        actions.update(report=lamp, state=before, text="Fait.", person=bob, is_official=True, at=NOON + timedelta(days=1))
    Report.objects.update(ask_at=clock.now() - timedelta(hours=1))
    jobs.ask_authors()
    jobs.ask_authors()
    asked = Questionnaire.objects.get()
    url = reverse("reports_town:questionnaire", args=[asked.key])
    assert Notification.objects.filter(kind="reports:questionnaire").exists()
    if before:
        assert Client().post(url, {"repaired": repaired}).status_code == 422, "to open it again one says why"
    Client().post(url, {"repaired": repaired, "text": "Toujours noir.", "first_time": "yes"})
    lamp.refresh_from_db()
    asked.refresh_from_db()
    assert (lamp.state, asked.state_after, asked.first_time) == (after, after, True)
    Client().post(url, {"repaired": "yes"})
    lamp.refresh_from_db()
    assert lamp.state == after, "one answer only"


def test_an_alert_begins_by_its_link_tells_once_a_day_and_ends_by_one_click(lamp, lamps, alice):
    where = {"where-address": "3 rue des Lilas", "where-said": "3 rue des Lilas", "where-lon": "2.3505", "where-lat": "48.85"}
    Client().post(reverse("reports_town:alerts"), {**where, "metres": "200", "email": "Jo@example.org"})
    alert = Alert.objects.get()
    link = reverse("reports_town:alert", args=[alert.key])
    assert link in Mail.objects.get(to="jo@example.org").text
    Client().post(link)
    Alert.objects.update(told_at=clock.now() - timedelta(days=2))
    actions.open_report(category=lamps, longitude=HERE[0], latitude=HERE[1], text="Neuf", person=alice, at=clock.now() - timedelta(hours=1))
    actions.open_report(category=lamps, longitude=2.36, latitude=48.85, text="Loin", person=alice, at=clock.now() - timedelta(hours=1))
    jobs.tell_alerts()
    jobs.tell_alerts()
    mail = Mail.objects.filter(to="jo@example.org").latest("pk")
    assert (Mail.objects.filter(to="jo@example.org").count(), mail.text.count("/signalements/")) == (2, 2), "one report, one way to end it"
    Client(enforce_csrf_checks=True).post(reverse("reports_town:end_alert", args=[alert.key]))
    assert not Alert.objects.exists()


def test_what_nobody_confirmed_is_forgotten(db):
    alerts.ask_alert(email="jo@example.org", longitude=2, latitude=48, metres=200, categories=[], place="", language="fr", at=NOON)
    alerts.forget_stale(at=NOON + timedelta(days=4))
    assert not Alert.objects.exists()


def test_who_reported_is_forgotten_a_year_after_the_end(lamps, settings):
    settings.REPORTERS_KEPT_DAYS = 100
    rows = [
        actions.open_report(
            category=lamps, longitude=2.35, latitude=48.85, text="Éteint.", reporter={"email": f"r{n}@example.org"}, at=NOON
        )
        for n in range(3)
    ]
    for row, days in zip(rows[:2], (1, 50), strict=True):
        Report.objects.filter(pk=row.pk).update(ended_at=NOON + timedelta(days=days))
    personal_data["reports"].forget(NOON + timedelta(days=120))
    kept = [Report.objects.get(pk=row.pk).reporter.get("email") for row in rows]
    assert kept == [None, "r1@example.org", "r2@example.org"]  # the second ended later, the third has not ended


def test_without_an_account_a_code_to_a_telephone_is_enough(lamps):
    class Phone(CodeSender):
        kind, label = "phone", "Phone"
        sent: list[tuple[str, str]] = []

        def is_open(self):
            return True

        def send(self, *, to, text, key, at):
            self.sent.append((to, text))

    visitor = Client()
    said = {
        "where-address": "3 rue des Lilas", "where-said": "3 rue des Lilas", "where-lon": "2.35", "where-lat": "48.85", "text": "Éteint.",
        "category": "lampadaire", "seen": "lampadaire", "phone": "1",
    }  # fmt: skip
    with code_senders.with_only(Phone()):
        page = visitor.post(reverse("reports_town:new"), said).headers["Location"]
        visitor.post(page, {"phone": "06 12 34 56 78"})
        work(1)
        code = Phone.sent[0][1].split()[0]
        assert visitor.post(page, {"code": "000000" if code != "000000" else "111111"}).status_code == 422
        assert not Report.objects.exists()
        visitor.post(page, {"code": code})
    report = Report.objects.get()
    assert (report.voice, report.reporter["phone"], report.origin_channel) == (None, "06 12 34 56 78", "sms")
    kept = PhoneCode.objects.get()
    assert (kept.data, dict(kept.phone)) == ({}, {}), "nothing stays beside the report"
    assert "06 12" not in visitor.get(reverse("reports_town:report", args=[report.pk])).content.decode()


def test_a_round_goes_to_the_nearest_next(lamps, alice, bob):
    places = [(2.35, 48.85), (2.37, 48.85), (2.36, 48.85)]
    rows = [actions.open_report(category=lamps, longitude=x, latitude=y, text=f"{x}", person=alice, at=NOON) for x, y in places]
    stops = rounds.add_stops(account=bob, day=NOON.date(), reports=rows, at=NOON)
    assert [stop.report.longitude for stop in stops] == [2.35, 2.36, 2.37]


def test_a_stretch_of_road_and_a_circle_are_geojson():
    here, there = shapes.Location(2.35, 48.85), shapes.Location(2.36, 48.85)
    assert shapes.shape("along", here, there)["coordinates"] == [[2.35, 48.85], [2.36, 48.85]]
    ring = shapes.shape("50", here, None)["coordinates"][0]
    assert (len(ring), ring[0]) == (25, ring[-1])


def test_an_alert_needs_an_address(db):
    with pytest.raises(ValidationError):
        alerts.ask_alert(email="personne", longitude=2, latitude=48, metres=200, categories=[], place="", language="fr", at=NOON)
