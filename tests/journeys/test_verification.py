"""What an act asks of a person is asked once she has written, and what she wrote waits for it."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from beffroi.commons.supports.models import Support
from beffroi.ground.people.models import Account, WaitingAct
from beffroi.ground.people.testing import sign_in
from beffroi.ground.verification.actions.counter import verify_at_counter
from beffroi.ground.verification.actions.granting import grant
from beffroi.ground.verification.actions.ways import set_way
from beffroi.ground.verification.asking import HELD
from beffroi.ground.verification.digests import Hasher
from beffroi.ground.verification.types import CodeSender, code_senders
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.models import Mail
from beffroi.participation.proposals import actions
from beffroi.participation.proposals.models import Proposal
from beffroi.participation.spaces.actions import edit_component
from beffroi.participation.spaces.kitchen import ready_component

WORDS = {"title": "Un banc au soleil", "text": "Il manque un banc devant l’école, à l’ombre des tilleuls.", "publish": "1"}


class Phones(CodeSender):
    kind, label = "test", "Test"
    last = ""

    def is_open(self) -> bool:
        return True

    def send(self, *, to, text, key, at) -> None:
        Phones.last = re.findall(r"\d{6}", text)[0]


@pytest.fixture
def component(db, admin):
    """Proposals for those whose telephone is known; supports for those who came to the counter."""
    made = ready_component("proposal", at=clock.now(), verbs=("propose", "support"))
    asked = {"propose": {"methods": ["sms"]}, "support": {"methods": ["counter"], "minimum_age": 16}}
    set_way(person=admin, kind="sms", is_open=True, months=12)
    with code_senders.with_only(Phones()):
        yield edit_component(component=made, person=None, seen=0, changes={"requirements": asked}, at=clock.now())


def url(component, route="write", *more):
    return reverse(f"proposals:{route}", args=[component.process.slug, component.pk, *more])


def type_the_code(client):
    answer = client.post(reverse("verification:telephone"), {"phone": "06 12 34 56 78"})
    assert answer.status_code == 302, answer.content.decode()
    run_due(at=clock.now())
    return client.post(reverse("verification:telephone"), {"code": Phones.last})


def verify_by_telephone(person, at):
    grant(account=person, method="sms", digests=[Hasher()("telephone", "+33600000000")], at=at)


def test_a_form_waits_for_the_code_and_is_then_sent_as_it_was(component, alice, client):
    sign_in(client, alice)
    assert "besoin=" not in client.get(url(component)).content.decode()  # nothing is asked beforehand
    there = client.post(url(component), WORDS)
    page = client.get(there["Location"]).content.decode()
    assert not Proposal.objects.exists()
    assert WORDS["title"] in page
    assert "par SMS" in page
    ready = type_the_code(client)
    again = client.get(ready["Location"]).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(title|text|publish)" value="([^"]*)">', again))
    assert fields == WORDS
    client.post(re.search(r'<form method="post" action="([^"]+)"', again)[1], fields)
    assert Proposal.objects.get().published_at


def test_what_will_be_asked_stands_on_the_page_of_the_process(component, client):
    page = client.get(reverse("spaces:show", args=[component.process.slug])).content.decode()
    assert "identité vérifiée par SMS" in page
    assert "à partir de 16 ans" in page or "à partir de 16 ans" in page


def test_a_visitor_writes_first_then_says_who_she_is(component, client):
    there = client.post(url(component), WORDS)
    assert there.status_code == 302
    door = client.get(there["Location"])
    assert door["Location"].startswith(reverse("account_login"))
    assert WaitingAct.objects.get().kind == HELD


def test_what_a_visitor_did_is_done_by_itself_after_the_counter(component, alice, manager, client):
    """She supported, confirmed her address, was sent to the counter, and did not come back to the site."""
    at = clock.now()
    verify_by_telephone(alice, at)
    proposal = actions.propose(component=component, person=alice, fields={name: WORDS[name] for name in ("title", "text")}, at=at)
    there = client.post(reverse("supports:support", args=[f"proposal:{proposal.pk}"]))
    asked = client.post(there["Location"], {"email": "zoe@example.org", "name": "Zoé"})
    code = re.search(r"\b\d{6}\b", Mail.objects.latest("pk").text)[0]
    page = client.post(asked["Location"], {"code": code}, follow=True)
    assert "à la mairie" in page.content.decode()
    zoe = Account.objects.get(email="zoe@example.org")
    assert not Support.objects.filter(voice=zoe.voice).exists()
    verify_at_counter(account=zoe, agent=manager, last_name="Petit", first_names="Zoé", birth=date(1980, 2, 3), paper="passport", at=at)
    run_due(at=at + timedelta(minutes=5))
    run_due(at=at + timedelta(minutes=9))
    assert Support.objects.filter(voice=zoe.voice).count() == 1
    assert Mail.objects.filter(to=zoe.email, subject__contains="publié").count() == 1


def test_a_child_is_not_counted_where_sixteen_is_asked(component, alice, david, manager, client):
    at = clock.now()
    verify_by_telephone(alice, at)
    proposal = actions.propose(component=component, person=alice, fields={name: WORDS[name] for name in ("title", "text")}, at=at)
    verify_at_counter(
        account=david, agent=manager, last_name="Petit", first_names="Paul", birth=date(at.year - 12, 1, 1), paper="passport", at=at
    )
    sign_in(client, david)
    answer = client.post(reverse("supports:support", args=[f"proposal:{proposal.pk}"]), headers={"HX-Request": "true"})
    assert reverse("verification:mine") in answer["HX-Redirect"]
    assert "à partir de 16 ans" in client.get(answer["HX-Redirect"]).content.decode()
    assert not Support.objects.filter(voice=david.voice).exists()
