"""Personal data of initiatives."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from beffroi.commons.privacy.types import PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.participation.initiatives.actions import forget_person
from beffroi.participation.initiatives.models import Answer, Initiative, Member, Signature


def kept_of(account: Account) -> Iterator[dict[str, Any]]:
    """What she started, signed and answered here."""
    voice = getattr(account, "voice", None)
    if voice is None:
        return
    for row in Initiative.objects.filter(voice=voice).select_related("component__process").order_by("pk"):
        yield {
            pgettext("my data", "Initiative"): row.title,
            pgettext("my data", "Text"): row.text,
            pgettext("my data", "In"): row.component.process.title,
            pgettext("my data", "Written"): row.created_at,
        }
    for member in Member.objects.filter(voice=voice).select_related("initiative").order_by("pk"):
        yield {
            pgettext("my data", "In the committee of"): member.initiative.title,
            pgettext("my data", "State"): str(member.get_state_display()),
            pgettext("my data", "On"): member.at,
        }
    for signed in Signature.objects.filter(voice=voice).select_related("initiative").order_by("pk"):
        given = ", ".join(str(value) for value in signed.identity.values())
        yield {
            pgettext("my data", "You signed"): signed.initiative.title,
            pgettext("my data", "On"): signed.at,
            pgettext("my data", "Identity that you gave"): given,
        }
    for answer in Answer.objects.filter(voice=voice).select_related("initiative").order_by("pk"):
        yield {
            pgettext("my data", "You answered the initiative"): answer.initiative.title,
            pgettext("my data", "Text"): answer.text,
            pgettext("my data", "On"): answer.given_at,
        }


def erase(account: Account, at: datetime) -> None:
    voice = getattr(account, "voice", None)
    if voice is not None:
        forget_person(voice=voice)


personal_data.register(
    PersonalData(
        kind="initiatives",
        label=pgettext_lazy("personal data", "Initiatives and signatures"),
        purpose=_("Asking the council together, and counting each person once."),
        data=_("Texts, members of committees, who signed: name, date of birth, perhaps the postal address, all sealed."),
        retention=_(
            "Identities are erased some days after the end of each initiative (60 unless its type says otherwise); numbers and texts stay."
        ),
        export=kept_of,
        erase=erase,
        fields=(
            "initiatives.Initiative.voice",
            "initiatives.Member.voice",
            "initiatives.Step.voice",
            "initiatives.Signature.voice",
            "initiatives.Signature.identity",
            "initiatives.Signature.person_key",
            "initiatives.SheetLine.keyed_by",
            "initiatives.Answer.voice",
            "initiatives.Answer.name",
        ),
    )
)
not_personal("initiatives.InitiativeType.asks_address", "whether a question is asked, not its answer")
not_personal("initiatives.RollLine.digest", "a keyed hash: the key is not in the database, and no name is")
