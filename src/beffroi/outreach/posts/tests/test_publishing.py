from dataclasses import replace
from datetime import timedelta

import pytest

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import REPLY, UPDATE, WITHDRAW, Channel, ChannelError, Limits, Receipt, channels
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.outreach.links.models import Link
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.models import Post

pytestmark = pytest.mark.django_db


class Network(Channel):
    limits = Limits(characters=300, pictures=4)
    capabilities = frozenset({UPDATE, WITHDRAW, REPLY})

    def __init__(self, kind):
        self.kind = self.label = kind
        self.said, self.error = [], None

    def publish(self, account, message, *, key, handles=None):
        if self.error:
            raise self.error
        self.said.append(message.text)
        return Receipt(f"{self.kind}-{len(self.said)}", f"https://{self.kind}.example/{len(self.said)}")

    def update(self, account, remote_id, message, *, key):
        self.said[-1] = message.text
        return Receipt(remote_id, "")

    def withdraw(self, account, remote_id):
        self.said.pop()

    def reply(self, account, remote_id, message, *, key):
        self.said.append(f"{remote_id}: {message.text}")
        return Receipt("reply")


@pytest.fixture
def networks():
    made = [Network(f"net{number}") for number in range(5)]
    with channels.with_more(*made):
        yield made


@pytest.fixture
def accounts(networks):
    return [base.connect(kind="site", name="Le site"), *(base.connect(kind=network.kind, name=network.kind) for network in networks)]


@pytest.fixture
def post(manager, accounts):
    return actions.draft(title="Fontaine", text="Elle **coule**.", author=manager, at=clock.now(), accounts=accounts)


def approve(post, manager, validator):
    at = clock.now()
    actions.submit(post=post, person=manager, validators=[validator], at=at)
    return actions.decide(post=post, person=validator, is_approved=True, at=at)


def go(post, manager, validator):
    assert actions.publish(post=approve(post, manager, validator), at=clock.now())
    run_due(at=clock.now() + timedelta(minutes=5))


def states(post):
    return {delivery.account.kind: delivery.state for delivery in Delivery.objects.of("post", post.pk).select_related("account")}


def test_five_networks_one_failing_is_shown_and_retried_alone(post, manager, validator, networks, client):
    networks[2].error = ChannelError("refusé", permanent=True)
    go(post, manager, validator)
    assert states(post) == {"site": "sent", "net0": "sent", "net1": "sent", "net2": "failed", "net3": "sent", "net4": "sent"}
    sign_in(client, manager)
    assert "pas partout" in client.get("/bureau/publications/").content.decode()
    networks[2].error = None
    failed = Delivery.objects.get(account__kind="net2")
    client.post(f"/bureau/publications/{post.pk}/deliveries/{failed.pk}/retry/")
    run_due(at=clock.now() + timedelta(minutes=10))
    assert states(post)["net2"] == "sent"
    assert [len(network.said) for network in networks] == [1] * 5


def test_each_network_has_its_own_short_link(post, manager, validator, networks, settings):
    settings.BASE_URL = "https://mairie.example"
    go(post, manager, validator)
    assert Link.objects.count() == 5
    link = Link.objects.get(channel="net0")
    assert networks[0].said == [f"Fontaine\n\nElle coule.\n\nhttps://mairie.example{link.get_absolute_url()}"]


def test_what_waits_through_an_edit_goes_out_in_neither_wording_before_it_is_approved(post, manager, validator, accounts, networks):
    networks[0].error = ChannelError("refusé", permanent=True)
    go(post, manager, validator)
    networks[0].error = None
    stored, at = Post.objects.get(), clock.now()
    actions.edit(post=stored, person=manager, base_version=stored.version, at=at, accounts=accounts, changes={"text": "Elle gèle."})
    failed = Delivery.objects.select_related("account").get(account__kind="net0")
    base.retry(delivery=failed, at=at)
    assert base.push(delivery=failed, at=at).state == Delivery.STOPPED
    approve(Post.objects.get(), manager, validator)
    actions.send_changes(post=Post.objects.get(), at=clock.now())
    failed.refresh_from_db()
    actions.retry(post=Post.objects.get(), delivery=failed, person=manager, at=clock.now())
    run_due(at=clock.now() + timedelta(minutes=5))
    assert [network.said[0].split("\n\n")[1] for network in networks] == ["Elle gèle."] * 5


def test_frozen_words_other_than_the_approved_ones_stop_at_the_fence(post, manager, validator, accounts):
    approved = approve(post, manager, validator)
    message = replace(actions.message_for(approved, accounts[1]), text="Tout autre chose")
    delivery = base.deliver(
        account=accounts[1], message=message, subject=actions.subject_of(post), key=f"post-{post.pk}-{accounts[1].pk}", at=clock.now()
    )
    assert base.push(delivery=delivery, at=clock.now()).state == Delivery.STOPPED


def test_an_uncertain_publication_is_settled_by_a_person(post, manager, validator, networks, client):
    networks[1].error = ChannelError("connexion perdue", unknown=True)
    go(post, manager, validator)
    assert states(post)["net1"] == "unknown"
    sign_in(client, manager)
    lost = Delivery.objects.get(account__kind="net1")
    address = f"/bureau/publications/{post.pk}/deliveries/{lost.pk}/settle/"
    client.post(address, {"verdict": "online", "url": ""})
    assert states(post)["net1"] == "unknown"
    client.post(address, {"verdict": "online", "url": "https://net1.example/12"})
    assert Delivery.objects.get(pk=lost.pk).url == "https://net1.example/12"


def test_withdrawn_everywhere_and_first_comment_said_once(post, manager, validator, accounts, networks):
    post.variants.create(account=accounts[1], first_comment="Horaires ici.")
    go(post, manager, validator)
    run_due(at=clock.now() + timedelta(minutes=6))
    assert networks[0].said[1:] == ["net0-1: Horaires ici."]
    actions.withdraw(post=Post.objects.get(), person=manager, at=clock.now())
    run_due(at=clock.now() + timedelta(minutes=7))
    assert set(states(post).values()) == {"withdrawn"}


def test_practical_information_says_by_itself_that_it_is_over(post, manager, validator, networks):
    at = clock.now()
    Post.objects.update(valid_until=at + timedelta(hours=2), when_over=Post.SAY)
    go(Post.objects.get(), manager, validator)
    run_due(at=at + timedelta(hours=3))
    assert not Post.objects.over(at + timedelta(hours=1)).exists()
    actions.end(post=Post.objects.get(), at=at + timedelta(hours=3))
    post = Post.objects.get()
    assert post.over_at
    assert "N’est plus d’actualité" in Delivery.objects.get(account__kind="site").message["extra"]["correction"]


def test_a_kit_to_pass_it_on_needs_no_account_and_ends_with_the_publication(post, manager, validator, client):
    go(post, manager, validator)
    sign_in(client, manager)
    client.post(f"/bureau/publications/{post.pk}/kit/")
    page = client.get(f"/bureau/publications/{post.pk}/")
    address = page.context["kit_url"]
    client.logout()
    kit = client.get(address)
    assert "Elle coule." in kit.content.decode()
    assert not kit.cookies
    assert Link.objects.get(channel="kit").slug in kit.content.decode()
    assert client.get(address[:-3] + "xx/").status_code == 404
    actions.withdraw(post=Post.objects.get(), person=manager, at=clock.now())
    assert client.get(address).status_code == 404
