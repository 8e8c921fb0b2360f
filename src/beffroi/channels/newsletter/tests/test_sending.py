from datetime import timedelta

import pytest

from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.direct import AGAIN, FAILED, GONE, SENT, UNKNOWN, Direct
from beffroi.channels.base.types import Figure, Message
from beffroi.channels.newsletter import actions, dsn, jobs, rendering, wording
from beffroi.channels.newsletter.channel import EmailSender, Newsletter
from beffroi.channels.newsletter.models import Issue, Letter, Link, Recipient, Subscriber
from beffroi.channels.newsletter.smtp import Line, meaning
from beffroi.kernel import jobs as work
from beffroi.kernel.jobs import Later

pytestmark = pytest.mark.django_db


class TestNewsletter(ChannelContract):
    channel = Newsletter()


def send(issue, at):
    jobs.send(actions.queue(issue=issue, at=at))
    work.run_due(at=at + timedelta(days=400))
    issue.refresh_from_db()
    return issue


def test_an_issue_reaches_each_reader_once_with_her_own_way_out(sink, issue, readers, at):
    readers("alice@example.org", "zoe@example.org")
    assert send(issue, at).is_sent
    send(issue, at)
    assert sorted(sink.to()) == ["alice@example.org", "zoe@example.org"]
    mail = sink.read()["alice@example.org"]
    assert mail["Subject"] == "Été au village"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].strip(" <>") in mail.get_body(("html",)).get_content().replace("&amp;", "&")
    assert mail["List-Unsubscribe"] != sink.read()["zoe@example.org"]["List-Unsubscribe"]
    text = mail.get_body(("plain",)).get_content()
    assert "Le pont rouvre : plan (https://example.org/plan)." in text
    html = mail.get_body(("html",)).get_content()
    assert 'lang="fr"' in html
    assert "prefers-color-scheme: dark" in html
    assert "https://example.org/plan" not in html  # through our own address, that counts
    assert ".invalid/" not in html + text


def test_refusals_of_the_server_are_sorted_and_dead_addresses_get_nothing_more(sink, issue, letter, manager, readers, at):
    readers("ok@example.org", "dead@example.org", "full@example.org", "later@example.org", "policy@example.org", "lost@example.org")
    sink.refused = {
        "dead@example.org": "550 5.1.1 No such user",
        "full@example.org": "552 5.2.2 Mailbox full",
        "later@example.org": "450 4.2.0 Greylisted",
        "policy@example.org": "554 5.7.1 Refused by policy",
    }
    sink.hang_up_on = {"lost@example.org"}
    actions.queue(issue=issue, at=at)
    with pytest.raises(Later):
        jobs.send_issue(issue_id=issue.pk)
    states = dict(Recipient.objects.values_list("subscriber__email", "state"))
    assert states == {
        "ok@example.org": "sent",
        "dead@example.org": "bounced",
        "full@example.org": "waiting",
        "later@example.org": "waiting",
        "policy@example.org": "failed",
        "lost@example.org": "unknown",
    }
    assert Subscriber.objects.get(email="dead@example.org").bounced_at
    Recipient.objects.filter(state="waiting").update(next_at=None, attempts=2)
    jobs.send_issue(issue_id=issue.pk)
    issue.refresh_from_db()
    assert issue.is_sent
    assert Subscriber.objects.get(email="full@example.org").soft_bounces == 1
    # Uncertain ones go again only when a person says so.
    sink.hang_up_on = set()
    assert sink.to().count("lost@example.org") == 1
    assert actions.send_unknown_again(issue=issue, person=manager, at=at) == 1
    jobs.send_issue(issue_id=issue.pk)
    assert sink.to().count("lost@example.org") == 2
    again = actions.draft(letter=letter, subject="Suite", person=manager, at=at)
    actions.add_block(issue=again, person=manager, at=at, text="Suite")
    actions.queue(issue=again, at=at)
    assert "dead@example.org" not in again.recipients.values_list("subscriber__email", flat=True)


def test_three_soft_bounces_pause_an_address_and_a_good_one_forgets_them(letter, readers, at):
    (reader,) = readers("full@example.org")
    for _time in range(3):
        assert Subscriber.objects.get().paused_at is None
        actions.sending.note_soft(subscriber_id=reader.pk, detail="full", at=at)
    assert Subscriber.objects.get().paused_at
    readers("full@example.org")  # she confirmed again
    assert Subscriber.objects.get().paused_at is None


def test_a_killed_worker_leaves_one_uncertain_mail_and_nobody_gets_two(sink, issue, readers, at):
    readers(*[f"r{number}@example.org" for number in range(6)])
    actions.queue(issue=issue, at=at)
    dead = actions.take(issue=issue, at=at - timedelta(hours=1))  # taken by a worker that was then killed
    assert len(dead) == 1
    jobs.send_issue(issue_id=issue.pk)
    issue.refresh_from_db()
    assert issue.is_sent
    assert len(set(sink.to())) == len(sink.to()) == 5
    assert Recipient.objects.get(pk=dead[0].pk).state == Recipient.UNKNOWN


def test_two_workers_never_take_the_same_mail(issue, readers, at):
    readers("a@example.org")
    actions.queue(issue=issue, at=at)
    assert len(actions.take(issue=issue, at=at)) == 1
    assert actions.take(issue=issue, at=at) == []


def test_without_a_server_everything_waits(issue, readers, settings, at):
    readers("a@example.org")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    actions.queue(issue=issue, at=at)
    with pytest.raises(Later):
        jobs.send_issue(issue_id=issue.pk)
    assert list(Recipient.objects.values_list("state", "attempts")) == [("waiting", 0)]


def test_the_rate_is_kept_and_stopping_stops(sink, issue, letter, manager, readers, at):
    readers("a@example.org", "b@example.org", "c@example.org")
    Letter.objects.update(per_minute=2)
    actions.queue(issue=issue, at=at)
    with pytest.raises(Later):
        jobs.send_issue(issue_id=issue.pk)
    assert len(sink.mails) == 2
    actions.stop(issue=issue, person=manager, at=at)
    jobs.send_issue(issue_id=issue.pk)
    assert len(sink.mails) == 2


@pytest.mark.parametrize(
    ("topics", "wanted", "comes"), [([], [], True), (["voirie"], [], True), ([], ["voirie"], True), (["ecole"], ["voirie"], False)]
)
def test_an_issue_goes_to_those_whose_topics_it_is_about(issue, readers, topics, wanted, comes, at):
    readers("a@example.org", topics=topics)
    Issue.objects.update(topics=wanted)
    issue.refresh_from_db()
    assert bool(actions.sending.audience(issue)) == comes


def test_publications_gather_in_one_draft_and_go_on_their_day(sink, account, letter, readers, at):
    readers("a@example.org")
    Letter.objects.update(day=at.isoweekday(), hour=8)
    for number in range(3):
        Newsletter().publish(account, Message(f"Texte {number}", title=f"Nouvelle {number}", link=f"/n/{number}/"), key=f"k{number}")
    issue = Issue.objects.get()
    Issue.objects.update(made_at=at - timedelta(days=2))
    Newsletter().withdraw(account, str(issue.blocks.get(key="k1").pk))
    assert [part.title for part in rendering.parts_of(issue)] == ["Nouvelle 0", "Nouvelle 2"]
    assert not sink.mails
    actions.queue(issue=issue, at=at)
    jobs.send_issue(issue_id=issue.pk)
    assert "Nouvelle 2" in sink.read()["a@example.org"].get_body(("plain",)).get_content()


def test_a_letter_of_each_publication_sends_it_at_once(sink, account, letter, readers, at):
    readers("a@example.org")
    Letter.objects.update(rhythm=Letter.EACH)
    message = Message("Le pont est **fermé**.", title="Pont fermé", extra={"preheader": "Jusqu’à lundi"})
    Newsletter().publish(account, message, key="k")
    Newsletter().publish(account, message, key="k")
    work.run_due(at=at + timedelta(days=400))
    assert sink.to() == ["a@example.org"]
    assert Issue.objects.get().preheader == "Jusqu’à lundi"


def test_clicks_are_counted_without_knowing_whose(client, sink, issue, readers, at):
    readers("a@example.org")
    send(issue, at)
    link = Link.objects.get(url="https://example.org/plan")
    answer = client.get(f"/suivre/{link.code}/")
    assert answer["Location"] == "https://example.org/plan"
    assert not answer.cookies
    client.head(f"/suivre/{link.code}/")
    block = issue.blocks.get()
    figures = list(Newsletter().insights(issue.letter.account, [str(block.pk)], since=at))
    assert figures == [Figure("followers", 1), Figure("reach", 1, str(block.pk)), Figure("clicks", 1, str(block.pk))]
    link.refresh_from_db()
    assert link.clicks == 1
    assert client.get("/suivre/none/")["Location"] == "/lettre/"


DSN = b"""From: MAILER-DAEMON@mx.example
To: lettres@town.example
Content-Type: multipart/report; report-type=delivery-status; boundary=b
MIME-Version: 1.0

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; A@example.org
Action: failed
Status: %(status)s
Diagnostic-Code: smtp; 550 unknown
--b
Content-Type: text/rfc822-headers

Message-ID: %(id)s
--b--
"""


def test_mails_that_come_back_are_counted_once_and_only_if_they_are_ours(sink, issue, readers, at):
    (reader,) = readers("a@example.org")
    send(issue, at)
    false = dsn.parse(DSN % {b"status": b"5.1.1", b"id": b"<n.1.1.00000000000000000000@x>"})
    assert actions.note_bounces(bounces=false, at=at) == 0
    ours = DSN % {b"status": b"5.1.1", b"id": wording.message_id(issue.pk, reader.pk).encode()}
    assert [bounce.severity for bounce in dsn.parse(ours)] == ["hard"]
    assert actions.note_bounces(bounces=dsn.parse(ours), at=at) == 1
    assert actions.note_bounces(bounces=dsn.parse(ours), at=at) == 0
    assert Subscriber.objects.get().bounced_at
    assert dsn.parse(b"Subject: Absent\n\nJe suis absent.") == []
    assert dsn.parse(DSN % {b"status": b"5.2.2", b"id": b"x"})[0].severity == "soft"


@pytest.mark.parametrize(
    ("code", "said", "about_address", "state"),
    [
        (550, b"5.1.1 unknown", True, GONE),
        (550, b"no such user", True, GONE),
        (550, b"5.7.1 blocked", True, FAILED),
        (552, b"full", True, AGAIN),
        (450, b"greylisted", True, AGAIN),
        (554, b"spam", False, FAILED),
        (451, b"later", False, AGAIN),
    ],
)
def test_what_a_mail_server_means(code, said, about_address, state):
    assert meaning(code, said, about_address=about_address) == state


def test_words_to_single_persons_go_by_one_connection(sink, at):
    sink.refused = {"dead@example.org": "550 5.1.1 No such user"}
    sink.hang_up_on = {"lost@example.org"}
    items = [
        Direct(
            to=f"{name}@example.org",
            key=name,
            subject="Crue",
            text="Montez.",
            url="https://t.example/a/",
            unsubscribe=f"https://t.example/{name}",
        )
        for name in ("a", "dead", "lost", "b")
    ]
    assert [outcome.state for outcome in EmailSender().send_many(items, at=at)] == [SENT, GONE, UNKNOWN, SENT]
    mail = sink.read()["b@example.org"]
    assert mail["List-Unsubscribe"] == "<https://t.example/b>"
    assert "https://t.example/b" in mail.get_body(("html",)).get_content()
    assert "https://t.example/a/" in mail.get_body(("plain",)).get_content()


def test_in_a_demonstration_mails_count_as_sent(settings, at):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert EmailSender().send_many([Direct(to="a@example.org", key="a", text="x", subject="y")], at=at)[0].state == SENT
    with Line() as line:
        assert line.open() is None


@pytest.mark.slow
def test_three_thousand_mails_leave_in_one_go(sink, at):
    items = [
        Direct(to=f"r{n}@example.org", key=str(n), subject="Crue", text="Montez à l’étage.", unsubscribe=f"https://t.example/{n}")
        for n in range(3000)
    ]
    assert {outcome.state for outcome in EmailSender().send_many(items, at=at)} == {SENT}
    assert len(sink.mails) == 3000
