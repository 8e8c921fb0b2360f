"""What groups keep of persons."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import PersonalData, personal_data
from beffroi.ground.people.models import Account
from beffroi.participation.groups.actions.members import forget_voice
from beffroi.participation.groups.models import Copied, Invitation, Member, Step, Topic


def export(account: Account) -> Iterator[dict[str, Any]]:
    voice = getattr(account, "voice", None)
    if voice is None:
        return
    for member in Member.objects.filter(voice=voice).select_related("group__process"):
        yield {
            gettext("Group"): member.group.process.title,
            gettext("You are"): str(member.get_state_display()),
            gettext("You lead it"): member.is_facilitator,
            gettext("Function in the group"): member.title,
            gettext("Your answer"): member.answer,
            gettext("Since"): member.joined_at or member.asked_at,
        }
    for topic in Topic.objects.filter(voice=voice).select_related("group__process"):
        yield {
            gettext("Group"): topic.group.process.title,
            gettext("You wrote"): topic.title,
            gettext("Text"): topic.text,
            gettext("On"): topic.created_at,
        }
    for step in Step.objects.filter(voice=voice).select_related("topic"):
        yield {gettext("Problem"): step.topic.title, gettext("You noted"): step.note, gettext("On"): step.at}
    for row in Invitation.objects.filter(voice=voice).exclude(email=""):
        yield {gettext("You invited"): row.email, gettext("On"): row.at}
    for copied in Copied.objects.filter(voice=voice).select_related("topic", "place"):
        yield {gettext("You copied"): copied.topic.title, gettext("To"): copied.place.name, gettext("On"): copied.at}


def erase(account: Account, at: datetime) -> None:
    voice = getattr(account, "voice", None)
    if voice is not None:
        forget_voice(voice=voice)


personal_data.register(
    PersonalData(
        kind="groups",
        label=_("Groups"),
        purpose=_("Knowing who is in a group, who leads it, and who said what in it."),
        data=_("Groups, functions, requests to join, topics, steps of problems, invitations sent."),
        retention=_(
            "Membership ends with the account, a request once it is answered, an invited address once it was used. What was said stays, without a name."
        ),
        export=export,
        erase=erase,
        fields=(
            "groups.Group.verified_by",
            "groups.Member.voice",
            "groups.Member.answer",
            "groups.Member.decided_by",
            "groups.Invitation.email",
            "groups.Invitation.voice",
            "groups.Topic.voice",
            "groups.Topic.responsible",
            "groups.Step.responsible",
            "groups.Step.voice",
            "groups.Copied.voice",
        ),
    )
)
