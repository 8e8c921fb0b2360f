"""A contribution that was accepted becomes the draft of a page, its author in the credits."""

from beffroi.commons.topics.queries import links_of
from beffroi.kernel.subjects import Subject
from beffroi.outreach.pages.models import Page
from beffroi.participation.missions import actions
from beffroi.participation.spaces.kitchen import ready_component


def test_the_draft_of_a_story_credits_whoever_sent_it(db, at, alice, manager):
    component = ready_component("mission", at=at, verbs=("contribute",))
    said = {"kind": "memory", "title": "La tannerie", "summary": "Vos souvenirs."}
    mission = actions.create_mission(component=component, person=manager, fields=said, at=at)
    mission = actions.publish_mission(mission=mission, person=manager, at=at)
    fields = {"title": "La sirène", "text": "À midi juste.", "period": "1968", "longitude": 1.3, "latitude": 45.83}
    row = actions.contribute(mission=mission, person=alice, fields=fields, at=at)
    row = actions.decide(contribution=row, person=manager, state="accepted", at=at)
    story = actions.draft_story(mission=mission, contributions=[row], title="La sirène de midi", person=manager, at=at)
    page = Page.objects.get()
    assert (page.kind, page.state, page.period, page.longitude) == ("story", "draft", "1968", 1.3)
    assert alice.voice.display_name in page.credits
    assert story.edit_url.endswith(f"/{page.pk}/edit/")
    assert not links_of(Subject("contribution", row.pk))  # the draft is nobody's business yet
