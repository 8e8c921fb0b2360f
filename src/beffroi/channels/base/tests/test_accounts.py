"""Connecting accounts by the wizard, what comes in, and moderation there."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow

from beffroi.channels.base import actions, jobs, media
from beffroi.channels.base.models import Account, Errand, Heard, Measure
from beffroi.channels.base.types import AccountForm, Channel, ChannelError, Connection, Figure, Health, Incoming, Picture, channels
from beffroi.commons.moderation import actions as moderation
from beffroi.ground.media import actions as images
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.subjects import Subject

pytestmark = pytest.mark.django_db


class Network(Channel):
    """A network at the wire with a consent page of its own."""

    kind, label = "network", "Network"
    account_form = AccountForm
    capabilities = frozenset({"incoming", "moderate", "insights"})
    acts = frozenset({"hide", "restore", "block"})
    found = [Connection("1", "Town hall", "https://network.example/town", secrets={"token": "s3cret"})]
    alive = True

    def __init__(self):
        self.done = []
        self.heard = []

    def authorize_url(self, data, *, redirect, state):
        return f"https://network.example/consent?state={state}", {"verifier": "v"}

    def authorized(self, kept, answer, *, redirect):
        assert kept == {"verifier": "v"}
        if answer.get("error"):
            raise ChannelError("You said no.", permanent=True)
        return self.found

    def probe(self, account):
        return Health(ok=self.alive, sentence="The token was withdrawn.", needs_person=not self.alive)

    def incoming(self, account, *, since):
        return self.heard

    def moderate(self, account, remote_id, act, *, author="", reason=""):
        self.done.append((remote_id, act))

    def insights(self, account, remote_ids, *, since):
        return [Figure("followers", 12), Figure("impressions", None, status="deprecated")]

    def received(self, account, *, headers, body):
        return [one("9")] if headers.get("X-Signature") == "right" else None


def one(remote_id, text="Et la piscine ?", **more):
    return Incoming(remote_id, "@ada@example.org", "Ada", text, clock.now(), **more)


@pytest.fixture
def network():
    made = Network()
    with channels.with_more(made):
        yield made


@pytest.fixture
def account(network, manager, at):
    return actions.keep_connection(kind="network", connection=network.found[0], person=manager, at=at)


def consent(client, manager):
    sign_in(client, manager)
    asked = client.post(reverse("channels:connect", args=["network"]))
    assert "https://network.example/consent?state=" in asked.content.decode()  # followed by a page: a form may not end elsewhere
    return Errand.objects.latest("pk").state


def test_consent_connects_the_account_and_seals_its_key(network, client, manager):
    state = consent(client, manager)
    answer = client.get(reverse("channels:back", args=["network"]), {"state": state, "code": "c"})
    made = Account.objects.get(kind="network")
    assert answer.url == reverse("channels:account", args=[made.pk])
    assert made.secrets == {"token": "s3cret"}
    assert b"s3cret" not in client.get(answer.url).content
    assert not Errand.objects.exists()


def test_a_consent_serves_once_and_only_who_began_it(network, client, manager, admin):
    state = consent(client, manager)
    sign_in(client, admin)
    assert client.get(reverse("channels:back", args=["network"]), {"state": state}).status_code == 403
    sign_in(client, manager)
    client.get(reverse("channels:back", args=["network"]), {"state": state})
    client.get(reverse("channels:back", args=["network"]), {"state": state})
    assert Account.objects.filter(kind="network").count() == 1


def test_a_refused_consent_says_so_and_connects_nothing(network, client, manager):
    state = consent(client, manager)
    answer = client.get(reverse("channels:back", args=["network"]), {"state": state, "error": "denied"}, follow=True)
    assert "You said no." in answer.content.decode()
    assert not Account.objects.filter(kind="network").exists()


def test_of_several_accounts_one_chooses(network, client, manager):
    network.found = [Connection(str(n), f"Page {n}") for n in (1, 2, 3)]
    state = consent(client, manager)
    page = client.get(reverse("channels:back", args=["network"]), {"state": state})
    client.post(page.url, {"which": ["1", "3"]})
    assert set(Account.objects.filter(kind="network").values_list("name", flat=True)) == {"Page 1", "Page 3"}


def test_connecting_again_keeps_the_account_and_its_past(network, account, manager, at):
    actions.pause(account=account, person=manager, at=at)
    again = actions.keep_connection(kind="network", connection=network.found[0], person=manager, at=at)
    assert (again.pk, again.paused_at) == (account.pk, None)


def test_the_test_button_says_what_the_network_says(network, account, client, manager):
    network.alive = False
    sign_in(client, manager)
    answer = client.post(reverse("channels:test", args=[account.pk]), follow=True)
    assert "The token was withdrawn." in answer.content.decode()
    account.refresh_from_db()
    assert account.needs_consent


def test_a_consent_that_ends_is_recalled_once_for_each_step(network, account, at):
    Account.objects.filter(pk=account.pk).update(expires_at=at + timedelta(days=6))
    for _look in range(2):
        actions.remind(account=account, days=7, at=at)
    account.refresh_from_db()
    assert account.reminded_days == 7


def test_the_register_is_public_and_shows_who_speaks(network, account, client, manager):
    actions.describe(account=account, person=manager, name="Town", speaks="The mayor", audience="", is_default=True, is_listed=True)
    page = client.get("/comptes-officiels/").content.decode()
    assert "The mayor" in page
    actions.describe(account=account, person=manager, name="Town", speaks="The mayor", audience="", is_default=True, is_listed=False)
    assert "The mayor" not in client.get("/comptes-officiels/").content.decode()


def test_closing_erases_the_keys(network, account, manager, at):
    actions.close(account=account, person=manager, at=at)
    account.refresh_from_db()
    assert (account.secrets, account.is_default) == ({}, False)


def test_what_came_in_is_kept_once_and_follows_its_author(network, account, at):
    network.heard = [one("1", "Et la\0 piscine ?"), one("2", is_private=True)]
    for _look in range(2):
        jobs.listen.function(account_id=account.pk)
    assert Heard.objects.count() == 2
    assert Heard.objects.get(remote_id="1").text == "Et la piscine ?"
    network.heard = [one("1", "Et le stade ?"), one("2", is_gone=True)]
    jobs.listen.function(account_id=account.pk)
    assert [(heard.text, bool(heard.gone_at)) for heard in Heard.objects.order_by("remote_id")] == [("Et le stade ?", False), ("", True)]


def test_hiding_follows_our_rules_and_is_done_there(network, account, admin, chloe, at):
    actions.keep_heard(account=account, incoming=[one("1", "Imbécile")], at=at)
    heard = Heard.objects.get()
    rule = moderation.add_rule(titles={"fr": "Pas d’insulte"}, texts={"fr": "On ne s’insulte pas."}, by=admin, at=at)
    moderation.open_case(subject=Subject("heard", heard.pk), at=at)
    moderation.hide(subject=Subject("heard", heard.pk), rule=rule, reason="Insulte", by=chloe, at=at)
    run_due(at=clock.now())
    moderation.restore(subject=Subject("heard", heard.pk), by=chloe, at=at)
    run_due(at=clock.now())
    assert network.done == [("1", "hide"), ("1", "restore")]


def test_an_act_needs_a_reason_and_is_logged(network, account, client, manager, at):
    actions.keep_heard(account=account, incoming=[one("1")], at=at)
    sign_in(client, manager)
    address = reverse("channels:act", args=[Heard.objects.get().pk])
    client.post(address, {"act": "block", "reason": ""})
    client.post(address, {"act": "report", "reason": "Insulte"})  # not offered there
    run_due(at=clock.now())
    assert network.done == []
    client.post(address, {"act": "block", "reason": "Insultes répétées"})
    run_due(at=clock.now())
    assert network.done == [("1", "block")]


def test_private_words_are_not_in_the_list(network, account, client, manager, at):
    actions.keep_heard(account=account, incoming=[one("1", "Bonjour"), one("2", "Un secret", is_private=True)], at=at)
    sign_in(client, manager)
    page = client.get(reverse("channels:heard")).content.decode()
    assert "Bonjour" in page
    assert "Un secret" not in page


def test_a_list_of_messages_asks_the_same_queries_at_any_length(network, account, client, manager, at, django_assert_max_num_queries):
    sign_in(client, manager)
    actions.keep_heard(account=account, incoming=[one(str(n)) for n in range(30)], at=at)
    client.get(reverse("channels:heard"))
    with django_assert_max_num_queries(10):
        client.get(reverse("channels:heard"))


def test_a_pushed_event_needs_its_signature(network, account, client):
    address = reverse("channel_media:events", args=[account.pk])
    assert client.post(address, "{}", content_type="application/json").status_code == 403
    assert client.post(address, "{}", content_type="application/json", headers={"X-Signature": "right"}).status_code == 204
    assert Heard.objects.count() == 1
    account.refresh_from_db()
    assert account.heard_at is None  # one event is not all that was said


def test_what_is_no_longer_measured_is_no_zero(network, account):
    jobs.measure.function(account_id=account.pk, remote_ids=[])
    assert set(Measure.objects.values_list("name", "value", "status")) == {("followers", 12, "ok"), ("impressions", None, "deprecated")}


@pytest.fixture
def image(at):
    out = BytesIO()
    Pillow.effect_noise((900, 600), 80).convert("RGB").save(out, "PNG")
    return images.take_image(upload=SimpleUploadedFile("a.png", out.getvalue(), "image/png"), alt="Le marché", at=at)


def test_a_picture_is_cut_around_its_focus_and_fits(image):
    square = media.jpeg(Picture(image.pk, "x", focus=(0.0, 0.5)), ratio=(1.0, 1.0), most_bytes=30_000)
    assert len(square) <= 30_000
    assert media.size_of(square)[0] == media.size_of(square)[1]
    cut = media.jpeg(Picture(image.pk, "x", crop=(0.0, 0.0, 0.5, 0.5)))
    assert media.size_of(cut) == (450, 300)


def test_a_lent_picture_comes_at_a_signed_address_for_a_day(image, client, settings, at):
    settings.BASE_URL = "https://town.example"
    address = media.public_address(Picture(image.pk, "x"), at=clock.now()).removeprefix("https://town.example")
    assert client.get(address)["Content-Type"] == "image/jpeg"
    assert client.get(address.replace(".jpg", "x.jpg")).status_code == 404
    old = media.public_address(Picture(image.pk, "x"), at=clock.now() - timedelta(days=2)).removeprefix("https://town.example")
    assert client.get(old).status_code == 404


def test_without_a_public_address_nothing_can_be_lent(image, settings, at):
    settings.BASE_URL = ""
    with pytest.raises(ChannelError) as refused:
        media.public_address(Picture(image.pk, "x"), at=at)
    assert refused.value.permanent
