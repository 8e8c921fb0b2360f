"""The best of what people sent to a mission becomes the draft of a story of the territory."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from beffroi.commons.topics import actions as topics
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject
from beffroi.outreach.pages import actions as pages
from beffroi.outreach.pages.models import Page
from beffroi.outreach.pages.rules import may_write
from beffroi.participation.missions.types import StoryMaker, Telling, Told, story_makers


class PageOfStories(StoryMaker):
    """A page of the kind “story”, which its writers finish and publish as any other."""

    kind = "pages"

    def may_make(self, person: Any) -> Refusal | None:
        return may_write(person)

    def make(self, *, person: Any, telling: Telling, at: datetime) -> Told:
        values = {
            "title": telling.title[:160],
            "summary": telling.summary[:300],
            "body": telling.text[:40_000],
            "credits": telling.credits[:2000],
            "period": telling.period[:80],
            "address": telling.address[:200],
            "longitude": telling.longitude,
            "latitude": telling.latitude,
            "image": telling.image,
        }
        page = pages.draft(kind=Page.STORY, person=person, at=at, values=values)
        subject = Subject("page", page.pk)
        for source in telling.sources:
            topics.link(source=subject, target=source, kind="comes_from")
        return Told(subject, reverse("pages_desk:edit", args=[page.pk]))


story_makers.register(PageOfStories())
