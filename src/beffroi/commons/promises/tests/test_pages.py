"""The public page, and those of the team."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beffroi.commons.promises import actions, keeping
from beffroi.commons.promises.models import Clock, MonthFigure, ResponsePolicy
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.subjects import Subject

pytestmark = pytest.mark.django_db
FIELDS = {"channel": "", "first": "4", "following": "", "resolution": "", "escalation": "7", "is_public": "on"}


def figure(kind, asked, in_time, month=3, **more):
    row = {"late": asked - in_time, "unanswered": 0, "median": 7200, **more}
    MonthFigure.objects.create(month=date(2026, month, 1), kind=kind, asked=asked, in_time=in_time, **row)


def words(page) -> str:
    return " ".join(page.content.decode().replace("\u202f", " ").split())


def test_the_promise_stands_in_plain_words_before_anybody_set_anything(client):
    html = words(client.get("/promesse/"))
    assert "Première réponse sous 5 jours ouvrés" in html
    assert "Rien à montrer pour l’instant" in html
    assert not ResponsePolicy.objects.exists()


def test_small_numbers_are_put_together_and_never_shown_alone(client):
    figure("mail", 40, 30)
    figure("comment", 3, 3)
    figure("private", 4, 1)
    figure("mail", 3, 0, month=2)
    html = words(client.get("/promesse/"))
    assert [(line.month.month, line.kind, line.asked, line.share) for line in keeping.months()] == [
        (3, "mail", 40, 75),
        (3, "", 7, 57),
        (2, "mail", 0, None),
    ]
    assert "moins de 5" in html
    assert "75 %" in html
    assert keeping.shares() == [(date(2026, 3, 1), 72)]
    assert ">100</text>" in html.replace("\n", "")  # of a hundred: 72 never fills the picture


def test_the_page_asks_the_same_at_any_length(client, django_assert_max_num_queries):
    for month in range(1, 13):
        for kind in ("mail", "comment", "private", "question", "report"):
            figure(kind, 10, 5, month=month)
    client.get("/promesse/")
    with django_assert_max_num_queries(6):
        client.get("/promesse/")


def test_the_team_promises_something_else(client, manager, alice):
    sign_in(client, alice)
    assert client.post("/bureau/promesse/mail/", FIELDS).status_code == 403
    sign_in(client, manager)
    assert client.get("/bureau/promesse/").status_code == 200
    page = client.post("/bureau/promesse/mail/", {**FIELDS, "first": "0", "resolution": "9999"})
    assert words(page).count("Indiquez un nombre de 1 à 2000.") == 4  # beside each field, and in the summary
    assert client.post("/bureau/promesse/mail/", FIELDS).url == "/bureau/promesse/"
    assert client.post("/bureau/promesse/mail/", {**FIELDS, "channel": "mailbox", "first": "2"}).status_code == 302
    html = words(client.get("/bureau/promesse/"))
    assert "sous 4 heures ouvrées" in html
    assert "sous 2 heures ouvrées" in html
    own = ResponsePolicy.objects.get(channel="mailbox")
    client.post(f"/bureau/promesse/{own.pk}/retirer/")
    assert "sous 2 heures ouvrées" not in words(client.get("/promesse/"))
    assert client.get("/bureau/promesse/nonsense/").status_code == 404


def test_what_is_late_is_a_list_that_asks_the_same_at_any_length(client, manager, at):
    sign_in(client, manager)
    actions.start(subject=Subject("letter", 1), kind="mail", at=at)
    client.get("/bureau/promesse/retards/")
    few = _asked(client)
    promised = {"kind": "mail", "policy": ResponsePolicy.objects.get(), "state": "running", "step": "first"}
    hours = dict.fromkeys(("asked_at", "running_since", "due_at", "next_at"), at)
    Clock.objects.bulk_create(Clock(subject_kind="letter", subject_id=number, **promised, **hours) for number in range(2, 60))
    assert _asked(client) == few <= 12
    assert words(client.get("/bureau/promesse/retards/")).count("Réponse en retard") == 30


def _asked(client) -> int:
    with CaptureQueriesContext(connection) as found:
        client.get("/bureau/promesse/retards/")
    return len(found)
