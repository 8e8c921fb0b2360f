"""What notifications keep of persons, for privacy."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.commons.notifications.actions import forget
from beffroi.commons.notifications.mails import sentence
from beffroi.commons.notifications.models import Mute, Notification, Pause, Preference
from beffroi.commons.notifications.types import FREQUENCIES, groups
from beffroi.commons.privacy.types import PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.kernel.subjects import cards_of

KEPT = timedelta(days=365)


def export(account: Account) -> Iterator[dict[str, Any]]:
    for row in Notification.objects.filter(account=account).order_by("-created_at").iterator():
        yield {
            gettext("You were told"): sentence(row, account.language),
            gettext("On"): row.created_at,
            gettext("Read"): row.read_at,
            gettext("By e-mail"): row.mailed_at,
        }
    for preference in Preference.objects.filter(account=account):
        label = groups[preference.group].label if preference.group in groups else preference.group
        yield {gettext("Sort of news"): str(label), gettext("How often"): str(FREQUENCIES[preference.frequency])}
    mutes = [mute.subject for mute in Mute.objects.filter(account=account)]
    cards = cards_of(mutes)
    for subject in mutes:
        yield {gettext("You hear nothing of"): cards[subject].title if subject in cards else str(subject)}
    for pause in Pause.objects.filter(account=account):
        yield {gettext("No e-mail until"): pause.until}


def forget_old(at: datetime) -> int:
    """News is not an archive."""
    return Notification.objects.filter(created_at__lt=at - KEPT).delete()[0]


personal_data.register(
    PersonalData(
        kind="notifications",
        label=_("News for you"),
        purpose=_("Telling you what becomes of what you wrote and of what you follow."),
        data=_("What you were told and when, how often you want e-mails, what you silenced."),
        retention=_("One year."),
        export=export,
        erase=lambda account, at: forget(account=account),
        fields=(
            "notifications.Notification.account",
            "notifications.Preference.account",
            "notifications.Mute.account",
            "notifications.Pause.account",
        ),
        forget=forget_old,
    )
)
not_personal("notifications.Notification.mail_at", "a moment, not an address")
