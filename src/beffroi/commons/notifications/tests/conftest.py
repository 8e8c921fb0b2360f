"""Kinds of news, things to follow and a source of followers, for the tests."""

import pytest

from beffroi.commons.notifications.types import FollowerSource, NotificationKind, follower_sources, notification_kinds
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds


class Thing(SubjectKind):
    kind, label, label_plural = "sheet", "Fiche", "Fiches"

    def __init__(self) -> None:
        self.hidden: set[int] = set()

    def cards(self, ids):
        return {pk: Card(Subject("sheet", pk), f"Fiche {pk}", f"/fiches/{pk}/", is_public=pk not in self.hidden) for pk in ids}

    def may(self, verb, person, id, at):
        return Refusal("hidden", "Hidden.") if id in self.hidden else None


class Follows(FollowerSource):
    kind = "test"

    def __init__(self) -> None:
        self.voices: dict[Subject, list[int]] = {}

    def followers(self, subject, *, after, size):
        return [voice for voice in sorted(self.voices.get(subject, [])) if voice > after][:size]

    def followed_by(self, voice_id):
        return [subject for subject, voices in self.voices.items() if voice_id in voices]


def kind(name, group, **more):
    return NotificationKind(
        name, name, lambda params, language: f"{params['who']} a écrit." if language == "fr" else f"{params['who']} wrote.", group, **more
    )


@pytest.fixture(autouse=True)
def things():
    thing, follows = Thing(), Follows()
    made = [
        kind("test:reply", "own"),
        kind("test:news", "followed"),
        kind("test:daily", "followed", default_frequency="daily"),
        kind("test:hidden", "account"),
    ]
    with subject_kinds.with_more(thing), follower_sources.with_only(follows), notification_kinds.with_more(*made):
        yield thing


@pytest.fixture
def follows(things):
    return follower_sources["test"]
