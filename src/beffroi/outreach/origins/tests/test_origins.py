from dataclasses import replace

import pytest
from beffroi_pytest import NOON
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Delivery, Heard
from beffroi.channels.base.types import BLOCK, KEYED, REPLY, Channel, Incoming, Limits, Receipt, channels
from beffroi.commons.moderation import actions as moderation
from beffroi.commons.moderation.models import Rule
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.outreach.origins import actions, queries, words
from beffroi.outreach.origins.models import Origin
from beffroi.outreach.origins.types import Use, uses

pytestmark = pytest.mark.django_db
TITLE = "Rendre la rue du Marché aux piétons le samedi, de huit heures à midi, et y remettre des bancs"


class Network(Channel):
    """A network at the wire: answers are kept under what they answer."""

    kind, label = "network", "Network"
    limits = Limits(characters=300)
    capabilities = frozenset({KEYED, REPLY})
    acts = frozenset({BLOCK})

    def __init__(self) -> None:
        self.said: dict[str, tuple[str, str]] = {}

    def reply(self, account, remote_id, message, *, key):
        self.said.setdefault(key, (remote_id, message.text))
        return Receipt(key)

    def moderate(self, account, remote_id, act, *, author="", reason=""):
        """Done."""


class Things(SubjectKind):
    kind, label, label_plural = "thing", "Thing", "Things"

    def cards(self, ids):
        return {id: Card(Subject("thing", id), TITLE, "/choses/7/") for id in ids}

    def may(self, verb, person, id, at):
        return None


class ThingUse(Use):
    kind = "thing"

    def __init__(self) -> None:
        self.log: list[str] = []

    def withdraw(self, id, at):
        self.log.append(f"withdraw {id}")

    def put_back(self, id, heard, at):
        self.log.append(f"put back {id}: {heard.text}")

    def revise(self, id, heard, at):
        self.log.append(f"revise {id}: {heard.text}")


@pytest.fixture
def network(settings):
    settings.BASE_URL = "https://ville.example"
    network = Network()
    with channels.with_more(network), subject_kinds.with_more(Things()):
        yield network


@pytest.fixture
def use(network):
    use = ThingUse()
    with uses.with_more(use):
        yield use


@pytest.fixture
def account(network):
    return base.connect(kind="network", name="Commune")


def hear(account, remote_id="m1", text="Et des bancs !", **more) -> Heard:
    said = Incoming(remote_id=remote_id, author_address="@jeanne@ailleurs.example", author_name="Jeanne", text=text, sent_at=NOON)
    base.keep_heard(account=account, incoming=[replace(said, **more)], at=NOON, is_whole=False)
    return Heard.objects.get(account=account, remote_id=remote_id)


def work() -> None:
    """The worker: what follows the facts, then what waits to go out."""
    for _round in range(3):
        run_due(at=clock.now())
    for delivery in Delivery.objects.filter(state=Delivery.WAITING):
        base.push(delivery=delivery, at=max(delivery.next_at, clock.now()))


@pytest.fixture
def origin(account, use):
    return actions.became(heard=hear(account), subject=Subject("thing", 7), at=NOON)


def test_it_becomes_once_and_its_author_is_told_once_in_her_thread(origin, network):
    again = actions.became(heard=origin.heard, subject=Subject("thing", 7), at=NOON)
    work()
    work()
    assert again == origin
    ((answered, text),) = network.said.values()
    assert answered == "m1"
    assert "https://ville.example/choses/7/" in text
    assert words.objection_url(origin) in text
    assert len(f"@jeanne@ailleurs.example {text}") <= 300


def test_the_title_gives_way_before_the_addresses_do(account, use):
    first, second = hear(account), hear(account, "m2", language="en-GB")
    setting = queries.setting()
    setting.receipt_en = "Thanks a lot for what you wrote, we are glad to have read it, here it stands for all to see: {title}"
    setting.save()
    for heard in (first, second):
        origin = actions.became(heard=heard, subject=Subject("thing", 7), at=NOON)
        text = Delivery.objects.get(key=f"origin-{origin.pk}-receipt").message["text"]
        assert text.endswith(words.objection_url(origin))
        assert ("Merci" in text) == (heard == first)
        assert len(text) <= 300


@pytest.mark.parametrize("why", ["gone", "hidden", "blocked", "objected"])
def test_nothing_is_told_to_who_left_was_stopped_or_said_no(origin, network, account, why, chloe):
    heard = origin.heard
    if why == "gone":
        hear(account, is_gone=True)
    elif why == "hidden":
        base.set_hidden(heard_id=heard.pk, hidden=True, at=NOON)
    elif why == "blocked":
        base.log_act(heard=heard, act=BLOCK, reason="", person=chloe, at=NOON)
    else:
        actions.object_to(origin=origin, way=Origin.LINK, at=NOON)
    work()
    actions.tell_back(subject=origin.subject, sentences={"fr": "Adopté : {title}"}, url="/choses/7/", key="done", at=NOON)
    work()
    assert not network.said


def test_what_came_of_it_is_told_once_to_each_in_each_thread(origin, network, account):
    other = actions.became(
        heard=hear(account, "m3", language="en", author_address="@bob@ailleurs.example"), subject=origin.subject, at=NOON
    )
    answer = {"in_reply_to": "m1"}  # the same thread: under her own message, or under what we answered there
    actions.became(heard=hear(account, "m2", **answer), subject=origin.subject, at=NOON)
    work()
    receipt = Delivery.objects.get(key=f"origin-{origin.pk}-receipt")
    actions.became(heard=hear(account, "m4", in_reply_to=receipt.remote_id), subject=origin.subject, at=NOON)
    for name, thread in [("m5", "post-1"), ("m6", "post-1"), ("m7", "post-2")]:
        made = actions.became(heard=hear(account, name, root=thread, in_reply_to=thread), subject=origin.subject, at=NOON)
    actions.object_to(origin=made, way=Origin.LINK, at=NOON)
    for _again in range(2):
        actions.tell_back(
            subject=origin.subject,
            sentences={"fr": "Adopté : {title}", "en": "Adopted: {title}"},
            url="/d/1/",
            key="d1",
            at=NOON,
            title=TITLE,
        )
        work()
    told = [(there, text) for key, (there, text) in network.said.items() if key.endswith("-d1")]
    assert [there for there, _text in told] == ["m1", "m3", "m5"]  # never in the thread that she closed
    assert told[0][1].startswith("Adopté")
    assert told[1][1].startswith("Adopted")
    actions.object_to(origin=origin, way=Origin.LINK, at=NOON)  # told already: her other message of that thread does not bring it again
    actions.tell_back(subject=origin.subject, sentences={"fr": "Adopté"}, url="/d/1/", key="d1", at=clock.now())
    work()
    assert sum(key.endswith("-d1") for key in network.said) == 3
    assert other.language == "en"


def test_what_is_changed_or_taken_back_there_is_so_here(origin, use, account):
    hear(account, text="Et des arbres !")
    work()
    hear(account, is_gone=True)
    work()
    assert use.log == ["revise 7: Et des arbres !", "withdraw 7"]


def test_what_was_public_and_is_closed_to_a_few_is_withdrawn(origin, use, account):
    hear(account, is_private=True)
    work()
    assert use.log == ["withdraw 7"]


def test_what_the_moderators_hide_there_does_not_stand_here(origin, use, chloe):
    rule = Rule.objects.filter(until=None).first()
    moderation.hide(subject=Subject("heard", origin.heard_id), rule=rule, reason="Insulte.", by=chloe, at=NOON)
    work()
    moderation.restore(subject=Subject("heard", origin.heard_id), by=chloe, at=NOON)
    work()
    assert use.log == ["withdraw 7", "put back 7: Et des bancs !"]


def test_an_objection_by_the_link_can_be_looked_at_and_undone(origin, use, client, chloe, bob):
    page = reverse("origins:origin", args=[origin.key])
    assert "Et des bancs" in client.get(page).content.decode()
    assert client.post(page).status_code == 403  # a public thread: a stranger reads the link too
    assert use.log == []
    Heard.objects.update(is_private=True)  # the link went to its author alone
    client.post(page)
    client.post(page)
    assert use.log == ["withdraw 7"]
    Heard.objects.update(is_private=False)
    sign_in(client, chloe)
    assert "Jeanne" in client.get(reverse("origins_desk:index") + "?seulement=refus").content.decode()
    client.post(reverse("origins_desk:put_back", args=[origin.pk]))
    assert use.log == ["withdraw 7", "put back 7: Et des bancs !"]
    with pytest.raises(Refused):
        actions.put_back(origin=origin, person=bob, at=NOON)


@pytest.mark.parametrize(
    ("author", "text", "is_heard"),
    [("", "Non merci.", True), ("@autre@la.example", "Non", False), ("", "Non, merci à vous, mais où ?", False)],
)
def test_her_no_in_the_thread_is_final(origin, use, account, chloe, author, text, is_heard):
    work()
    told = Delivery.objects.get(key=f"origin-{origin.pk}-receipt")
    more = {"author_address": author} if author else {}
    hear(account, "m9", text=text, in_reply_to=told.remote_id, **more)
    work()
    assert (use.log == ["withdraw 7"]) is is_heard
    if is_heard:
        with pytest.raises(Refused):
            actions.put_back(origin=Origin.objects.get(), person=chloe, at=NOON)


def test_the_team_sets_how_it_speaks_back(client, manager, origin, network, account):
    sign_in(client, manager)
    page = reverse("origins_desk:settings")
    assert client.post(page, {"receipt_fr": "Merci {nom}"}).status_code == 422
    client.post(page, {"receipt_fr": "Bien reçu, voyez {title}"})
    actions.became(heard=hear(account, "m2"), subject=Subject("thing", 8), at=NOON)
    assert not queries.setting().says_receipts
    assert not Delivery.objects.filter(answers__remote_id="m2").exists()


def test_the_desk_asks_as_little_for_many_as_for_few(client, chloe, account, use):
    sign_in(client, chloe)
    counts = []
    for first, last in [(0, 3), (3, 12)]:
        for n in range(first, last):
            actions.became(heard=hear(account, f"n{n}"), subject=Subject("thing", n), at=NOON)
        client.get(reverse("origins_desk:index"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("origins_desk:index"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14
