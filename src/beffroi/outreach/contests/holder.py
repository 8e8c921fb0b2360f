"""Personal data of contests."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext as p
from django.utils.translation import pgettext_lazy

from beffroi.commons.privacy.types import CONSENT, ExportFile, PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.outreach.contests import actions
from beffroi.outreach.contests.models import Entry


def kept_of(account: Account) -> Iterator[dict[str, Any] | ExportFile]:
    voice = getattr(account, "voice", None)
    if voice is None:
        return
    for entry in Entry.objects.filter(voice=voice).select_related("contest", "image").order_by("pk"):
        yield {
            p("contests", "Contest"): entry.contest.title, p("contests", "Ticket"): entry.number, p("contests", "Your words"): entry.text,
            p("contests", "Said on"): entry.origin_url, p("contests", "Day of entry"): entry.entered_at, p("contests", "Result"): str(entry.get_outcome_display()),
        }  # fmt: skip
        if entry.image:
            yield ExportFile(
                f"contest-{entry.contest_id}-{entry.number}.{str(entry.image.file.name).rpartition('.')[2]}", str(entry.image.file.name)
            )


def erase(account: Account, at: datetime) -> None:
    voice = getattr(account, "voice", None)
    if voice is not None:
        actions.forget_voice(voice=voice, at=at)


personal_data.register(
    PersonalData(
        kind="contests",
        label=pgettext_lazy("contests", "Games and contests"),
        purpose=_("Running a contest: one entry each, the draw, the prize."),
        data=_("Who takes part, the photo or the answer, the result."),
        retention=_("60 days after the result, or as the rules of the contest say; ticket numbers stay."),
        basis=CONSENT,
        export=kept_of,
        erase=erase,
        forget=lambda at: actions.forget_all(at=at),
        fields=("contests.Entry.voice", "contests.Entry.heard", "contests.Entry.origin_url", "contests.Entry.image", "contests.Entry.text"),
    )
)
not_personal("contests.Entry.shows_name", "a choice, without the name")
