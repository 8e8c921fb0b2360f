from datetime import timedelta

import pytest

from beffroi.channels.assisted import actions, jobs
from beffroi.channels.assisted.channel import Assisted
from beffroi.channels.assisted.sorts import SORTS
from beffroi.channels.base import actions as base
from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import ByHand, Freeze, Message, Picture, freezes
from beffroi.commons.notifications.models import Notification
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.subjects import Subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return base.connect(
        kind="assisted", name="WhatsApp", address="https://whatsapp.com/channel/x", settings={"sort": "whatsapp", "hours": 2}
    )


@pytest.fixture
def delivery(account, at):
    message = Message("Le pont **rouvre** <b>samedi</b>.", title="Pont ouvert", link="https://t.example/l/a")
    made = base.deliver(account=account, message=message, subject=Subject("nothing", 1), key="k", at=at)
    return base.push(delivery=made, at=at)


@pytest.fixture
def desk(client, manager):
    return sign_in(client, manager)


class TestAssisted(ChannelContract):
    channel = Assisted()

    def test_publishing_gives_a_receipt(self, account):
        with pytest.raises(ByHand):
            self.channel.publish(account, Message("Bonjour"), key="k")

    def test_what_was_published_can_be_found_again(self, account):
        assert self.channel.reconcile(account, Message("Bonjour"), key="k") is None

    def test_publishing_twice_with_one_key_publishes_once(self, account):
        self.test_publishing_gives_a_receipt(account)


def test_at_its_hour_it_waits_for_a_person_who_is_told_once_and_reminded_once(delivery, manager, admin, validator, at):
    assert delivery.state == Delivery.BY_HAND
    actions.set_duty(account=delivery.account, duty=manager, person=admin)
    for hours in (0, 0.5, 2.5, 3, 30):
        actions.prompt(delivery=delivery, url="/x/", at=at + timedelta(hours=hours))
    told = list(Notification.objects.order_by("pk").values_list("kind", "account__voice__name"))
    assert told[0] == ("assisted:due", "Manon")
    assert sorted(told[1:]) == [("assisted:late", "Ada"), ("assisted:late", "Manon")]


def test_the_job_tells_everybody_who_may_when_nobody_is_on_duty(delivery, manager, admin, david):
    jobs.prompt_due_deliveries()
    assert set(Notification.objects.values_list("account__voice__name", flat=True)) == {"Manon", "Ada"}


def test_everything_is_ready_and_done_is_written_down(desk, delivery, manager):
    page = desk.get(f"/bureau/a-publier/{delivery.pk}/").content.decode()
    assert "Le pont **rouvre** &lt;b&gt;samedi&lt;/b&gt;.\n\nhttps://t.example/l/a" in page
    assert "https://whatsapp.com/channel/x" in page
    assert "Pont ouvert" in desk.get("/bureau/a-publier/").content.decode()
    wrong = desk.post(f"/bureau/a-publier/{delivery.pk}/fait/", {"url": "pas une adresse"}).content.decode()
    assert 'value="pas une adresse"' in wrong
    desk.post(f"/bureau/a-publier/{delivery.pk}/fait/", {"url": "https://whatsapp.com/channel/x/1"})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.url, delivery.settled_by) == (Delivery.SENT, "https://whatsapp.com/channel/x/1", manager)
    assert desk.post(f"/bureau/a-publier/{delivery.pk}/fait/", {"url": ""}).status_code == 403
    assert desk.get(f"/bureau/a-publier/{delivery.pk}/").status_code == 200


def test_not_published_needs_a_reason(desk, delivery):
    assert "aria-invalid" in desk.post(f"/bureau/a-publier/{delivery.pk}/non/", {"reason": " "}).content.decode()
    desk.post(f"/bureau/a-publier/{delivery.pk}/non/", {"reason": "Le canal est fermé."})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == (Delivery.WITHDRAWN, "Le canal est fermé.")


def test_what_is_held_back_is_not_posted_but_what_is_out_is_written_down(desk, delivery, monkeypatch):
    class Hold(Freeze):
        kind = "test"

        def holds(self, delivery, at):
            return Refusal("crisis", "Gel de crise")

    monkeypatch.setitem(freezes._things, "test", Hold())
    assert "Gel de crise" in desk.get(f"/bureau/a-publier/{delivery.pk}/").content.decode()
    desk.post(f"/bureau/a-publier/{delivery.pk}/fait/", {"url": ""})
    delivery.refresh_from_db()
    assert delivery.state == Delivery.BY_HAND
    desk.post(f"/bureau/a-publier/{delivery.pk}/fait/", {"url": "https://whatsapp.com/channel/x/1"})
    delivery.refresh_from_db()
    assert delivery.state == Delivery.SENT


def test_a_poster_has_its_text_and_a_code(desk, delivery):
    page = desk.get(f"/bureau/a-publier/{delivery.pk}/affiche/?size=a5").content.decode()
    assert "<strong>rouvre</strong>" in page
    assert "<b>samedi" not in page
    svg = desk.get(f"/bureau/a-publier/{delivery.pk}/code.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert b"<path" in svg.content


def test_it_is_for_those_who_may(client, delivery, bob):
    sign_in(client, bob)
    for page in ("", f"{delivery.pk}/", f"{delivery.pk}/affiche/", f"{delivery.pk}/code.svg", f"compte/{delivery.account_id}/"):
        assert client.get(f"/bureau/a-publier/{page}").status_code == 403
    with pytest.raises(Refused):
        actions.done(delivery=delivery, person=bob, url="", at=delivery.next_at)


def test_a_worker_that_died_in_between_loses_nothing(account, at):
    made = base.deliver(account=account, message=Message("Bonjour"), subject=Subject("nothing", 1), key="k2", at=at)
    Delivery.objects.filter(pk=made.pk).update(state=Delivery.SENDING, begun_at=at, claimed_at=at - timedelta(hours=1), attempts=1)
    for minutes in (0, 5, 20):
        made = base.push(delivery=made, at=at + timedelta(minutes=minutes))
    assert made.state == Delivery.BY_HAND


@pytest.mark.parametrize(("sort", "code"), [("tiktok", "needs_media"), ("board", "too_many_pictures"), ("whatsapp", None)])
def test_each_place_has_its_limits(sort, code):
    account = base.connect(kind="assisted", name=sort, settings={"sort": sort})
    pictures = (Picture(1, "a"), Picture(2, "b")) if sort == "board" else ()
    found = [refusal.code for refusal in Assisted().prepare(account, Message("Bonjour", pictures=pictures))]
    assert found == ([code] if code else [])
    assert set(SORTS) >= {"tiktok", "whatsapp", "group", "board", "other"}


def test_the_list_costs_the_same_for_5_and_for_50(desk, account, at, django_assert_max_num_queries):
    def more(count, first):
        for number in range(first, first + count):
            made = base.deliver(
                account=account, message=Message("x", title="y"), subject=Subject("nothing", number), key=f"m{number}", at=at
            )
            Delivery.objects.filter(pk=made.pk).update(state=Delivery.BY_HAND)

    more(5, 10)
    desk.get("/bureau/a-publier/")
    with django_assert_max_num_queries(45) as few:
        desk.get("/bureau/a-publier/")
    more(45, 100)
    with django_assert_max_num_queries(len(few.captured_queries)):
        desk.get("/bureau/a-publier/")
