"""Parts of a thread in their order, quizzes with their answer, pictures with a last day, one text for short networks."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Account, Delivery
from beffroi.channels.base.types import POST, REPLY, STORY, UPDATE, WITHDRAW, Channel, ChannelError, Limits, Receipt, channels
from beffroi.commons.notifications.models import Notification
from beffroi.ground.media import actions as media
from beffroi.ground.media.models import Video
from beffroi.ground.media.tests.test_videos import movie
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.checking import check, look, stops
from beffroi.outreach.posts.content import content_of
from beffroi.outreach.posts.fitting import fit
from beffroi.outreach.posts.models import Post
from beffroi.outreach.posts.types import Parts, Shown
from beffroi.ui.dated import dated_sources

pytestmark = pytest.mark.django_db


class Network(Channel):
    capabilities = frozenset({UPDATE, WITHDRAW, REPLY})

    def __init__(self, kind, most=500):
        self.kind = self.label = kind
        self.limits = Limits(characters=most, pictures=4, poll_options=4)
        self.said, self.error = [], None

    def publish(self, account, message, *, key, handles=None):
        if self.error:
            raise self.error
        self.said.append((message.text, message.reply_to))
        return Receipt(f"{self.kind}-{len(self.said)}", f"https://{self.kind}.example/{len(self.said)}")

    def update(self, account, remote_id, message, *, key):
        raise AssertionError("nothing was changed")

    def reply(self, account, remote_id, message, *, key):
        self.said.append((message.text, remote_id))
        return Receipt("reply")


@pytest.fixture
def net():
    made = Network("net")
    with channels.with_more(made, Network("long", 5000)):
        yield made


@pytest.fixture
def accounts(net):
    return [base.connect(kind=kind, name=kind) for kind in ("site", "net", "long")]


@pytest.fixture
def make(manager, validator, accounts):
    def made(title, text="Texte.", *, approve=True, **more):
        post = actions.draft(title=title, text=text, author=manager, at=clock.now(), accounts=accounts[:2], **more)
        if approve:
            actions.submit(post=post, person=manager, validators=[validator], at=clock.now())
            actions.decide(post=post, person=validator, is_approved=True, at=clock.now())
        return post

    return made


def on_the_site(post):
    return Delivery.objects.of("post", post.pk).get(account__kind="site").message["text"]


def work(hours=0):
    for _round in range(4):
        run_due(at=clock.now() + timedelta(hours=hours, minutes=1))


def test_each_part_answers_the_one_before_and_waits_for_it(net, make):
    first = make("Un", approve=True)
    second = make("Deux", follows=first)
    third = make("Trois", follows=second)
    net.error = ChannelError("busy", wait=1)
    assert not actions.publish(post=third, at=clock.now())  # the part before is not out
    actions.publish(post=first, at=clock.now())
    work()
    assert not net.said
    assert set(Post.objects.values_list("state", flat=True)) == {Post.PUBLISHED}  # on the site all three stand
    net.error = None
    Delivery.objects.update(next_at=clock.now())
    Account.objects.update(busy_until=None)
    base.push(delivery=Delivery.objects.get(account__kind="net"), at=clock.now())  # only the first part was asked for there
    work()
    assert [above for _text, above in net.said] == ["", "net-1", "net-2"]
    assert [text.split("\n")[0] for text, _above in net.said] == ["Un", "Deux", "Trois"]
    work()
    assert len(net.said) == 3


def test_where_the_part_before_failed_the_next_stands_alone(net, make):
    first = make("Un")
    net.error = ChannelError("no", permanent=True)
    actions.publish(post=first, at=clock.now())
    work()
    net.error = None
    actions.publish(post=make("Deux", follows=first), at=clock.now())
    work()
    assert net.said == [("Deux\n\nTexte.", "")]


def test_nothing_goes_on_from_itself(make, client, manager, accounts):
    first = make("Un", approve=False)
    second = make("Deux", approve=False, follows=first)
    said = {
        "title": "Un",
        "text": "T",
        "kind": "news",
        "language": "fr",
        "accounts": [accounts[0].pk],
        "follows": second.pk,
        "when_over": "keep",
    }
    said |= {f"{prefix}-TOTAL_FORMS": 0 for prefix in ("pic", "lang", "claim")} | {
        f"{p}-INITIAL_FORMS": 0 for p in ("pic", "lang", "claim")
    }
    answer = sign_in(client, manager).post(f"/bureau/publications/{first.pk}/edit/", said | {"act": "keep"}).content.decode()
    assert "data-failed" in answer
    assert Post.objects.get(pk=first.pk).follows is None


def test_the_answer_of_a_quiz_is_said_once_when_its_time_is_over(net, make):
    poll = {"options": ["1789", "1882"], "hours": 24, "several": False, "right": 1, "explanation": "La halle est de 1882."}
    post = make("De quand date la halle ?", poll=poll)
    actions.publish(post=post, at=clock.now())
    work()
    assert "La halle est" not in on_the_site(post)
    assert not actions.end_quiz(post=make("Sans réponse", poll={"options": ["a", "b"], "hours": 24}), at=clock.now())
    for _twice in range(2):
        actions.end_quiz(post=post, at=clock.now())
        work()
    answer = "La bonne réponse\u202f: 1882. La halle est de 1882."
    assert net.said[1:].count((answer, "net-1")) == 1
    assert answer in on_the_site(post)


def test_a_correction_stands_below_what_cannot_be_changed_once(net, make, manager, validator, accounts):
    net.capabilities = frozenset({WITHDRAW, REPLY})
    post = make("Fête", "Samedi.")
    actions.publish(post=post, at=clock.now())
    work()
    post.refresh_from_db()
    changes = {"text": "Dimanche.", "correction": "Nous avions écrit samedi : c’est dimanche."}
    actions.edit(post=post, person=manager, base_version=post.version, at=clock.now(), accounts=accounts[:2], changes=changes)
    work()
    said = ("Correction\u202f: Nous avions écrit samedi : c’est dimanche.", "net-1")
    assert said not in net.said  # nobody has approved it yet
    for _twice in range(2):
        actions.submit(post=post, person=manager, validators=[validator], at=clock.now())
        actions.decide(post=post, person=validator, is_approved=True, at=clock.now())
        work()
    assert net.said.count(said) == 1


def test_one_text_for_short_networks_until_one_says_its_own(make, accounts):
    post = make("Fête", "Une longue histoire.", approve=False, short_text="En bref : samedi.")
    post.outlets.create(account=accounts[2])
    content = content_of(post)
    assert fit(content, accounts[1]).message.text == "En bref : samedi."
    assert "Une longue histoire." in fit(content, accounts[2]).message.text
    own = content | {"variants": {str(accounts[1].pk): {"text": "Pour ici."}}}
    assert fit(own, accounts[1]).message.text == "Pour ici."


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def picture(at):
    out = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return media.take_image(upload=SimpleUploadedFile("classe.jpg", out.getvalue(), "image/jpeg"), alt="Une classe", at=at)


def test_a_picture_warns_before_its_last_day_and_stops_after_it(make, picture, accounts, manager, at):
    today = timezone.localdate(clock.now())
    post = make("Classe", approve=False, parts=Parts(pictures=[Shown(picture, "Une classe", until=today + timedelta(days=10))]))
    content = content_of(post)
    found = check(content, look(content, at=clock.now()), at=clock.now())
    assert [finding.level for finding in found if finding.code == "rights_soon"] == ["mind"]
    assert not stops(post, clock.now())
    Post.objects.filter(pk=post.pk).update(publish_at=clock.now() + timedelta(days=11))
    post.refresh_from_db()
    assert [finding.code for finding in stops(post, clock.now())] == ["rights_over"]
    in_calendar = dated_sources["rights"].between(clock.now(), clock.now() + timedelta(days=30), clock.now())
    assert [one.url for one in in_calendar] == ["/bureau/publications/rights/"]


def test_a_right_that_ended_after_the_approval_stops_it_at_its_hour(make, picture, client, manager):
    today = timezone.localdate(clock.now())
    post = make("Classe", parts=Parts(pictures=[Shown(picture, "Une classe", until=today + timedelta(days=1))]))
    later = clock.now() + timedelta(days=3)
    assert not actions.publish(post=post, at=later)
    post.refresh_from_db()
    assert post.state == Post.CHANGES
    assert not Delivery.objects.exists()
    work()
    assert Notification.objects.get(kind="posts:stopped").account == manager
    assert "Une classe" in sign_in(client, manager).get("/bureau/publications/rights/").content.decode()


def test_a_video_goes_through_the_composer_and_says_what_it_lacks(client, manager, accounts):
    desk = sign_in(client, manager)
    said = {"title": "Le marché", "text": "Il ouvre.", "kind": "news", "language": "fr", "accounts": [accounts[0].pk], "when_over": "keep"}
    said |= {f"{prefix}-TOTAL_FORMS": 0 for prefix in ("pic", "lang", "claim")} | {
        f"{p}-INITIAL_FORMS": 0 for p in ("pic", "lang", "claim")
    }

    def film():
        return SimpleUploadedFile("marche.mp4", movie(), "video/mp4")

    refused = desk.post("/bureau/publications/new/", said | {"act": "keep", "video": film()}).content.decode()
    assert "data-failed" in refused  # not described
    assert not Post.objects.exists()
    kept = desk.post("/bureau/publications/new/", said | {"act": "keep", "video": film(), "video_alt": "Les étals"})
    post = Post.objects.get()
    assert kept["Location"] == f"/bureau/publications/{post.pk}/"
    assert (post.video.alt, post.video.state) == ("Les étals", Video.WAITING)
    run_due(at=clock.now() + timedelta(minutes=1))
    assert Video.objects.get().state == Video.READY
    codes = {finding.code for finding in check(content_of(post), [], at=clock.now())}
    assert "captions" in codes
    assert "video_waits" not in codes
    assert replace(fit(content_of(post), accounts[0]).message.clip, alt="x").video_id == post.video_id
    feed = base.connect(kind="feed", name="Flux")
    post.outlets.create(account=feed)
    looks = look(content_of(post), at=clock.now())
    assert not [one.account.kind for one in looks if one.is_stopped], "a feed leads to the article, which shows it"
    assert all(one.poster or one.channel.is_local for one in looks)


def test_a_story_has_no_words(net, make, accounts):
    net.limits = replace(net.limits, forms=(POST, STORY), wordless=(STORY,), clips=True)
    post = make("Fête", "Samedi.", approve=False)
    post.variants.create(account=accounts[1], form=STORY)
    fitted = fit(content_of(post), accounts[1], link="https://x.example/l/abc")
    assert (fitted.message.text, fitted.message.link) == ("", "")
    assert "n’a pas de texte" in fitted.notices[0]
