"""Personal data of rumours: who asked, who doubted, who checked."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from beffroi.commons.privacy.types import PUBLIC_TASK, PersonalData, personal_data
from beffroi.ground.people.models import Account
from beffroi.outreach.rumors import actions
from beffroi.outreach.rumors.models import Edition, Note, Sighting


def kept_of(account: Account) -> Iterator[dict[str, Any]]:
    voice = getattr(account, "voice", None)
    for sighting in Sighting.objects.filter(voice=voice).order_by("pk") if voice else ():
        yield {
            pgettext("rumors", "What you asked to check"): sighting.text,
            pgettext("rumors", "Where"): sighting.where or sighting.url,
            pgettext("rumors", "Day"): sighting.seen_at,
        }
    for note in Note.objects.filter(by=account).order_by("pk"):
        yield {pgettext("rumors", "Note"): note.text, pgettext("rumors", "Day"): note.at}
    for edition in Edition.objects.filter(by=account).order_by("pk"):
        yield {pgettext("rumors", "Verdict written"): edition.headline, pgettext("rumors", "Day"): edition.written_at}


def erase(account: Account, at: datetime) -> None:
    if voice := getattr(account, "voice", None):
        actions.forget_voice(voice=voice)


personal_data.register(
    PersonalData(
        kind="rumors",
        label=pgettext_lazy("rumors", "Rumours and fact checks"),
        purpose=_("Check what is said of the commune, and tell whoever asked what came of it."),
        data=_("What somebody asked to check, where it was seen, an address if one was given; who checked."),
        retention=_("Addresses: 30 days after the outcome, a year at most. What was sent: a year after the outcome."),
        basis=PUBLIC_TASK,
        export=kept_of,
        erase=erase,
        forget=lambda at: actions.forget_addresses(at=at),
        fields=(
            "rumors.Sighting.voice", "rumors.Sighting.email", "rumors.Sighting.text", "rumors.Sighting.heard", "rumors.Sighting.url",
            "rumors.Sighting.image", "rumors.Rumor.assigned_to", "rumors.Source.by", "rumors.Note.by", "rumors.Edition.by", "rumors.Merge.by",
            "rumors.Merge.undone_by",
        ),
    )
)  # fmt: skip
