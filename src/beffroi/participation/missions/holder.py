"""Personal data of missions."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from beffroi.commons.privacy.types import ExportFile, PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.participation.missions.actions import forget_author, forget_contacts, forget_volunteer
from beffroi.participation.missions.models import Contribution, Signup


def kept_of(account: Account) -> Iterator[dict[str, Any] | ExportFile]:
    """All that she sent, in whatever state, with her pictures; where she lent a hand."""
    voice = getattr(account, "voice", None)
    rows = Contribution.objects.filter(voice=voice).select_related("mission", "image").order_by("pk") if voice else ()
    for row in rows:
        yield {
            pgettext("my data", "Contribution to"): row.mission.title, pgettext("my data", "Title"): row.title, pgettext("my data", "Text"): row.text, pgettext("my data", "Place"): row.place,
            pgettext("my data", "When"): row.period or row.happened_on, pgettext("my data", "Answers"): ", ".join(f"{key}: {value}" for key, value in row.answers.items()),
            pgettext("my data", "Licence"): row.licence, pgettext("my data", "Sent on"): row.created_at, pgettext("my data", "What became of it"): str(row.get_state_display()),
        }  # fmt: skip
        if row.image and row.image.file:
            yield ExportFile(name=f"mission-{row.pk}.{str(row.image.file.name).rpartition('.')[2]}", path=str(row.image.file.name))
    for signup in Signup.objects.filter(account=account).select_related("task__mission").order_by("pk"):
        yield {
            pgettext("my data", "Volunteer for"): f"{signup.task.mission.title} – {signup.task.title}", pgettext("my data", "On"): signup.task.starts_at, pgettext("my data", "Name"): signup.name,
            pgettext("my data", "Telephone"): signup.phone, pgettext("my data", "Note"): signup.note, pgettext("my data", "Minutes given"): signup.minutes,
        }  # fmt: skip
    for row in Contribution.objects.filter(decided_by=voice).select_related("mission").order_by("pk") if voice else ():
        yield {pgettext("my data", "You reviewed a contribution to"): row.mission.title, pgettext("my data", "On"): row.decided_at}


def erase(account: Account, at: datetime) -> None:
    forget_volunteer(account=account, at=at)
    forget_author(account=account, at=at)


def forget(at: datetime) -> None:
    """Contact details of volunteers go when their mission said so."""
    forget_contacts(at=at)


personal_data.register(
    PersonalData(
        kind="missions",
        label=_("Missions: contributions and volunteers"),
        purpose=_("Gathering photos, memories and observations; reaching those who said that they come."),
        data=_("Texts, pictures, places, answers; name, telephone and note of volunteers, hours given."),
        retention=_(
            "Accepted contributions stay, without a name once the person has left. Contact details of volunteers are erased some days after the task, as its page says."
        ),
        recipients=_("Contact details: the team of the mission only."),
        export=kept_of,
        erase=erase,
        forget=forget,
        fields=(
            "missions.Contribution.voice",
            "missions.Contribution.decided_by",
            "missions.Signup.account",
            "missions.Signup.name",
            "missions.Signup.phone",
        ),  # fmt: skip
    )
)
not_personal("missions.Field.label", "a question of the team")
