from datetime import timedelta

import pytest

from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.outreach.contests import actions
from beffroi.outreach.posts.models import Post

pytestmark = pytest.mark.django_db
NOW = clock.now()


def test_a_contest_and_its_result_become_drafts_that_lead_to_the_rules(manager, alice):
    changes = {
        "kind": "draw", "title": "Le panier", "text": "Un panier à gagner.", "prizes": "Un panier (40 €)", "tag": "LePanier",
        "opens_at": NOW - timedelta(hours=1), "closes_at": NOW + timedelta(seconds=1),
    }  # fmt: skip
    contest = actions.publish(contest=actions.write(person=manager, changes=changes, at=NOW), person=manager, at=NOW)
    actions.enter(contest=contest, person=alice, at=NOW)
    run_due(at=clock.now())
    later = NOW + timedelta(seconds=1)
    actions.close_list(contest=contest, person=manager, at=later)
    actions.draw_winners(contest=contest, person=manager, at=later)
    for _round in range(2):
        run_due(at=clock.now())
    result, opening = Post.objects.filter(about=f"contest:{contest.pk}").order_by("-pk")
    assert "#LePanier" in opening.text
    assert contest.get_absolute_url() in opening.text
    assert "Le ticket 1 gagne." in result.text
    assert {opening.state, result.state} == {Post.DRAFT}
