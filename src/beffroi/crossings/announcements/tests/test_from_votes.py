from datetime import timedelta

from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.outreach.posts.models import Post
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.votes import actions
from beffroi.participation.votes.models import Vote


def test_an_open_poll_for_the_networks_becomes_a_draft_with_their_own_poll(db):
    at = clock.now()
    vote = Vote.objects.get(component=ready_component("vote", at=at, verbs=("vote",)))
    changes = {
        "title": "Quel jour ?", "text": "Deux jours.", "council": "Le conseil délibère.", "who": "Tous", "networks": True, "opens_at": at,
        "closes_at": at + timedelta(days=2),
    }  # fmt: skip
    vote = actions.edit(vote=vote, person=None, base_version=0, at=at, changes=changes)
    lines = [("Mardi", "", None), ("Jeudi", "", None)]
    actions.add_question(vote=vote, person=None, title="Quels jours ?", rule="approval", parameters={}, options=lines)
    actions.add_question(vote=vote, person=None, title="Dans quel ordre ?", rule="schulze", parameters={}, options=lines)
    actions.tell_opening(vote=actions.freeze(vote=vote, person=None, at=at), at=at)
    for _round in range(2):
        run_due(at=clock.now())
    posts = Post.objects.filter(about=str(vote.subject))
    assert {post.state for post in posts} == {Post.DRAFT}
    [with_poll] = [post for post in posts if post.poll]
    assert with_poll.poll["options"] == ["Mardi", "Jeudi"]
    assert with_poll.poll["several"] is True
    assert with_poll.poll["hours"] in (47, 48)
    assert "indication" in with_poll.text or "indicatif" in with_poll.text
