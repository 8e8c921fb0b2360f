from datetime import timedelta

import pytest

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Delivery
from beffroi.channels.feed.models import Entry
from beffroi.channels.site.models import Article
from beffroi.ground.media.models import Image
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.rules import Refused
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.models import Post, PostPicture
from beffroi.outreach.posts.types import Parts, Shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts():
    return [base.connect(kind="site", name="Site"), base.connect(kind="feed", name="Feed")]


@pytest.fixture
def post(manager, accounts, at):
    return actions.draft(title="Fontaine", text="Elle coule.", author=manager, at=at, accounts=accounts)


def approve(post, manager, validator, at):
    actions.submit(post=post, person=manager, validators=[validator], at=at)
    return actions.decide(post=post, person=validator, is_approved=True, at=at)


def test_from_draft_to_both_channels(post, manager, validator, at):
    assert actions.publish(post=approve(post, manager, validator, at), at=at)
    article, entry = Article.objects.get(), Entry.objects.get()
    assert (article.title, entry.link) == ("Fontaine", article.get_absolute_url())
    assert Post.objects.get().state == Post.PUBLISHED


def test_publishing_again_publishes_nothing_more(post, manager, validator, at):
    approved = approve(post, manager, validator, at)
    actions.publish(post=approved, at=at)
    Post.objects.update(state=Post.APPROVED)  # as after a crash between the deliveries and the last write
    actions.publish(post=approved, at=at)
    assert (Article.objects.count(), Entry.objects.count(), Delivery.objects.count()) == (1, 1, 2)


def test_nothing_goes_out_unapproved(post, manager, validator, at):
    actions.submit(post=post, person=manager, validators=[validator], at=at)
    assert not actions.publish(post=post, at=at)
    assert not Article.objects.exists()


def test_an_edit_after_approval_cannot_go_out(post, manager, validator, accounts, at):
    approved = approve(post, manager, validator, at)
    actions.edit(post=approved, person=manager, base_version=approved.version, at=at, accounts=accounts, changes={"text": "Autre"})
    assert not actions.publish(post=approved, at=at)
    assert Post.objects.get().state == Post.DRAFT
    assert Approval.objects.get().state == Approval.VOID


def test_a_text_changed_behind_the_approval_stops_at_the_fence(post, manager, validator, at):
    approved = approve(post, manager, validator, at)
    delivery = base.deliver(
        account=base.connect(kind="site", name="Site"),
        message=actions.message_for(approved),
        subject=actions.subject_of(post),
        key="k",
        at=at,
    )
    Post.objects.update(text="Autre")
    assert base.push(delivery=delivery, at=at).state == Delivery.STOPPED
    assert not Article.objects.exists()


def test_only_a_named_validator_decides(post, manager, validator, admin, at):
    actions.submit(post=post, person=manager, validators=[validator], at=at)
    with pytest.raises(Refused) as refused:
        actions.decide(post=post, person=admin, is_approved=True, at=at)
    assert refused.value.refusal.code == "not_named"


def test_changes_asked_bring_it_back_to_the_author(post, manager, validator, at):
    actions.submit(post=post, person=manager, validators=[validator], at=at)
    actions.decide(post=post, person=validator, is_approved=False, comment="Trop long", at=at)
    assert Post.objects.get().state == Post.CHANGES
    actions.submit(post=Post.objects.get(), person=manager, validators=[validator], at=at + timedelta(hours=1))
    assert Post.objects.get().state == Post.SUBMITTED


def test_two_editors_never_overwrite_each_other(post, manager, accounts, at):
    actions.edit(post=post, person=manager, base_version=1, at=at, accounts=accounts, changes={"text": "Première"})
    with pytest.raises(Refused) as refused:
        actions.edit(post=post, person=manager, base_version=1, at=at, accounts=accounts, changes={"text": "Seconde"})
    assert refused.value.refusal.code == "stale"
    assert Post.objects.get().text == "Première"


def test_it_waits_for_its_hour(post, manager, validator, at):
    Post.objects.update(publish_at=at + timedelta(hours=2))
    approve(post, manager, validator, at)
    assert not Post.objects.due(at).exists()
    assert Post.objects.due(at + timedelta(hours=2)).exists()


def test_an_unapproved_hour_is_missed_and_told_once(post, manager, at, django_assert_num_queries):
    Post.objects.update(publish_at=at)
    assert list(Post.objects.missed(at)) == [post]
    actions.tell_missed(post=post, at=at)
    assert not Post.objects.missed(at).filter(missed_told_at=None).exists()
    assert not Article.objects.exists()


def test_what_is_approved_after_its_hour_waits_for_another(post, manager, validator, client, at):
    Post.objects.update(publish_at=at)
    actions.submit(post=post, person=manager, validators=[validator], at=at)
    actions.decide(post=post, person=validator, is_approved=True, at=at + timedelta(minutes=5))
    late = Post.objects.get()
    assert (late.state, late.is_missed(at + timedelta(hours=1))) == (Post.APPROVED, True)
    assert not Post.objects.due(at + timedelta(hours=1)).exists()
    actions.move(post=late, person=manager, publish_at=at + timedelta(hours=3), at=at + timedelta(hours=1))
    assert Post.objects.due(at + timedelta(hours=3)).exists()
    Post.objects.update(missed_told_at=at)
    page = f"/bureau/publications/{post.pk}/"
    assert "Non publiée" in sign_in(client, manager).get(page).content.decode()
    client.post(f"{page}at-once/")
    assert Post.objects.due(at).exists()


def test_an_approved_correction_reaches_what_was_published(post, manager, validator, accounts, at):
    actions.publish(post=approve(post, manager, validator, at), at=at)
    published = Post.objects.get()
    actions.edit(post=published, person=manager, base_version=published.version, at=at, accounts=accounts, changes={"text": "Corrigé."})
    assert actions.send_changes(post=Post.objects.get(), at=at) == 0
    approve(Post.objects.get(), manager, validator, at + timedelta(minutes=1))
    assert actions.send_changes(post=Post.objects.get(), at=at) == 2
    assert (Article.objects.get().text, Entry.objects.get().text) == ("Corrigé.", "Corrigé.")


def test_a_withdrawn_post_leaves_every_channel(post, manager, validator, at):
    actions.publish(post=approve(post, manager, validator, at), at=at)
    actions.withdraw(post=Post.objects.get(), person=manager, at=at)
    assert Article.objects.get().withdrawn_at
    assert Entry.objects.get().withdrawn_at


def test_one_origin_is_one_draft(at, accounts):
    first = actions.draft(title="Phase ouverte", text="…", origin="phase-1", at=at)
    assert actions.draft(title="Phase ouverte", text="…", origin="phase-1", at=at) == first
    assert first.outlets.count() == 2


@pytest.mark.parametrize(("who", "code"), [("alice", "no_right"), ("validator", "no_right"), ("manager", None)])
def test_who_may_write(request, who, code, at, accounts):
    person = request.getfixturevalue(who)
    if code is None:
        assert actions.draft(title="T", text="T", author=person, at=at).pk
        return
    with pytest.raises(Refused) as refused:
        actions.draft(title="T", text="T", author=person, at=at)
    assert refused.value.refusal.code == code


def test_another_description_of_the_picture_voids_the_approval(post, manager, validator, accounts, at):
    image = Image.objects.create(alt="Une fontaine", file="images/none.webp")
    PostPicture.objects.create(post=post, image=image)
    approved = approve(Post.objects.get(), manager, validator, at)
    parts = Parts(pictures=[Shown(image, "La fontaine de la place")])
    actions.edit(post=approved, person=manager, base_version=approved.version, at=at, accounts=accounts, changes={}, parts=parts)
    assert Post.objects.get().state == Post.DRAFT
    assert Image.objects.get().alt == "La fontaine de la place"
