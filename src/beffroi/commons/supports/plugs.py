"""Followers for notifications, personal data, acts of guests, addresses."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from beffroi.commons.notifications.types import FollowerSource, follower_sources
from beffroi.commons.privacy.types import PersonalData, personal_data
from beffroi.commons.supports import buttons
from beffroi.commons.supports.actions import follow, forget, react, support, take_over
from beffroi.commons.supports.models import Follow, Reaction, Support
from beffroi.commons.topics.types import TopicPart, topic_parts
from beffroi.ground.people.guests import GuestAct, guest_acts
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.types import VoiceJoint, voice_joints
from beffroi.kernel.routes import mount
from beffroi.kernel.subjects import Subject, cards_of


class Followers(FollowerSource):
    kind = "supports"

    def followers(self, subject: Subject, *, after: int, size: int) -> Collection[int]:
        rows = Follow.objects.about(subject).filter(voice__gt=after).order_by("voice")
        return list(rows.values_list("voice_id", flat=True)[:size])

    def followed_by(self, voice_id: int) -> Collection[Subject]:
        rows = Follow.objects.filter(voice=voice_id).order_by("-created_at", "-pk")[:200]
        return [Subject(row.subject_kind, row.subject_id) for row in rows]


def export(account: Account) -> list[dict[str, Any]]:
    """Everything this person supports, follows and answered by a grade."""
    return [
        row
        for table, what in ((Support, _("support")), (Follow, _("follow")), (Reaction, _("opinion")))
        for row in _rows(account, table, what)
    ]


def _rows(account: Account, table: type[Any], what: Any) -> list[dict[str, Any]]:
    rows = list(table.objects.filter(voice__account=account).order_by("pk"))
    cards = cards_of({Subject(row.subject_kind, row.subject_id) for row in rows})
    made = []
    for row in rows:
        card = cards.get(Subject(row.subject_kind, row.subject_id))
        said = {"what": str(what), "of": card.title if card else "", "address": card.url if card else "", "at": row.created_at.isoformat()}
        made.append(said | ({"opinion": str(row.get_grade_display())} if table is Reaction else {}))
    return made


def _perform_support(account: Account, data: dict, at: datetime) -> str:
    subject = Subject.parse(data["subject"])
    support(subject=subject, person=account, at=at)
    return _place(subject)


def _perform_follow(account: Account, data: dict, at: datetime) -> str:
    subject = Subject.parse(data["subject"])
    follow(subject=subject, person=account, at=at)
    return _place(subject)


def _perform_react(account: Account, data: dict, at: datetime) -> str:
    subject = Subject.parse(data["subject"])
    react(subject=subject, person=account, grade=int(data["grade"]), at=at)
    return _place(subject)


def _place(subject: Subject) -> str:
    card = subject.card()
    return card.url if card else "/"


def _words(data: dict) -> list[str]:
    card = Subject.parse(data["subject"]).card()
    return [card.title] if card else []


guest_acts.register(GuestAct("supports:support", _("support this"), _perform_support, _words))
guest_acts.register(GuestAct("supports:follow", _("follow this"), _perform_follow, _words))
guest_acts.register(GuestAct("supports:react", _("give your opinion"), _perform_react, _words))
follower_sources.register(Followers())
personal_data.register(
    PersonalData(
        kind="supports",
        label=_("Supports, follows and opinions"),
        purpose=_("Counting each person once, and telling people about what they follow."),
        retention=_("As long as the account; then supports and opinions are counted without a name."),
        export=export,
        erase=lambda account, at: forget(account=account, at=at),
        fields=("supports.Support.voice", "supports.Follow.voice", "supports.Reaction.voice"),
        data=_("What you support, follow or gave an opinion on, and when"),
    )
)


def follow_topic(request: Any, topic: Subject) -> SafeString:
    """The button beside the title of a topic."""
    return render_to_string("supports/_follow.html", buttons.follow(topic, request.person), request)


topic_parts.register(TopicPart("follow", follow_topic))
mount("soutiens/", "beffroi.commons.supports.urls")


def _join(source: Voice, target: Voice, at: datetime) -> None:
    take_over(source=source, target=target)


voice_joints.register(VoiceJoint("supports", _join))
