"""Several workers, several colleagues, the same instant: one answer."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import REPLY, ChannelError, Receipt
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.outreach.inbox import actions
from beffroi.outreach.inbox.models import Conversation, Entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def forgetful(network):
    """A network that neither knows keys nor can be read back: what is said twice is there twice."""
    network.capabilities = frozenset({REPLY})
    network.heard = []

    def reply(account, remote_id, message, *, key):
        network.heard.append(message.text)
        time.sleep(0.1)  # all the others are here by now
        if network.error:
            raise network.error
        return Receipt(f"ours-{len(network.heard)}")

    network.reply = reply
    return network


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Begin them in the same instant, each with its own connection; what each gave, or why it was refused."""
    start, given = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(10)
            given.append(act())
        except Refused as error:
            given.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(given) == len(acts)  # nobody failed for another reason
    return given


def answer(person, text: str, token: str) -> Callable[[], object]:
    conversation = Conversation.objects.get()
    return lambda: actions.reply(conversation=conversation, person=person, text=text, token=token, said=conversation.said, at=clock.now())


def work_of(delivery: Delivery) -> Callable[[], object]:
    return lambda: base.push(delivery=Delivery.objects.select_related("account").get(pk=delivery.pk), at=clock.now()).state


def test_colleagues_and_workers_at_once_send_one_answer(hear, manager, validator, forgetful):
    hear("Quand ?")
    same = answer(manager, "À midi.", "f1")
    given = at_once(same, same, answer(validator, "À quatorze heures.", "f2"), answer(manager, "À quinze heures.", "f3"))
    told = {entry.text for entry in given if isinstance(entry, Entry)}
    assert len(told) == 1
    assert Entry.objects.filter(kind=Entry.OUT).count() == 1
    delivery = Delivery.objects.get()
    at_once(*[work_of(delivery)] * 4)
    assert forgetful.heard == list(told)
    delivery.refresh_from_db()
    assert delivery.state == Delivery.SENT
    run_due(at=clock.now() + timedelta(seconds=1))  # and the job that was asked for comes late
    assert len(forgetful.heard) == 1


def test_an_answer_that_may_be_out_is_not_tried_again_by_two_workers(hear, manager, forgetful):
    hear("Quand ?")
    answer(manager, "À midi.", "f1")()
    forgetful.error = ChannelError("La connexion s’est coupée.", unknown=True)
    delivery = Delivery.objects.get()
    at_once(*[work_of(delivery)] * 3)
    forgetful.error = None
    at_once(*[work_of(delivery)] * 3)
    assert len(forgetful.heard) == 1
    delivery.refresh_from_db()
    assert delivery.state == Delivery.UNKNOWN  # a person settles it


def test_two_who_let_go_the_same_answer_send_it_once(hear, manager, validator, forgetful):
    hear("Quand ?")
    answer(manager, "À midi.", "f1")()
    entry = Entry.objects.get(kind=Entry.OUT)
    Delivery.objects.all().delete()
    Entry.objects.filter(pk=entry.pk).update(state=Entry.HELD)  # approved, and somebody wrote again
    given = at_once(*[lambda who=who: actions.let_go(entry=entry, person=who, at=clock.now()) for who in (manager, validator)])
    assert sum(isinstance(one, Refused) for one in given) == 1
    at_once(*[work_of(Delivery.objects.get())] * 2)
    assert len(forgetful.heard) == 1
