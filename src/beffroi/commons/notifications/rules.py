"""What one may ask of notifications."""

from django.utils.translation import gettext_lazy as _

from beffroi.commons.notifications.types import groups
from beffroi.ground.people.models import Account
from beffroi.kernel.rules import Refusal

LONGEST_PAUSE = 365


def may_choose(account: Account, group: str, frequency: str) -> Refusal | None:
    if group not in groups or (group == "team" and not account.is_team):
        return Refusal("unknown_group", _("This sort of news does not exist."))
    if frequency not in groups[group].choices:
        return Refusal("unknown_frequency", _("Choose how often you want this news."))
    return None


def may_pause(days: int) -> Refusal | None:
    if not 1 <= days <= LONGEST_PAUSE:
        return Refusal("too_long", _("A pause lasts from one day to one year."))
    return None
