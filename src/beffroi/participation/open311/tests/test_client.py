from datetime import timedelta

import pytest

from beffroi.kernel.jobs import run_due
from beffroi.participation.open311 import client, jobs
from beffroi.participation.open311.models import Attempt, Poll
from beffroi.participation.reports import actions as reports
from beffroi.participation.reports import states
from beffroi.participation.reports.actions import sendings
from beffroi.participation.reports.jobs import send_report
from beffroi.participation.reports.models import Category, Sending, Service, Update

NUMBER = "<service_requests><request><service_request_id>R-7</service_request_id></request></service_requests>"
TOKEN = "<service_requests><request><token>T1</token></request></service_requests>"
NONE = "<service_requests/>"


def there(row):
    return f"<service_requests><request><service_request_id>R-7</service_request_id><description>{client.mark_of(row)}</description></request></service_requests>"


@pytest.fixture
def elsewhere(remote, db):
    return Service.objects.create(
        name="Syndicat d’éclairage", door="open311", settings={"address": remote.url, "jurisdiction": "syndicat", "codes": "lampadaire = L42"},
        secrets={"api_key": "secret-key"},
    )  # fmt: skip


@pytest.fixture
def row(elsewhere, lamps, alice, at):
    Category.objects.filter(pk=lamps.pk).update(service=elsewhere)
    lamps.refresh_from_db()
    return reports.open_report(
        category=lamps, longitude=2.35, latitude=48.85, text="Éteint.", place="3 rue des Lilas", person=alice, at=at, answers={"poteau": "12"},
        reporter={"email": "alice.secret@example.org"},
    )  # fmt: skip


@pytest.fixture
def sending(row):
    return Sending.objects.get(report=row)


def run(sending):
    """One try of the job, as the worker makes it; whatever it raises."""
    try:
        send_report.function(sending_id=sending.pk)
    except Exception as error:
        sending.refresh_from_db()
        return error
    sending.refresh_from_db()
    return None


def test_a_report_leaves_with_its_words_and_without_its_author(sending, remote, elsewhere):
    remote.says("POST requests.xml", (200, NUMBER))
    assert run(sending) is None
    assert (sending.state, sending.remote_id) == (Sending.SENT, "R-7")
    (said,) = remote.asked_for("POST")
    assert (said["service_code"], said["api_key"], said["jurisdiction_id"], said["attribute[poteau]"]) == (
        "L42",
        "secret-key",
        "syndicat",
        "12",
    )
    assert client.mark_of(sending.report) in said["description"]
    assert "alice" not in str(said).lower()
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    "answer", [(0, ""), (500, "<html>Oops</html>"), (200, "<html><body>Welcome"), (200, "[]"), (200, NONE), (200, '{"a": [1]}'), (503, "")]
)
def test_what_may_have_arrived_is_looked_for_and_not_sent_twice(sending, remote, answer):
    remote.says("POST requests.xml", answer, (200, NUMBER))
    remote.says("GET requests.xml", (200, there(sending.report)))
    assert run(sending) is not None
    assert sending.state == Sending.WAITING
    assert run(sending) is None
    assert (sending.state, sending.remote_id) == (Sending.SENT, "R-7")
    assert len(remote.asked_for("POST")) == 1
    assert not Attempt.objects.exists()


def test_what_did_not_arrive_is_sent_again(sending, remote):
    remote.says("POST requests.xml", (500, ""), (200, NUMBER))
    remote.says("GET requests.xml", (200, there(sending.report).replace(f"{sending.report_id}/<", f"{sending.report_id}9/<")))
    assert run(sending) is not None
    assert run(sending) is None
    assert len(remote.asked_for("POST")) == 2


def test_a_clear_refusal_is_for_good_and_says_why(sending, remote):
    remote.says("POST requests.xml", (400, "<errors><error><code>400</code><description>lat is wrong</description></error></errors>"))
    assert run(sending) is not None
    assert sending.state == Sending.FAILED
    assert "lat is wrong" in sending.reason
    assert not Attempt.objects.exists()


def test_a_service_that_hides_its_list_is_not_sent_the_same_twice(sending, remote, manager, at):
    remote.says("POST requests.xml", (500, ""), (200, NUMBER))
    remote.says("GET requests.xml", (403, ""))
    run(sending)
    run(sending)
    assert sending.state == Sending.FAILED
    assert len(remote.asked_for("POST")) == 1
    sendings.retry(sending=sending, person=manager, at=at)  # somebody has asked them
    sending.refresh_from_db()
    assert run(sending) is None
    assert sending.remote_id == "R-7"


def test_an_address_that_is_not_public_is_refused(sending, remote, settings):
    settings.OUTGOING_ALLOW = []
    assert run(sending) is not None
    assert sending.state == Sending.FAILED
    assert not remote.asked


def test_a_token_becomes_a_number(sending, remote, elsewhere):
    remote.says("POST requests.xml", (200, TOKEN))
    assert run(sending) is None
    assert (sending.token, sending.remote_id) == ("T1", "")
    remote.says("GET T1.xml", (200, TOKEN), (200, NUMBER))
    for expected in ("", "R-7"):
        jobs.hear.function(service_id=elsewhere.pk)
        sending.refresh_from_db()
        assert sending.remote_id == expected


def news(*rows):
    said = "".join(
        f"<request_update><update_id>{n}</update_id><service_request_id>R-7</service_request_id><status>{status}</status>"
        f"<updated_datetime>{when}</updated_datetime><description>{text}</description></request_update>"
        for n, status, when, text in rows
    )
    return f"<service_request_updates>{said}</service_request_updates>"


def test_news_are_heard_once_in_their_order(sending, remote, elsewhere, row, at):
    sendings.sent(sending=sending, remote_id="R-7", at=at)
    first, last = ((at + timedelta(seconds=n)).isoformat() for n in (1, 2))
    said = news((2, "closed", last, "Ampoule changée."), (1, "IN_PROGRESS", first, "Équipe prévue."))
    remote.says("GET servicerequestupdates.xml", (200, said))
    remote.says("GET requests.xml", (200, NONE))
    for _again in range(2):
        jobs.hear.function(service_id=elsewhere.pk)
    row.refresh_from_db()
    assert row.state == states.FIXED
    assert list(Update.objects.order_by("pk").values_list("text", "by", "is_official")) == [
        ("Équipe prévue.", "Syndicat d’éclairage", True),
        ("Ampoule changée.", "Syndicat d’éclairage", True),
    ]
    assert "Ampoule" not in str(Poll.objects.get().problem)


def test_states_are_read_where_there_are_no_news(sending, remote, elsewhere, row, at):
    sendings.sent(sending=sending, remote_id="R-7", at=at)
    closed = "<service_requests><request><service_request_id>R-7</service_request_id><status>closed</status><status_notes>Fait.</status_notes></request></service_requests>"
    remote.says("GET requests.xml", (200, closed))
    for _again in range(2):
        jobs.hear.function(service_id=elsewhere.pk)
    row.refresh_from_db()
    assert (row.state, row.note, Update.objects.count()) == (states.FIXED, "Fait.", 1)
    assert not Poll.objects.get().has_updates


@pytest.mark.parametrize("answer", [(0, ""), (500, ""), (200, "nonsense"), (200, "[1]")])
def test_a_service_that_misbehaves_is_noted_and_asked_less(sending, remote, elsewhere, at, answer):
    sendings.sent(sending=sending, remote_id="R-7", at=at)
    remote.says("GET servicerequestupdates.xml", answer)
    jobs.hear.function(service_id=elsewhere.pk)
    poll = Poll.objects.get()
    assert (poll.state, poll.failures) == (Poll.SILENT, 1)
    assert poll.problem
    asked = len(remote.asked)
    jobs.listen.function()
    run_due(at=at + timedelta(seconds=30))
    assert len(remote.asked) == asked  # not yet
