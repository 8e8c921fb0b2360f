"""What the calendar keeps of persons: who has a feed."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import PersonalData, personal_data
from beffroi.ground.people.models import Account
from beffroi.outreach.calendar.models import FeedKey


def export(account: Account) -> Iterable[dict[str, Any]]:
    for key in FeedKey.objects.filter(person=account):
        yield {"what": "calendar feed", "made": key.made_at.isoformat(), "revoked": str(key.revoked_at or "")}


personal_data.register(
    PersonalData(
        kind="calendar",
        label=_("Calendar feeds of the team"),
        purpose=_("Show the calendar of publications in one’s own program."),
        retention=_("Until the address is withdrawn or the account goes."),
        export=export,
        fields=("calendar.FeedKey.person",),
        data=_("Dates of the address"),
    )
)
