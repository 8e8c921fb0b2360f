"""The adapter against an IMAP server of this machine, and the mails that go out."""

import re
from pathlib import Path

import pytest
from beffroi_pytest import NOON
from django.core import mail as outbox
from peers.imap import Imap

from beffroi.channels.base import actions as base
from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.jobs import listen
from beffroi.channels.base.models import Account, Delivery, Heard
from beffroi.channels.base.types import ChannelError, Message, channels
from beffroi.channels.mailbox import channel as adapter
from beffroi.channels.mailbox import imap, tokens
from beffroi.channels.mailbox.channel import Mailbox
from beffroi.channels.mailbox.forms import MailboxForm
from beffroi.channels.mailbox.models import Letter
from beffroi.kernel.jobs import run_due
from beffroi.kernel.subjects import Subject

pytestmark = pytest.mark.django_db
MAILS = Path(__file__).parent / "mails"


def raw(name: str) -> bytes:
    return (MAILS / f"{name}.eml").read_bytes()


@pytest.fixture(scope="module")
def server():
    made = Imap()
    yield made
    made.stop()


@pytest.fixture
def peer(server, settings, monkeypatch):
    settings.MAILBOX_ALLOW = [server.place]
    monkeypatch.setattr(imap, "STEP", 0.5)
    monkeypatch.setattr("beffroi.kernel.clock.now", lambda: NOON)
    server.reset()
    return server


@pytest.fixture
def account(peer):
    return base.connect(kind="mailbox", name="contact@ville.example") and _with_box(peer)


def _with_box(peer) -> Account:
    account = Account.objects.get()
    account.settings = {
        "host": "127.0.0.1", "port": peer.port, "tls": "plain", "user": peer.user, "folder": "INBOX", "address": peer.user, "plus": True,
        "acknowledge": True,
    }  # fmt: skip
    account.secrets = {"password": peer.password}
    account.save()
    return account


def work() -> None:
    """Reactions, and the mails that they ask for."""
    while run_due(at=NOON):
        pass


def answers() -> list:
    return [one for one in outbox.outbox if one.subject.startswith("Re:")]


def look(account) -> list[str]:
    """One look of the worker; the texts of all that was heard by then."""
    listen.function(account_id=account.pk)
    return list(Heard.objects.order_by("pk").values_list("text", flat=True))


class TestContract(ChannelContract):
    channel = channels["mailbox"]


def form(peer, **changed):
    data = {
        "address": "Contact@ville.example", "host": "127.0.0.1", "port": peer.port, "tls": "plain", "user": peer.user,
        "password": peer.password, "folder": "INBOX",
    }  # fmt: skip
    return MailboxForm({**data, **changed})


def test_connecting_tries_the_mailbox_and_seals_the_password(peer):
    asked = form(peer)
    assert asked.is_valid(), asked.errors
    made = Mailbox().connect(asked.cleaned_data)
    assert (made.remote_id, made.secrets) == ("contact@ville.example", {"password": "s3cret"})
    assert "password" not in made.settings
    assert any(said.startswith("EXAMINE") for said in peer.seen)  # read only


def test_without_encryption_only_in_ones_own_network(peer, settings):
    settings.MAILBOX_ALLOW = []
    assert "tls" in form(peer).errors


@pytest.mark.parametrize(
    ("fault", "word", "permanent"),
    [
        ("auth", "refuse ce nom", True),
        ("app password", "mot de passe d’application", True),
        ("no folder", "pas de dossier", True),
        ("busy", "surchargé", False),
        ("garbage", "coupé", False),
        ("silent", "trop de temps", False),
    ],
)
def test_what_goes_wrong_is_said_in_words(peer, account, fault, word, permanent):
    peer.faults = {fault}
    with pytest.raises(ChannelError, match=word) as caught:
        Mailbox().connect(form(peer).data | {"plus": True, "acknowledge": False})
    assert caught.value.permanent == permanent
    assert not Mailbox().probe(account).ok


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::1]", "10.0.0.1", "169.254.169.254"])
def test_private_networks_are_refused_unless_the_installation_names_them(settings, host):
    settings.MAILBOX_ALLOW = []
    with pytest.raises(ChannelError, match="réseau privé"), imap.opened(imap.Box(host, 993, imap.TLS, "a", "b")):
        pass


def test_each_mail_is_heard_once_and_stays_as_it_was(peer, account):
    peer.deliver(raw("plain"))
    peer.deliver(raw("outlook"))
    assert [text.split("\n")[0] for text in look(account)] == ["Le trottoir de la rue des Lilas", "RE: Devis"]
    peer.deliver(raw("iphone"))
    assert len(look(account)) == 3
    assert not any(word in said for said in peer.seen for word in ("STORE", "EXPUNGE", "SELECT", "MOVE"))
    heard = Heard.objects.get(author_address="jean.petit@exemple.example")
    assert heard.is_private
    assert heard.text.endswith("[Pièces jointes, restées dans la boîte : devis été.pdf]".replace(" :", "\u202f:"))


def test_other_numbers_bring_no_mail_twice(peer, account):
    peer.deliver(raw("plain"))
    look(account)
    peer.renumber()
    peer.deliver(raw("iphone"))
    assert len(look(account)) == 2
    assert len(look(account)) == 2


@pytest.mark.parametrize("fault", ["drop", "endless", "silent"])
def test_a_line_that_is_cut_loses_nothing(peer, account, fault):
    peer.deliver(raw("plain"))
    peer.faults = {fault}
    with pytest.raises(ChannelError) as caught:
        adapter.Mailbox().incoming(account, since=NOON)
    assert caught.value.wait
    peer.faults = set()
    assert len(look(account)) == 1


def test_what_was_read_and_not_kept_is_read_again(peer, account):
    peer.deliver(raw("plain"))
    assert len(Mailbox().incoming(account, since=NOON)) == 1  # the worker dies here
    account.refresh_from_db()
    assert len(look(account)) == 1


def test_a_huge_mail_gives_its_beginning(peer, account, monkeypatch):
    monkeypatch.setattr(imap, "MOST_BYTES", 2000)
    peer.deliver(b"From: a@exemple.example\nSubject: long\n\n" + b"mot " * 100_000)
    assert look(account)[0].startswith("long\n\nmot mot")


def test_robots_are_passed_over_and_counted(peer, account):
    for name in ("vacation", "list"):
        peer.deliver(raw(name))
    peer.deliver(b"From: contact@ville.example\nSubject: copy\n\nours")
    assert look(account) == []
    account.refresh_from_db()
    assert account.settings["passed_over"] == 3
    assert outbox.outbox == []


def answer(account, at, key="answer-1", text="Nous venons jeudi.", heard=None):
    heard = heard or Heard.objects.order_by("pk").first()
    made = base.deliver(account=account, subject=Subject("letter", 1), message=Message(text), key=key, answers=heard, at=at)
    base.push(delivery=made, at=at)
    work()
    return made


def test_an_answer_goes_out_once_in_its_thread_and_its_answer_comes_back(peer, account, at):
    peer.deliver(raw("plain"))
    look(account)
    answer(account, at)
    Mailbox().reply(account, Heard.objects.get().remote_id, Message("Nous venons jeudi."), key="answer-1")  # a lost receipt
    work()
    (sent,) = answers()
    assert (sent.to, sent.subject) == (["helene@exemple.example"], "Re: Le trottoir de la rue des Lilas")
    assert sent.extra_headers["In-Reply-To"] == "<one@exemple.example>"
    assert sent.extra_headers["Auto-Submitted"] == "no"
    assert sent.body.startswith("Nous venons jeudi.\n\nLe 12 mars 2026, Hélène Petit a écrit")
    reply_to = sent.extra_headers["Reply-To"]
    assert re.fullmatch(r"contact\+r\d+-[0-9a-f]{24}@ville\.example", reply_to)
    first = Heard.objects.get()
    for number, headers in enumerate((f"To: {reply_to}", f"To: contact@ville.example\nIn-Reply-To: {sent.extra_headers['Message-ID']}")):
        peer.deliver(f"From: helene@exemple.example\n{headers}\nSubject: Re: Le trottoir\n\nMerci {number}".encode())
    look(account)
    for heard in Heard.objects.exclude(pk=first.pk):
        assert heard.root == first.root
        assert heard.in_reply_to == Letter.objects.get(is_ours=True).remote_id or heard.in_reply_to == sent.extra_headers["Message-ID"]


def test_a_forged_or_borrowed_word_leads_nowhere(peer, account, at):
    peer.deliver(raw("plain"))
    look(account)
    answer(account, at)
    theirs = tokens.plus_address("contact@ville.example", Letter.objects.get(is_ours=True).pk, "helene@exemple.example")
    forged = re.sub(r"-[0-9a-f]{24}", "-" + "0" * 24, theirs)
    for address, to in (("helene@exemple.example", forged), ("mallory@exemple.example", theirs)):
        peer.deliver(f"From: {address}\nTo: {to}\nSubject: x\n\nhello".encode())
    look(account)
    first, *others = Heard.objects.order_by("pk")
    assert len(others) == 2
    assert all(heard.root != first.root and not heard.in_reply_to for heard in others)


def test_an_answer_that_comes_back_has_failed_and_may_be_sent_again(peer, account, at):
    peer.deliver(raw("plain"))
    look(account)
    delivery = answer(account, at)
    peer.deliver(raw("bounce").replace(b"OURS", Delivery.objects.get().remote_id.encode()))
    look(account)
    delivery.refresh_from_db()
    assert (delivery.state, "5.1.1" in delivery.error) == (Delivery.FAILED, True)
    assert len(answers()) == 1
    base.retry(delivery=delivery, at=at)
    base.push(delivery=Delivery.objects.get(), at=at)
    work()
    assert len(answers()) == 2


def test_what_waited_in_the_box_for_days_is_heard_and_not_acknowledged(peer, account):
    peer.deliver(raw("plain").replace(b"Thu, 12 Mar 2026 09:10:00", b"Tue, 10 Mar 2026 09:10:00"))
    assert len(look(account)) == 1
    work()
    assert outbox.outbox == []


def test_the_arrival_is_told_once_a_conversation_and_not_to_a_flood(peer, account):
    peer.deliver(raw("plain"))
    look(account)
    work()
    (told,) = outbox.outbox
    assert told.extra_headers["Auto-Submitted"] == "auto-replied"
    assert "sous 5 jours ouvrés" in told.body
    for number in range(5):
        peer.deliver(f"From: helene@exemple.example\nSubject: {number}\n\nhello".encode())
    look(account)
    work()
    assert len(outbox.outbox) == 3
